"""Assets of the publication: the marts of all semesters as analysts get them, each target replaced in one step.

What is published always holds all semesters, so these assets have no partitions.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from operations.draft import UnfinishedBuildError, require_finished_build
from operations.outcomes import submission_states
from operations.postgres import publish_postgres
from operations.publishing import publish_database
from operations.publishing_parquet import publish_parquet
from operations.settings import Settings
from operations.unknown_decisions import unknown_decisions
from orchestration.defs.common import ENGINEERS, SECRETARIAT, STATUS_SIGNS, table_metadata
from orchestration.defs.keys import FINDINGS_BY_VERSION, PUBLISHED_DATABASE
from orchestration.resources import RunLock

_GROUP = "publication"


def publication_assets(marts: list[dg.AssetKey], *, with_postgres: bool) -> list[dg.AssetsDefinition]:
    """Build the assets of this stage; that of PostgreSQL only where the settings name a database."""
    return [_database(marts), _parquet(), *([_postgres()] if with_postgres else []), _overview()]


def _database(marts: list[dg.AssetKey]) -> dg.AssetsDefinition:
    @dg.asset(
        key=PUBLISHED_DATABASE,
        deps=[*marts, FINDINGS_BY_VERSION],
        group_name=_GROUP,
        description="The marts as analysts read them: one DuckDB file, replaced in one step, readable at any time.",
        kinds={"duckdb"},
        owners=[ENGINEERS],
    )
    def sektap_duckdb(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        layout = settings.layout
        try:
            require_finished_build(layout)
        except UnfinishedBuildError as error:
            raise dg.Failure(str(error), allow_retries=False) from None
        rows = publish_database(layout, memory_limit=settings.memory_limit, threads=settings.threads)
        unknown = unknown_decisions(layout)
        for semester, source_rows in unknown.items():
            context.log.warning(f"Decisions on unknown findings, in the report of {semester}, rows {source_rows}")
        return dg.MaterializeResult(
            metadata={
                "unknown_decisions": sum(len(source_rows) for source_rows in unknown.values()),
                "path": dg.MetadataValue.path(layout.published_database),
                "size_bytes": layout.published_database.stat().st_size,
                **_tables(rows),
            }
        )

    return sektap_duckdb


def _parquet() -> dg.AssetsDefinition:
    @dg.asset(
        key=["published", "parquet"],
        deps=[PUBLISHED_DATABASE],
        group_name=_GROUP,
        description="The published tables as Parquet, one folder a table.",
        kinds={"parquet"},
        owners=[ENGINEERS],
    )
    def parquet(settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        rows = publish_parquet(settings.layout, memory_limit=settings.memory_limit, threads=settings.threads)
        return dg.MaterializeResult(
            metadata={"path": dg.MetadataValue.path(settings.layout.published_parquet_root), **_tables(rows)}
        )

    return parquet


def _postgres() -> dg.AssetsDefinition:
    @dg.asset(
        key=["published", "postgres"],
        deps=[PUBLISHED_DATABASE],
        group_name=_GROUP,
        description="The published tables in the PostgreSQL database that SEKTAP_POSTGRES names; all in one step.",
        kinds={"postgres"},
        owners=[ENGINEERS],
    )
    def postgres(settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        if settings.postgres is None:
            raise dg.Failure("SEKTAP_POSTGRES names no database any more", allow_retries=False)
        return dg.MaterializeResult(
            metadata=_tables(publish_postgres(settings.layout, settings.postgres.get_secret_value()))
        )

    return postgres


def _overview() -> dg.AssetsDefinition:
    @dg.asset(
        key=["published", "reporting_overview"],
        deps=[PUBLISHED_DATABASE],
        group_name=_GROUP,
        description="Who has reported, by institution and semester, at a glance.",
        kinds={"python"},
        owners=[SECRETARIAT],
    )
    def reporting_overview(settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        names = {institution.code: institution.name for institution in settings.load_institutions().institutions}
        states = submission_states(settings.layout)
        return dg.MaterializeResult(metadata={"institutions": overview_table(names, states)})

    return reporting_overview


def _tables(rows: Mapping[str, int]) -> dict[str, dg.TableMetadataValue]:
    return {"tables": table_metadata(("table", "rows"), sorted(rows.items()))}


def overview_table(names: Mapping[str, str], states: list[dict[str, Any]]) -> dg.TableMetadataValue:
    """Lay institutions (rows) against semesters (columns): a sign for the state, the rows rejected, and lateness."""
    semesters = sorted({state["semester"] for state in states})
    cells = {(state["institution_code"], state["semester"]): _cell(state) for state in states}
    rows = [
        (code, names.get(code, ""), *(cells.get((code, semester), "") for semester in semesters))
        for code in sorted({state["institution_code"] for state in states})
    ]
    return table_metadata(("code", "institution", *semesters), rows)


def _cell(state: Mapping[str, Any]) -> str:
    rejected = f" {state['rows_rejected']} rejected" if state["rows_rejected"] else ""
    late = " ⏰" if state["is_late"] else ""
    return f"{STATUS_SIGNS[state['status']]}{rejected}{late}"
