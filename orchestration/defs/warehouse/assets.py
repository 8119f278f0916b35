"""The dbt project as assets: every mart with its description, columns, lineage and tests as checks."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.dbt_build import DbtBuild, ensure_manifest
from operations.dbt_client import build_beside
from operations.mart_partitions import partitioned_marts
from operations.mart_rounds import mart_rounds
from operations.settings import Settings
from orchestration.defs.common import table_metadata
from orchestration.defs.warehouse.catalog import asset_specs, checks, shown_nodes
from orchestration.resources import Dbt, RunLock

_PREVIEW_ROWS = 5


def warehouse_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester: materialising one brings that semester up to date."""
    manifest = ensure_manifest()
    shown, check_specs = shown_nodes(manifest), checks(manifest)

    @dg.multi_asset(
        name="build_warehouse",
        specs=asset_specs(manifest, partitions),
        check_specs=list(check_specs.values()),
        partitions_def=partitions,
    )
    def build_warehouse(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock, dbt: Dbt
    ) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
        current = Semester.parse(context.partition_key)
        # Dagster takes one result of an asset; what later rounds make of other semesters is logged.
        for number, semesters in enumerate(mart_rounds(settings.layout, manifest, current)):
            build = build_beside(settings, semesters)
            if number == 0:
                if build.succeeded:
                    yield from _materialisations(build, shown, table_facts(settings.layout, current.key))
                yield from check_results(build, check_specs)
            if not build.succeeded:
                raise dg.Failure("dbt build failed: " + "; ".join(build.failures), allow_retries=False)
            for semester in set(semesters) - {current}:
                for mart in partitioned_marts(manifest):
                    context.log_event(dg.AssetMaterialization(["marts", mart], partition=semester.key))

    return [build_warehouse]


def check_results(build: DbtBuild, specs: Mapping[str, dg.AssetCheckSpec]) -> Iterator[dg.AssetCheckResult]:
    """Give the results of the tests that have run, as results of their checks."""
    for node in build.nodes:
        if node.unique_id in specs and node.status != "skipped":
            spec = specs[node.unique_id]
            yield dg.AssetCheckResult(
                passed=node.status == "pass",
                asset_key=spec.asset_key,
                check_name=spec.name,
                metadata={"failing rows": node.failing_rows or 0, "seconds": round(node.seconds, 2)},
            )


def _materialisations(
    build: DbtBuild, shown: Mapping[str, dg.AssetKey], facts: Mapping[str, Mapping[str, Any]]
) -> Iterator[dg.MaterializeResult[Any]]:
    for node in build.nodes:
        if node.unique_id in shown:
            key = shown[node.unique_id]
            yield dg.MaterializeResult(key, metadata={"seconds": round(node.seconds, 2), **facts.get(key.path[-1], {})})


def table_facts(layout: DataLayout, semester: str) -> dict[str, dict[str, Any]]:
    """Give rows of the semester, rows in all, and a preview for every mart. The marts hold no personal data."""
    with duckdb.connect(str(layout.warehouse), read_only=True) as connection:
        tables = connection.execute("""
            select table_name, bool_or(column_name = 'semester_key')
            from information_schema.columns where table_schema = 'marts' group by table_name
        """).fetchall()
        return {table: _facts_of(connection, table, has_semester, semester) for table, has_semester in tables}


def _facts_of(connection: duckdb.DuckDBPyConnection, table: str, has_semester: bool, semester: str) -> dict[str, Any]:
    where = ""
    if has_semester:
        where = f"where semester_key = (select semester_key from marts.dim_semester where semester = '{semester}')"
    counted_here = connection.execute(f"select count(*) from marts.{table} {where}").fetchone()
    preview = connection.execute(f"select * from marts.{table} {where} order by all limit {_PREVIEW_ROWS}")
    header = [column[0] for column in preview.description or []]
    return {
        "dagster/partition_row_count": counted_here[0] if counted_here else 0,
        "preview": table_metadata(header, preview.fetchall()),
    }
