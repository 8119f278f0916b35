"""What one semester's list for review tells, as plain values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from feedback.report import layout_digest

#: Number of the workbook's layout: a change of it writes every list anew.
LAYOUT_VERSION = 2

DUPLICATE, LEFT, ACTIVITY = "duplicate_household", "left_poverty_still_counted", "duplicate_activity"
#: The rules whose findings people decide on here, in the order in which they are listed.
REVIEWED_RULES = (DUPLICATE, LEFT, ACTIVITY)
PROBABLE = "probable"

#: How two values compare; `unsaid` where either row does not say it.
Agreement = Literal["same", "near", "differs", "unsaid"]
#: What is compared of two households, in the order of the columns.
COMPARED = ("kk", "nik", "name", "birth_date", "sex", "address", "neighbourhood", "region")


@dataclass(frozen=True)
class ReviewRecord:
    """One row as it was handed in (personal data), and where it stands. `told` are further facts, in words."""

    kk: str | None
    nik: str | None
    name: str | None
    birth_date: date | None
    sex: str | None
    address: str | None
    neighbourhood: str | None
    region: str | None
    told: str
    semester: str
    institution_code: str
    source_file: str
    source_sheet: str
    source_row: int


@dataclass(frozen=True)
class ReviewActivity:
    """One activity as it was handed in, in rupiah, and where the first of its rows stands.

    `regions` are Kemendagri codes. Time, money, `target` (a number with its unit, in words) and `recipients` (null
    where one of the two names none) are those in the kelurahan where both activities of a finding are at work.
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
    told: str
    semester: str
    institution_code: str
    source_file: str
    source_sheet: str
    source_row: int


@dataclass(frozen=True)
class KnownDecision:
    """The newest decision on a finding, as the secretariat wrote it, and why it does not hold where it does not."""

    decision: str
    reason: str | None
    officer: str | None
    decided_on: date | None
    valid_until: date | None
    has_expired: bool = False
    has_new_evidence: bool = False


@dataclass(frozen=True)
class ReviewFinding:
    """Two records that were matched, what speaks for it, and what was decided.

    `records` are the row that stays or is listed, and the one that repeats it or says that the household has left, or
    two activities; null where the submission that had it does not hold any more. `weights` are what each comparison
    adds (log2 of a Bayes factor), null where numbers decided or the pair was not compared; `is_compared_itself` says
    whether they are these two rows', and not those of another row of the household.
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
        """Whether no equal number says so."""
        return self.matched_by == PROBABLE

    @property
    def urgency(self) -> tuple[object, ...]:
        """Sort by this: undecided first, then what numbers do not say, then the least certain and least alike."""
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
    """The list of one semester: findings in order, and how many of them stand in no line because they are too many.

    What has been decided on is always listed: the list replaces the one that was handed in before.
    """

    semester: str
    is_closed: bool
    findings: list[ReviewFinding] = field(default_factory=list)
    left_out: int = 0

    @classmethod
    def of(cls, semester: str, found: list[ReviewFinding], *, is_closed: bool, most: int) -> "ReviewReport":
        """Put findings in order; of those that nobody has decided on, at most `most` are listed."""
        listed = sorted(found, key=lambda finding: finding.urgency)
        undecided = [finding for finding in listed if finding.decision is None]
        left_out = {finding.finding_id for finding in undecided[most:]}
        kept = [finding for finding in listed if finding.finding_id not in left_out]
        return cls(semester, is_closed, kept, len(left_out))

    @property
    def undecided(self) -> int:
        """How many of the listed findings are open."""
        return sum(finding.status == "open" for finding in self.findings)

    def fingerprint(self) -> str:
        """Give the digest of all that the workbook is made of: equal digests, equal workbooks."""
        content = json.dumps([LAYOUT_VERSION, layout_digest(), asdict(self)], ensure_ascii=False, default=str)
        return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
