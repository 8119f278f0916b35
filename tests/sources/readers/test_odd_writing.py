"""What spreadsheet programs read though it is written in an unusual way; `make odd-workbooks` measures it by one."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.readers.detect import FileFormat, detect_format
from sources.readers.model import BadFileError, MergedRange
from tests.odd_workbooks import biff12
from tests.odd_workbooks.biff import biff
from tests.odd_workbooks.packages import packed, parts_of
from tests.odd_workbooks.text_ways import spreadsheetml, web_page
from tests.odd_workbooks.xls_ways import contained
from tests.sources.readers.submissions import PENERIMA, receive, write_bytes, write_xlsx
from tests.sources.readers.test_formats import write_ods, write_xls

Parts = dict[str, bytes]
_SHEET, _TEXTS, _RELATIONS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"
_MIMETYPE, _MANIFEST = "mimetype", "META-INF/manifest.xml"
_NAMES = ["Contoh Satu", "Andr\u00e9 Contoh"]
_ROWS = [PENERIMA[0], PENERIMA[1], [*PENERIMA[2][:2], _NAMES[1], *PENERIMA[2][3:]]]


def _in_encoding(encoding: str, *names: str, declared: str | None = None) -> Callable[[Parts], Parts]:
    declaration = f'<?xml version="1.0" encoding="{declared or encoding}" standalone="yes"?>'

    def change(parts: Parts) -> Parts:
        for name in names:
            text = re.sub(r"<\?xml.*?\?>", declaration, parts[name].decode(), count=1)
            parts = parts | {name: text.encode(encoding)}
        return parts

    return change


def _rewritten(path: Path, change: Callable[[Parts], Parts]) -> Path:
    return write_bytes(path, packed(change(parts_of(path.read_bytes()))))


@pytest.mark.parametrize(
    "change",
    [
        _in_encoding("utf-16", _SHEET),
        _in_encoding("utf-16", _SHEET, _TEXTS, "xl/workbook.xml", "xl/styles.xml", _RELATIONS),
        _in_encoding("utf-16-le", _TEXTS, declared="UTF-16"),
        _in_encoding("utf-16-be", _TEXTS, declared="UTF-16"),
        _in_encoding("iso-8859-1", _TEXTS),
        _in_encoding("iso-8859-15", _TEXTS),
        _in_encoding("Windows-1252", _TEXTS),
    ],
)
def test_parts_of_an_xlsx_may_have_any_usual_encoding(tmp_path: Path, change: Callable[[Parts], Parts]) -> None:
    received = receive(_rewritten(write_xlsx(tmp_path / "a.xlsx", {"Penerima": _ROWS}), change))
    assert (received.faults, received.column("penerima", "nama")) == ([], _NAMES)


@pytest.mark.parametrize("kind", ["xlMacrosheet", "xlIntlMacrosheet"])
def test_a_sheet_of_macros_beside_does_not_matter(tmp_path: Path, kind: str) -> None:
    def change(parts: Parts) -> Parts:
        link = f'<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/{kind}" '
        link += 'Target="macrosheets/sheet1.xml"/></Relationships>'
        entry = b'<sheet name="Makro1" sheetId="9" r:id="m"/></sheets>'
        relations = parts[_RELATIONS].replace(b"</Relationships>", link.encode())
        workbook = parts["xl/workbook.xml"].replace(b"</sheets>", entry)
        more = {_RELATIONS: relations, "xl/workbook.xml": workbook, "xl/macrosheets/sheet1.xml": b"<macrosheet/>"}
        return parts | more

    received = receive(_rewritten(write_xlsx(tmp_path / "a.xlsx", {"Penerima": _ROWS}), change))
    assert (received.faults, received.column("penerima", "nama")) == ([], _NAMES)


@pytest.mark.parametrize("folder", ["xl/", "xl\\"])
def test_a_folder_that_is_listed_twice_is_no_part(tmp_path: Path, folder: str) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Penerima": _ROWS})
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(zipfile.ZipInfo(folder), b"")
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr(zipfile.ZipInfo(folder), b"")
    assert receive(path).faults == []


@pytest.mark.parametrize(("one", "other"), [((3, 1), (6, 2)), ((6, 2), (3, 1)), ((6, 1), (3, 2)), ((3, 2), (6, 1))])
def test_the_corners_of_merged_cells_may_be_written_in_any_order(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert MergedRange.between(one, other) == MergedRange(3, 1, 6, 2)


def test_merged_cells_that_are_written_from_below_hold_for_every_row(tmp_path: Path) -> None:
    def change(parts: Parts) -> Parts:
        merged = b'</sheetData><mergeCells><mergeCell ref="C3:C2"/></mergeCells>'
        return parts | {_SHEET: parts[_SHEET].replace(b"</sheetData>", merged)}

    rows = [*_ROWS[:2], [*PENERIMA[2][:2], None, *PENERIMA[2][3:]]]
    received = receive(_rewritten(write_xlsx(tmp_path / "a.xlsx", {"Penerima": rows}), change))
    assert received.column("penerima", "nama") == [_NAMES[0], _NAMES[0]]


@pytest.mark.parametrize("missing", [1, 4, 8])
def test_an_xls_need_not_fill_its_last_sector(tmp_path: Path, missing: int) -> None:
    path = write_xls(tmp_path / "a.xls", _ROWS)
    content = path.read_bytes()
    assert content.endswith(bytes(missing))
    received = receive(write_bytes(path, content[:-missing]))
    assert (received.faults, received.column("penerima", "nama")) == ([], _NAMES)


def test_texts_of_an_old_xls_without_a_code_page_are_those_of_windows(tmp_path: Path) -> None:
    received = receive(write_bytes(tmp_path / "a.xls", contained(biff(5, codepage=None))))
    assert "Dwi\u2013Astuti" in received.column("penerima", "nama")


def _manifest(kind: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entry = (
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.{kind}"/>'
    )
    return f'<manifest:manifest xmlns:manifest="{space}">{entry}</manifest:manifest>'.encode()


def test_an_ods_may_say_what_it_is_by_its_manifest_alone(tmp_path: Path) -> None:
    path = write_ods(tmp_path / "a.ods", _ROWS)
    parts = parts_of(path.read_bytes())
    del parts[_MIMETYPE]
    received = receive(write_bytes(path, packed(parts | {_MANIFEST: _manifest("spreadsheet")})))
    assert (received.faults, received.column("penerima", "nama")) == ([], _NAMES)
    # A text whose manifest names a spreadsheet inside is none, but a zip of files.
    assert detect_format(write_bytes(path, packed(parts | {_MANIFEST: _manifest("text")}))) is FileFormat.ARCHIVE


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'<text:p>Contoh<text:note text:note-class="footnote"><text:note-body><text:p>1</text:p></text:note-body>'
         b"</text:note> Satu</text:p>", "Contoh Satu"),
        (b"<text:p><text:ruby><text:ruby-base>Contoh Satu</text:ruby-base><text:ruby-text>x</text:ruby-text>"
         b"</text:ruby></text:p>", "Contoh Satu"),
        (b"<text:p>Contoh <text:a>Satu</text:a></text:p>", "Contoh Satu"),
    ],
)  # fmt: skip
def test_notes_and_readings_are_not_the_text_of_an_ods(tmp_path: Path, written: bytes, read: str) -> None:
    def change(parts: Parts) -> Parts:
        content = re.sub(b"<text:p>Contoh Satu</text:p>", written, parts["content.xml"])
        assert content != parts["content.xml"]
        return parts | {"content.xml": content}

    received = receive(_rewritten(write_ods(tmp_path / "a.ods", _ROWS), change))
    assert received.column("penerima", "nama")[0] == read


def test_a_number_of_an_ods_needs_no_type(tmp_path: Path) -> None:
    def change(parts: Parts) -> Parts:
        cell = rb'<table:table-cell office:value-type="string"><text:p>600000</text:p>'
        content = re.sub(cell, b'<table:table-cell office:value="1.5">', parts["content.xml"])
        return parts | {"content.xml": content}

    received = receive(_rewritten(write_ods(tmp_path / "a.ods", _ROWS), change))
    assert {str(amount) for amount in received.column("penerima", "nilai_bantuan")} == {"1.50"}


_SYLK = b'ID;PCALCOOO32\r\nC;X1;Y1;K"Nama"\r\nC;X1;Y2;K"Contoh"\r\nE\r\n'
_DIF = b'TABLE\r\n0,1\r\n"Penerima"\r\nVECTORS\r\n0,1\r\n""\r\n'


@pytest.mark.parametrize("content", [web_page(), spreadsheetml(), _SYLK, _DIF, biff12.by_hand()])
def test_whoever_sends_another_table_is_told_what_to_do(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadFileError) as refused:
        detect_format(write_bytes(tmp_path / "penerima.xls", content))
    assert refused.value.rule_code == "unsupported_format"
    assert "simpan sebagai .xlsx" in refused.value.detail_id


@pytest.mark.parametrize("header", ["ID;PENERIMA;NILAI", "TABLE;0,1", "ID;P\nC;1\nPEKERJAAN;2"])
def test_a_csv_that_begins_like_another_table_is_a_csv(tmp_path: Path, header: str) -> None:
    path = write_bytes(tmp_path / "penerima.csv", f"{header}\n1;2;3\n4;5;6\n".encode())
    assert detect_format(path) is FileFormat.DELIMITED
