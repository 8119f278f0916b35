"""The jobs: a whole semester, and a correction of some institutions. Both run every stage in one process."""

from typing import Any

import dagster as dg

SEMESTER_RUN = "semester_run"
CORRECTION_RUN = "institution_correction"


def build_jobs(selection: dg.AssetSelection) -> list[Any]:
    """Build the jobs over the assets of the selection (Dagster does not export their type)."""
    return [
        dg.define_asset_job(
            SEMESTER_RUN,
            selection=selection,
            description="Pull, check, link, build and publish one semester, all institutions.",
        ),
        dg.define_asset_job(
            CORRECTION_RUN,
            selection=selection,
            description="The same for the institutions named in `resources.scope.config.institutions`.",
            config={"resources": {"scope": {"config": {"institutions": []}}}},
        ),
    ]
