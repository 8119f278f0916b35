"""Odd ways of an xlsx package: names, relations and encodings of its parts, and the zip around them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from tests.odd_workbooks.packages import (
    Change,
    Parts,
    behind_a_prefix,
    changed,
    edited,
    of_method,
    packed,
    parts_of,
    replaced,
    with_descriptors,
    without,
)
from tests.odd_workbooks.sample import Listed, Outcome, Way, by_openpyxl, by_xlsxwriter
from tests.sources.readers.test_odd_packages import ODD_WAYS

_SHEET, _TEXTS, _WORKBOOK, _TYPES = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "[Content_Types].xml",
)
_DEFLATE64 = 9
_BROKEN = Listed(
    Outcome.OFFICE_ALONE, "Broken: nobody knows what is missing, so the file is refused; LibreOffice shows the rest."
)
_LISTED = {
    "texts are missing": _BROKEN,
    "texts cut off": _BROKEN,
    "sheet cut off": _BROKEN,
    "styles are broken": _BROKEN,
    "bytes behind the XML": Listed(Outcome.DIFFERENT, "LibreOffice loses the merged cells.", "K"),
}


def package_ways() -> Iterator[Way]:
    """Give the ways."""
    for title, change in ODD_WAYS.items():
        yield Way(f"package: {title}", "by hand", "penerima.xlsx", changed(by_xlsxwriter, change))
    for title, change in _part_changes().items():
        yield Way(f"package: {title}", "by hand", "penerima.xlsx", changed(by_xlsxwriter, change), _LISTED.get(title))
    for title, content in _containers().items():
        yield Way(f"zip: {title}", "by hand", "penerima.xlsx", content)
    yield Way("package: named .xls", "XlsxWriter", "penerima.xls", by_xlsxwriter)
    yield Way("package: named .ods", "openpyxl", "penerima.ods", by_openpyxl)


def _encoded(encoding: str, *names: str) -> Change:
    def change(parts: Parts) -> Parts:
        for name in names:
            text = re.sub(
                r"<\?xml.*?\?>", f'<?xml version="1.0" encoding="{encoding}"?>', parts[name].decode(), count=1
            )
            parts = parts | {name: text.encode(encoding, "xmlcharrefreplace")}
        return parts

    return change


def _part_changes() -> dict[str, Change]:
    mark = b"\xef\xbb\xbf"
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return {
        "UTF-16 texts": _encoded("UTF-16", _TEXTS),
        "UTF-16 sheet": _encoded("UTF-16", _SHEET),
        "UTF-16 everywhere": _encoded("UTF-16", _SHEET, _TEXTS, _WORKBOOK, "xl/styles.xml"),
        "ISO-8859-1 texts": _encoded("ISO-8859-1", _TEXTS),
        "Windows-1252 texts": _encoded("windows-1252", _TEXTS),
        "byte order marks": lambda parts: {name: mark + content for name, content in parts.items()},
        "no XML declaration": lambda parts: {
            name: re.sub(rb"<\?xml.*?\?>\s*", b"", content) for name, content in parts.items()
        },
        "types by extension alone": edited(_TYPES, lambda content: re.sub(rb"<Override [^>]*/>", b"", content)),
        "no default types": edited(_TYPES, lambda content: re.sub(rb"<Default [^>]*/>", b"", content)),
        "type of a template": replaced(_TYPES, (b"sheet.main+xml", b"template.main+xml")),
        "type with macros": replaced(_TYPES, (main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        "no properties": without("docProps/app.xml", "docProps/core.xml"),
        "no theme": without("xl/theme/theme1.xml"),
        "sheet of another number": lambda parts: replaced("xl/_rels/workbook.xml.rels", (b"sheet1.xml", b"sheet9.xml"))(
            {name.replace("sheet1.xml", "sheet9.xml"): content for name, content in parts.items()}
        ),
        "relation ids of words": lambda parts: replaced(_WORKBOOK, (b'"rId1"', b'"lembarPertama"'))(
            replaced("xl/_rels/workbook.xml.rels", (b'"rId1"', b'"lembarPertama"'))(parts)
        ),
        "a relation to nowhere": replaced(
            "xl/_rels/workbook.xml.rels",
            (
                b"</Relationships>",
                b'<Relationship Id="x9" Type="http://x/externalLink" Target="externalLinks/none.xml"/></Relationships>',
            ),
        ),
        "a signature and custom XML beside": lambda parts: (
            parts | {"customXml/item1.xml": b"<a/>", "_xmlsignatures/origin.sigs": b""}
        ),
        "parts in reverse": lambda parts: dict(reversed(parts.items())),
        "prefixed everywhere": _prefixed_everywhere,
        "another sheet is missing": _with_another_sheet(None),
        "another sheet is broken": _with_another_sheet(b"<worksheet><sheetData><row>"),
        "another sheet is a macro sheet": _with_another_sheet(b"<macrosheet/>", "xlMacrosheet"),
        "macros beside": lambda parts: parts | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
        "texts are missing": without(_TEXTS),
        "styles are missing": without("xl/styles.xml"),
        "styles are broken": edited("xl/styles.xml", lambda content: content[: len(content) // 2]),
        "texts cut off": edited(_TEXTS, lambda content: content[: len(content) // 2]),
        "sheet cut off": edited(_SHEET, lambda content: content[: len(content) // 2]),
        "XML 1.1": edited(_SHEET, lambda content: content.replace(b'version="1.0"', b'version="1.1"')),
        "blanks before the XML declaration": edited(_SHEET, lambda content: b"\n" + content),
        "bytes behind the XML": edited(_SHEET, lambda content: content + b"\0\0"),
        "blanks behind the XML": edited(_SHEET, lambda content: content + b"\r\n\r\n"),
        "prefixed relations": edited(
            "xl/_rels/workbook.xml.rels",
            lambda content: re.sub(rb"<(/?)(Relationship)", rb"<\1p:\2", content).replace(b"xmlns=", b"xmlns:p="),
        ),
        "prefixed types": edited(
            _TYPES,
            lambda content: re.sub(rb"<(/?)(Types|Default|Override)", rb"<\1p:\2", content).replace(
                b"xmlns=", b"xmlns:p="
            ),
        ),
    }


def _with_another_sheet(content: bytes | None, kind: str = "worksheet") -> Change:
    space = "http://schemas.microsoft.com/office/2006/relationships/"
    if kind == "worksheet":
        space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

    def change(parts: Parts) -> Parts:
        added = {} if content is None else {"xl/worksheets/sheet7.xml": content}
        entry = b'<sheet name="Rekap" sheetId="9" r:id="rId99"/></sheets>'
        link = (
            b'<Relationship Id="rId99" Type="%b" '
            b'Target="worksheets/sheet7.xml"/></Relationships>' % (space + kind).encode()
        )
        parts = replaced(_WORKBOOK, (b"</sheets>", entry))(parts | added)
        return replaced("xl/_rels/workbook.xml.rels", (b"</Relationships>", link))(parts)

    return change


def _prefixed_everywhere(parts: Parts) -> Parts:
    for name in (_WORKBOOK, _SHEET, _TEXTS, "xl/styles.xml"):
        parts[name] = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts[name]).replace(b"xmlns=", b"xmlns:x=")
    return parts


def _containers() -> dict[str, Callable[[], bytes]]:
    def parts() -> Parts:
        return parts_of(by_xlsxwriter())

    return {
        "stored": lambda: packed(parts(), zipfile.ZIP_STORED),
        "sizes behind the parts": lambda: with_descriptors(parts()),
        "sizes of eight bytes": lambda: packed(parts(), zip64=True),
        "entries for folders": lambda: packed(parts(), folders=True),
        "a comment": lambda: _with_comment(packed(parts())),
        "bytes behind": lambda: packed(parts()) + b"\0" * 512,
        "a line end behind": lambda: packed(parts()) + b"\r\n",
        "bytes before, counted": lambda: behind_a_prefix(packed(parts()), is_counted=True),
        "bytes before, not counted": lambda: behind_a_prefix(packed(parts()), is_counted=False),
        "a line end before": lambda: b"\r\n" + packed(parts()),
        "bzip2": lambda: packed(parts(), zipfile.ZIP_BZIP2),
        "deflate64": lambda: of_method(packed(parts()), _DEFLATE64),
        "a wrong checksum": lambda: _with_wrong_checksum(packed(parts())),
        "no directory": lambda: _without_directory(packed(parts())),
        "aligned parts": lambda: _aligned(parts()),
        "no dates": lambda: _patched(packed(parts()), 10, 12, b"\0\0\0\0"),
        "names in other case in front of the parts": lambda: packed(parts()).replace(b"xl/work", b"XL/work", 1),
        "folders of backslashes": lambda: packed(
            {"xl\\": b"", **{name.replace("/", "\\"): content for name, content in parts().items()}}
        ),
        "a version that is higher": lambda: _patched(packed(parts()), 4, 6, b"\x3f\0"),
        "encrypted flag, not encrypted": lambda: _patched(packed(parts()), 6, 8, b"\1\0"),
        "sizes and checksums only in the directory": lambda: _patched(packed(parts()), 14, None, bytes(12)),
        "in a folder": lambda: packed({f"laporan/{name}": content for name, content in parts().items()}),
    }


def _aligned(parts: Parts) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra = zipfile.ZIP_DEFLATED, b"\x35\xd9\x04\0\4\0\0\0"
            archive.writestr(info, data)
    return content.getvalue()


def _patched(package: bytes, local: int, central: int | None, value: bytes) -> bytes:
    """Write a value at an offset of each part's head, and of its entry in the directory."""
    content = bytearray(package)
    for magic, offset in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        at = content.find(magic)
        while at >= 0 and offset is not None:
            content[at + offset : at + offset + len(value)] = value
            at = content.find(magic, at + 4)
    return bytes(content)


def _with_comment(package: bytes) -> bytes:
    return package[:-2] + b"\x05\0salam"


def _with_wrong_checksum(package: bytes) -> bytes:
    at = package.index(b"PK\x03\x04", package.index(b"xl/worksheets/sheet1.xml"))
    return package[: at + 14] + b"\0\0\0\0" + package[at + 18 :]


def _without_directory(package: bytes) -> bytes:
    return package[: package.index(b"PK\x01\x02")]
