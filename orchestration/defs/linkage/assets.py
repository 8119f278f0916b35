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
from foundation.semester import Semester
from linkage import link_semesters
from operations.history import known_semesters
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, column_schema
from orchestration.partitions import it_and_earlier
from orchestration.resources import RunLock
from sources.archive import Archive
from sources.contract import matched_datasets

_TABLES = {
    "household_entity": (HOUSEHOLD_ENTITY, "One row per household, in the semester in which it was first seen."),
    "household_membership": (HOUSEHOLD_MEMBERSHIP, "Which household a registry, receipt or graduation row belongs to."),
    "registry_duplicate": (REGISTRY_DUPLICATE, "Registry rows that repeat another one of the semester, and which."),
    "graduation_match": (GRADUATION_MATCH, "Which graduation row speaks of which household of a semester."),
    "household_change": (HOUSEHOLD_CHANGE, "Which household ended in which other one, or came out of it, and when."),
    "person_match": (PERSON_MATCH, "Rows whose person is known by another number than their own."),
    "person_change": (PERSON_CHANGE, "Which person turned out to be which other one, and when."),
}


def linkage_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage, partitioned by semester."""
    rows = it_and_earlier(partitions)

    @dg.multi_asset(
        name="link_households",
        specs=[
            dg.AssetSpec(
                ["linkage", table],
                deps=[dg.AssetDep(["accepted", name], partition_mapping=rows) for name in matched_datasets()],
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
        layout = settings.layout
        linked = link_semesters(
            layout,
            [semester.key for semester in known_semesters(layout, Semester.parse(context.partition_key))],
            closed={semester.key for semester in Archive(layout).closed_semesters()},
            memory_limit=settings.memory_limit,
            threads=settings.threads,
        )
        for semester in linked:
            for table, count in semester.rows.items():
                key, metadata = ["linkage", table], {"dagster/row_count": count}
                if semester.semester == context.partition_key:
                    yield dg.MaterializeResult(asset_key=key, metadata=metadata)
                elif semester.is_linked_now:
                    context.log_event(dg.AssetMaterialization(key, partition=semester.semester, metadata=metadata))

    return [link]
