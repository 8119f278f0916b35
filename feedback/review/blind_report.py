"""The content of one reviewer's blind workbook: pairs of records, and nothing of what system or others say of them."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from feedback.report import layout_digest
from feedback.review.report import ReviewActivity, ReviewFinding, ReviewRecord

#: Version of the workbook's layout: a change rewrites every workbook.
LAYOUT_VERSION = 1
#: The numbers of the two reviewers.
REVIEWERS = (1, 2)


@dataclass(frozen=True)
class KnownAssessment:
    """What this reviewer has said of a pair, as it was handed in."""

    verdict: str
    officer: str
    assessed_on: date


@dataclass(frozen=True)
class BlindPair:
    """Two records that may be one household or activity (personal data); None where a record's row counts no more."""

    finding_id: str
    rule_code: str
    records: tuple[ReviewRecord | ReviewActivity | None, ReviewRecord | ReviewActivity | None]
    known: KnownAssessment | None = None


@dataclass
class BlindReport:
    """The sample of one semester in the order of one reviewer."""

    semester: str
    reviewer: int
    pairs: list[BlindPair] = field(default_factory=list)

    @classmethod
    def of(
        cls, semester: str, reviewer: int, sampled: Iterable[ReviewFinding], known: Mapping[str, KnownAssessment]
    ) -> "BlindReport":
        """Take of findings what a reviewer may see; the order says nothing of them, and differs by reviewer."""
        pairs = [
            BlindPair(one.finding_id, one.rule_code, one.records, known.get(one.finding_id))
            for one in sorted(sampled, key=lambda one: _digest(f"{reviewer}|{one.finding_id}"))
        ]
        return cls(semester, reviewer, pairs)

    @property
    def unassessed(self) -> int:
        """The number of pairs that this reviewer has not assessed."""
        return sum(pair.known is None for pair in self.pairs)

    def fingerprint(self) -> str:
        """Give the digest of the workbook's inputs: equal digests, equal workbooks."""
        return _digest(json.dumps([LAYOUT_VERSION, layout_digest(), asdict(self)], ensure_ascii=False, default=str))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
