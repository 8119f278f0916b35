"""The asset of the feedback: one workbook per institution that has handed something in."""

from typing import Any

import dagster as dg

from foundation.semester import Semester
from operations.history import known_semesters
from operations.settings import Settings
from orchestration.defs.common import SECRETARIAT, private_errors, table_metadata
from orchestration.defs.keys import PUBLISHED_DATABASE
from orchestration.resources import Readers, RunLock


def feedback_assets(partitions: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """Build the asset of this stage, partitioned by semester."""

    @dg.asset(
        key=["feedback", "workbooks"],
        deps=[PUBLISHED_DATABASE],
        group_name="feedback",
        partitions_def=partitions,
        description=(
            "What goes back to each sender: its own rows as it sent them, faulty cells marked and explained, a summary "
            "and every finding. Holds personal data. Also brings other semesters up to date that this run has changed."
        ),
        kinds={"python", "excel"},
        owners=[SECRETARIAT],
    )
    def workbooks(
        context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings], lock: RunLock, readers: Readers
    ) -> Any:
        # Loaded here: a definition needs none of it.
        from feedback.delivery import DeliveryTerms, deliver_feedback, prepare_delivery
        from feedback.report import FeedbackLimits

        semester = Semester.parse(context.partition_key)
        names = {institution.code: institution.name for institution in settings.load_institutions().institutions}
        terms = DeliveryTerms(
            limits=FeedbackLimits(sheet_rows=settings.feedback_rows),
            reading_limits=settings.reading_limits,
            processes=settings.threads,
            duckdb_memory=settings.memory_limit,
        )
        with private_errors(settings.layout, "feedback"):
            known = known_semesters(settings.layout, semester)
            prepare_delivery(settings.layout)
            delivered = deliver_feedback(settings.layout, semester, known, names, terms)
        written = [workbook for workbook in delivered if workbook.is_new]
        without_rows = [workbook.institution_code for workbook in written if not workbook.has_rows]
        if without_rows:
            codes = ", ".join(without_rows)
            context.log.warning(f"Feedback without the sender's rows, whose files could not be read again: {codes}")
        header = ("semester", "institution", "findings", "sheets", "findings without a cell")
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(settings.layout.feedback_zone / semester.key),
                "workbooks": len(delivered),
                "workbooks written": len(written),
                "findings shown": sum(workbook.findings for workbook in delivered),
                "written": table_metadata(
                    header,
                    [
                        (book.semester, book.institution_code, book.findings, book.sheets, book.findings_without_cell)
                        for book in sorted(written, key=lambda book: (book.semester, book.institution_code))
                    ],
                ),
            }
        )

    return [workbooks]
