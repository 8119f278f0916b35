"""`python -m tests.fuzzing.fuzz --cases 10000 --seed 1`: mutated files through reading and validation.

Exit 1 where a reading process hangs or fails by an error of ours, rows are lost, a cell is not accounted for, or
something is accepted that is not in the file. Such inputs are kept, and `--only NUMBER` runs one case again. A parser
that crashes or exceeds its memory is only counted, because it affects its own file alone, as it should.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from expectations.file_findings import check_files
from expectations.received import read_part
from expectations.validation import ValidationSettings, check_dataset
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.zones import ensure_zones
from sources.contract import load_contracts
from sources.readers.naming import storable_name
from sources.reading.submissions import FileReading, ReadingLimits, SubmissionFile, SubmissionToRead, read_submissions
from tests.accounts import cells_unaccounted_for, rows_as_they_stand
from tests.fuzzing.mutations import FuzzCase, make_case
from tests.fuzzing.oracle import violations

_SEMESTER = Semester(2023, 1)
_RECEIVED_AT = datetime(2023, 7, 10, 9, tzinfo=UTC)
#: Cases that are validated together.
_BATCH = 500
#: Mutated files are small, and so are their limits.
_LIMITS = ReadingLimits(file_seconds=60, file_memory_bytes=500_000_000)


@dataclass(frozen=True)
class FuzzOutcome:
    """The result of a case: rule codes, rows, the cost of reading, and violations."""

    case: FuzzCase
    rules: tuple[str, ...]
    accepted: int
    reading: FileReading
    violations: tuple[str, ...]


def run_batch(root: Path, cases: Sequence[FuzzCase]) -> list[FuzzOutcome]:
    """Read cases, each as the submission of an institution of its own, and validate them."""
    layout = DataLayout(root / "data")
    ensure_zones(layout)
    codes = [f"F{case.number:06d}" for case in cases]
    submissions = []
    for case, code in zip(cases, codes, strict=True):
        path = root / "files" / code
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(case.content)
        file = SubmissionFile(case.name, path, code, len(case.content), _RECEIVED_AT)
        submissions.append(SubmissionToRead([file], code, ["kegiatan"], layout.received(_SEMESTER.key, code)))
    readings = read_submissions(submissions, semester=_SEMESTER, limits=_LIMITS, processes=2)
    # An archive and its members are one case, which has died if any of them has.
    of_case = {reading.institution_code: reading for reading in sorted(readings, key=lambda it: it.died is not None)}
    for dataset in load_contracts():
        check_dataset(
            layout,
            semester=_SEMESTER,
            dataset=dataset,
            institution_codes=codes,
            key=b"key of the benchmark",
            settings=ValidationSettings(),
        )
    check_files(layout, semester=_SEMESTER, institution_codes=codes)
    return [_outcome(layout, case, code, of_case[code]) for case, code in zip(cases, codes, strict=True)]


def _outcome(layout: DataLayout, case: FuzzCase, code: str, reading: FileReading) -> FuzzOutcome:
    accepted: list[dict[str, Any]] = []
    received = rejected = 0
    rules: set[str] = set()
    for part in (*load_contracts(), "file"):
        findings = layout.accepted("validation_finding", _SEMESTER.key, code, part)
        if findings.exists():
            rules |= {row["rule_code"] for row in read_part(findings).to_pylist()}
        sheets = layout.accepted("sheet_reconciliation", _SEMESTER.key, code, part)
        for sheet in read_part(sheets).to_pylist() if sheets.exists() else ():
            received += sheet["rows_received"]
            rejected += sheet["rows_rejected"]
        rows = layout.accepted(part, _SEMESTER.key, code)
        if part == "kegiatan" and rows.exists():
            accepted += read_part(rows).to_pylist()
    lost = _cells_lost(layout, case, code) if reading.died is None else []
    wrong = violations(case, accepted=accepted, received=received, rejected=rejected, died=reading.died)
    return FuzzOutcome(case, tuple(sorted(rules)), len(accepted), reading, (*wrong, *lost))


def _cells_lost(layout: DataLayout, case: FuzzCase, code: str) -> list[str]:
    """Give, for each sheet, the cells of which its account does not say one thing."""
    folder = layout.received(_SEMESTER.key, code)
    faults = read_part(folder / "file_fault.parquet").to_pylist()
    not_read = {fault["source_sheet"] for fault in faults if fault["rule_code"] == "unexpected_dataset"}
    sheets = iter(read_part(folder / "sheet.parquet").to_pylist())
    path = layout.root.parent / "files" / code
    found = []
    for file, rows in rows_as_they_stand(path, case.name, _LIMITS):
        sheet = next(sheets)
        if sheet["source_file"] != storable_name(file):
            found.append(f"{file}: the sheets of the account are those of another file")
        elif sheet["source_sheet"] not in not_read and (lost := cells_unaccounted_for(rows, sheet)):
            found.append(f"{file}: cells (row, column) not accounted for: {lost[:5]}")
    return found


def run(cases: Sequence[FuzzCase]) -> Iterator[FuzzOutcome]:
    """Run cases batch by batch, each in an installation of its own."""
    for begin in range(0, len(cases), _BATCH):
        with tempfile.TemporaryDirectory(prefix="sektap-fuzz-") as folder:
            yield from run_batch(Path(folder), cases[begin : begin + _BATCH])


def main() -> int:
    """Run the requested cases, and print their results."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="run one case of the seed")
    parser.add_argument("--keep", type=Path, default=Path("fuzz-failures"), help="folder for inputs that fail")
    arguments = parser.parse_args()
    numbers = range(arguments.cases) if arguments.only is None else [arguments.only]
    begin = time.monotonic()
    outcomes = list(run([make_case(arguments.seed, number) for number in numbers]))
    failed = [outcome for outcome in outcomes if outcome.violations]
    console = Console()
    _report(console, outcomes, time.monotonic() - begin)
    for outcome in failed:
        arguments.keep.mkdir(exist_ok=True)
        kept = arguments.keep / f"{arguments.seed}-{outcome.case.number}-{outcome.case.name}"
        kept.write_bytes(outcome.case.content)
        console.print(f"{kept} ({outcome.case.how}): {'; '.join(outcome.violations)}")
    return 1 if failed else 0


def _report(console: Console, outcomes: Sequence[FuzzOutcome], seconds: float) -> None:
    table = Table("result", "files", title=f"{len(outcomes)} mutated files")
    merged = Counter(
        rule for outcome in outcomes for rule in outcome.rules or ("no finding" if outcome.accepted else "no rows",)
    )
    for rule, count in merged.most_common():
        table.add_row(rule, str(count))
    console.print(table)
    died = Counter(outcome.reading.died for outcome in outcomes if outcome.reading.died)
    slowest = max(outcome.reading.seconds for outcome in outcomes)
    peak = max(outcome.reading.peak_bytes for outcome in outcomes)
    rows = sum(outcome.accepted for outcome in outcomes)
    console.print(f"{len(outcomes) / seconds:.1f} files a second; {rows} rows accepted")
    console.print(f"slowest file {slowest:.2f} s; most memory of a reading process {peak / 1e6:.0f} MB")
    console.print("reading processes that died: " + (", ".join(f"{n} {why}" for why, n in died.items()) or "none"))
    console.print(f"violations: {sum(bool(outcome.violations) for outcome in outcomes)}")


if __name__ == "__main__":
    sys.exit(main())
