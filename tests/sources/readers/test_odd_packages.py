"""Workbook packages whose parts have other names than usual: a spreadsheet program opens them, and so do we."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sources.readers.detect import FileFormat, detect_format
from sources.readers.model import ReadingLimits
from tests.sources.readers.submissions import (
    PENERIMA,
    faults_beside_a_good_file,
    receive,
    write_bytes,
    write_xlsx,
    zip_bytes,
)

Parts = dict[str, bytes]
_TRANSITIONAL = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
_SHEET = "xl/worksheets/sheet1.xml"


def _moved(parts: Parts, old: str, new: str, was: str, now: str) -> Parts:
    """Rename a part, and what points to it."""
    return {
        new if name == old else name: content.replace(was.encode(), now.encode()) for name, content in parts.items()
    }


def _workbook_called(new: str) -> Callable[[Parts], Parts]:
    folder, _, name = new.rpartition("/")

    def change(parts: Parts) -> Parts:
        parts = _moved(parts, "xl/workbook.xml", new, "xl/workbook.xml", new)
        parts[f"{folder}/_rels/{name}.rels".lstrip("/")] = parts.pop("xl/_rels/workbook.xml.rels").replace(
            b'Target="', b'Target="/xl/'
        )
        return parts

    return change


def _named(fold: Callable[[str], str]) -> Callable[[Parts], Parts]:
    return lambda parts: {fold(name): content for name, content in parts.items()}


def _replaced(part: str, *pairs: tuple[bytes, bytes]) -> Callable[[Parts], Parts]:
    def change(parts: Parts) -> Parts:
        for old, new in pairs:
            assert old in parts[part]
            parts[part] = parts[part].replace(old, new)
        return parts

    return change


def _strict(parts: Parts) -> Parts:
    main = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    return {name: content.replace(_TRANSITIONAL, _STRICT).replace(*main) for name, content in parts.items()}


def _without(*names: str) -> Callable[[Parts], Parts]:
    return lambda parts: {name: content for name, content in parts.items() if name not in names}


def _prefixed(parts: Parts) -> Parts:
    for name in ("xl/workbook.xml", _SHEET, "xl/sharedStrings.xml"):
        parts[name] = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts[name]).replace(b"xmlns=", b"xmlns:x=")
    return parts


ODD_WAYS: dict[str, Callable[[Parts], Parts]] = {
    "numbered workbook": _workbook_called("xl/workbook22.xml"),
    "workbook in another folder": _workbook_called("isi/buku.xml"),
    "workbook at the root": _workbook_called("buku.xml"),
    "upper case": _named(lambda name: name.upper() if name.startswith("xl/") else name),
    "capital folder": _named(lambda name: name.replace("xl/w", "XL/W")),
    "backslashes": _named(lambda name: name.replace("/", "\\")),
    "leading slashes": _named(lambda name: f"/{name}"),
    "absolute targets": _replaced("xl/_rels/workbook.xml.rels", (b'Target="', b'Target="/xl/')),
    "absolute targets of the package": _replaced("_rels/.rels", (b'Target="xl', b'Target="/xl')),
    "targets with dots": _replaced("xl/_rels/workbook.xml.rels", (b'Target="', b'Target="../xl/./')),
    "targets with backslashes": _replaced("xl/_rels/workbook.xml.rels", (b"worksheets/", b"worksheets\\")),
    "targets in other case": _replaced("xl/_rels/workbook.xml.rels", (b"worksheets/sheet1", b"Worksheets/Sheet1")),
    "encoded targets": lambda parts: _moved(
        parts, _SHEET, "xl/worksheets/lembar 1.xml", "worksheets/sheet1.xml", "worksheets/lembar%201.xml"
    ),
    "sheet in another folder": lambda parts: _moved(
        parts, _SHEET, "xl/tabs/a.xml", "worksheets/sheet1.xml", "tabs/a.xml"
    ),
    "texts by another name": lambda parts: _moved(
        parts, "xl/sharedStrings.xml", "xl/teks.xml", "sharedStrings.xml", "teks.xml"
    ),
    "strict": _strict,
    "strict and numbered": lambda parts: _workbook_called("xl/workbook22.xml")(_strict(parts)),
    "no types": _without("[Content_Types].xml"),
    "no relations of the package": _without("_rels/.rels"),
    "another prefix of relations": _replaced("xl/workbook.xml", (b"r:id", b"d3p1:id"), (b"xmlns:r=", b"xmlns:d3p1=")),
    "prefixed elements": _prefixed,
    "an older workbook beside": lambda parts: {
        **_workbook_called("xl/workbook2.xml")(parts),
        "xl/workbook.xml": b"<workbook><sheets/></workbook>",
    },
}


def _changed(path: Path, change: Callable[[Parts], Parts]) -> Path:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return write_bytes(path, zip_bytes(change(parts)))


@pytest.mark.parametrize("way", ODD_WAYS)
def test_parts_are_found_by_their_relations(tmp_path: Path, way: str) -> None:
    path = _changed(write_xlsx(tmp_path / "laporan.xlsx", {"Rekap": [["x"]], "Penerima": PENERIMA}), ODD_WAYS[way])
    received = receive(path)
    assert received.faults == []
    assert received.column("penerima", "nama") == ["Contoh Satu", "Contoh Dua"]
    assert received.column("penerima", "source_row") == [2, 3]


def _two_sheets(tmp_path: Path) -> Path:
    return write_xlsx(tmp_path / "a.xlsx", {"Rekap": [["x"]], "Penerima": PENERIMA})


def test_the_safety_of_an_odd_package_is_checked_too(tmp_path: Path) -> None:
    numbered = _workbook_called("xl/workbook22.xml")
    doctype = _replaced("xl/worksheets/sheet2.xml", (b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "boom">]><worksheet'))
    bad = _changed(_two_sheets(tmp_path), lambda parts: numbered(doctype(parts)))
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsafe_archive", "a.xlsx", None, None)]


def test_two_parts_that_differ_in_case_or_slash_are_one_name(tmp_path: Path) -> None:
    bad = _changed(_two_sheets(tmp_path), lambda parts: {**parts, "XL\\workbook.xml": parts["xl/workbook.xml"]})
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsafe_archive", "a.xlsx", None, None)]


def test_an_odd_package_keeps_its_limit_of_unpacked_bytes(tmp_path: Path) -> None:
    bad = _changed(_two_sheets(tmp_path), _workbook_called("xl/workbook22.xml"))
    limits = ReadingLimits(unpacked_bytes=5000)
    assert faults_beside_a_good_file(tmp_path, bad, limits=limits) == [("unsafe_archive", "a.xlsx", None, None)]


@pytest.mark.parametrize(
    ("part", "root"), [("word/document.xml", b"document"), ("ppt/presentation.xml", b"p"), ("xl/workbook.bin", b"")]
)
def test_other_documents_are_no_workbook(tmp_path: Path, part: str, root: bytes) -> None:
    relation = f'<Relationships><Relationship Id="r" Type="x/officeDocument" Target="{part}"/></Relationships>'
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": relation.encode(),
        part: b"<%b/>" % root if root else b"\x83",
    }
    bad = write_bytes(tmp_path / "a.xlsx", zip_bytes(parts))
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsupported_format", "a.xlsx", None, None)]


def test_an_archive_of_a_workbook_is_an_archive(tmp_path: Path) -> None:
    workbook = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA}).read_bytes()
    path = write_bytes(tmp_path / "a.zip", zip_bytes({"xl/workbook.xlsx": workbook}))
    assert detect_format(path) is FileFormat.ARCHIVE
