"""Mutated files: a sound file of every format, damaged at random.

A case follows from seed and number alone, so that it can be made again.
"""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import xlwt

from tests.hostile_files.cases import HEADER, activity, csv_text, repacked, workbook_bytes, zip_bytes
from tests.hostile_files.workbooks import sound_ods

ROWS = 4
_REQUIRED = tuple(HEADER.index(name) for name in ("kode_kegiatan", "nama_kegiatan", "anggaran", "target"))
#: Contents of a required cell that must not be taken for a value.
_WORTHLESS = ("", " ", "-", "n/a", "nihil", "\u00a0", "#N/A")
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_TAG = re.compile(rb"<[^>]*>")
_DIGITS = re.compile(rb"[0-9]+")


@dataclass(frozen=True)
class FuzzCase:
    """A mutated file: its name, its bytes, how it was made, and the codes of rows that must not be accepted."""

    number: int
    name: str
    content: bytes
    how: str
    destroyed: frozenset[str] = frozenset()


def _grid() -> list[list[Any]]:
    rows = [
        activity(number, nama_kegiatan=f"Sembako tahap {number}", anggaran=1_000_000 + 37 * number, target=100 + number)
        for number in range(1, ROWS + 1)
    ]
    return [list(HEADER), *rows]


def _xls_bytes(grid: Sequence[Sequence[Any]]) -> bytes:
    workbook, content = xlwt.Workbook(), io.BytesIO()
    sheet = workbook.add_sheet("Kegiatan")
    for number, cells in enumerate(grid):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    workbook.save(content)
    return content.getvalue()


def _json_bytes(grid: Sequence[Sequence[Any]]) -> bytes:
    return json.dumps([dict(zip(HEADER, cells, strict=True)) for cells in grid[1:]]).encode()


#: How each format is written.
WRITERS: dict[str, Callable[[Sequence[Sequence[Any]]], bytes]] = {
    "laporan.xlsx": workbook_bytes,
    "laporan.xls": _xls_bytes,
    "laporan.ods": sound_ods,
    "kegiatan.csv": lambda grid: csv_text(grid).encode(),
    "kegiatan.json": _json_bytes,
    "laporan.zip": lambda grid: zip_bytes({"kegiatan.csv": csv_text(grid).encode()}),
}


@cache
def _sound(name: str) -> bytes:
    return WRITERS[name](_grid())


def make_case(seed: int, number: int) -> FuzzCase:
    """Make the case of a number."""
    chance = random.Random(f"{seed}:{number}")
    name = chance.choice(tuple(WRITERS))
    if chance.random() < 0.25:
        return _destroy_cells(chance, number, name)
    content, how = _sound(name), []
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        mutation = chance.choice(_mutations(name))
        content = mutation(chance, content)
        how.append(mutation.__name__.strip("_"))
    return FuzzCase(number, name, content, " ".join(how))


def _destroy_cells(chance: random.Random, number: int, name: str) -> FuzzCase:
    """Write a file in which required cells of some rows are empty: those rows must be rejected, the others not."""
    grid = _grid()
    rows = chance.sample(range(1, ROWS + 1), chance.randint(1, ROWS))
    destroyed = set()
    for row in rows:
        destroyed.add(str(grid[row][0]))
        grid[row][chance.choice(_REQUIRED)] = chance.choice(_WORTHLESS)
    return FuzzCase(number, name, WRITERS[name](grid), "destroyed required cells", frozenset(destroyed))


def _mutations(name: str) -> list[Callable[[random.Random, bytes], bytes]]:
    common = [_flip, _overwrite, _remove, _repeat, _insert, _cut_off]
    if name.endswith((".xlsx", ".ods")):
        return [*common[:2], _cut_off, *[_in_part] * 6]
    if name.endswith(".xls"):
        return [*common, _overwrite, _overwrite]
    return [*common, _change_number, _exchange_tokens]


def _place(chance: random.Random, content: bytes) -> int:
    return chance.randrange(len(content) + 1)


def _flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _overwrite(chance: random.Random, content: bytes) -> bytes:
    size = chance.choice((1, 2, 4))
    value = (chance.choice(_NUMBERS) & (1 << 8 * size) - 1).to_bytes(size, "little")
    at = _place(chance, content)
    return content[:at] + value + content[at + size :]


def _remove(chance: random.Random, content: bytes) -> bytes:
    at = _place(chance, content)
    return content[:at] + content[at + chance.choice((1, 4, 32, 512)) :]


def _repeat(chance: random.Random, content: bytes) -> bytes:
    at, size = _place(chance, content), chance.choice((1, 8, 64, 512))
    return content[:at] + content[at : at + size] * chance.choice((2, 3, 100)) + content[at + size :]


def _insert(chance: random.Random, content: bytes) -> bytes:
    at = _place(chance, content)
    inserted = chance.choice(
        (b"\0", b'"', b"\n", b";", b"\xff\xfe", b"\xc3", b"<", b"&", b"\x1a", chance.randbytes(16))
    )
    return content[:at] + inserted + content[at:]


def _cut_off(chance: random.Random, content: bytes) -> bytes:
    return content[: _place(chance, content)]


def _change_number(chance: random.Random, content: bytes) -> bytes:
    found = list(_DIGITS.finditer(content))
    if not found:
        return content
    match = chance.choice(found)
    number = chance.choice(
        (b"-1", b"1e999999999", b"NaN", b"0x10", b"9" * 400, b"1048577", b"4294967296", b"16385", b"")
    )
    return content[: match.start()] + number + content[match.end() :]


def _exchange_tokens(chance: random.Random, content: bytes) -> bytes:
    tokens = re.split(rb"([;,\n\"{}\[\]:])", content)
    first, second = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[first], tokens[second] = tokens[second], tokens[first]
    return b"".join(tokens)


def _exchange_tags(chance: random.Random, content: bytes) -> bytes:
    tags = list(_TAG.finditer(content))
    if not tags:
        return content
    one, other = chance.choice(tags), chance.choice(tags)
    return content[: one.start()] + chance.choice((b"", other[0], one[0] * 2)) + content[one.end() :]


def _in_part(chance: random.Random, content: bytes) -> bytes:
    """Mutate a part of a package and pack it again, with valid checksums, so that XML parsers read it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            name = chance.choice(package.namelist())
            part = package.read(name)
        mutation = chance.choice((_flip, _remove, _repeat, _insert, *[_change_number] * 3, *[_exchange_tags] * 3))
        return repacked(content, {name: mutation(chance, part)})
    except Exception:  # noqa: BLE001 - an earlier mutation has broken the package
        return _flip(chance, content)
