"""The list that the secretariat reviews: decided on, handed in as it is, it changes the count; and it can be undone."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback.review.columns import ACTIVITIES, HOUSEHOLDS
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import ON_TIME, SEMESTER, hand_in, write_institutions
from tests.end_to_end.story_telling import SURVEYED, Row, household, mistyped
from tests.end_to_end.test_decisions import figures
from tests.installation import Installation
from tests.office import convert

pytestmark = pytest.mark.slow

_NAMES = ("Bambang Wijaya", "Totok Lestari", "Wagiman Syafii", "Imam Prasetyo", "Rukman Zaenuri", "Nanang Hadi")
_TYPED = household("Ketapang", "Sukarno Hadi", dt.date(1960, 8, 17), members=4, house="Jl. Mastrip No. 12")
_GONE = household("Triwung Lor", "Poniman", dt.date(1955, 2, 3), members=2, house="Gang Buntu No. 7")


def registry() -> list[Row]:
    """Give households that have nothing to do with each other, one of them twice: with a slip and without its NIK."""
    others = [
        household("Wonoasih", name, dt.date(1950 + 3 * at, 1 + at, 10 + at), members=3, house=f"Gang Melati {at}")
        for at, name in enumerate(_NAMES)
    ]
    again = _TYPED | {"no_kk": mistyped(_TYPED["no_kk"]), "nik_kepala": None, "nama_kepala": "H. Soekarno Hadi"}
    again["alamat"] = "Jalan Mastrip 12"
    return [row | {"tanggal_pendataan": SURVEYED[SEMESTER]} for row in (*others, _TYPED, again, _GONE)]


@pytest.fixture(scope="module")
def reviewed_city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder: Path = tmp_path_factory.mktemp("review")
    city = Installation(folder, [SEMESTER])
    write_institutions(city, leave_out=("DINKES", "BAZNAS", "CSR", "PDF", "MATI"))
    left = {"nama_kepala": "Poniman", "no_kk": _GONE["no_kk"], "kode_wilayah": _GONE["kode_wilayah"]}
    left |= {"alasan": "pindah", "tanggal_berlaku": dt.date(2023, 3, 1), "nomor_dokumen": "=400/12"}
    sheets = {"kegiatan": [sound("kegiatan")], "keluarga": registry(), "mentas": [left]}
    hand_in(city, "DINSOS", sheets, at=ON_TIME)
    city.run(SEMESTER)
    return city


@pytest.fixture
def city(reviewed_city: Installation, tmp_path: Path) -> Installation:
    """Give a copy of the city, run and reviewed by nobody, that a test may change."""
    shutil.copytree(reviewed_city.folder, tmp_path / "copy", symlinks=True)
    return Installation(tmp_path / "copy", reviewed_city.semesters)


def lines(sheet: Any) -> tuple[dict[str, int], list[int]]:
    """Give the columns by their labels, and the rows in which a finding begins."""
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "No.")
    columns = {cell.value.partition(" (semester")[0]: cell.column for cell in sheet[head]}
    ids = [sheet.cell(row, columns["finding_id"]).value for row in range(head + 1, sheet.max_row + 1)]
    return columns, [row for row, finding_id in enumerate(ids, start=head + 1) if finding_id]


def decide(
    city: Installation,
    words: dict[str, Any],
    *,
    sheet: str = HOUSEHOLDS.sheet,
    to: Callable[[Path], Path] = lambda path: path,
) -> str:
    """Write these words into the first finding of the list and hand it in as it is; gives the summary of the run."""
    listed = city.layout.review(SEMESTER.key)
    book = openpyxl.load_workbook(listed)
    columns, rows = lines(book[sheet])
    for name, value in words.items():
        cell = book[sheet].cell(rows[0], columns[name])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # as a spreadsheet program keeps it in a cell that is text
    inbox = city.inbox("SEKTAP", SEMESTER)
    inbox.mkdir(parents=True, exist_ok=True)
    book.save(inbox / listed.name)
    handed_in = to(inbox / listed.name)
    assert handed_in.parent == inbox
    return city.run(SEMESTER, "SEKTAP")


def submission(city: Installation) -> tuple[Any, ...]:
    (row,) = city.query("""
        select status, rows_received, rows_accepted from marts.fct_submission
        inner join marts.dim_institution using (institution_key) where institution_code = 'SEKTAP'
    """)
    return row


def statuses(city: Installation) -> dict[str, str]:
    return dict(city.query("select rule_code, status from marts.fct_quality_finding where entity_type = 'household'"))


def marks(city: Installation) -> tuple[int, int]:
    stat = city.layout.review(SEMESTER.key).stat()
    return stat.st_ino, stat.st_mtime_ns


ABAIKAN = {"keputusan": "abaikan", "alasan": "=bukan", "petugas": "Petugas Satu", "tanggal": dt.date(2023, 8, 1)}


def test_a_decision_made_in_the_list_changes_the_count_and_is_undone(city: Installation) -> None:
    assert figures(city)[:4] == (9, 1, 1, 7)
    decide(city, ABAIKAN)
    assert submission(city) == ("accepted", 1, 1)
    assert statuses(city) == {"duplicate_household": "waived", "left_poverty_still_counted": "open"}
    assert figures(city)[:4] == (9, 0, 1, 8)

    # The list that shows it changes nothing when it is handed in again.
    before = marks(city)
    hand_in_again = city.layout.review(SEMESTER.key)
    shutil.copyfile(hand_in_again, city.inbox("SEKTAP", SEMESTER) / hand_in_again.name)
    city.run(SEMESTER, "SEKTAP")
    assert (statuses(city)["duplicate_household"], figures(city)[:4]) == ("waived", (9, 0, 1, 8))
    assert submission(city) == ("accepted", 1, 1)
    assert marks(city) == before

    # What has been decided stands below what has not: the first is now the one that has left.
    book = openpyxl.load_workbook(hand_in_again)
    columns, (undecided, decided) = lines(book["Keputusan"])
    sheet = book["Keputusan"]
    shown = {name: sheet.cell(decided, columns[name]).value for name in ABAIKAN}
    assert shown == ABAIKAN | {"tanggal": dt.datetime(2023, 8, 1)}
    assert sheet.cell(decided, columns["alasan"]).data_type == "s"
    assert sheet.cell(undecided, columns["keputusan"]).value is None

    # Emptied, it takes back what was said in it.
    for name in ABAIKAN:
        sheet.cell(decided, columns[name]).value = None
    book.save(city.inbox("SEKTAP", SEMESTER) / hand_in_again.name)
    city.run(SEMESTER, "SEKTAP")
    assert (statuses(city)["duplicate_household"], submission(city)) == ("open", ("accepted", 0, 0))


def test_an_activity_reported_twice_is_decided_on_in_a_sheet_of_its_own(city: Installation, tmp_path: Path) -> None:
    """Decided on by openpyxl, which keeps no cached values, and saved by LibreOffice over it."""

    def saved(path: Path) -> Path:
        again = convert(path, "xlsx", tmp_path)
        assert again.read_bytes() != path.read_bytes()
        shutil.move(again, path)
        return path

    once = sound("kegiatan")
    again = once | {"kode_kegiatan": "K-02"}
    hand_in(city, "DINSOS", {"kegiatan": [once, again], "keluarga": registry()}, at=ON_TIME)
    summary = city.run(SEMESTER, "DINSOS")
    assert "2 temuan belum diputuskan" in summary
    book = openpyxl.load_workbook(city.layout.review(SEMESTER.key))
    columns, (first,) = lines(book[ACTIVITIES.sheet])
    remarks = [book[ACTIVITIES.sheet].cell(first + line, columns["Keterangan"]).value for line in (0, 1)]
    assert [text.partition(";")[0] for text in remarks] == [f"kode {once['kode_kegiatan']}", "kode K-02"]
    decide(city, ABAIKAN, sheet=ACTIVITIES.sheet, to=saved)
    assert submission(city) == ("accepted", 1, 1)
    asked = "select status from marts.fct_quality_finding where rule_code = 'duplicate_activity'"
    assert city.query(asked) == [("waived",)]
    book = openpyxl.load_workbook(city.layout.review(SEMESTER.key))
    shown = {name: book[ACTIVITIES.sheet].cell(first, columns[name]).value for name in ABAIKAN}
    assert shown == ABAIKAN | {"tanggal": dt.datetime(2023, 8, 1)}


def test_a_list_without_any_decision_is_accepted_without_a_finding(city: Installation) -> None:
    before = city.query("select count(*) from marts.fct_quality_finding")
    summary = decide(city, {})
    assert submission(city) == ("accepted", 0, 0)
    assert city.query("select count(*) from marts.fct_quality_finding") == before
    assert figures(city)[:4] == (9, 1, 1, 7)
    assert "ditolak seluruhnya" not in summary
    listed = city.layout.review(SEMESTER.key)
    assert listed.stat().st_mode & 0o777 == 0o600
    assert f"2 temuan belum diputuskan: {listed}" in summary
    assert "Kirimkan umpan balik kepada lembaganya: 1 buku kerja" in summary
