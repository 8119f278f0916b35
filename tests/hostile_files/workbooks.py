"""Hostile and untidy workbooks: as office programs write them, and as an attacker may build them."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import xlwt

from tests.hostile_files.cases import (
    AMOUNT_COLUMN,
    HEADER,
    KEPT_FILES,
    HostileCase,
    Rows,
    activities,
    activity,
    files,
    lazily,
    repacked,
    workbook_bytes,
    zip_bytes,
)

SHEET, STRINGS, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
_ENTITY_BOMB = (
    b'<!DOCTYPE bomb [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
_EXTERNAL_ENTITY = b'<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
_LARGE = 1_200_000_000
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def _sound() -> bytes:
    return workbook_bytes(activities())


def _book(*change: tuple[str, Any]) -> Callable[[], bytes]:
    return lambda: repacked(_sound(), dict(change))


def _with_doctype(doctype: bytes) -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        head, rest = part.split(b"?>", 1)
        return head + b"?>" + doctype + rest

    return change


def _replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(old, new, 1)


def _utf16_doctype(part: bytes) -> bytes:
    text = _with_doctype(_ENTITY_BOMB)(part).decode().replace("UTF-8", "UTF-16", 1)
    return text.encode("utf-16")


def _ods(rows_xml: bytes, prolog: bytes = b"") -> bytes:
    spaces = b"urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        b'<?xml version="1.0" encoding="UTF-8"?>'
        + prolog
        + b'<office:document-content xmlns:office="'
        + spaces
        + b'office:1.0" xmlns:table="'
        + spaces
        + b'table:1.0" xmlns:text="'
        + spaces
        + b'text:1.0"><office:body>'
        b'<office:spreadsheet><table:table table:name="Kegiatan">' + rows_xml + b"</table:table></office:spreadsheet>"
        b"</office:body></office:document-content>"
    )
    return zip_bytes({"mimetype": _ODS_TYPE, "content.xml": content})


def _ods_rows(grid: Rows | None = None) -> bytes:
    rows = b""
    for cells in grid or activities():
        texts = (b"<table:table-cell><text:p>%s</text:p></table:table-cell>" % str(cell).encode() for cell in cells)
        rows += b"<table:table-row>%s</table:table-row>" % b"".join(texts)
    return rows


def sound_ods(grid: Rows) -> bytes:
    """Write an ods of one sheet of activities."""
    return _ods(_ods_rows(grid))


def _xls(change: Callable[[bytearray], None] | None = None) -> bytes:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("Kegiatan")
    for number, cells in enumerate(activities()):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    content = io.BytesIO()
    workbook.save(content)
    data = bytearray(content.getvalue())
    if change:
        change(data)
    return bytes(data)


def _looping_fat(data: bytearray) -> None:
    """Let every sector of the sector table point to the first one."""
    (table,) = struct.unpack_from("<I", data, 76)
    start = (table + 1) * 512
    data[start : start + 512] = struct.pack("<128I", *[0] * 128)


def _huge_dimensions(data: bytearray) -> None:
    size = struct.pack("<HHII", 0x0200, 14, 0, len(activities()))
    at = data.index(size)
    data[at : at + len(size)] = struct.pack("<HHII", 0x0200, 14, 0, 0xFFFFFFF0)


def _formulas(*results: Any) -> Callable[[], bytes]:
    """Write one activity for each result that the formula of its budget shows."""

    def change(_: Any, sheet: Any) -> None:
        for number, result in enumerate(results, start=1):
            sheet.write_formula(number, AMOUNT_COLUMN, "=SUM(1,2)", None, result)

    return lambda: workbook_bytes(activities(len(results)), change=change)


def _uncached() -> bytes:
    """Write formulas as programmes do that never calculate: without any value."""
    return repacked(_formulas(7777, 7777)(), {SHEET: lambda part: part.replace(b"<v>7777</v>", b"")})


def _blank_rows(part: bytes) -> bytes:
    rows = (b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(4, 1_000_004))
    return part.replace(b"</sheetData>", b"".join(rows) + b"</sheetData>")


def _last_corner(part: bytes) -> bytes:
    return part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def _wide(columns: int) -> Callable[[], bytes]:
    """Give the sheet so many columns of which the last one holds something, on its first data row."""

    def change(_: Any, sheet: Any) -> None:
        sheet.write(1, columns - 1, "x")

    return lambda: workbook_bytes(activities(), change=change)


def _bomb(part: str) -> Callable[[], bytes]:
    """Let a part unpack to more than a gigabyte of spaces."""

    def build() -> bytes:
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(_sound())) as sound, zipfile.ZipFile(content, "w", 8) as bomb:
            for name in sound.namelist():
                data = sound.read(name)
                if name != part:
                    bomb.writestr(name, data)
                    continue
                cut = data.rindex(b"</")
                with bomb.open(name, "w", force_zip64=True) as stream:
                    stream.write(data[:cut])
                    for _ in range(_LARGE // 1_000_000):
                        stream.write(b" " * 1_000_000)
                    stream.write(data[cut:])
        return content.getvalue()

    return build


def _kept(name: str) -> Callable[[], bytes]:
    return lambda: (KEPT_FILES / name).read_bytes()


def _truncated(share: float) -> Callable[[], bytes]:
    return lambda: _sound()[: int(len(_sound()) * share)]


def workbook_cases() -> Iterator[HostileCase]:
    """Give the cases of workbooks."""
    sound: dict[str, Any] = {"accepted": 2}
    unreadable: dict[str, Any] = {"rules": ("unreadable_file",)}
    unsafe: dict[str, Any] = {"rules": ("unsafe_archive",)}
    case = HostileCase

    def book(title: str, content: Callable[[], bytes], **expected: Any) -> HostileCase:
        return case(title, lazily("laporan.xlsx", content), **expected)

    yield book("xlsx, sound", _sound, **sound)
    yield case("xls under the name of an xlsx", lazily("laporan.xlsx", _xls), **sound)
    yield case("ods under the name of an xls", lazily("laporan.xls", lambda: _ods(_ods_rows())), **sound)
    yield case("xlsx under the name of a csv", lazily("kegiatan.csv", _sound), **sound)
    yield book("empty file", bytes, **unreadable)
    yield book("cut off in the middle", _truncated(0.5), **unreadable)
    yield book("cut off before its directory", _truncated(0.95), **unreadable)
    yield case("xls cut off in the middle", lazily("a.xls", lambda: _xls()[: len(_xls()) // 2]), **unreadable)
    yield book("zip header, then noise", lambda: b"PK\x03\x04" + bytes(range(256)) * 20, **unreadable)
    yield book("a wrong checksum", _wrong_checksum, **unreadable)
    yield book("a part without a name", lambda: zip_bytes([(BOOK, b"<workbook/>"), ("", b"x")]), **unreadable)
    yield case("password, xlsx", lazily("a.xlsx", _kept("locked.xlsx")), rules=("password_protected",))
    yield case("password, xls", lazily("a.xls", _kept("locked.xls")), rules=("password_protected",))
    yield case("password, ods", lazily("a.ods", _kept("locked.ods")), rules=("password_protected",))
    for title, part in (("shared strings", STRINGS), ("styles", STYLES), ("workbook", BOOK), ("sheet", SHEET)):
        yield book(f"entity bomb in {title}", _book((part, _with_doctype(_ENTITY_BOMB))), **unsafe)
    yield book("external entity in shared strings", _book((STRINGS, _with_doctype(_EXTERNAL_ENTITY))), **unsafe)
    yield book("entity bomb in UTF-16", _book((STRINGS, _utf16_doctype)), **unsafe)
    yield case("entity bomb in an ods", lazily("a.ods", lambda: _ods(_ods_rows(), _ENTITY_BOMB)), **unsafe)
    yield book("a part that unpacks to 1.2 GB", _bomb(SHEET), **unsafe, expensive=True)
    yield book("a part that nobody reads, of 1.2 GB", _bomb("docProps/app.xml"), **unsafe, expensive=True)
    yield case(
        "ods: a cell repeated 17 billion times",
        lazily("a.ods", lambda: _ods(_repeated_cells(b"1048576", b"16384"))),
        **unsafe,
    )
    yield case(
        "ods: blank rows and cells repeated to the end",
        lazily("a.ods", lambda: _ods(_ods_rows() + _blank_cells())),
        **sound,
    )
    yield book("a million blank formatted rows", _book((SHEET, _blank_rows)), **sound, expensive=True)
    yield book(
        "one cell in the last corner, XFD1048576",
        _book((SHEET, _last_corner)),
        accepted=2,
        expensive=True,
    )
    yield book("16,384 columns", _wide(16_384), **sound, expensive=True)
    yield book("a dimension that lies", _book((SHEET, _replacing(b'ref="A1:N3"', b'ref="A1:XFD1048576"'))), **sound)
    yield case("xls: a size that none can have", lazily("a.xls", lambda: _xls(_huge_dimensions)), **sound)
    yield case("xls: a sector table that runs in circles", lazily("a.xls", lambda: _xls(_looping_fat)), **unreadable)
    yield book("macros", _book(("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro is ever run")), **sound)
    yield book("links to other workbooks", _book(("xl/externalLinks/externalLink1.xml", b"<externalLink/>")), **sound)
    yield book("formulas with their values", _formulas(2_500_000, 3_000_000), **sound)
    yield book("formulas without values", _uncached, rules=("missing_value",) * 2)
    yield book("error cells", _formulas("#N/A", "#DIV/0!", 5), accepted=1, rules=("bad_number",) * 2)
    yield book(
        "commands in cells",
        lambda: workbook_bytes([HEADER, activity(keterangan="=cmd|' /C calc'!A0"), activity(2, keterangan="@SUM(1)")]),
        **sound,
    )
    yield book("sheet part missing", _book((SHEET, None)), **unreadable)
    yield book("sheet part outside the package", _book(("xl/_rels/workbook.xml.rels", _rels_outside)), **unreadable)
    yield book(
        "shared string that is not there", _book((SHEET, _replacing(b"<v>0</v>", b"<v>99999</v>"))), **unreadable
    )
    yield book("XML that breaks off", _book((SHEET, lambda part: part[: len(part) // 2])), **unreadable)
    yield book("the same part twice", _same_part_twice, **unsafe)
    yield book(
        "no sheet named after a data set", lambda: workbook_bytes(activities(), "Sheet1"), rules=("no_known_sheet",)
    )
    yield book(
        "title and total around the table",
        lambda: workbook_bytes(
            [["LAPORAN KEGIATAN SEMESTER I TAHUN 2023"], [], *activities(), ["JUMLAH", *[""] * 5, 2_000_000]]
        ),
        **sound,
    )
    yield case(
        "xlsb, docx and their like",
        files({"surat.docx": zip_bytes({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})}),
        rules=("unsupported_format",),
    )


def _wrong_checksum() -> bytes:
    package = bytearray(_sound())
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        info = archive.getinfo(SHEET)
    start = info.header_offset + 30 + len(info.filename)
    package[start + info.compress_size // 2] ^= 0xFF
    return bytes(package)


def _rels_outside(part: bytes) -> bytes:
    return part.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd")


def _same_part_twice() -> bytes:
    with zipfile.ZipFile(io.BytesIO(_sound())) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return zip_bytes([*parts, *[(name, data) for name, data in parts if name == SHEET]])


def _repeated_cells(rows: bytes, columns: bytes) -> bytes:
    return (
        b'<table:table-row table:number-rows-repeated="%s"><table:table-cell table:number-columns-repeated="%s">'
        b"<text:p>x</text:p></table:table-cell></table:table-row>" % (rows, columns)
    )


def _blank_cells() -> bytes:
    return (
        b'<table:table-row table:number-rows-repeated="1048573">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
