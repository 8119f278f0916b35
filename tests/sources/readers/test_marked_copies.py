"""The workbook that a check has marked, found beside the file that was checked, or without it."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sources.readers.feedback_mark import FINGERPRINT, PARTIAL_PROPERTY, is_as_written, marked_copies
from tests.sources.readers.submissions import PENERIMA, receive, write_bytes, write_csv, zip_bytes


def write_marked(path: Path, rows: list[list[Any]], *, partial: bool = False) -> Path:
    """Write a workbook with the properties that a check gives it."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": datetime(2023, 7, 20)})
        workbook.set_custom_property(FINGERPRINT, "a")
        if partial:
            workbook.set_custom_property(PARTIAL_PROPERTY, "1")
        sheet = workbook.add_worksheet("penerima")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("original", ["laporan - penerima.csv", "penerima.csv"])
@pytest.mark.parametrize("partial", [False, True])
def test_beside_the_file_that_was_checked_it_is_passed_over(tmp_path: Path, original: str, partial: bool) -> None:
    checked = write_csv(tmp_path / original, PENERIMA)
    marked = write_marked(tmp_path / f"{checked.stem}.diperiksa.xlsx", PENERIMA[:2], partial=partial)
    received = receive(checked, marked)
    assert received.faults == []
    assert received.counted == {(original, checked.stem): 2}
    assert received.column("file", "source_file") == [original]


def test_in_an_archive_too(tmp_path: Path) -> None:
    checked = write_csv(tmp_path / "penerima.csv", PENERIMA)
    marked = write_marked(tmp_path / "penerima.diperiksa.xlsx", PENERIMA)
    archive = write_bytes(
        tmp_path / "a.zip",
        zip_bytes({"kirim/penerima.csv": checked.read_bytes(), "kirim/penerima.diperiksa.xlsx": marked.read_bytes()}),
    )
    received = receive(archive)
    assert received.faults == []
    assert received.counted == {("a.zip/kirim/penerima.csv", "penerima"): 2}


def test_without_that_file_it_is_a_report(tmp_path: Path) -> None:
    marked = write_marked(tmp_path / "penerima.diperiksa.xlsx", PENERIMA)
    other = write_bytes(tmp_path / "kegiatan.json", b"[]")
    received = receive(marked, other)
    assert received.counted["penerima.diperiksa.xlsx", "penerima"] == 2


def test_what_somebody_has_saved_since_is_a_report(tmp_path: Path) -> None:
    marked = write_marked(tmp_path / "penerima.diperiksa.xlsx", PENERIMA)
    files = {"penerima.csv": write_csv(tmp_path / "penerima.csv", PENERIMA), marked.name: marked}
    assert marked_copies(files) == {marked.name}
    openpyxl.load_workbook(marked).save(marked)
    assert marked_copies(files) == set()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 broken",
        zip_bytes({"docProps/core.xml": b"<a><dcterms:created>1</dcterms:created><dcterms:modified>1<"}),
        zip_bytes({"docProps/core.xml": b" " * 1_000_000, "docProps/custom.xml": b"<a>"}),
    ],
)
def test_whatever_else_has_its_name_is_none(tmp_path: Path, content: bytes) -> None:
    assert not is_as_written(write_bytes(tmp_path / "penerima.diperiksa.xlsx", content))
