"""The content of one semester's list for review, as plain values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from feedback.report import layout_digest

#: Version of the workbook's layout: a change rewrites every list.
LAYOUT_VERSION = 3

DUPLICATE, LEFT, ACTIVITY = "duplicate_household", "left_poverty_still_counted", "duplicate_activity"
#: The rules whose findings people decide on here, in the order in which they are listed.
REVIEWED_RULES = (DUPLICATE, LEFT, ACTIVITY)
PROBABLE = "probable"

#: How two values compare; `missing` where either row lacks the value.
Agreement = Literal["same", "near", "differs", "missing"]
#: The compared fields of two households, in the order of the columns.
COMPARED = ("kk", "nik", "name", "birth_date", "sex", "address", "neighbourhood", "region")


@dataclass(frozen=True)
class ReviewRecord:
    """One row as it was handed in (personal data), and its place. `details` are further facts, in words."""

    kk: str | None
    nik: str | None
    name: str | None
    birth_date: date | None
    sex: str | None
    address: str | None
    neighbourhood: str | None
    region: str | None
    details: str
    semester: str
    institution_code: str
    source_file: str
    source_sheet: str
    source_row: int


@dataclass(frozen=True)
class ReviewActivity:
    """One activity as it was handed in, amounts in rupiah, and the place of its first row.

    `regions` are Kemendagri codes. Time, money, `target` (a number with its unit, in words) and `recipients` (null
    where one of the two names none) are those in the kelurahan that both activities of a finding have in common.
    """

    name: str
    regions: tuple[str, ...]
    start_date: date | None
    end_date: date | None
    budget_idr: Decimal | None
    realised_idr: Decimal | None
    target: str | None
    fund_source: str | None
    recipients: int | None
    details: str
    semester: str
    institution_code: str
    source_file: str
    source_sheet: str
    source_row: int


@dataclass(frozen=True)
class KnownDecision:
    """The newest decision on a finding, as the secretariat wrote it, and the reason where it is not in force."""

    decision: str
    reason: str | None
    officer: str | None
    decided_on: date | None
    valid_until: date | None
    has_expired: bool = False
    has_new_evidence: bool = False


@dataclass(frozen=True)
class ReviewFinding:
    """Two matched records, the evidence, and the decision.

    `records` are the listed row, and the one that repeats it or reports that the household has left, or two activities;
    None where the record's submission no longer counts. `weights` are those of the comparisons (log2 of a Bayes
    factor), None where numbers decided or the pair was not compared; they are these two rows' own if
    `is_compared_itself`, else those of another row of the household.
    """

    finding_id: str
    rule_code: str
    matched_by: str
    probability: float
    status: str
    records: tuple[ReviewRecord | ReviewActivity | None, ReviewRecord | ReviewActivity | None]
    agreements: Mapping[str, Agreement]
    weights: Mapping[str, float] | None = None
    is_compared_itself: bool = True
    decision: KnownDecision | None = None

    @property
    def is_probable(self) -> bool:
        """Whether the match has no equal number."""
        return self.matched_by == PROBABLE

    @property
    def urgency(self) -> tuple[object, ...]:
        """The sort key: undecided first, then matches without a number, then the least certain and least alike."""
        differing = sum(agreement == "differs" for agreement in self.agreements.values())
        return (
            self.status != "open" or (self.decision is not None and not self.decision.has_new_evidence),
            not self.is_probable,
            REVIEWED_RULES.index(self.rule_code),
            self.probability,
            -differing,
            self.finding_id,
        )


@dataclass
class ReviewReport:
    """The list of one semester: findings in order, and the number of those left out because of the limit.

    Decided findings are always listed, because the list replaces the one that was handed in before. `nearly_certain`
    are those that can be decided on at once, the surest first: all that are open and that nobody has decided on, whose
    numbers are equal or whose probability is high enough, whatever the limit.
    """

    semester: str
    is_closed: bool
    findings: list[ReviewFinding] = field(default_factory=list)
    left_out: int = 0
    nearly_certain: list[ReviewFinding] = field(default_factory=list)

    @classmethod
    def of(
        cls, semester: str, found: list[ReviewFinding], *, is_closed: bool, most: int, certain: float
    ) -> "ReviewReport":
        """Put findings in order; at most `most` undecided ones are listed, and `certain` is the least probability."""
        listed = sorted(found, key=lambda finding: finding.urgency)
        undecided = [finding for finding in listed if finding.decision is None]
        left_out = {finding.finding_id for finding in undecided[most:]}
        kept = [finding for finding in listed if finding.finding_id not in left_out]
        sure = [
            finding
            for finding in reversed(listed)
            if finding.status == "open" and finding.decision is None
            if not finding.is_probable or finding.probability >= certain
        ]
        return cls(semester, is_closed, kept, len(left_out), sure)

    @property
    def undecided(self) -> int:
        """The number of listed findings that are open."""
        return sum(finding.status == "open" for finding in self.findings)

    def fingerprint(self) -> str:
        """Give the digest of the workbook's inputs: equal digests, equal workbooks."""
        content = json.dumps([LAYOUT_VERSION, layout_digest(), asdict(self)], ensure_ascii=False, default=str)
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
