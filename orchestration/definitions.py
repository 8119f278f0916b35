"""The code location: everything that `dg`, `dagster dev` and `sektap` load, built from the settings in one place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from foundation.semester import CITY_TIME_ZONE, Semester
from operations.history import archived_semesters
from operations.settings import Settings
from orchestration.defs.closing.jobs import closing_jobs
from orchestration.defs.feedback.assets import feedback_assets
from orchestration.defs.feedback.template import template_assets
from orchestration.defs.history.assets import history_assets
from orchestration.defs.intake.assets import intake_assets
from orchestration.defs.keys import INSTITUTION_STATE, TEMPLATE
from orchestration.defs.linkage.assets import linkage_assets
from orchestration.defs.publication.assets import publication_assets
from orchestration.defs.rebuild.jobs import rebuild_jobs, rebuild_schedules
from orchestration.defs.reference.assets import reference_assets
from orchestration.defs.review.assets import review_assets
from orchestration.defs.validation.assets import validation_assets
from orchestration.defs.warehouse.assets import warehouse_assets
from orchestration.jobs import build_jobs
from orchestration.partitions import institution_grid, semester_partitions
from orchestration.progress_logger import progress_logger
from orchestration.resources import RunLock, helper_processes, run_scope


def build_definitions(
    settings: Settings,
    *,
    now: datetime,
    semesters: Sequence[Semester] = (),
    keeps_helpers: bool = False,
    resource_overrides: Mapping[str, Any] | None = None,
) -> dg.Definitions:
    """Build the code location.

    `semesters` are partitions that must be there besides those up to `now` and those already archived; `keeps_helpers`
    lets the helper processes go on after a run, for a process that runs again;
    `resource_overrides` takes the place of patching in tests.
    """
    extra = [*archived_semesters(settings.layout), *semesters]
    partitions = semester_partitions(now.astimezone(CITY_TIME_ZONE).date(), extra)
    codes = [institution.code for institution in settings.load_institutions().institutions]
    grid = institution_grid(partitions, codes)
    warehouse = warehouse_assets(partitions)
    marts = [key for assets in warehouse for key in assets.keys if key.path[0] == "marts"]
    assets = [
        *intake_assets(partitions),
        *validation_assets(partitions),
        *linkage_assets(partitions),
        *reference_assets(partitions),
        *warehouse,
        *publication_assets(marts, with_postgres=settings.postgres is not None),
        *history_assets(partitions, grid),
        *review_assets(partitions),
        *feedback_assets(partitions),
        *template_assets(),
    ]
    runnable = dg.AssetSelection.all() - dg.AssetSelection.assets(INSTITUTION_STATE, TEMPLATE)
    layout = settings.layout
    layout.root.mkdir(parents=True, exist_ok=True)
    return dg.Definitions(
        assets=assets,
        jobs=[*build_jobs(runnable), *closing_jobs(partitions), *rebuild_jobs()],
        schedules=rebuild_schedules(),
        executor=dg.in_process_executor,
        loggers={"console": progress_logger},
        resources={
            "settings": settings,
            "scope": run_scope(codes),
            "lock": RunLock(path=str(layout.run_lock), timeout_seconds=settings.lock_timeout_seconds),
            **helper_processes(are_kept=keeps_helpers),
            **(resource_overrides or {}),
        },
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Give the code location, as the environment configures it, with what `dg scaffold` has added to `defs/`."""
    installation = build_definitions(Settings(), now=datetime.now(CITY_TIME_ZONE))
    return dg.Definitions.merge(installation, dg.load_from_defs_folder(path_within_project=Path(__file__).parent))
