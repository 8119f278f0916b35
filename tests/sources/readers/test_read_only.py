"""Encrypted workbooks: with the password that programs know by themselves they open, with any other they do not."""

import hashlib
import io
import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import DocumentRC4
from xlrd.compdoc import CompDoc
from xlwt.CompoundDoc import XlsDoc

from sources.readers.model import BadFileError
from sources.readers.read_only import without_read_only_password
from tests.sources.readers.submissions import PENERIMA, faults_beside_a_good_file, receive, write_bytes, write_xlsx
from tests.sources.readers.test_formats import write_xls

_KNOWN = "VelvetSweatshop"
_BOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x002F, 0x0085
_NEVER_ENCRYPTED = (_BOF, _FILEPASS)


def _encrypted_xlsx(path: Path, password: str) -> Path:
    plain, locked = write_xlsx(path, {"Penerima": PENERIMA}).read_bytes(), io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt(password, locked)
    return write_bytes(path, locked.getvalue())


def _encrypted_xls(path: Path, password: str) -> Path:
    """Encrypt an xls with RC4 as Excel 97 did: record heads, BOF, FILEPASS and the sheets' offsets stay plain."""
    stream = CompDoc(write_xls(path, PENERIMA).read_bytes()).get_named_stream("Workbook")
    salt, verifier = bytes(range(16)), bytes(range(16, 32))
    check = DocumentRC4.decrypt(password, salt, io.BytesIO(verifier + hashlib.md5(verifier).digest())).read()
    filepass = struct.pack("<HHH", 1, 1, 1) + salt + check
    plain, masked, place = b"", b"", 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0:
            break
        body = stream[place + 4 : place + 4 + size]
        if kind == _BOUNDSHEET:
            body = struct.pack("<I", struct.unpack("<I", body[:4])[0] + len(filepass) + 4) + body[4:]
        records = [(kind, body)] + ([(_FILEPASS, filepass)] if place == 0 else [])
        for number, content in records:
            head = struct.pack("<HH", number, len(content))
            kept = len(content) if number in _NEVER_ENCRYPTED else 4 if number == _BOUNDSHEET else 0
            plain += head + content
            masked += b"\1" * (4 + kept) + b"\0" * (len(content) - kept)
        place += 4 + size
    # Zeros fill the stream up; msoffcrypto reads them as records of four bytes, from a last record that fits.
    filler = struct.pack("<HH", 0, -len(plain) % 4) + bytes(-len(plain) % 4)
    plain, masked = plain + filler, masked + b"\1" * len(filler)
    hidden = DocumentRC4.decrypt(password, salt, io.BytesIO(plain), blocksize=1024).read()
    mixed = bytes(clear if keep else secret for clear, secret, keep in zip(plain, hidden, masked, strict=True))
    XlsDoc().save(str(path), mixed)
    return path


@pytest.mark.parametrize("write", [_encrypted_xlsx, _encrypted_xls])
def test_a_workbook_that_is_only_marked_read_only_opens(tmp_path: Path, write: Callable[[Path, str], Path]) -> None:
    received = receive(write(tmp_path / "laporan.xls", _KNOWN))
    assert received.faults == []
    assert received.column("penerima", "nama") == ["Contoh Satu", "Contoh Dua"]
    assert not list(tmp_path.rglob("decrypted"))


@pytest.mark.parametrize("write", [_encrypted_xlsx, _encrypted_xls])
@pytest.mark.parametrize("password", ["rahasia", "velvetsweatshop"])
def test_a_password_of_its_own_stays_one(tmp_path: Path, write: Callable[[Path, str], Path], password: str) -> None:
    bad = write(tmp_path / "laporan.xlsx", password)
    assert faults_beside_a_good_file(tmp_path, bad) == [("password_protected", "laporan.xlsx", None, None)]


def test_an_encrypted_workbook_that_is_cut_off_is_told(tmp_path: Path) -> None:
    content = _encrypted_xlsx(tmp_path / "a.xlsx", _KNOWN).read_bytes()
    bad = write_bytes(tmp_path / "a.xlsx", content[: len(content) * 2 // 3])
    assert faults_beside_a_good_file(tmp_path, bad)[0][0] in {"password_protected", "unreadable_file"}


def test_a_doctype_in_the_description_of_the_encryption_is_refused(tmp_path: Path) -> None:
    content = _encrypted_xlsx(tmp_path / "a.xlsx", _KNOWN).read_bytes()
    old = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    assert old in content
    bad = write_bytes(tmp_path / "a.xlsx", content.replace(old, b"<!DOCTYPE x>".ljust(len(old))))
    with pytest.raises(BadFileError, match="unsafe_archive"), without_read_only_password(bad, tmp_path):
        pass
    assert faults_beside_a_good_file(tmp_path, bad) == [("unsafe_archive", "a.xlsx", None, None)]
