"""Assets of the reference: institutions, semesters, population, the run's facts, the findings of earlier states."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from foundation.schemas import (
    DECISION_BASIS,
    FINDING_HISTORY,
    INSTITUTION,
    POPULATION,
    REGION_SHAPE,
    RULE,
    RUN_CONTEXT,
    SEMESTER,
)
from foundation.semester import Semester
from operations.history import known_semesters
from operations.reference import write_reference
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, column_schema, run_started_at
from orchestration.resources import RunLock

_TABLES = {
    "institution": (INSTITUTION, "The institutions of the list."),
    "semester": (SEMESTER, "The semesters that have been run, with bounds and deadline."),
    "population": (POPULATION, "Persons by semester and region; the kelurahan's are estimates unless replaced."),
    "region_shape": (REGION_SHAPE, "The boundaries of the regions, of every level."),
    "rule": (RULE, "The catalogue of rules, with their titles in Indonesian."),
    "run_context": (RUN_CONTEXT, "When this run was started; the only time that the marts know."),
    "finding_history": (FINDING_HISTORY, "What earlier states of the submissions had found."),
    "decision_basis": (DECISION_BASIS, "What agreed of a finding when a decision on it first counted."),
}


def reference_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""

    @dg.multi_asset(
        name="write_reference_tables",
        specs=[
            dg.AssetSpec(
                ["reference", table],
                deps=[["accepted", "submission"]],
                description=description,
                kinds={"python", "parquet"},
                owners=[ENGINEERS],
                metadata=column_schema(schema),
            )
            for table, (schema, description) in _TABLES.items()
        ],
        group_name="reference",
        partitions_def=partitions,
    )
    def write_reference_tables(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock
    ) -> Iterator[Any]:
        write_reference(
            settings, known_semesters(settings.layout, Semester.parse(context.partition_key)), run_started_at(context)
        )
        for table in _TABLES:
            yield dg.MaterializeResult(asset_key=["reference", table])

    return [write_reference_tables]
