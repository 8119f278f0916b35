"""Workbooks that are only marked read-only: encrypted with a password that every spreadsheet program knows by itself.

Excel encrypts a workbook whose structure is protected, or that is to be opened read-only, with the password
"VelvetSweatshop" ([MS-OFFCRYPTO] 2.4.2.3 and 2.3.7) and asks nobody for it. Who sent it has not set a password.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.parsers.expat import ExpatError

from sources.readers.detect import raise_disk_failure
from sources.readers.model import BadFileError

_KNOWN_PASSWORD = "VelvetSweatshop"
#: What msoffcrypto raises, besides its own errors, where a container does not hold what it says.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ExpatError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def without_read_only_password(path: Path, scratch: Path) -> Iterator[Path]:
    """Give a decrypted copy of an encrypted workbook, which lasts in the folder `scratch` as long as the block.

    Raises `BadFileError`: `password_protected` where it has a password of its own, or can not be decrypted;
    `unsafe_archive` where its description of the encryption has a DOCTYPE.
    """
    copy = scratch / "decrypted"
    try:
        copy.write_bytes(_decrypted(path))
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _decrypted(path: Path) -> bytes:
    from msoffcrypto import OfficeFile, exceptions

    plain = io.BytesIO()
    try:
        _check_description(path)
        with path.open("rb") as file:
            office = OfficeFile(file)
            office.load_key(password=_KNOWN_PASSWORD)
            office.decrypt(plain)
    except (
        exceptions.DecryptionError,
        exceptions.FileFormatError,
        exceptions.ParseError,
        *_BROKEN,
    ) as error:
        raise_disk_failure(error)
        raise BadFileError("password_protected") from error
    return plain.getvalue()


def _check_description(path: Path) -> None:
    """Refuse a DOCTYPE in the XML that describes the encryption; msoffcrypto would follow it."""
    from xlrd.compdoc import CompDoc

    container = CompDoc(path.read_bytes(), logfile=io.StringIO(), ignore_workbook_corruption=True)
    description = container.get_named_stream("EncryptionInfo") or b""
    if b"<!DOCTYPE" in description.replace(b"\0", b""):  # in UTF-16 every second byte is zero
        raise BadFileError("unsafe_archive", "Buku kerja memuat DOCTYPE, yang tidak diizinkan.")
