"""`python -m tests.hostile_files.table`: hostile and untidy files and what comes of them; exit 1 where one differs.

`--markdown FILE` writes it as a page of the documentation.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.hostile_files.archives import archive_cases, inbox_cases
from tests.hostile_files.cases import HostileCase
from tests.hostile_files.run import CaseOutcome, run_cases
from tests.hostile_files.texts import text_cases
from tests.hostile_files.workbooks import workbook_cases

_COLUMNS = ("case", "status", "accepted", "findings", "seconds", "peak memory (MB)", "reading process")
_PAGE_HEAD = """# Hostile and untidy files

The results for files that are broken, malicious or merely untidy. Each case is the submission of an institution of its
own and goes through channel, archive, reading and validation. Made by `make hostile-files`; seconds are those of
collecting and reading, memory is the peak of a reading process of the case, with some 60 MB of the server's own.
"""


def all_cases() -> list[HostileCase]:
    """Give every case, cheap and expensive."""
    return [*workbook_cases(), *text_cases(), *archive_cases(), *inbox_cases()]


def _cells(outcome: CaseOutcome) -> tuple[str, ...]:
    rules = ", ".join(
        f"{count} {rule}" if count > 1 else rule for rule, count in sorted(Counter(outcome.rules).items())
    )
    memory = f"{outcome.peak_bytes / 1e6:.0f}" if outcome.peak_bytes else ""
    died = ", ".join(sorted(set(outcome.died)))
    return outcome.case.title, outcome.status, str(outcome.accepted), rules, f"{outcome.seconds:.2f}", memory, died


def as_markdown(outcomes: Sequence[CaseOutcome]) -> str:
    """Give the page of the documentation."""
    lines = [_PAGE_HEAD, "| " + " | ".join(_COLUMNS) + " |", "|" + " --- |" * len(_COLUMNS)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(outcome)) + " |" for outcome in outcomes]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run all cases and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_files.table", description=__doc__)
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as a page")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sektap-hostile-") as folder:
        outcomes = run_cases(Path(folder), all_cases())
    table = Table(*_COLUMNS, title=f"{len(outcomes)} hostile and untidy submissions")
    for outcome in outcomes:
        table.add_row(*_cells(outcome), style=None if outcome.is_as_expected else "red")
    console = Console()
    console.print(table)
    if arguments.markdown:
        arguments.markdown.write_text(as_markdown(outcomes), encoding="utf-8")
    different = [outcome for outcome in outcomes if not outcome.is_as_expected]
    for outcome in different:
        case = outcome.case
        expected = f"{case.expected_status}, {case.accepted} accepted, {', '.join(sorted(case.rules)) or 'no finding'}"
        console.print(f"[red]{case.title}[/red]: expected {expected}; {outcome.lost_rows} rows lost")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
