"""The data dictionary of the published schema `marts`, made from the dbt YAML, the only place that describes columns.

Reads the YAML itself: neither dbt nor a database is needed to write or to check the page.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foundation.yaml_text import load_yaml

DBT_PROJECT = Path(__file__).resolve().parent

_LAYER_TITLES = {
    "dimensions": "Dimensions: what facts are about",
    "facts": "Facts: what was reported",
    "aggregates": "Aggregates: the indicators",
    "quality": "Quality: what is wrong with it",
}
_REFERENCE = re.compile(r"ref\('([a-z_]+)'\)")
_HEADER = """# Data dictionary

Every table and column of the schema `marts` in `published/sektap.duckdb`, and of the same tables as Parquet and in
PostgreSQL. Made from the dbt YAML (`make docs`); change it there.

Numbers of people and families are pseudonyms: the first 32 hex digits of HMAC-SHA256 of a NIK or KK number. Money is in
rupiah, shares run from 0 to 1, times are in UTC. A column may be empty only where it says so.
"""


@dataclass(frozen=True)
class DescribedColumn:
    """One column: its type, whether it may be null, the `table.column` that it refers to, and its description."""

    name: str
    data_type: str
    is_nullable: bool
    refers_to: str | None
    description: str


@dataclass(frozen=True)
class DescribedTable:
    """One table: its layer (a folder of models/marts), its grain's columns and its description."""

    name: str
    layer: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[DescribedColumn, ...]


def described_tables(project: Path = DBT_PROJECT) -> tuple[DescribedTable, ...]:
    """Read all tables of the marts, in the order of layers and names.

    Raises `KeyError` or `ValueError` that names a table without grain, or a column without type or description.
    """
    return tuple(
        _table(layer, model)
        for layer in _LAYER_TITLES
        for file in sorted((project / "models" / "marts" / layer).glob("*.yml"))
        for model in load_yaml(file.read_text(encoding="utf-8")).get("models", [])
    )


def render_dictionary(project: Path = DBT_PROJECT) -> str:
    """Write the whole page, Markdown."""
    return "\n".join(_lines(described_tables(project))) + "\n"


def _lines(tables: tuple[DescribedTable, ...]) -> Iterator[str]:
    yield _HEADER.rstrip()
    for layer, title in _LAYER_TITLES.items():
        yield f"\n## {title}"
        for table in tables:
            if table.layer == layer:
                yield from _table_lines(table)


def _table_lines(table: DescribedTable) -> Iterator[str]:
    yield f"\n### `{table.name}`\n"
    yield f"{table.description}\n"
    yield f"Grain: {', '.join(f'`{name}`' for name in table.grain)}.\n"
    yield "| column | type | empty | what it says |"
    yield "| --- | --- | --- | --- |"
    for column in table.columns:
        reference = f" → `{column.refers_to}`" if column.refers_to else ""
        may_be_empty = "yes" if column.is_nullable else ""
        yield f"| `{column.name}` | {column.data_type} | {may_be_empty} | {_cell(column.description)}{reference} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _table(layer: str, model: Mapping[str, Any]) -> DescribedTable:
    name = model["name"]
    keys = [test["keys"]["arguments"] for test in model.get("data_tests", []) if "keys" in test]
    if len(keys) != 1:
        raise ValueError(f"{name} must test its keys once, not {len(keys)} times")
    foreign = keys[0].get("foreign", {})
    return DescribedTable(
        name=name,
        layer=layer,
        description=_described(name, model),
        grain=tuple(keys[0]["primary"]),
        columns=tuple(_column(name, column, foreign.get(column["name"])) for column in model["columns"]),
    )


def _column(table_name: str, column: Mapping[str, Any], leads_to: str | Mapping[str, str] | None) -> DescribedColumn:
    constraints = {constraint["type"] for constraint in column.get("constraints", [])}
    return DescribedColumn(
        name=column["name"],
        data_type=column["data_type"],
        is_nullable="not_null" not in constraints,
        refers_to=_referred(column["name"], leads_to),
        description=_described(f"{table_name}.{column['name']}", column),
    )


def _referred(column: str, leads_to: str | Mapping[str, str] | None) -> str | None:
    """Give the `table.column` that a foreign key refers to, by the arguments of the test `keys`."""
    if leads_to is None:
        return None
    target = {"to": leads_to} if isinstance(leads_to, str) else leads_to
    match = _REFERENCE.fullmatch(target["to"])
    return f"{match[1]}.{target.get('field', column)}" if match else None


def _described(subject: str, entry: Mapping[str, Any]) -> str:
    description = " ".join(entry.get("description", "").split())
    if not description:
        raise ValueError(f"{subject} has no description")
    return description
