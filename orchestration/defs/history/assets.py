"""Assets of what a run leaves behind: findings by version, outcomes in the ledger, the grid of institutions' states."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dagster as dg

from foundation.semester import CITY_TIME_ZONE, Semester
from operations.outcomes import record_outcomes, remembered_findings
from operations.settings import Settings
from orchestration.defs.common import ENGINEERS, SECRETARIAT, STATUS_SIGNS, row_count, table_metadata
from orchestration.defs.keys import FINDINGS_BY_VERSION, INSTITUTION_STATE, PUBLISHED_DATABASE
from orchestration.resources import RunLock, RunScope

OUTCOMES = dg.AssetKey(["history", "outcomes"])
_USABLE = "submissions_are_usable"
_GROUP = "history"


def history_assets(
    partitions: dg.PartitionsDefinition[str], grid: dg.MultiPartitionsDefinition
) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Build the assets of this stage, partitioned by semester, and the grid, which the outcomes fill."""
    return [_findings_by_version(partitions), _outcomes(partitions, grid), _institution_state(grid)]


def _findings_by_version(partitions: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    @dg.asset(
        key=FINDINGS_BY_VERSION,
        deps=[["marts", "fct_quality_finding"]],
        group_name=_GROUP,
        partitions_def=partitions,
        description=(
            "The findings of a semester under the submissions' versions that showed them. Later runs read from them "
            "since when a finding is known and which ones are resolved. The build of the marts keeps them."
        ),
        kinds={"python", "parquet"},
        owners=[ENGINEERS],
    )
    def findings_by_version(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock
    ) -> Any:
        kept = remembered_findings(settings.layout, Semester.parse(context.partition_key))
        return dg.MaterializeResult(metadata=row_count(kept))

    return findings_by_version


def _outcomes(partitions: dg.PartitionsDefinition[str], grid: dg.MultiPartitionsDefinition) -> dg.AssetsDefinition:
    in_grid = frozenset(grid.get_partition_keys())

    @dg.asset(
        key=OUTCOMES,
        deps=[PUBLISHED_DATABASE],
        group_name=_GROUP,
        partitions_def=partitions,
        description="What became of each submission of the semester, as the ledger keeps it beside the files.",
        kinds={"python", "sqlite"},
        owners=[SECRETARIAT],
        check_specs=[
            dg.AssetCheckSpec(
                _USABLE,
                asset=OUTCOMES,
                description="Of whatever was handed in for the semester some row could be accepted.",
            )
        ],
    )
    def outcomes(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        scope: dg.ResourceParam[RunScope],
        lock: RunLock,
    ) -> dg.MaterializeResult:  # type: ignore[type-arg]  # Dagster refuses the parametrised annotation
        states = record_outcomes(settings.layout, context.partition_key)
        concerned = {institution.code for institution in scope.select(settings.load_institutions())}
        for state in states:
            if state["institution_code"] in concerned and state["version"] and grid_key(state) in in_grid:
                context.log_event(grid_event(state))
        counts = {status: sum(state["status"] == status for state in states) for status in STATUS_SIGNS}
        return dg.MaterializeResult(
            metadata={**row_count(len(states)), **counts}, check_results=[usable_submissions(states)]
        )

    return outcomes


def _institution_state(grid: dg.MultiPartitionsDefinition) -> dg.AssetSpec:
    return dg.AssetSpec(
        INSTITUTION_STATE,
        deps=[OUTCOMES],
        group_name=_GROUP,
        partitions_def=grid,
        description=(
            "What each institution has handed in for each semester, and what became of it. Empty where nothing came; "
            "where something came and nothing of it could be accepted, the status says so."
        ),
        kinds={"python"},
        owners=[SECRETARIAT],
    )


def grid_key(state: Mapping[str, Any]) -> str:
    """Give the cell of the grid that a state belongs to."""
    return dg.MultiPartitionKey({"institution": state["institution_code"], "semester": state["semester"]})


def grid_event(state: Mapping[str, Any]) -> dg.AssetMaterialization:
    """Give the event that fills one cell of the grid, whatever became of what came."""
    received_at: datetime | None = state["received_at"]
    metadata = {
        "status": f"{STATUS_SIGNS[state['status']]} {state['status']}",
        "version": state["version"],
        "late": bool(state["is_late"]),
        "files": state["files"],
        "rows received": state["rows_received"],
        "rows accepted": state["rows_accepted"],
        "rows rejected": state["rows_rejected"],
        "received (WIB)": received_at.astimezone(CITY_TIME_ZONE).isoformat(" ", "minutes") if received_at else "",
    }
    return dg.AssetMaterialization(asset_key=INSTITUTION_STATE, partition=grid_key(state), metadata=metadata)


def usable_submissions(states: Sequence[Mapping[str, Any]]) -> dg.AssetCheckResult:
    """Tell whose submission of the semester was rejected as a whole: the secretariat has to ask for another one."""
    rejected = [(state["institution_code"], state["version"], state["files"]) for state in states if _failed(state)]
    return dg.AssetCheckResult(
        check_name=_USABLE,
        asset_key=OUTCOMES,
        passed=not rejected,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "rejected": len(rejected),
            "submissions": sum(bool(state["version"]) for state in states),
            "institutions": table_metadata(("institution", "version", "files"), rejected),
        },
    )


def _failed(state: Mapping[str, Any]) -> bool:
    return bool(state["status"] == "rejected")
