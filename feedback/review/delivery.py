"""Writing the lists for review and the blind workbooks, each only where its content has changed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from feedback.review.blind_report import BlindReport
from feedback.review.blind_workbook import write_blind
from feedback.review.collection import collect_review
from feedback.review.report import ReviewReport
from feedback.review.workbook import write_review
from feedback.workbook import read_fingerprint
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester

_Report = TypeVar("_Report", ReviewReport, BlindReport)


@dataclass(frozen=True)
class DeliveredReview:
    """One semester's workbooks: their counts, and whether any was written now. No personal data.

    `to_assess` are the pairs that each of the two reviewers has not assessed.
    """

    semester: str
    findings: int
    undecided: int
    left_out: int
    to_assess: tuple[int, ...]
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
    delivered = []
    for semester in sorted(semesters):
        collected = collect_review(
            layout, semester, most=most, certain=certain, memory_limit=memory_limit, threads=threads
        )
        report = collected.listed
        is_new = _deliver(layout.review(report.semester), report, report.findings, write_review)
        for blind in collected.blind:
            target = layout.blind_review(blind.semester, blind.reviewer)
            is_new |= _deliver(target, blind, blind.pairs, write_blind)
        counts = (len(report.findings), report.undecided, report.left_out)
        to_assess = tuple(blind.unassessed for blind in collected.blind)
        delivered.append(DeliveredReview(report.semester, *counts, to_assess, is_new))
    return delivered


def _deliver(
    target: Path, report: _Report, content: Sequence[object], write: Callable[[_Report, Path, str], None]
) -> bool:
    """Write a workbook where its content has changed, and remove it where it has none; say whether it was written."""
    fingerprint = report.fingerprint()
    if not content:
        target.unlink(missing_ok=True)
        return False
    if read_fingerprint(target) == fingerprint:
        return False
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with atomic_write(target) as unfinished:  # for the owner alone
        write(report, unfinished, fingerprint)
        unfinished.chmod(0o600)
    return True
