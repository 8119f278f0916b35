"""What is told of a submission as a whole: what is not in it, what is in it twice, and that it has shrunk."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sources.reading.submissions import ReadingLimits, SubmissionToRead, read_submissions
from tests.sources.readers.submissions import (
    PENERIMA,
    PENERIMA_HEADER,
    RECEIVED_AT,
    SEMESTER,
    Received,
    submission_file,
    write_bytes,
    write_csv,
    write_xlsx,
)
from tests.sources.readers.test_faults import KELUARGA
from tests.sources.readers.test_rows import KEGIATAN_HEADER, KEGIATAN_ROW


def receive_whole(
    *paths: Path, owed: Collection[str] = (), rows_before: int | None = None, hours: Sequence[int] = ()
) -> Received:
    """Read files as the submission of an institution that owes data sets; file by file so many `hours` later."""
    target = paths[0].parent / "received"
    later = [timedelta(hours=hour) for hour in hours or [0] * len(paths)]
    files = [
        replace(submission_file(path), received_at=RECEIVED_AT + after)
        for path, after in zip(paths, later, strict=True)
    ]
    due = ["kegiatan", "penerima", "keluarga", "mentas"]
    submission = SubmissionToRead(files, "DINSOS", due, target, owed, rows_before)
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


def receipts(first: int, last: int, amount: int = 600_000) -> list[list[str]]:
    """Make a sheet of receipts, one person each."""
    rows = [
        ["K-01", f"357401010175{n:04d}", f"Contoh {n}", "35.74.03.1001", "Sembako", str(amount), "2023-03-15"]
        for n in range(first, last + 1)
    ]
    return [PENERIMA_HEADER, *rows]


def told_superseded(received: Received) -> list[str]:
    return [file for rule, file, *_ in received.faults if rule == "superseded_file"]


@pytest.mark.parametrize(
    ("old", "new", "hours", "superseded", "rows"),
    [
        # Corrected, and laid beside the first one.
        ((1, 10), (1, 10), (0, 5), ["old"], 10),
        ((1, 10), (1, 10), (5, 0), ["new"], 10),
        # Six of the earlier one's ten come again; six of thirty are a few rows beside a list.
        ((25, 34), (1, 30), (0, 1), ["old"], 30),
        ((1, 30), (25, 34), (0, 1), [], 40),
        ((1, 10), (6, 15), (0, 1), [], 20),
        ((1, 10), (11, 20), (0, 1), [], 20),
        # Of equal times neither is the later one.
        ((1, 10), (1, 10), (3, 3), [], 20),
    ],
)
def test_of_two_files_with_mostly_the_same_keys_the_later_counts(
    tmp_path: Path, old, new, hours, superseded, rows
) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    first = write_csv(tmp_path / "old" / "penerima.csv", receipts(*old))
    second = write_csv(tmp_path / "new" / "penerima.csv", receipts(*new, amount=700_000))
    paths = [first.rename(tmp_path / "penerima old.csv"), second.rename(tmp_path / "penerima new.csv")]
    received = receive_whole(*paths, hours=hours)
    assert told_superseded(received) == [f"penerima {name}.csv" for name in superseded]
    assert len(received.rows("penerima")) == sum(received.counted.values()) == rows
    details = [row["detail_id"] for row in received.rows("file_fault") if row["rule_code"] == "superseded_file"]
    assert all("baris di sini tidak dihitung" in detail for detail in details)


def test_only_the_data_set_that_came_again_is_superseded(tmp_path: Path) -> None:
    activity = [KEGIATAN_HEADER, KEGIATAN_ROW]
    first = write_xlsx(tmp_path / "a.xlsx", {"Kegiatan": activity, "Penerima": receipts(1, 5)})
    second = write_xlsx(tmp_path / "b.xlsx", {"Penerima": receipts(1, 6)})
    received = receive_whole(first, second, hours=[0, 1])
    assert received.faults == [("superseded_file", "a.xlsx", "Penerima", None)]
    assert received.counted == {("a.xlsx", "Kegiatan"): 1, ("a.xlsx", "Penerima"): 0, ("b.xlsx", "Penerima"): 6}


def test_a_refused_file_supersedes_nothing(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "a.xlsx", {"Penerima": receipts(1, 5)})
    without_date = [row[:-1] for row in receipts(1, 5)]
    received = receive_whole(good, write_xlsx(tmp_path / "b.xlsx", {"Penerima": without_date}), hours=[0, 1])
    assert received.faults == [("missing_column", "b.xlsx", "Penerima", "tanggal_terima")]
    assert received.counted["a.xlsx", "Penerima"] == 5


def test_each_of_three_gives_way_to_the_last(tmp_path: Path) -> None:
    paths = [write_xlsx(tmp_path / f"{name}.xlsx", {"Penerima": receipts(1, 5)}) for name in "abc"]
    received = receive_whole(*paths, hours=[1, 2, 0])
    assert sorted(told_superseded(received)) == ["a.xlsx", "c.xlsx"]
    assert len(received.rows("penerima")) == 5


def test_where_a_data_set_has_no_key_the_whole_row_is_it(tmp_path: Path) -> None:
    rows = [[*KELUARGA[1]] for _ in range(4)]
    for n, row in enumerate(rows):
        row[0] = f"357401010108{n + 1:04d}"
    changed = [[*row] for row in rows]
    changed[0][KELUARGA[0].index("nama_kepala")] = "Contoh Lain"
    first = write_xlsx(tmp_path / "a.xlsx", {"Keluarga": [KELUARGA[0], *rows]})
    second = write_xlsx(tmp_path / "b.xlsx", {"Keluarga": [KELUARGA[0], *changed]})
    received = receive_whole(first, second, hours=[0, 1])
    assert told_superseded(received) == ["a.xlsx"]


@pytest.mark.parametrize(
    ("before", "rows", "is_told"),
    [(None, 2, False), (3, 2, False), (4, 2, True), (471, 2, True), (2, 0, True), (0, 0, False)],
)
def test_a_version_of_far_fewer_rows_is_told(tmp_path: Path, before, rows, is_told) -> None:
    received = receive_whole(
        write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA[1 : rows + 1]]), rows_before=before
    )
    assert received.faults == ([("submission_shrunk", None, None, None)] if is_told else [])
