"""Assets of the publication, and what is remembered of it: findings by state, outcomes, the grid of institutions."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import dagster as dg
import duckdb

from foundation.data_layout import DataLayout
from foundation.semester import CITY_TIME_ZONE
from operations.postgres import publish_postgres
from operations.publishing import publish_database, publish_parquet
from operations.settings import Settings
from operations.unknown_decisions import unknown_decisions
from orchestration.defs.common import ENGINEERS, SECRETARIAT, markdown_table
from orchestration.resources import RunLock, RunScope
from sources.archive import Archive

PUBLISHED_DATABASE = dg.AssetKey(["published", "sektap_duckdb"])
INSTITUTION_STATE = dg.AssetKey(["intake", "institution_state"])
_GROUP = "publication"

#: How a status reads at a glance in the UI's table of institutions and semesters.
STATUS_SIGNS: Mapping[str, str] = {
    "accepted": "✅",
    "accepted_with_rejects": "🟡",
    "rejected": "❌",
    "missing": "—",
    "unreachable": "🔌",
}


def publication_assets(
    partitions: dg.PartitionsDefinition[str], grid: dg.MultiPartitionsDefinition, marts: list[dg.AssetKey]
) -> list[dg.AssetsDefinition | dg.AssetSpec]:
    """Build the assets of this stage, partitioned by semester, and the grid of institutions' states."""

    @dg.asset(
        key=PUBLISHED_DATABASE,
        deps=marts,
        group_name=_GROUP,
        partitions_def=partitions,
        description="The marts as analysts read them: one DuckDB file, replaced in one step, readable at any time.",
        kinds={"duckdb"},
        owners=[ENGINEERS],
    )
    def sektap_duckdb(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        layout = settings.layout
        rows = publish_database(layout, memory_limit=settings.memory_limit, threads=settings.threads)
        unknown = unknown_decisions(layout)
        for semester, source_rows in unknown.items():
            context.log.warning(f"Decisions on unknown findings, in the report of {semester}, rows {source_rows}")
        return dg.MaterializeResult(
            metadata={
                "unknown_decisions": sum(len(source_rows) for source_rows in unknown.values()),
                "path": dg.MetadataValue.path(layout.published_database),
                "size_bytes": layout.published_database.stat().st_size,
                "tables": markdown_table(("table", "rows"), sorted(rows.items())),
            }
        )

    @dg.asset(
        key=["published", "parquet"],
        deps=[["published", "sektap_duckdb"]],
        group_name=_GROUP,
        partitions_def=partitions,
        description="The published tables as Parquet, one folder a table.",
        kinds={"parquet"},
        owners=[ENGINEERS],
    )
    def parquet(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        rows = publish_parquet(settings.layout, memory_limit=settings.memory_limit, threads=settings.threads)
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(settings.layout.published_parquet_root),
                "tables": markdown_table(("table", "rows"), sorted(rows.items())),
            }
        )

    @dg.asset(
        key=["published", "postgres"],
        deps=[["published", "sektap_duckdb"]],
        group_name=_GROUP,
        partitions_def=partitions,
        description="The published tables in PostgreSQL, where SEKTAP_POSTGRES names a database; all in one step.",
        kinds={"postgres"},
        owners=[ENGINEERS],
        output_required=False,
    )
    def postgres(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock
    ) -> Iterator[Any]:
        dsn = settings.postgres.get_secret_value() if settings.postgres else ""
        if not dsn:
            context.log_event(
                dg.AssetObservation(
                    ["published", "postgres"],
                    partition=context.partition_key,
                    metadata={"status": "not configured: SEKTAP_POSTGRES names no database"},
                )
            )
            return
        rows = publish_postgres(settings.layout, dsn)
        yield dg.MaterializeResult(metadata={"tables": markdown_table(("table", "rows"), sorted(rows.items()))})

    @dg.asset(
        key=["published", "reporting_overview"],
        deps=[["published", "sektap_duckdb"]],
        group_name=_GROUP,
        partitions_def=partitions,
        description="Who has reported, by institution and semester, at a glance.",
        kinds={"python"},
        owners=[SECRETARIAT],
    )
    def reporting_overview(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], scope: RunScope, lock: RunLock
    ) -> Any:
        states = submission_states(settings.layout)
        record_outcomes(settings.layout, context.partition_key, states)
        in_grid = set(grid.get_partition_keys())
        for state in states:
            key = dg.MultiPartitionKey({"institution": state["institution_code"], "semester": state["semester"]})
            if state["semester"] == context.partition_key and str(key) in in_grid:
                context.log_event(_grid_event(key, state))
        names = {institution.code: institution.name for institution in settings.load_institutions().institutions}
        return dg.MaterializeResult(
            metadata={"institutions": overview_table(names, states), **_counts(states, context.partition_key)}
        )

    institution_state = dg.AssetSpec(
        INSTITUTION_STATE,
        deps=[["published", "reporting_overview"]],
        group_name=_GROUP,
        partitions_def=grid,
        description="Which institution has handed in something that was read, semester by semester.",
        kinds={"python"},
        owners=[SECRETARIAT],
    )
    return [sektap_duckdb, parquet, postgres, reporting_overview, institution_state]


