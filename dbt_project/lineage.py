"""The recorded lineage of the published columns: which accepted, linked or reference columns each is made from.

`operations/column_lineage.py` works it out of the SQL that dbt compiles, for `make docs`; `make check` says where the
record is out of date. The Dagster catalog and the page of the documentation read it, so neither has to parse SQL.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "column_lineage.json"

#: Table, column, and the columns that it is made from, each as `schema.table.column`.
Lineage = Mapping[str, Mapping[str, Sequence[str]]]

_HEADER = """# Column lineage

From which columns each column of the schema `marts` is made, through all models between: of accepted rows (`accepted`,
[data sets](data_sets.md)), of the linkage (`linkage`), of the reference inputs (`reference`), of seeds, and of what
earlier runs kept of other semesters (`standing`). Conditions and keys that decide over a value inside its expression
count; rows that a join or a filter leaves out do not. A column without any is a constant of the SQL or counts rows.
Made from the compiled SQL (`make docs`).
"""


def recorded_lineage() -> Lineage:
    """Read the record. Raises `OSError` or `ValueError` where it is missing or broken."""
    lineage: Lineage = json.loads(RECORD.read_text(encoding="utf-8"))
    return lineage


def render_lineage(lineage: Lineage) -> str:
    """Write the page of the documentation, Markdown."""
    return "\n".join(_lines(lineage)) + "\n"


def _lines(lineage: Lineage) -> Iterator[str]:
    yield _HEADER.rstrip()
    for table, columns in lineage.items():
        yield f"\n## `{table}`\n"
        yield "| column | made from |"
        yield "| --- | --- |"
        for column, origins in columns.items():
            yield f"| `{column}` | {'; '.join(_by_table(origins))} |"


def _by_table(origins: Sequence[str]) -> Iterator[str]:
    for table, columns in groupby(origins, key=lambda origin: origin.rpartition(".")[0]):
        yield f"`{table}`: {', '.join(column.rpartition('.')[2] for column in columns)}"
