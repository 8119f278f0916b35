"""Which format a file has: its content decides, never its name."""

import errno
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Collection
from enum import Enum
from pathlib import Path

from sources.readers.model import BadFileError
from sources.readers.workbook_package import USUAL_WORKBOOK, folded_part, workbook_part

#: What `zipfile` raises for a broken archive, an unknown compression or a wrong password.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)

#: What the system says of places in a file that can not be; `zipfile` asks for such where an archive lies.
_WRONG_PLACE = frozenset({None, errno.EINVAL})

_HEAD_BYTES = 65_536
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The first record of a workbook without a container, as Excel 2 to 4 and many a web application write it: the record's
#: numbers, and what it can say that follows (a sheet, a workbook, a macro sheet ...).
_BIFF_BEGINS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})
_BIFF_CONTENTS = frozenset({0x0005, 0x0006, 0x0010, 0x0020, 0x0040, 0x0100})
_BIFF_BEGIN_BYTES = range(4, 21)
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
#: Where an OpenDocument package says what it is, when its first part does not: at the manifest's entry for the whole.
_MANIFEST = "META-INF/manifest.xml"
_MANIFEST_OF_ALL = re.compile(rb"""<[^<>]*:full-path=["']/["'][^<>]*>""")
_MOST_MANIFEST_BYTES = 4_000_000
_BINARY_WORKBOOK = "xl/workbook.bin"
#: Texts that spreadsheet programs open as tables though they are none of ours: SYLK and DIF.
_OTHER_TABLE = re.compile(r"ID;P.*\n(?:[BCFOP];.*\n){2}|TABLE\r?\n0,1\r?\n")
_SAVE_ANEW_ID = "Buka berkas ini di Excel atau LibreOffice, lalu simpan sebagai .xlsx."
_WEB_PAGE_ID = f"Isinya halaman web atau XML, walaupun namanya lain. {_SAVE_ANEW_ID}"
#: Control characters that no text holds; a table's text has tabs and line ends only.
_NOT_IN_TEXT = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class FileFormat(Enum):
    """The formats that institutions hand in."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    DELIMITED = "csv"
    JSON = "json"
    ARCHIVE = "zip"


def raise_disk_failure(error: Exception | None) -> None:
    """Raise an error of the system, such as a full disk, that is no fault of the file's. Anything else passes."""
    if isinstance(error, OSError) and error.errno not in _WRONG_PLACE:
        raise error


def looks_like_utf16(head: bytes) -> str | None:
    """Give the UTF-16 byte order of a text's first bytes, by its mark or by where its zero bytes stand; else null."""
    if head[:2] in _UTF16_MARKS and head[:4] != b"\xff\xfe\x00\x00":
        return "utf-16"
    sample = head[:2000]
    if len(sample) >= 4 and b"\x00" in sample:
        zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
        if zeros_odd > len(sample) * 0.3 and zeros_even == 0:
            return "utf-16-le"
        if zeros_even > len(sample) * 0.3 and zeros_odd == 0:
            return "utf-16-be"
    return None


def _is_bare_biff(head: bytes) -> bool:
    if len(head) < 8:
        return False
    record, length, _, content = struct.unpack_from("<HHHH", head)
    return record in _BIFF_BEGINS and length in _BIFF_BEGIN_BYTES and content in _BIFF_CONTENTS


def _detect_zip(path: Path) -> FileFormat:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            parts = {folded_part(name) for name in names if name}
            if USUAL_WORKBOOK in parts or workbook_part(archive) is not None:
                return FileFormat.XLSX
            kind = _document_type(archive, names)
            if kind.startswith(_ODS_TYPE):
                return FileFormat.ODS
            if {"[content_types].xml", "_rels/.rels"} & parts or kind:
                # Word and PowerPoint files, binary workbooks, other OpenDocument.
                raise BadFileError("unsupported_format", _SAVE_ANEW_ID if _BINARY_WORKBOOK in parts else "")
            return FileFormat.ARCHIVE
    except ZIP_ERRORS as error:
        raise_disk_failure(error)
        raise BadFileError("unreadable_file", "Isinya rusak atau tidak lengkap.") from error


def _document_type(archive: zipfile.ZipFile, names: Collection[str]) -> str:
    """Give the type that an OpenDocument package says it is of; empty where it is none or does not say."""
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        return archive.read("mimetype").decode("ascii", "replace").strip()
    if _MANIFEST in names and archive.getinfo(_MANIFEST).file_size < _MOST_MANIFEST_BYTES:
        entry = _MANIFEST_OF_ALL.search(archive.read(_MANIFEST))
        return _ODS_TYPE if entry and _ODS_TYPE.encode() in entry[0] else ""
    return ""


def unreadable(error: Exception | None = None) -> BadFileError:
    """Make the error for a workbook that is broken. Raises `error` itself where it is the disk that failed."""
    raise_disk_failure(error)
    bad = BadFileError("unreadable_file", "Buku kerjanya rusak atau tidak lengkap.")
    bad.__cause__ = error
    return bad


def detect_format(path: Path) -> FileFormat:
    """Give a file's format. Raises `BadFileError`: `unreadable_file` (empty or broken), `unsupported_format`."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.strip(b"\x00 \t\r\n"):
        raise BadFileError("unreadable_file", "Berkas kosong.")
    if head.startswith(_ZIP_MAGIC):
        return _detect_zip(path)
    if head.startswith(OLE_MAGIC) or _is_bare_biff(head):
        return FileFormat.XLS
    utf16 = looks_like_utf16(head)
    if utf16:
        text = head[: len(head) // 2 * 2].decode(utf16, "ignore")
    elif head.translate(None, _NOT_IN_TEXT) != head:
        raise BadFileError("unsupported_format")
    else:
        text = head.decode("utf-8-sig", "replace")
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if start[:1] in ("{", "["):
        return FileFormat.JSON
    if start[:1] == "<":
        raise BadFileError("unsupported_format", _WEB_PAGE_ID)
    if start.startswith(("%PDF", "{\\rtf", "Rar!")):
        raise BadFileError("unsupported_format")
    if _OTHER_TABLE.match(start):
        raise BadFileError("unsupported_format", _SAVE_ANEW_ID)
    return FileFormat.DELIMITED
