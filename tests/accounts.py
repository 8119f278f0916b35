"""What became of every cell of a sheet, held against the cells that it has."""

from collections.abc import Iterable, Mapping
from typing import Any

from sources.cells.text import is_empty
from sources.readers.model import RawRow


def kinds_by_row(sheet: Mapping[str, Any]) -> dict[int, list[str]]:
    """Give the kinds that the account of a sheet (a row of the table `sheet`) says of each row."""
    kinds: dict[int, list[str]] = {}
    for run in sheet["row_runs"]:
        for row in range(run["first_row"], run["last_row"] + 1):
            kinds.setdefault(row, []).append(run["kind"])
    return kinds


def cells_unaccounted_for(rows: Iterable[RawRow], sheet: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Give row and column (from 0) of every cell that holds something and of which the account says not one thing.

    A cell of a row of data must stand in a column that was read, or in one that is named as unread, and not in both.
    """
    kinds = kinds_by_row(sheet)
    lost = []
    for row in rows:
        filled = [at for at, cell in enumerate(row.cells) if not is_empty(cell)]
        said = kinds.get(row.source_row, [])
        if len(said) != 1:
            lost += [(row.source_row, at) for at in filled]
        elif said == ["data"]:
            tables = [one for one in sheet["tables"] if one["last_row"] and row.source_row <= one["last_row"]]
            read, unread = set(tables[0]["read_columns"]), {at for at, _ in tables[0]["unread_columns"]}
            lost += [(row.source_row, at) for at in filled if (at in read) == (at in unread)]
    return lost
