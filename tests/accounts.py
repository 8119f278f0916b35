"""What became of every cell of a sheet, held against the cells that it has."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sources.cells.text import is_empty
from sources.readers.archives import unpack
from sources.readers.detect import FileFormat, detect_format
from sources.readers.model import BadFileError, RawRecords, RawRow, RawTable, ReadingLimits, UnnamedSheet
from sources.readers.open_file import open_tables


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


def rows_as_they_stand(path: Path, name: str, limits: ReadingLimits) -> Iterator[tuple[str, list[RawRow]]]:
    """Give the rows of every named sheet of a file, or of the files in an archive, with the file's name.

    They end where the file breaks off. A record's cells stand in the order in which their keys first appear.
    """
    with tempfile.TemporaryDirectory(prefix="sektap-rows-") as folder:
        try:
            file_format = detect_format(path)
            if file_format is FileFormat.ARCHIVE:
                for member in unpack(path, Path(folder), limits):
                    yield from rows_as_they_stand(member.path, f"{name}/{member.name}", limits)
                return
            for table in open_tables(path, name, file_format, limits, Path(folder)):
                if not isinstance(table, UnnamedSheet):
                    yield name, _rows(table)
        except BadFileError:
            return


def _rows(table: RawTable | RawRecords) -> list[RawRow]:
    rows: list[RawRow] = []
    keys: dict[str, None] = {}
    try:
        for row in table.rows if isinstance(table, RawTable) else table.records:
            if isinstance(row, RawRow):
                rows.append(row._replace(cells=[*[None] * table.first_column, *row.cells]))
            else:
                keys |= dict.fromkeys(row.cells)
                rows.append(RawRow(row.source_row, [row.cells.get(key) for key in keys]))
    except BadFileError:
        pass
    return rows