def submission_states(layout: DataLayout) -> list[dict[str, Any]]:
    """Give the published state of every institution in every semester, as dictionaries of `fct_submission`."""
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute("""
            select
                institution.institution_code, semester.semester, submission.status, submission.version,
                submission.received_at, submission.is_late, submission.files, submission.rows_received,
                submission.rows_accepted, submission.rows_rejected
            from marts.fct_submission as submission
            inner join marts.dim_institution as institution
                on submission.institution_key = institution.institution_key
            inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
            order by institution.institution_code, semester.semester
        """)
        names = [column[0] for column in rows.description or []]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]


def record_outcomes(layout: DataLayout, semester: str, states: list[dict[str, Any]]) -> None:
    """Write into the ledger what became of each submission of the semester."""
    archive = Archive(layout)
    for state in states:
        if state["semester"] == semester and state["version"]:
            archive.record_outcome(
                state["institution_code"],
                semester,
                state["version"],
                status=state["status"],
                rows_received=state["rows_received"],
                rows_accepted=state["rows_accepted"],
                rows_rejected=state["rows_rejected"],
            )


def _grid_event(key: dg.MultiPartitionKey, state: Mapping[str, Any]) -> dg.AssetMaterialization | dg.AssetObservation:
    """Give the event that colours one cell of the grid: filled where rows were accepted, else only noted."""
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
    is_accepted = state["status"] in ("accepted", "accepted_with_rejects")
    event = dg.AssetMaterialization if is_accepted else dg.AssetObservation
    return event(asset_key=INSTITUTION_STATE, partition=key, metadata=metadata)


def overview_table(names: Mapping[str, str], states: list[dict[str, Any]]) -> dg.MarkdownMetadataValue:
    """Lay institutions (rows) against semesters (columns): a sign for the state, the rows rejected, and lateness."""
    semesters = sorted({state["semester"] for state in states})
    cells = {(state["institution_code"], state["semester"]): _cell(state) for state in states}
    rows = [
        (code, names.get(code, ""), *(cells.get((code, semester), "") for semester in semesters))
        for code in sorted({state["institution_code"] for state in states})
    ]
    return markdown_table(("code", "institution", *semesters), rows)


def _cell(state: Mapping[str, Any]) -> str:
    rejected = f" {state['rows_rejected']} rejected" if state["rows_rejected"] else ""
    late = " ⏰" if state["is_late"] else ""
    return f"{STATUS_SIGNS[state['status']]}{rejected}{late}"


def _counts(states: list[dict[str, Any]], semester: str) -> dict[str, int]:
    counts: dict[str, int] = dict.fromkeys(STATUS_SIGNS, 0)
    for state in states:
        if state["semester"] == semester:
            counts[state["status"]] += 1
    return counts
