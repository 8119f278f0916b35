"""Takes workbook packages apart, changes their parts, and packs them up in usual and odd ways."""

import io
import struct
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.odd_workbooks.libreoffice import convert
from tests.odd_workbooks.sample import by_xlsxwriter

Parts = dict[str, bytes]
Change = Callable[[Parts], Parts]
_FIXED_TIME = (2023, 7, 1, 0, 0, 0)
_PREFIX = b"#!/bin/sh\nexit\n"


@cache
def saved_by_office(target: str, source: Callable[[], bytes] = by_xlsxwriter) -> bytes:
    """Let LibreOffice save the table, as `source` writes it, in a format (`ods`, `xls:MS Excel 97`, ...)."""
    with tempfile.TemporaryDirectory(prefix="sektap-odd-") as name:
        folder = Path(name)
        (folder / "penerima.xlsx").write_bytes(source())
        convert([folder / "penerima.xlsx"], target, folder / "saved")
        (saved,) = (folder / "saved").iterdir()
        return saved.read_bytes()


def parts_of(package: bytes) -> Parts:
    """Give the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED, *, zip64: bool = False, folders: bool = False) -> bytes:
    """Pack parts, with an entry for each folder if so asked, or with sizes of eight bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        if folders:
            for name in sorted({f"{name.rpartition('/')[0]}/" for name in parts if "/" in name} - parts.keys()):
                archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), b"")
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, _FIXED_TIME)
            info.compress_type = method
            with archive.open(info, "w", force_zip64=zip64) as member:
                member.write(data)
    return content.getvalue()


def with_descriptors(parts: Parts) -> bytes:
    """Pack parts as to a stream that can not go back: sizes stand behind each part."""

    class _OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.content += data
            return len(data)

    stream = _OneWay()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return bytes(stream.content)


def behind_a_prefix(package: bytes, *, is_counted: bool) -> bytes:
    """Put bytes before a package; `is_counted` says whether the places that it names begin before them."""
    if not is_counted:
        return _PREFIX + package
    content = io.BytesIO(_PREFIX)
    content.seek(0, io.SEEK_END)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts_of(package).items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def of_method(package: bytes, method: int) -> bytes:
    """Say that the parts are compressed by another method than they are."""
    content = bytearray(package)
    for magic, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = content.find(magic)
        while at >= 0:
            struct.pack_into("<H", content, at + offset, method)
            at = content.find(magic, at + 4)
    return bytes(content)


def changed(package: Callable[[], bytes], change: Change) -> Callable[[], bytes]:
    """Give a writer of a package with changed parts."""
    return lambda: packed(change(parts_of(package())))


def replaced(part: str, *pairs: tuple[bytes, bytes]) -> Change:
    """Give the change that replaces pieces of a part, each of which must be there."""

    def change(parts: Parts) -> Parts:
        for old, new in pairs:
            assert old in parts[part], old
            parts = parts | {part: parts[part].replace(old, new)}
        return parts

    return change


def edited(part: str, edit: Callable[[bytes], bytes]) -> Change:
    """Give the change of one part, which must change something."""

    def change(parts: Parts) -> Parts:
        content = edit(parts[part])
        assert content != parts[part], part
        return parts | {part: content}

    return change


def without(*names: str) -> Change:
    """Give the change that leaves parts out."""
    return lambda parts: {name: content for name, content in parts.items() if name not in names}
