"""What a check finds of a city's reports is what its run has found of rows and files: one set of rules, used twice."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.catalogue import load_catalogue
from foundation.semester import CITY_TIME_ZONE
from operations.checking import check_submission
from tests.installation import Installation

pytestmark = pytest.mark.slow

#: Who hands in a workbook, csv files in a folder, json, and an archive.
CODES = ("DINSOS", "BAZNAS", "PT-SEGARA", "DPUPR")


def test_a_check_finds_what_a_run_finds(published_city: Installation, tmp_path: Path) -> None:
    semester = published_city.semesters[-1]
    rows = published_city.query(
        f"""
        select institution_code, rule_code, source_file, source_sheet, source_row, source_column
        from marts.fct_quality_finding where semester = '{semester}' and source_file is not null
        """
    )
    of_run = {_place(*row) for row in rows if load_catalogue()[row[1]].scope != "entity" and row[0] in CODES}
    assert {code for code, *_ in of_run} == set(CODES)
    listed, now = published_city.settings.load_institutions(), datetime.now(CITY_TIME_ZONE)
    of_checks = set()
    for code in CODES:
        files = sorted(path for path in published_city.inbox(code, semester).rglob("*") if path.is_file())
        target = tmp_path / f"{code}.xlsx"
        report = check_submission(
            files, target, semester, listed.institution(code), published_city.settings, now
        ).report
        of_checks |= {_place(code, *one[:1], *one[2:6]) for one in report.annotations if one.source_file}
    assert of_checks == of_run


def _place(code: str, rule: str, file: str, *place: Any) -> tuple[Any, ...]:
    """Name the place of a finding by the file's own name: the folder of the inbox is not asked for in a check."""
    return code, rule, Path(file).name, *place
