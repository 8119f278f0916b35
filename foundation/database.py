"""DuckDB with limits: how much memory and how many threads it may take, and where it spills what does not fit.

Its own defaults are most of the machine's memory, all of its cores, and a folder in the working directory.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


@contextmanager
def open_database(
    path: Path | None = None,
    *,
    spill: Path,
    memory_limit: str = "4GB",
    threads: int = 2,
    read_only: bool = False,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file, or a database in memory where no `path` is given, and close it when the block ends.

    `spill` is the folder for what does not fit into `memory_limit` (DuckDB's notation, such as `4GB`). It is this
    opener's alone: what a killed one left there goes first, and the folder goes when the block ends. Raises
    `duckdb.Error` where the file can not be opened or a limit is none.
    """
    shutil.rmtree(spill, ignore_errors=True)
    spill.mkdir(parents=True, mode=0o700)
    try:
        with duckdb.connect(str(path or ":memory:"), read_only=read_only) as connection:
            connection.execute("set temp_directory = ?", [str(spill)])
            connection.execute("set memory_limit = ?", [memory_limit])
            connection.execute("set threads = ?", [threads])
            yield connection
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def sql_literal(text: object) -> str:
    """Give a path or text as a literal of SQL, for statements that take no parameters."""
    return "'" + str(text).replace("'", "''") + "'"


def count_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> int:
    """Give the one number that a query counts."""
    ((number,),) = connection.execute(query, parameters).fetchall()
    return int(number)


def rows_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> list[dict[str, Any]]:
    """Give the rows of a query, each by the names of its columns."""
    found = connection.execute(query, parameters)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
