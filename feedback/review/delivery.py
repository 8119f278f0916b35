"""Writing the lists for review, each only where its content has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedback.review.collection import collect_review
from feedback.review.report import ReviewReport
from feedback.review.workbook import write_review
from feedback.workbook import read_fingerprint
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester


@dataclass(frozen=True)
class DeliveredReview:
    """One semester's list: its counts, and whether it was written now. No personal data."""

    semester: str
    findings: int
    undecided: int
    left_out: int
    is_new: bool


def deliver_reviews(
    layout: DataLayout,
    semesters: Iterable[Semester],
    *,
    most: int,
    certain: float,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> list[DeliveredReview]:
    """Bring the lists of published semesters up to date, each with at most `most` undecided findings.

    Those whose probability is at least `certain` can be decided on at once.
    Requires `prepare_zone`; may run in parallel with the delivery of feedback. Every semester is checked, because a
    decision of another semester's submission, or a reworded reason, changes no published finding. A semester without a
    finding to review has no list. Raises `OSError` where the disk fails.
    """
    return [
        _deliver(
            layout,
            collect_review(layout, semester, most=most, certain=certain, memory_limit=memory_limit, threads=threads),
        )
        for semester in sorted(semesters)
    ]


def _deliver(layout: DataLayout, report: ReviewReport) -> DeliveredReview:
    target = layout.review(report.semester)
    fingerprint = report.fingerprint()
    is_new = bool(report.findings) and read_fingerprint(target) != fingerprint
    if not report.findings:
        target.unlink(missing_ok=True)
    if is_new:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with atomic_write(target) as unfinished:  # for the owner alone
            write_review(report, unfinished, fingerprint)
            unfinished.chmod(0o600)
    return DeliveredReview(report.semester, len(report.findings), report.undecided, report.left_out, is_new)
