"""Workbooks and archives that are broken or dangerous inside, and the limits of both."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest
import xlwt

from sources.reading.submissions import DIED_LOG_NAME, ReadingLimits
from tests.sources.readers.submissions import (
    PENERIMA,
    PENERIMA_HEADER,
    faults_beside_a_good_file,
    receive,
    write_bytes,
    write_xlsx,
    zip_bytes,
)
from tests.sources.readers.test_formats import write_xls


def test_truncated_workbooks_are_unreadable(tmp_path: Path) -> None:
    content = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA}).read_bytes()
    bad = write_bytes(tmp_path / "a.xlsx", content[: len(content) // 2])
    assert faults_beside_a_good_file(tmp_path, bad) == [("unreadable_file", "a.xlsx", None, None)]


def test_a_part_without_a_name_is_unreadable_and_kills_nothing(tmp_path: Path) -> None:
    bad = write_bytes(tmp_path / "a.xlsx", zip_bytes({"xl/workbook.xml": b"<workbook/>", "": b"x"}))
    received = receive(bad)
    assert received.faults == [("unreadable_file", "a.xlsx", None, None)]
    assert not (received.folder / DIED_LOG_NAME).exists()


def test_passwords(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sandi.zip", "w") as archive:
        archive.writestr("penerima.csv", "nik\n")
    content = bytearray((tmp_path / "sandi.zip").read_bytes())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    bad = write_bytes(tmp_path / "sandi.zip", bytes(content))
    assert faults_beside_a_good_file(tmp_path, bad) == [("password_protected", "sandi.zip", None, None)]

    workbook = xlwt.Workbook()
    workbook.add_sheet("penerima")
    workbook.save(str(tmp_path / "a.xls"))
    # An encrypted xlsx is a compound file with the stream EncryptedPackage; a directory entry is a name and its length.
    compound = (tmp_path / "a.xls").read_bytes()
    entry = compound.index("Workbook".encode("utf-16-le"))
    name = "EncryptedPackage\0".encode("utf-16-le")
    renamed = name.ljust(64, b"\0") + len(name).to_bytes(2, "little")
    bad = write_bytes(tmp_path / "terkunci.xlsx", compound[:entry] + renamed + compound[entry + len(renamed) :])
    assert faults_beside_a_good_file(tmp_path, bad) == [("password_protected", "terkunci.xlsx", None, None)]


def rewritten(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """Write a workbook anew with a piece of one part replaced."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    return write_bytes(path, zip_bytes(parts))


def test_doctype_in_a_workbook_is_refused(tmp_path: Path) -> None:
    bad = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA})
    doctype = b'<!DOCTYPE x [<!ENTITY e "boom">]><worksheet'
    rewritten(bad, "xl/worksheets/sheet1.xml", b"<worksheet", doctype)
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsafe_archive", "a.xlsx", None, None)]


def test_an_unknown_xml_encoding_is_unreadable(tmp_path: Path) -> None:
    bad = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA})
    rewritten(bad, "xl/workbook.xml", b'encoding="UTF-8"', b'encoding="UTF-F"')
    assert faults_beside_a_good_file(tmp_path, bad) == [("unreadable_file", "a.xlsx", None, None)]


def test_a_cell_beyond_the_last_column_of_an_xls_is_not_given_memory(tmp_path: Path) -> None:
    bad = write_xls(tmp_path / "a.xls", PENERIMA)
    first_cell = struct.pack("<HHHH", 0x00FD, 10, 0, 0)  # a text cell: record, length, row, column
    content = bad.read_bytes()
    assert first_cell in content
    write_bytes(bad, content.replace(first_cell, struct.pack("<HHHH", 0x00FD, 10, 0xFFFF, 0xFFFF), 1))
    assert faults_beside_a_good_file(tmp_path, bad) == [("unreadable_file", "a.xls", None, None)]


def test_a_size_that_no_xls_can_have_is_not_believed(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", PENERIMA)
    size = struct.pack("<HHII", 0x0200, 14, 0, len(PENERIMA))  # record, length, first row, row behind the last
    content = path.read_bytes()
    assert size in content
    write_bytes(path, content.replace(size, struct.pack("<HHII", 0x0200, 14, 0, 0xFFFFFFF0), 1))
    received = receive(path)
    assert (received.faults, received.column("penerima", "source_row")) == ([], [2, 3])


def test_symbolic_link_in_an_archive_rejects_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("penerima2.csv", ",".join(PENERIMA_HEADER))
        link = zipfile.ZipInfo("penerima.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert faults_beside_a_good_file(tmp_path, tmp_path / "a.zip") == [("unsafe_archive", "a.zip", None, None)]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (ReadingLimits(workbook_bytes=1000), "file_too_large"),
        (ReadingLimits(unpacked_bytes=5000), "unsafe_archive"),
        (ReadingLimits(sheet_columns=7), "file_too_large"),
    ],
)
def test_limits_of_workbooks(tmp_path: Path, limits: ReadingLimits, rule: str) -> None:
    bad = write_xlsx(tmp_path / "a.xlsx", {"Penerima": [[*row, "lebih"] for row in PENERIMA]})
    assert faults_beside_a_good_file(tmp_path, bad, limits=limits) == [(rule, "a.xlsx", None, None)]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [(ReadingLimits(archive_members=2), "unsafe_archive"), (ReadingLimits(unpacked_bytes=20), "unsafe_archive")],
)
def test_limits_of_archives(tmp_path: Path, limits: ReadingLimits, rule: str) -> None:
    bad = write_bytes(tmp_path / "a.zip", zip_bytes({f"{index}.csv": b"a,b,c,d\n" for index in range(3)}))
    assert faults_beside_a_good_file(tmp_path, bad, limits=limits) == [(rule, "a.zip", None, None)]


def test_a_repeated_cell_of_an_ods_is_not_laid_out(tmp_path: Path) -> None:
    content = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><table:table table:name="penerima">'
        b'<table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell table:number-columns-repeated="16384">'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:document-content>"
    )
    members = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}
    bad = write_bytes(tmp_path / "a.ods", zip_bytes(members))
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsafe_archive", "a.ods", None, None)]
