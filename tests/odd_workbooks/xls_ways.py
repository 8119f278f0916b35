"""Odd ways of an xls: by xlwt and LibreOffice, and records written by hand, of each version, in a container or bare."""

import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from typing import Any

import xlwt
from msoffcrypto.method.rc4 import DocumentRC4
from xlrd.compdoc import CompDoc
from xlwt.CompoundDoc import XlsDoc

from tests.installation import PROJECT_ROOT
from tests.odd_workbooks.biff import biff, more_records, split_texts
from tests.odd_workbooks.packages import saved_by_office
from tests.odd_workbooks.sample import Listed, Outcome, Way, by_xlsxwriter, by_xlwt

_FREE = 13
_FIRST_ROW = 4
_STRUCK = Listed(Outcome.DIFFERENT, "Text that is struck through is not there (contract).", "D")
_CUT_OFF = Listed(Outcome.OFFICE_ALONE, "Its end is missing: it may have been cut off, and is refused.")
_FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / "workbooks"


def xls_ways() -> Iterator[Way]:
    """Give the ways."""

    def way(
        title: str, writer: str, content: Callable[[], bytes], listed: Listed | None = None, suffix: str = "xls"
    ) -> Way:
        return Way(f"xls: {title}", writer, f"penerima.{suffix}", content, listed)

    def saved() -> bytes:
        return saved_by_office("xls:MS Excel 97")

    yield way("plain", "xlwt", by_xlwt)
    yield way("plain", "LibreOffice", saved)
    yield way("template", "LibreOffice", lambda: saved_by_office("xlt:MS Excel 97 Vorlage/Template"), None, "xlt")
    yield way("days from 1904", "LibreOffice", lambda: saved_by_office("xls:MS Excel 97", _of_1904))
    yield way("named .xlsx", "xlwt", by_xlwt, None, "xlsx")
    for name in ("gnumeric_95.xls", "gnumeric_95_97.xls", "gnumeric_97.xls", "gnumeric_1904.xls"):
        yield way(name.removesuffix(".xls"), "Gnumeric", (_FIXTURES / name).read_bytes)
    for title, change in _xlwt_changes().items():
        yield way(title, "xlwt", lambda change=change: by_xlwt(change), _STRUCK if title == "struck through" else None)
    yield way("texts of one byte each (code page)", "xlwt", lambda: by_xlwt(encoding="cp1252"))
    yield way("bare, without a container", "xlwt", lambda: stream_of(by_xlwt()))
    yield way("bare, without a container", "LibreOffice", lambda: stream_of(saved()))
    yield way("in a container, cut behind its last record", "xlwt", lambda: by_xlwt().rstrip(b"\0"))
    for version in (2, 3, 4, 5, 8):
        yield way(f"bare BIFF{version}", "by hand", lambda version=version: biff(version))
    for version in (5, 8):
        yield way(f"BIFF{version} in a container", "by hand", lambda version=version: contained(biff(version)))
    yield way(
        "BIFF5 of a code page of Mac", "by hand", lambda: contained(biff(5, encoding="mac_roman", codepage=10000))
    )
    yield way("BIFF5 without a code page", "by hand", lambda: contained(biff(5, codepage=None)))
    for title, records in _records_changes().items():
        listed = _CUT_OFF if title == "no last record" else None
        yield way(title, "by hand", records, listed)
    yield way("texts split over records, in bytes and in words", "by hand", lambda: contained(split_texts()))
    yield way(
        "encrypted by the password that all programs know",
        "by hand",
        lambda: encrypted_xls(by_xlwt(), "VelvetSweatshop"),
    )
    yield way(
        "encrypted by a password",
        "by hand",
        lambda: encrypted_xls(by_xlwt(), "rahasia"),
        Listed(Outcome.NEITHER, "Nobody but the sender knows the password."),
    )


