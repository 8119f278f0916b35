"""The real SQL of some models on many made-up inputs: dbt compiles and builds once, DuckDB runs it again and again."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from foundation.data_layout import DataLayout
from tests.dbt.warehouse import WITHOUT_UNIT_TESTS, Zones, dbt, failures


class ModelsAgain:
    """A warehouse built by dbt, of which the tables that lead to some models can be made again from other zones."""

    def __init__(self, zones: Zones, target: Path, models: Sequence[str]) -> None:
        """Write the zones and build the models with all that they need; `target` is the folder of dbt's artefacts."""
        zones.write()
        selection = ["--select", *(f"+{model}" for model in models)]
        result = dbt(zones.layout, target, "build", *WITHOUT_UNIT_TESTS, *selection)
        assert result.success, failures(result)
        nodes = [outcome.node for outcome in result.result]
        self._tables = [
            (f"{node.schema}.{node.alias}", node.compiled_code)
            for node in nodes
            if node.resource_type == "model" and node.config.materialized == "table"
        ]
        self._tests = {node.name: node.compiled_code for node in nodes if node.resource_type == "test"}
        self._connection = duckdb.connect(str(zones.layout.warehouse))
        # A file that is written twice within one tick of the clock is another file.
        self._connection.execute("set enable_external_file_cache = false")
        self._connection.execute(f"set file_search_path = '{zones.layout.root}'")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def build(self, zones: Zones) -> None:
        """Write the zones, at the place of the first ones, and make the tables again."""
        zones.write()
        for table, sql in self._tables:
            self._connection.execute(f"create or replace table {table} as {sql}")

    @property
    def guards(self) -> list[str]:
        """Name the singular dbt tests of what is built."""
        return [name for name in self._tests if "__" in name and not name.startswith("keys_")]

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask the tables."""
        return self._connection.execute(query).to_arrow_table().to_pylist()

    def change(self, statement: str) -> None:
        """Spoil the tables, so that a test can be seen to fail; they stay so until the next build."""
        self._connection.execute(statement)

    def failing_rows(self, test: str) -> list[dict[str, Any]]:
        """Give the rows that a dbt test, by its name, returns of the tables as they are."""
        return self.rows(self._tests[test])


def empty(layout: DataLayout) -> None:
    """Remove the accepted rows of earlier zones at the same place."""
    for file in layout.root.glob("accepted/*/semester=*/*/*.parquet"):
        file.unlink()
