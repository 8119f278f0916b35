"""Assets of the linkage: household entities, memberships and matches."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from foundation.linkage_schemas import (
    GRADUATION_MATCH,
    HOUSEHOLD_CHANGE,
    HOUSEHOLD_ENTITY,
    HOUSEHOLD_MEMBERSHIP,
    PERSON_CHANGE,
    PERSON_MATCH,
    REGISTRY_DUPLICATE,
)
from linkage import link_households
from operations.history import known_semesters
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, column_schema
from orchestration.resources import RunLock

_TABLES = {
    "household_entity": (HOUSEHOLD_ENTITY, "One row per household, over all semesters."),
    "household_membership": (HOUSEHOLD_MEMBERSHIP, "Which household a registry, receipt or graduation row belongs to."),
    "registry_duplicate": (REGISTRY_DUPLICATE, "Registry rows that repeat another one of the semester, and which."),
    "graduation_match": (GRADUATION_MATCH, "Which graduation row speaks of which household of a semester."),
    "household_change": (HOUSEHOLD_CHANGE, "Which household ended in which other one, or came out of it, and when."),
    "person_match": (PERSON_MATCH, "Rows whose person is known by another number than their own."),
    "person_change": (PERSON_CHANGE, "Which person turned out to be which other one, and when."),
}


def linkage_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""

    @dg.multi_asset(
        name="link_households",
        specs=[
            dg.AssetSpec(
                ["linkage", table],
                deps=[["accepted", dataset] for dataset in ("keluarga", "penerima", "mentas")],
                description=description,
                kinds={"python", "duckdb", "parquet"},
                owners=[ENGINEERS],
                metadata=column_schema(schema),
            )
            for table, (schema, description) in _TABLES.items()
        ],
        group_name="linkage",
        partitions_def=partitions,
    )
    def link(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock) -> Iterator[Any]:
        summary = link_households(
            settings.layout,
            [semester.key for semester in known_semesters(settings.layout, context.partition_key)],
            memory_limit=settings.memory_limit,
            threads=settings.threads,
        )
        counts = {
            "household_entity": summary.households,
            "household_membership": summary.memberships,
            "registry_duplicate": summary.duplicates,
            "graduation_match": summary.graduation_matches,
            "household_change": summary.changes,
            "person_match": summary.person_matches,
            "person_change": summary.person_changes,
        }
        for table, rows in counts.items():
            yield dg.MaterializeResult(asset_key=["linkage", table], metadata={"dagster/row_count": rows})

    return [link]
