"""Workbooks whose bytes other programmes wrote (`tests/fixtures/workbooks`): each gives the same rows."""

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from tests.installation import PROJECT_ROOT
from tests.sources.readers.submissions import receive

FOLDER = PROJECT_ROOT / "tests" / "fixtures" / "workbooks"
WORKBOOKS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in {".xlsx", ".xlsm", ".xls", ".ods"})

#: Merged cells in the first two rows, a plain number for a date in the third, a failed formula in the fourth.
RECIPIENTS = [
    (6, "K-01", "3574010101750001", "Contoh Satu", Decimal("600000.00"), None, dt.date(2023, 3, 15)),
    (7, "K-01", "3574014102800002", "Contoh Dua \u00e9", Decimal("600000.50"), None, dt.date(2023, 4, 15)),
    (8, "K-02", "3574014503850003", "Contoh Tiga", Decimal("300000.00"), None, dt.date(2023, 6, 30)),
    (9, "K-02", "3574014604860004", "Contoh Empat", None, "#DIV/0!", dt.date(2023, 6, 30)),
]
ACTIVITIES = [
    (row, code, Decimal("1000000.00"), Decimal("900000.00"), dt.date(2023, 2, 1), dt.date(2023, 5, 1))
    for row, code in ((2, "K-01"), (3, "K-02"))
]


def test_there_are_a_dozen_of_every_format() -> None:
    assert len(WORKBOOKS) >= 12
    assert {Path(name).suffix for name in WORKBOOKS} == {".xlsx", ".xlsm", ".xls", ".ods"}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_foreign_workbook_gives_its_rows(name: str, tmp_path: Path) -> None:
    received = receive(Path(shutil.copy(FOLDER / name, tmp_path)))
    assert received.faults == []
    assert received.counted == {(name, "Penerima"): 4, (name, "Kegiatan 2023"): 2}
    columns = ("source_row", "kode_kegiatan", "nik", "nama", "nilai_bantuan", "nilai_bantuan__raw", "tanggal_terima")
    assert [tuple(row[column] for column in columns) for row in received.rows("penerima")] == RECIPIENTS
    columns = ("source_row", "kode_kegiatan", "anggaran", "realisasi", "tanggal_mulai", "tanggal_selesai")
    assert [tuple(row[column] for column in columns) for row in received.rows("kegiatan")] == ACTIVITIES


def test_flat_odf_is_no_format_that_is_taken(tmp_path: Path) -> None:
    received = receive(Path(shutil.copy(FOLDER / "laporan.fods", tmp_path)))
    assert [fault[0] for fault in received.faults] == ["unsupported_format"]
