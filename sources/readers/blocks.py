"""Rows in blocks, and blocks as columns: a million rows are bearable only where they are looked at column by column."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import NamedTuple

from sources.cells.model import Cell
from sources.readers.model import RawRow

#: Rows, and cells of very wide ones, that are held in memory at a time.
BLOCK_ROWS = 20_000
_BLOCK_CELLS = 2_000_000


class DataRow(NamedTuple):
    """A row of data: its spreadsheet row and one cell per target_field (null where the sheet has no such column)."""

    source_row: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class DataBlock:
    """Successive rows of data: their spreadsheet rows, and for every target_field its column of as many cells.

    `called_totals` are the places of rows that call themselves a total, which their amounts may deny.
    """

    source_rows: Sequence[int]
    columns: Sequence[Sequence[Cell]]
    called_totals: frozenset[int] = frozenset()


def in_blocks(rows: Iterable[RawRow]) -> Iterator[list[RawRow]]:
    """Cut rows into lists that fit into memory."""
    block: list[RawRow] = []
    cells = 0
    for row in rows:
        block.append(row)
        cells += len(row.cells)
        if len(block) == BLOCK_ROWS or cells >= _BLOCK_CELLS:
            yield block
            block, cells = [], 0
    if block:
        yield block


def raw_columns(rows: Sequence[RawRow], width: int) -> list[tuple[Cell, ...]]:
    """Give the first `width` columns of rows; cells that a row does not have are null."""
    columns: list[tuple[Cell, ...]] = list(islice(zip_longest(*(row.cells for row in rows)), width))
    return columns + [(None,) * len(rows)] * (width - len(columns))
