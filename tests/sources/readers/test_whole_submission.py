"""What is told of a submission as a whole: a data set that is not in it."""

from collections.abc import Collection
from pathlib import Path

import pytest

from sources.reading.submissions import ReadingLimits, SubmissionToRead, read_submissions
from tests.sources.readers.submissions import (
    PENERIMA,
    PENERIMA_HEADER,
    SEMESTER,
    Received,
    submission_file,
    write_bytes,
    write_csv,
    write_xlsx,
)


def receive_whole(*paths: Path, owed: Collection[str] = ()) -> Received:
    """Read files as the submission of an institution that owes data sets."""
    target = paths[0].parent / "received"
    files = [submission_file(path) for path in paths]
    submission = SubmissionToRead(files, "DINSOS", ["kegiatan", "penerima", "keluarga", "mentas"], target, owed)
    read_submissions([submission], semester=SEMESTER, limits=ReadingLimits(), processes=1)
    return Received(target)


def missing(received: Received) -> list[str | None]:
    return [sheet for rule, file, sheet, _ in received.faults if rule == "missing_dataset" and file is None]


@pytest.mark.parametrize(
    ("sheets", "owed", "expected"),
    [
        ({"Penerima": PENERIMA}, ["kegiatan", "penerima"], ["kegiatan"]),
        ({"Penerima": PENERIMA}, ["penerima", "mentas", "keluarga"], ["keluarga", "mentas"]),
        ({"Penerima": PENERIMA, "Catatan": [["x"]]}, ["penerima"], []),
        ({"Penerima": PENERIMA}, [], []),
        # A nil report gives its data set.
        ({"Penerima": [PENERIMA_HEADER], "Mentas": []}, ["penerima", "mentas"], []),
        ({"Penerima": [PENERIMA_HEADER, ["NIHIL"]]}, ["penerima", "kegiatan"], ["kegiatan"]),
    ],
)
def test_a_data_set_that_is_owed_and_not_given_is_told(tmp_path: Path, sheets, owed, expected) -> None:
    received = receive_whole(write_xlsx(tmp_path / "a.xlsx", sheets), owed=owed)
    assert missing(received) == expected
    assert len(received.faults) == len(expected)


def test_any_file_of_the_submission_gives_it(tmp_path: Path) -> None:
    workbook = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA})
    table = write_csv(tmp_path / "kegiatan.csv", [["kode_kegiatan", "nama_kegiatan"]])
    assert missing(receive_whole(workbook, table, owed=["kegiatan", "penerima"])) == []


def test_where_nothing_was_read_the_files_say_why(tmp_path: Path) -> None:
    received = receive_whole(write_bytes(tmp_path / "a.xlsx", b"PK\x03\x04 no workbook"), owed=["kegiatan"])
    assert [rule for rule, *_ in received.faults] == ["unreadable_file"]


def test_a_data_set_of_a_refused_file_is_missing_beside_good_ones(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "penerima.csv", PENERIMA)
    bad = write_bytes(tmp_path / "kegiatan.xlsx", b"PK\x03\x04 no workbook")
    assert missing(receive_whole(good, bad, owed=["kegiatan", "penerima"])) == ["kegiatan"]
