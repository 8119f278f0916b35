"""`python -m operations.column_lineage`: works out the lineage of the published columns and records it.

SQLGlot reads the SQL that dbt has compiled, with the columns of every table from a warehouse that was built on empty
inputs. Only the documentation and the Dagster catalog need the record (`dbt_project/lineage.py`), never a run.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp, parse_one
from sqlglot.lineage import lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import build_scope

from dbt_project.lineage import RECORD, Lineage
from foundation.data_layout import DataLayout
from operations.dbt_build import ensure_manifest, run_dbt_build
from operations.settings import Settings
from operations.zones import ensure_zones

#: A column: schema, table and name.
_Column = tuple[str, str, str]
#: Schema, table, column and its type.
_Schema = dict[str, Any]


def column_lineage(manifest: Mapping[str, Any], layout: DataLayout) -> Lineage:
    """Give, for every column of every mart, the columns of sources and seeds that it is made from.

    Reads what a build has left in the folder of the warehouse. Raises `ValueError` or `SqlglotError` where a model can
    not be followed.
    """
    with duckdb.connect(str(layout.warehouse), read_only=True) as connection:
        connection.execute(f"set file_search_path = '{layout.root}'")
        locations = _locations(manifest)
        schema = _schema(connection, locations)
    parents: dict[_Column, list[_Column]] = {}
    for node in _models(manifest):
        sql = (layout.warehouse.parent / "target/compiled/sektap" / node["original_file_path"]).read_text("utf-8")
        for location, source in locations.items():
            sql = sql.replace(location, ".".join(source))
        for column, made_from in _parents(sql.replace(f'"{layout.warehouse.stem}".', ""), schema):
            parents[(node["schema"], node["alias"], column)] = made_from
    return {
        node["alias"]: {
            column: sorted(".".join(origin) for origin in _origins((node["schema"], node["alias"], column), parents))
            for column in node["columns"]
        }
        for node in sorted(_models(manifest), key=lambda node: str(node["alias"]))
        if node["schema"] == "marts"
    }


def record_of(table_lineage: Lineage) -> str:
    """Write the record's JSON, so that a change of one column changes one line."""
    return json.dumps(table_lineage, indent=1) + "\n"


def _models(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def _locations(manifest: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Give the SQL that stands for each source in compiled models, with the source's name and its table's."""
    return {
        source["config"]["meta"]["external_location"].replace("{name}", source["name"]): (
            source["source_name"],
            source["name"],
        )
        for source in manifest["sources"].values()
    }


def _schema(connection: duckdb.DuckDBPyConnection, locations: Mapping[str, tuple[str, str]]) -> _Schema:
    """Give the columns of every table and source, with their types."""
    schema: _Schema = {}
    columns = connection.execute(
        "select table_schema, table_name, column_name, data_type from information_schema.columns"
    ).fetchall()
    for table_schema, table, column, kind in columns:
        schema.setdefault(table_schema, {}).setdefault(table, {})[column] = kind
    for location, (source, table) in locations.items():
        described = connection.execute(f"describe from {location}").fetchall()
        schema.setdefault(source, {})[table] = {row[0]: row[1] for row in described}
    return schema


def _parents(sql: str, schema: _Schema) -> Iterator[tuple[str, list[_Column]]]:
    """Yield each column of a model with the columns of tables that its expression reads."""
    query = qualify(parse_one(sql, dialect="duckdb"), dialect="duckdb", schema=schema, validate_qualify_columns=False)
    scope = build_scope(query)
    if not isinstance(query, exp.Query) or scope is None:
        raise ValueError(f"no query: {sql[:80]}")
    for column in query.named_selects:
        root = lineage(column, query, schema=schema, scope=scope, dialect="duckdb", trim_selects=False)
        yield (
            column,
            [
                (node.expression.db, node.expression.name, exp.to_column(node.name).name)
                for node in root.walk()
                if not node.downstream and isinstance(node.expression, exp.Table)
            ],
        )


def _origins(column: _Column, parents: Mapping[_Column, list[_Column]]) -> set[_Column]:
    """Give the columns that no model makes and from which a column is made, through all models between."""
    if column not in parents:
        return {column}
    return set().union(*(_origins(parent, parents) for parent in parents[column]))


def main() -> int:
    """Build the project on empty inputs and record the lineage; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        ensure_zones(settings.layout)
        build = run_dbt_build(settings)
        for failure in build.failures:
            print(failure, file=sys.stderr)  # noqa: T201
        if build.succeeded:
            RECORD.write_text(record_of(column_lineage(ensure_manifest(), settings.layout)), encoding="utf-8")
    return 0 if build.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
