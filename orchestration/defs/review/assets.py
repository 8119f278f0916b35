"""The asset of the review: the list of what the secretariat is to decide on."""

from typing import Any

import dagster as dg

from foundation.semester import Semester
from operations.mart_rounds import built_semesters
from operations.settings import Settings
from orchestration.defs.common import SECRETARIAT, private_errors, row_count, table_metadata
from orchestration.defs.keys import PUBLISHED_DATABASE
from orchestration.resources import RunLock

REVIEW_LIST = dg.AssetKey(["review", "list"])


def review_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the asset of this stage, partitioned by semester."""

    @dg.asset(
        key=REVIEW_LIST,
        deps=[PUBLISHED_DATABASE],
        group_name="review",
        partitions_def=partitions,
        description=(
            "The findings that the secretariat is to confirm or waive, with both records side by side, as a workbook "
            "that comes back as its report. Holds personal data. Other semesters' lists are brought up to date, too."
        ),
        kinds={"python", "excel"},
        owners=[SECRETARIAT],
    )
    def review_list(context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock) -> Any:
        # Loaded here: a definition needs none of it.
        from feedback.delivery import prepare_zone
        from feedback.review.delivery import deliver_reviews

        semester = Semester.parse(context.partition_key)
        with private_errors(settings.layout, "review"):
            prepare_zone(settings.layout)
            lists = deliver_reviews(
                settings.layout,
                {semester, *built_semesters(settings.layout)},
                most=settings.review_findings,
                certain=settings.review_bulk_probability,
                memory_limit=settings.memory_limit,
                threads=settings.threads,
            )
        return dg.MaterializeResult(
            metadata={
                **row_count(sum(one.findings for one in lists if one.semester == semester.key)),
                "path": dg.MetadataValue.path(settings.layout.review(semester.key)),
                "lists": table_metadata(
                    ("semester", "findings", "undecided", "left out", "pairs to assess", "written"),
                    [
                        (one.semester, one.findings, one.undecided, one.left_out, str(one.to_assess), one.is_new)
                        for one in lists
                    ],
                ),
            }
        )

    return [review_list]
