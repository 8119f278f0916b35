"""Every hostile and untidy case is read and validated as it says, from the channel on."""

from pathlib import Path

import pytest

from sources.reading.process import stop_reading_server
from tests.hostile_files.cases import HostileCase
from tests.hostile_files.run import CaseOutcome, run_cases
from tests.hostile_files.table import all_cases, as_markdown

CHEAP = {case.title: case for case in all_cases() if not case.expensive}
EXPENSIVE = {case.title: case for case in all_cases() if case.expensive}
#: Far above what any case needs; one that grows with what a file claims passes it.
MOST_MEMORY = 2_100_000_000


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CaseOutcome]:
    found = run_cases(tmp_path_factory.mktemp("hostile") / "cheap", list(CHEAP.values()))
    return {outcome.case.title: outcome for outcome in found}


def check(outcome: CaseOutcome) -> None:
    case: HostileCase = outcome.case
    assert outcome.rules == tuple(sorted(case.rules))
    assert (outcome.status, outcome.accepted) == (case.expected_status, case.accepted)
    assert outcome.lost_rows == 0
    assert outcome.peak_bytes < MOST_MEMORY


@pytest.mark.parametrize("title", CHEAP)
def test_case(title: str, outcomes: dict[str, CaseOutcome]) -> None:
    check(outcomes[title])


def test_there_are_many_cases_and_the_page_tells_of_each(outcomes: dict[str, CaseOutcome]) -> None:
    assert len(CHEAP) + len(EXPENSIVE) == len(all_cases()) >= 60
    page = as_markdown(list(outcomes.values()))
    assert all(title.replace("|", "\\|") in page for title in CHEAP)


def test_no_parser_dies_of_what_it_is_given(outcomes: dict[str, CaseOutcome]) -> None:
    # What comes of one that does: tests/sources/readers/test_isolation.py.
    assert {title for title, outcome in outcomes.items() if outcome.died} == set()
    assert outcomes["xls: a sector table that runs in circles"].rules == ("unreadable_file",)


def test_a_case_that_comes_to_something_else_is_reported(tmp_path: Path) -> None:
    sound = CHEAP["csv, sound"]
    wrong = HostileCase(sound.title, sound.build, accepted=3)
    (outcome,) = run_cases(tmp_path / "one", [wrong])
    assert not outcome.is_as_expected
    stop_reading_server()


@pytest.mark.slow
def test_expensive_cases(tmp_path: Path) -> None:
    for outcome in run_cases(tmp_path / "expensive", list(EXPENSIVE.values())):
        check(outcome)
