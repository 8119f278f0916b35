"""The dbt project as assets: every mart with its description, columns, lineage and tests as checks."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.dbt_build import DbtBuild, ensure_manifest
from operations.dbt_client import build_beside
from operations.mart_partitions import partitioned_marts
from operations.mart_rounds import mart_rounds
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, table_metadata
from orchestration.defs.warehouse.catalog import marts_alone
from orchestration.partitions import it_and_earlier
from orchestration.resources import Dbt, RunLock

_PREVIEW_ROWS = 5


class WarehouseTranslator(DagsterDbtTranslator):
    """How dbt nodes look in Dagster: one group per layer, owned by the engineers."""

    def __init__(self, partitions: dg.PartitionsDefinition[str]) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_asset_checks=True, enable_source_tests_as_checks=True))
        self._from_sources = it_and_earlier(partitions)

    def get_partition_mapping(
        self, dbt_resource_props: Mapping[str, Any], dbt_parent_resource_props: Mapping[str, Any]
    ) -> dg.PartitionMapping | None:
        """Let the marts of a semester follow from the rows of it and of all earlier ones."""
        return self._from_sources if dbt_parent_resource_props["resource_type"] == "source" else None

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Group the marts; seeds go with the reference tables."""
        if dbt_resource_props["resource_type"] == "seed":
            return "reference"
        return str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """Name the engineers; a model of its own owner can say so in dbt."""
        return list(super().get_owners(dbt_resource_props) or [ENGINEERS])


def warehouse_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester: materialising one brings that semester up to date.

    The models on the way to the marts are built, and are no assets.
    """
    manifest = ensure_manifest()
    shown = marts_alone(manifest)
    translator = WarehouseTranslator(partitions)

    @dbt_assets(manifest=shown, name="build_warehouse", partitions_def=partitions, dagster_dbt_translator=translator)
    def build_warehouse(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock, dbt: Dbt
    ) -> Iterator[Any]:
        current = Semester.parse(context.partition_key)
        is_first = True
        for semesters in mart_rounds(settings.layout, manifest, current):
            events = _build(context, settings, semesters, shown, translator)
            # Dagster takes one result of an asset; what later rounds make of other semesters is logged below.
            yield from events if is_first else iter(deque(events, maxlen=0))
            is_first = False
            for semester in set(semesters) - {current}:
                for mart in partitioned_marts(manifest):
                    context.log_event(dg.AssetMaterialization(["marts", mart], partition=semester.key))

    return [build_warehouse]


def _build(
    context: dg.AssetExecutionContext,
    settings: Settings,
    semesters: Sequence[Semester],
    manifest: Mapping[str, Any],
    translator: WarehouseTranslator,
) -> Iterator[Any]:
    """Build these semesters and give Dagster's events of it. Raises `dagster.Failure` where a node fails."""
    of_marts, build = [], DbtBuild()
    for answer in build_beside(settings, semesters):
        if isinstance(answer, DbtBuild):
            build = answer
        elif answer["data"]["node_info"]["unique_id"] not in manifest["nodes"]:
            continue
        elif concerns_marts(answer, manifest):
            # The metadata of a mart is read from the database, which dbt closes when the build has ended.
            of_marts.append(answer)
        else:
            yield from _dagster_events(context, answer, manifest, translator, {})
    facts = table_facts(settings.layout, context.partition_key) if build.succeeded else {}
    for event in of_marts:
        yield from _dagster_events(context, event, manifest, translator, facts)
    if not build.succeeded:
        raise dg.Failure("dbt build failed: " + "; ".join(build.failures), allow_retries=False)


def concerns_marts(event: Mapping[str, Any], manifest: Mapping[str, Any]) -> bool:
    """Tell whether a result event is that of a mart, or of a test that looks at one."""
    name = event["data"]["node_info"]["unique_id"]
    looked_at = manifest["parent_map"].get(name, []) if name.startswith("test.") else [name]
    nodes = (manifest["nodes"].get(node, {}) for node in looked_at)
    return any(node.get("schema") == "marts" and node["resource_type"] == "model" for node in nodes)


def _dagster_events(
    context: dg.AssetExecutionContext,
    event: dict[str, Any],
    manifest: Mapping[str, Any],
    translator: WarehouseTranslator,
    facts: Mapping[str, Mapping[str, Any]],
) -> Iterator[Any]:
    message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
    name = event["data"]["node_info"]["node_name"]
    for dagster_event in message.to_default_asset_events(manifest, translator, context):
        # A test that is no asset's check gives an observation of every table that it reads; those of marts are shown.
        if isinstance(dagster_event, dg.AssetObservation) and dagster_event.asset_key.path[0] != "marts":
            continue
        if isinstance(dagster_event, dg.Output) and name in facts:
            yield dagster_event.with_metadata({**dagster_event.metadata, **facts[name]})
        else:
            yield dagster_event


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
