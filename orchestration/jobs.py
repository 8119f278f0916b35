"""The jobs: a whole semester, a correction of some institutions (each runs every stage), and the blank workbook."""

from typing import Any

import dagster as dg

from orchestration.defs.keys import TEMPLATE

SEMESTER_RUN = "semester_run"
CORRECTION_RUN = "institution_correction"
TEMPLATE_JOB = "template"


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
        dg.define_asset_job(
            TEMPLATE_JOB,
            selection=dg.AssetSelection.assets(TEMPLATE),
            description="Make the blank workbook for institutions anew, from the contracts.",
        ),
    ]
