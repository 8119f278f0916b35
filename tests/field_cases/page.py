"""`python -m tests.field_cases.page`: writes docs/field_cases.md from the cases and the reports behind them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.field_cases.case import KINDS, FieldCase
from tests.field_cases.cases import ALL_CASES, CASES
from tests.installation import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "field_cases.md"
_REPORTS = Path(__file__).with_name("reports.yml")
_HEAD = """# What people really send

Workbooks, csv and JSON as they come from offices, and what comes of them: each case below is the submission of an
institution of its own, in one made-up city that is run and published. `tests/field_cases` hands the files in and asks
the published marts for the values, the rows received and accepted, and every finding; a case fails where anything else
is found. Made from those cases by `make docs`: page and tests can not drift apart. All people and numbers are made up.

How to read the tables: *sent* is what stood in the file, *comes of it* what is right. Cases with a star were given to
the project; the others are its own, after the public reports at the end. Numbers in brackets lead there. Rules stand in
[rules.md](rules.md), what a file may look like in the [guide for institutions](panduan_instansi.md).
"""
_REPORTS_HEAD = """## Public reports

What others have met, by kind. Each has led to the cases that are counted behind it.
"""


def load_reports() -> Mapping[str, Mapping[str, str]]:
    """Read the reports by their id, in the order of the file."""
    reports: Mapping[str, Mapping[str, str]] = yaml.safe_load(_REPORTS.read_text(encoding="utf-8"))
    return reports


def document() -> str:
    """Give the page."""
    reports = load_reports()
    numbers = {name: number for number, name in enumerate(reports, start=1)}
    lines = [_HEAD, f"{len(ALL_CASES)} cases of {len(KINDS)} kinds.", ""]
    for kind, wrong in KINDS.items():
        lines += [f"## {kind[0].upper()}{kind[1:]}", "", wrong, ""]
        lines += [_row("sent", "comes of it"), _row("---", "---")]
        lines += [_row(_sent(case, numbers), case.comes) for case in CASES[kind]]
        lines.append("")
    lines += [_REPORTS_HEAD, _row("", "reported", "kind", "cases"), _row("---", "---", "---", "---:")]
    for name, report in reports.items():
        cases = sum(name in case.reports for case in ALL_CASES)
        reported = f"{report['reported']} <{report['address']}>"
        lines.append(_row(str(numbers[name]), reported, report["kind"], str(cases)))
    return "\n".join(lines) + "\n"


def _sent(case: FieldCase, numbers: Mapping[str, int]) -> str:
    named = ", ".join(str(numbers[name]) for name in case.reports)
    star = "\u2605 " if case.given else ""
    return f"{star}{case.sent}{f' [{named}]' if named else ''}"


def _row(*cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(document(), encoding="utf-8")
