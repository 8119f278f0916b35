"""Records of an xls without the container around them: Excel 2 to 4, and web applications that write them by hand."""

import io
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from xlrd.compdoc import CompDoc

from tests.installation import PROJECT_ROOT
from tests.sources.readers.submissions import PENERIMA, faults_beside_a_good_file, receive, write_bytes, write_csv
from tests.sources.readers.test_formats import write_xls

#: By version: the first record, the records of a text and of a number, the bytes between place and value.
_EXCEL_2, _EXCEL_3 = (0x0009, 0x0004, 0x0003, 3), (0x0209, 0x0204, 0x0203, 2)
_EXCEL_4, _BY_HAND = (0x0409, 0x0204, 0x0203, 2), (0x0809, 0x0204, 0x0203, 2)


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def _bare(rows: Sequence[Sequence[str]], version: tuple[int, int, int, int]) -> bytes:
    begin, text, number, between = version
    content = _record(begin, struct.pack("<HHHH", 0, 0x10, 0, 0)[: 4 if between == 3 else 8])
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HH", row, column) + bytes(between)
            if cell == "600000":
                content += _record(number, place + struct.pack("<d", 600000))
            else:
                length = bytes([len(cell)]) if between == 3 else struct.pack("<H", len(cell))
                content += _record(text, place + length + cell.encode("cp1252"))
    return content + _record(0x000A, b"")


@pytest.mark.parametrize("version", [_EXCEL_2, _EXCEL_3, _EXCEL_4, _BY_HAND])
@pytest.mark.parametrize("name", ["penerima.xls", "Rekap 2023 - BNBA.xlsx"])
def test_a_bare_sheet_is_read_and_named_after_its_file(
    tmp_path: Path, version: tuple[int, int, int, int], name: str
) -> None:
    received = receive(write_bytes(tmp_path / name, _bare(PENERIMA, version)))
    assert received.faults == []
    assert received.column("penerima", "nama") == ["Contoh Satu", "Contoh Dua"]
    assert [int(amount) for amount in received.column("penerima", "nilai_bantuan")] == [600000, 600000]
    assert received.column("penerima", "source_row") == [2, 3]


def _bare_stream(path: Path) -> bytes:
    container = CompDoc(path.read_bytes(), logfile=io.StringIO())
    stream: bytes = container.get_named_stream("Workbook") or container.get_named_stream("Book")
    return stream


@pytest.mark.parametrize("name", ["gnumeric_95.xls", "libreoffice_97.xls"])
def test_a_bare_workbook_has_sheets_with_names(tmp_path: Path, name: str) -> None:
    stream = _bare_stream(PROJECT_ROOT / "tests" / "fixtures" / "workbooks" / name)
    received = receive(write_bytes(tmp_path / "laporan.xls", stream))
    assert received.faults == []
    assert {sheet for _, sheet in received.counted} == {"Penerima", "Kegiatan 2023"}


def test_a_bare_workbook_that_is_cut_off_is_unreadable(tmp_path: Path) -> None:
    stream = _bare_stream(write_xls(tmp_path / "a.xls", PENERIMA))
    bad = write_bytes(tmp_path / "a.xls", stream[: len(stream) // 3])
    assert faults_beside_a_good_file(tmp_path, bad) == [("unreadable_file", "a.xls", None, None)]


@pytest.mark.parametrize("start", ["\t\n", "\t\t\n", "\t\t\t\t\t\n"])
def test_a_text_that_begins_with_a_tab_is_no_workbook(tmp_path: Path, start: str) -> None:
    path = write_csv(tmp_path / "penerima.csv", PENERIMA, "\t")
    path.write_bytes((start + path.read_text()).encode("utf-16-le"))
    received = receive(path)
    assert (received.faults, received.column("penerima", "nama")) == ([], ["Contoh Satu", "Contoh Dua"])


@pytest.mark.parametrize(
    "text", ["<html><table><tr><td>nik</td></tr></table></html>", '<?xml version="1.0"?><Workbook/>']
)
def test_a_web_page_called_xls_stays_refused(tmp_path: Path, text: str) -> None:
    bad = write_bytes(tmp_path / "penerima.xls", text.encode())
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsupported_format", "penerima.xls", None, None)]