def _records_changes() -> dict[str, Callable[[], bytes]]:
    def plain(**options: Any) -> bytes:
        return biff(8, **options)

    return {
        "no last record": lambda: contained(plain()[:-4]),
        "zeros behind the last record": lambda: contained(plain() + bytes(3000)),
        "records that nobody knows": lambda: contained(plain(before=struct.pack("<HH", 0x0FFF, 4) + b"abcd")),
        "rows of numbers (MULRK), blanks and results of formulas": lambda: contained(plain(before=more_records())),
        "marked as read-only, with a password for writing": lambda: contained(
            plain(
                before_globals=struct.pack("<HH", 0x0086, 0)
                + struct.pack("<HHHHHB", 0x005B, 8, 1, 0xDAA7, 1, 0)
                + b"xy"[:1]
            )
        ),
        "a stream named in capitals": lambda: contained(plain()).replace(
            "Workbook".encode("utf-16-le"), "WORKBOOK".encode("utf-16-le")
        ),
        "a stream named Book": lambda: contained(biff(5)).replace(
            "Workbook\0".encode("utf-16-le") + bytes(46) + b"\x12", "Book\0".encode("utf-16-le") + bytes(54) + b"\x0a"
        ),
        "bytes behind": lambda: contained(plain()) + b"\r\n",
    }


def _of_1904() -> bytes:
    return by_xlsxwriter(date_1904=True)


def stream_of(workbook: bytes) -> bytes:
    """Take the records out of their container."""
    container = CompDoc(workbook, logfile=io.StringIO())
    stream: bytes = container.get_named_stream("Workbook") or container.get_named_stream("Book")
    return stream


def contained(stream: bytes) -> bytes:
    """Put records into a container."""
    content = io.BytesIO()
    XlsDoc().save(content, stream)
    return content.getvalue()


def _xlwt_changes() -> dict[str, Callable[[Any, Any], None]]:
    def kinds(_: Any, sheet: Any) -> None:
        sheet.write(4, _FREE, True)
        sheet.row(6).set_cell_error(_FREE, 42)
        sheet.row(7).set_cell_error(_FREE, 23)
        sheet.write(8, _FREE, 1e-7)
        sheet.write(9, _FREE, 1.5e15)
        sheet.write(10, _FREE, -12.34)

    def rich(_: Any, sheet: Any) -> None:
        bold = xlwt.easyfont("bold true")
        sheet.write_rich_text(5, 3, (("Siti ", bold), "Contoh", ("  Dua", bold)))

    def looks(workbook: Any, sheet: Any) -> None:
        sheet.row(6).hidden = True
        sheet.col(2).hidden = True
        sheet.visibility = 2
        workbook.add_sheet("Rekap")
        workbook.set_active_sheet(1)

    def protected(workbook: Any, sheet: Any) -> None:
        workbook.protect = sheet.protect = True
        sheet.password = "rahasia"

    def struck(_: Any, sheet: Any) -> None:
        sheet.write(5, 3, "Coret", xlwt.easyxf("font: struck_out true"))

    def long_texts(_: Any, sheet: Any) -> None:
        for row in range(3, 28):
            sheet.write(row, _FREE, f"{row} " + "panjang \u2013 " * 400)

    return {
        "cells of every kind": kinds,
        "texts in runs": rich,
        "sheet very hidden, hidden rows and columns": looks,
        "structure and sheet protected": protected,
        "struck through": struck,
        "texts that fill several records": long_texts,
    }


def encrypted_xls(workbook: bytes, password: str) -> bytes:
    """Encrypt an xls with RC4 as Excel 97 did: record heads, BOF, FILEPASS and the sheets' offsets stay plain."""
    bof, filepass_record, boundsheet = 0x0809, 0x002F, 0x0085
    stream = stream_of(workbook)
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    check = DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + hashlib.md5(verifier).digest())).read()
    filepass = struct.pack("<HHH", 1, 1, 1) + salt + check
    plain, masked, place = b"", b"", 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0:
            break
        body = stream[place + 4 : place + 4 + size]
        if kind == boundsheet:
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(filepass) + 4) + body[4:]
        records = [(kind, body)] + ([(filepass_record, filepass)] if place == 0 else [])
        for number, content in records:
            head = struct.pack("<HH", number, len(content))
            kept = len(content) if number in (bof, filepass_record) else 4 if number == boundsheet else 0
            plain += head + content
            masked += b"\1" * (4 + kept) + b"\0" * (len(content) - kept)
        place += 4 + size
    # Zeros fill the stream up; msoffcrypto reads them as records of four bytes, from a last record that fits.
    filler = struct.pack("<HH", 0, -len(plain) % 4) + bytes(-len(plain) % 4)
    plain, masked = plain + filler, masked + b"\1" * len(filler)
    hidden = DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read()
    return contained(
        bytes(clear if keep else secret for clear, secret, keep in zip(plain, hidden, masked, strict=True))
    )
