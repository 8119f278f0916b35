"""From file to fact: what people really send, each case an institution of one city that is run and published.

Each case is asked of the published marts alone: status and rows of the submission, every finding about its files and
cells, and the values in the facts.
"""

from collections.abc import Iterator

import pytest

from tests.field_cases.cases import ALL_CASES, CASES
from tests.field_cases.city import SEMESTER, code_of, run_city
from tests.field_cases.marts import Published, read_facts, read_published
from tests.field_cases.page import PAGE, document, load_reports
from tests.installation import Installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return run_city(tmp_path_factory.mktemp("field_cases") / "city", ALL_CASES)


@pytest.fixture(scope="module")
def published(city: Installation) -> dict[str, Published]:
    return read_published(city, SEMESTER.key)


def _parameters() -> Iterator[object]:
    number = 0
    for kind, cases in CASES.items():
        for case in cases:
            yield pytest.param(number, id=f"{kind}: {case.sent}")
            number += 1


@pytest.mark.parametrize("number", list(_parameters()))
def test_what_was_sent_is_in_the_marts(number: int, city: Installation, published: dict[str, Published]) -> None:
    case, found = ALL_CASES[number], published[code_of(number)]
    assert sorted(found.reported, key=str) == sorted(case.reported, key=str)
    assert (found.status, found.is_nil, found.rows) == (case.status, case.is_nil, case.rows)
    assert found.rejected == found.rows[0] - found.rows[1]
    for one, rows in zip(case.facts, read_facts(city, code_of(number), case.facts), strict=True):
        assert sorted(rows, key=str) == sorted(one.rows, key=str), one.of
    if case.duplicate_households is not None:
        assert found.duplicate_households == case.duplicate_households


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_has_cases_that_were_given_and_three_of_our_own(kind: str) -> None:
    given = [case for case in CASES[kind] if case.given]
    assert given
    assert len(CASES[kind]) - len(given) >= 3


def test_the_page_says_what_the_cases_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "make docs"


def test_each_report_has_led_to_a_case_of_its_kind() -> None:
    for name, report in load_reports().items():
        assert [case for cases in CASES.values() for case in cases if name in case.reports], name
        assert report["kind"] in CASES
    assert {name for case in ALL_CASES for name in case.reports} <= load_reports().keys()
