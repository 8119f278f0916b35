"""The jobs: a whole semester, a correction of some institutions, a draft of either, its publication, the template."""

from typing import Any

import dagster as dg

from orchestration.defs.keys import PUBLISHED_DATABASE, TEMPLATE

SEMESTER_RUN = "semester_run"
DRAFT_RUN = "draft_run"
PUBLICATION = "publication"
CORRECTION_RUN = "institution_correction"
TEMPLATE_JOB = "template"


def build_jobs(selection: dg.AssetSelection) -> list[Any]:
    """Build the jobs over the assets of the selection (Dagster does not export their type)."""
    published = selection & dg.AssetSelection.assets(PUBLISHED_DATABASE).downstream()
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
            DRAFT_RUN,
            selection=selection - published,
            description="The same as either, but nothing is published and nothing goes back to anybody.",
        ),
        dg.define_asset_job(
            PUBLICATION,
            selection=published,
            description="Publish what a draft has built, and write the workbooks that go back.",
        ),
        dg.define_asset_job(
            TEMPLATE_JOB,
            selection=dg.AssetSelection.assets(TEMPLATE),
            description="Make the blank workbook for institutions anew, from the contracts.",
        ),
    ]
