"""Reproducible archives, and the broken and locked files of a real inbox."""

import struct
import zipfile
from collections.abc import Iterable
from pathlib import Path
from random import Random

_STAMP = (2021, 1, 4, 8, 0, 0)
_SECTOR = 512
_END_OF_CHAIN, _FAT_SECTOR, _FREE, _NO_STREAM = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF, 0xFFFFFFFF
_SMALLEST_STREAM = 4096


def _add(archive: zipfile.ZipFile, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> None:
    info = zipfile.ZipInfo(name, _STAMP)
    info.compress_type = compression
    info.external_attr = 0o100644 << 16
    archive.writestr(info, content)


def rewrite_zip(path: Path) -> None:
    """Rewrite a zip file with the same members and fixed times."""
    with zipfile.ZipFile(path) as archive:
        members = [(info, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w") as archive:
        for info, content in members:
            _add(archive, info.filename, content, info.compress_type)


def pack(path: Path, files: Iterable[Path], *, unsafe_member: bool = False) -> None:
    """Move files into a new archive; `unsafe_member` adds one that points out of it."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            _add(archive, file.name, file.read_bytes())
            file.unlink()
        if unsafe_member:
            _add(archive, "../../penerima.csv", b"kode_kegiatan;nama\n")


def cut_short(path: Path) -> None:
    """Leave two thirds of a file, as a copy that was broken off."""
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def letter(title: str) -> bytes:
    """Make the smallest document that is a PDF: a covering letter, which is no report."""
    stream = f"BT /F1 12 Tf 72 720 Td ({title}) Tj ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    content = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(content))
    return content + head + table + tail


def locked_workbook(draw: Random) -> bytes:
    """Make what Excel writes for a workbook with a password: a compound file with an encrypted package.

    The package is noise, because such a file is recognised by its streams alone.
    """
    descriptor = struct.pack("<HHI", 4, 4, 0x40) + (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"><keyData saltSize="16" '
        b'blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" '
        b'hashAlgorithm="SHA512"/></encryption>'
    )
    package = struct.pack("<Q", 8000) + draw.randbytes(8184)
    return _compound_file((("EncryptionInfo", descriptor), ("EncryptedPackage", package)))


def _compound_file(streams: Iterable[tuple[str, bytes]]) -> bytes:
    """Lay streams out as a compound file ([MS-CFB] version 3): header, one sector of chains, directory, streams."""
    chains = [_FAT_SECTOR, _END_OF_CHAIN]
    entries = [_directory_entry("Root Entry", 5, _NO_STREAM, _NO_STREAM, 1, _END_OF_CHAIN, 0)]
    body = b""
    padded = [(name, content.ljust(_SMALLEST_STREAM, b"\0")) for name, content in streams]
    for position, (name, content) in enumerate(padded):
        start, count = len(chains), -(-len(content) // _SECTOR)
        chains += [*range(start + 1, start + count), _END_OF_CHAIN]
        # Names are ordered by length, then by letters: the shorter one is the root of the tree.
        right = 2 if position == 0 and len(padded) > 1 else _NO_STREAM
        entries.append(_directory_entry(name, 2, _NO_STREAM, right, _NO_STREAM, start, len(content)))
        body += content.ljust(count * _SECTOR, b"\0")
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    chains += [_FREE] * (_SECTOR // 4 - len(chains))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, _SMALLEST_STREAM, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0,
    )  # fmt: skip
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + struct.pack(f"<{len(chains)}I", *chains) + directory + body


def _directory_entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    numbers = struct.pack("<HBBIII16xI16xIQ", len(encoded), kind, 1, left, right, child, 0, start, size)
    return encoded.ljust(64, b"\0") + numbers
