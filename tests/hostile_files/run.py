"""Runs cases of hostile files through channel, archive, reading and validation, as a semester's run does."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import SecretStr

from expectations.received import read_part
from foundation.semester import Semester
from operations.intake import collect_submissions, read_collected
from operations.recovery import check_submissions
from operations.settings import Settings
from operations.zones import ensure_zones
from sources.contract import load_contracts
from sources.reading.process import start_reading_server
from tests.hostile_files.cases import HostileCase

SEMESTER = Semester(2023, 1)
#: A made-up moment after the semester, for the archive's ledger.
_NOW = datetime(2023, 7, 10, 9, tzinfo=UTC)


@dataclass(frozen=True)
class CaseOutcome:
    """The result of a case: counts, rule codes in order, and the cost of reading it (seconds, bytes)."""

    case: HostileCase
    status: str
    accepted: int
    rejected: int
    rules: tuple[str, ...]
    seconds: float
    peak_bytes: int
    died: tuple[str, ...]
    lost_rows: int

    @property
    def is_as_expected(self) -> bool:
        """Whether status, accepted rows and findings are those that the case names, and no row was lost."""
        case = self.case
        expected = (case.expected_status, case.accepted, tuple(sorted(case.rules)), 0)
        return (self.status, self.accepted, self.rules, self.lost_rows) == expected


def code_of(number: int) -> str:
    """Give the code of the institution that hands in a case."""
    return f"C{number:03d}"


def run_cases(root: Path, cases: Sequence[HostileCase]) -> list[CaseOutcome]:
    """Run cases, each as an institution of its own, in a new installation in the folder `root`."""
    settings = _install(root, cases)
    institutions = settings.load_institutions().institutions
    start_reading_server()
    costs = []
    for case, institution in zip(cases, institutions, strict=True):
        folder = root / "inbox" / institution.code / SEMESTER.key
        folder.mkdir(parents=True)
        case.build(folder)
        begin = time.monotonic()
        submission = collect_submissions(settings, [institution], SEMESTER, _NOW)[0]
        files = read_collected(settings, [institution], SEMESTER).files
        costs.append((submission.channel_state, time.monotonic() - begin, files))
    codes = [institution.code for institution in institutions]
    check_submissions(settings, SEMESTER, codes)
    outcomes = []
    for case, code, (state, seconds, files) in zip(cases, codes, costs, strict=True):
        received, accepted, rejected, rules = _verdict(settings, code)
        outcomes.append(
            CaseOutcome(
                case=case,
                status=state if state != "received" else _status(accepted, rules),
                accepted=accepted,
                rejected=rejected,
                rules=tuple(sorted(rules)),
                seconds=seconds,
                peak_bytes=max((file.peak_bytes for file in files), default=0),
                died=tuple(file.died for file in files if file.died),
                lost_rows=received - accepted - rejected,
            )
        )
    return outcomes


def _install(root: Path, cases: Sequence[HostileCase]) -> Settings:
    listed = [
        {
            "code": code_of(number),
            "name": case.title,
            "type": "lainnya",
            "datasets": ["kegiatan"],
            "since": SEMESTER.key,
            "channel": {"kind": "folder", "url": "inbox"},
        }
        for number, case in enumerate(cases)
    ]
    (root / "inbox").mkdir(parents=True)
    (root / "institutions.yml").write_text(yaml.safe_dump({"institutions": listed}), encoding="utf-8")
    key = SecretStr("key of the benchmark")
    settings = Settings(data=root / "data", institutions=root / "institutions.yml", pseudonym_key=key)
    ensure_zones(settings.layout)
    return settings


def _status(accepted: int, rules: Sequence[str]) -> str:
    """Give the status by the contract; the warehouse derives the same from the reconciliations."""
    if not accepted:
        return "rejected"
    return "accepted_with_rejects" if rules else "accepted"


def _verdict(settings: Settings, code: str) -> tuple[int, int, int, list[str]]:
    """Give rows received, accepted and rejected of all data sets, and the rules of errors and files."""
    layout, counts, rules = settings.layout, [0, 0, 0], []
    for dataset in load_contracts():
        path = layout.accepted("sheet_reconciliation", SEMESTER.key, code, dataset)
        if path.exists():
            for sheet in read_part(path).to_pylist():
                for place, name in enumerate(("rows_received", "rows_accepted", "rows_rejected")):
                    counts[place] += sheet[name]
    for part in (*load_contracts(), "file"):
        path = layout.accepted("validation_finding", SEMESTER.key, code, part)
        if path.exists():
            rules += [row["rule_code"] for row in read_part(path).to_pylist() if row["severity"] != "warning"]
    return counts[0], counts[1], counts[2], rules
