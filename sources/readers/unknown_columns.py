"""Columns that nothing knows, beside a column of the contract that is missing and that they may be."""

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

from sources.cells.dates import DateStyle, parse_date
from sources.cells.identity import read_identity_number
from sources.cells.model import Cell
from sources.cells.text import is_empty, tidy
from sources.contract import Column, fold_code
from sources.readers.column_letters import column_letters
from sources.readers.faults import TableFault
from sources.readers.header import Header
from sources.readers.model import RawRow
from sources.readers.target_fields import TargetFields

#: How like two labels must be: one letter in five may differ.
_ALIKE = 0.8
#: Numbers and dates of persons are looked for in this share of the filled cells.
_SHARE_OF_KIND = 0.5
_IDENTITY_DIGITS = 16
_ANY_DAY = DateStyle(date(2050, 12, 31))


def unknown_columns(
    header: Header, rows: Sequence[RawRow], target_fields: TargetFields, first_column: int
) -> list[TableFault]:
    """Tell, for each column of the contract that a table may lack and lacks, of an unknown one that may be it.

    It is named alike, or its cells are numbers of persons or dates as the missing one would hold. `rows` are the first
    below the header, whose table begins in the sheet's column `first_column`. A label is named by its place only.
    """
    unknown = [
        Unknown(
            label, [row.cells[at] for row in rows if at < len(row.cells)], f"kolom {column_letters(first_column + at)}"
        )
        for at, label in header.unknown.items()
    ]
    return lost_columns(header.positions, unknown, target_fields)


class Unknown(NamedTuple):
    """A column, or a key of records, that nothing knows: some of its cells, and its place in Indonesian."""

    label: str
    cells: Sequence[Cell]
    where: str


def lost_columns(present: Container[int], unknown: Sequence[Unknown], target_fields: TargetFields) -> list[TableFault]:
    """Tell as `unknown_columns` does, of a table or list in which these target fields are `present`."""
    faults = []
    for target_field, column in enumerate(target_fields.contract.columns):
        if column.required or any(field in present for field in target_fields.substitutes(target_field)):
            continue
        for label, cells, where in unknown:
            if _is_named_alike(label, _spellings(target_fields, target_field)) or _holds_kind(column, cells):
                faults.append(TableFault("unknown_column", column.name, f"Periksa judul {where}."))
                break
    return faults


def _spellings(target_fields: TargetFields, target_field: int) -> Iterator[str]:
    return (spelling for spelling, (field, _) in target_fields.spellings.items() if field == target_field)


def _is_named_alike(label: str, spellings: Iterator[str]) -> bool:
    folded = fold_code(tidy(label))
    return any(SequenceMatcher(None, folded, spelling).ratio() >= _ALIKE for spelling in spellings)


def _holds_kind(column: Column, cells: Sequence[Cell]) -> bool:
    """Say whether cells are of a kind that only such a column holds."""
    is_kind = _KINDS.get(column.type)
    filled = [cell for cell in cells if not is_empty(cell)]
    return is_kind is not None and bool(filled) and sum(map(is_kind, filled)) >= _SHARE_OF_KIND * len(filled)


def is_identity_number(cell: Cell) -> bool:
    """Say whether a cell holds 16 digits, as the number of a person or a family card."""
    digits = read_identity_number(cell, "bad_kk").value
    return digits is not None and len(digits) == _IDENTITY_DIGITS and digits.isdigit()


def is_date(cell: Cell) -> bool:
    """Say whether a cell is a date, or a text that says nothing but one."""
    return isinstance(cell, date) or (isinstance(cell, str) and parse_date(tidy(cell), _ANY_DAY) is not None)


_KINDS: dict[str, Callable[[Cell], bool]] = {
    "nik": is_identity_number,
    "kk": is_identity_number,
    "date": is_date,
}
