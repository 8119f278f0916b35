"""What calamine does not tell of an xls: encryption, the epoch, and the cells that show an error.

An xls is a compound file (OLE2) whose stream `Workbook` is a list of BIFF records. Only the few records that matter
here are looked at; calamine reads the cells.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sources.cells.model import ErrorCell
from sources.readers.model import BadFileError
from sources.readers.xlsx_scan import unreadable

_FREE_OR_END = 0xFFFFFFFA  # sector numbers from here on mean "none"
_HEADER_BYTES = 512
_ENTRY_BYTES = 128
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_DIMENSIONS = 0x0200
_STREAM, _ROOT = 2, 5
_ERROR_TEXT = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_FORMULA, _EOF, _DATE_MODE, _FILE_PASS, _BOUND_SHEET, _BOOL_ERR = 0x0006, 0x000A, 0x0022, 0x002F, 0x0085, 0x0205
#: Records of cells; they begin with row and column.
_CELL_RECORDS = frozenset({0x0001, 0x0002, 0x0003, 0x0004, 0x0005, _FORMULA, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201})
_CELL_RECORDS |= frozenset({0x0202, 0x0203, 0x0204, _BOOL_ERR, 0x0206, 0x027E, 0x0406})
_WANTED_RECORDS = _CELL_RECORDS | {_DIMENSIONS, _DATE_MODE, _FILE_PASS, _BOUND_SHEET}
_BOF_RECORDS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})


@dataclass
class XlsScan:
    """Epoch, and per sheet in workbook order the cells that show an error by (row, column) from 0."""

    epoch_1904: bool = False
    errors: list[dict[tuple[int, int], ErrorCell]] = field(default_factory=list)


class _CompoundFile:
    """The streams of an OLE2 file, just enough to find and read them."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        self._small_sector = 1 << struct.unpack_from("<H", data, 32)[0]
        if not (512 <= self._sector <= 4096 and 16 <= self._small_sector <= self._sector):
            raise ValueError("no such sector size")
        directory_start, _, self._small_below = struct.unpack_from("<III", data, 48)
        small_fat_start, _, extension, _ = struct.unpack_from("<IIII", data, 60)
        self._fat = self._read_fat(extension)
        small_fat = self._chain(small_fat_start)
        self._small_fat = struct.unpack(f"<{len(small_fat) // 4}I", small_fat[: len(small_fat) // 4 * 4])
        self._small_stream = b""
        self.entries: dict[str, tuple[int, int]] = {}
        self._read_directory(self._chain(directory_start))

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector]

    def _read_fat(self, extension: int) -> tuple[int, ...]:
        listed = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while extension < _FREE_OR_END and extension not in seen:
            seen.add(extension)
            *more, extension = struct.unpack(f"<{self._sector // 4}I", self._at(extension))
            listed += more
        table = b"".join(self._at(sector) for sector in listed if sector < _FREE_OR_END)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, sector: int) -> bytes:
        pieces, seen = [], set()
        while sector < len(self._fat) and sector not in seen:
            seen.add(sector)
            pieces.append(self._at(sector))
            sector = self._fat[sector]
        return b"".join(pieces)

    def _read_directory(self, directory: bytes) -> None:
        for offset in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            length, kind = struct.unpack_from("<HB", directory, offset + 64)
            start, size = struct.unpack_from("<II", directory, offset + 116)
            name = directory[offset : offset + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind == _ROOT:
                self._small_stream = self._chain(start)[:size]
            elif kind == _STREAM:
                self.entries[name] = (start, size)

    def read(self, name: str) -> bytes:
        """Give the bytes of a stream."""
        start, size = self.entries[name]
        if size >= self._small_below:
            return self._chain(start)[:size]
        pieces, seen, sector = [], set(), start
        while sector < len(self._small_fat) and sector not in seen:
            seen.add(sector)
            pieces.append(self._small_stream[sector * self._small_sector : (sector + 1) * self._small_sector])
            sector = self._small_fat[sector]
        return b"".join(pieces)[:size]


def _error_of(kind: int, body: bytes) -> tuple[int, int, str] | None:
    """Give row, column and text where a cell's record shows an error."""
    if kind == _BOOL_ERR and len(body) >= 8 and body[7] == 1:
        code = body[6]
    elif kind == _FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        code = body[8]
    else:
        return None
    row, column = struct.unpack_from("<HH", body)
    return row, column, _ERROR_TEXT.get(code, "#N/A")


def _scan_records(stream: bytes) -> XlsScan:
    """Read the globals, then the records of each sheet from where its BOUNDSHEET record says that it begins."""
    scan = XlsScan()
    starts: list[int] = []
    for kind, body in _records(stream, 0):
        if kind == _FILE_PASS:
            raise password_protected()
        if kind == _DATE_MODE and len(body) >= 2:
            scan.epoch_1904 = body[0] == 1
        if kind == _BOUND_SHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
    for start in starts:
        scan.errors.append(_scan_sheet(stream, start))
    return scan


def _is_possible_size(body: bytes) -> bool:
    """Say whether a sheet's claimed size is one that an xls can have; calamine reserves memory for all of it."""
    layout = "<IIHH" if len(body) >= 14 else "<HHHH"
    first_row, end_row, first_column, end_column = struct.unpack_from(layout, body)
    return bool(first_row <= end_row <= _MOST_ROWS and first_column <= end_column <= _MOST_COLUMNS)


def _scan_sheet(stream: bytes, start: int) -> dict[tuple[int, int], ErrorCell]:
    """Find the error cells of a sheet, and refuse one whose cells lie beyond what an xls can hold."""
    errors = {}
    for kind, body in _records(stream, start):
        if kind == _DIMENSIONS and not _is_possible_size(body):
            raise unreadable()
        if kind in _CELL_RECORDS:
            _, column = struct.unpack_from("<HH", body)
            if column >= _MOST_COLUMNS:
                # calamine would reserve memory for every cell up to this one.
                raise unreadable()
            hit = _error_of(kind, body)
            if hit is not None:
                errors[hit[0], hit[1]] = ErrorCell(hit[2])
    return errors


def _records(stream: bytes, offset: int) -> Iterator[tuple[int, bytes]]:
    """Give the wanted records of one substream, charts embedded in it left out."""
    depth = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        if kind in _BOF_RECORDS:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1 and kind in _WANTED_RECORDS:
            yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def password_protected() -> BadFileError:
    """Make the error for a workbook that needs a password."""
    return BadFileError("password_protected")


def scan_xls(path: Path) -> XlsScan:
    """Scan an OLE2 file that should be a workbook.

    Raises `BadFileError`: `password_protected` (also for an encrypted xlsx, which is an OLE2 file),
    `unsupported_format` for another kind of document, `unreadable_file` where it is broken.
    """
    try:
        compound = _CompoundFile(path.read_bytes())
        if "EncryptedPackage" in compound.entries:
            raise password_protected()
        name = next((name for name in ("Workbook", "Book", "WORKBOOK", "BOOK") if name in compound.entries), None)
        if not compound.entries:
            raise ValueError("cut off before its directory")
        if name is None:
            raise BadFileError("unsupported_format", "Berkas bukan buku kerja Excel.")
        return _scan_records(compound.read(name))
    except (struct.error, ValueError, MemoryError) as error:
        raise unreadable(error) from error
