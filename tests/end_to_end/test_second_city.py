"""Fourteen more stories of households, in a city whose registry is refused, decided on and corrected.

What happens stands in `stories_of_numbers` and `stories_of_second_thoughts`; here stands what must be published about
it: after a run of each semester, the secretariat's decisions on the earlier one coming with the later one, and after a
second version of the later registry.
"""

import pytest

from foundation.semester import Semester
from tests.end_to_end.stories_of_numbers import (
    graduation_with_two_slips,
    move_between_two_semesters,
    moved_with_a_turned_nik,
    namesakes_registered_one_after_the_other,
    neighbours_with_consecutive_cards,
    one_stand_in_for_two_cards,
    one_stand_in_for_two_heads,
    slip_between_two_semesters,
    slip_in_every_column,
    twins_of_two_names,
)
from tests.end_to_end.stories_of_second_thoughts import (
    refused,
    refused_and_corrected,
    waived_and_met_again,
    waived_until_a_number_agrees,
)
from tests.end_to_end.story_checks import assert_adds_up, assert_nobody_else_is_spoken_of
from tests.end_to_end.story_city import run_corrections, run_stories
from tests.end_to_end.story_reading import HOUSEHOLD_RULES, Departure, Duplicate, Headcount, StoryCity
from tests.end_to_end.story_telling import NOW, SECOND_CITY, THEN

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> StoryCity:
    """Give the city after a run of each semester. Read only."""
    return run_stories(tmp_path_factory.mktemp("second_city"), SECOND_CITY)


@pytest.fixture(scope="module")
def corrected(city: StoryCity, tmp_path_factory: pytest.TempPathFactory) -> StoryCity:
    """Give the city after the second version of the later registry. Read only."""
    return run_corrections(city, tmp_path_factory.mktemp("corrected") / "city")


# One household


def test_slip_in_every_column(city: StoryCity) -> None:
    story = city.of(slip_in_every_column)
    assert story.key("wrong") == story.key("right") == story.key("right", THEN)
    assert story.duplicates() == [Duplicate("wrong", "right", "probable")]
    assert story.headcount(THEN) == Headcount(reported=(1, 4), verified=(1, 4))
    assert story.headcount() == Headcount(reported=(2, 9), duplicates=(1, 5), verified=(1, 4))


def test_moved_with_a_turned_nik(city: StoryCity) -> None:
    story = city.of(moved_with_a_turned_nik)
    assert story.key("new") == story.key("old") == story.key("old", THEN)
    assert story.duplicates() == [Duplicate("new", "old", "probable")]
    assert story.headcount() == Headcount(reported=(1, 3), verified=(1, 3))
    assert story.headcount(place=1) == Headcount(reported=(1, 4), duplicates=(1, 4))


def test_slip_between_two_semesters(city: StoryCity) -> None:
    story = city.of(slip_between_two_semesters)
    assert story.key("wrong") == story.key("right", THEN)
    assert story.duplicates() == story.changes() == []
    assert story.headcount() == story.headcount(THEN) == Headcount(reported=(1, 3), verified=(1, 3))


def test_move_between_two_semesters(city: StoryCity) -> None:
    story = city.of(move_between_two_semesters)
    assert story.key("new") == story.key("old", THEN)
    assert story.duplicates() == story.changes() == []
    assert story.headcount(THEN) == story.headcount(place=1) == Headcount(reported=(1, 4), verified=(1, 4))
    assert story.headcount() == story.headcount(THEN, place=1) == Headcount()


def test_graduation_with_two_slips(city: StoryCity) -> None:
    story = city.of(graduation_with_two_slips)
    assert story.departures() == [Departure("family", "counted", "ekonomi_meningkat", "probable")]
    assert story.left() == {"family": "ekonomi_meningkat"}
    assert story.count("graduation_unconfirmed") == 0
    assert story.headcount() == Headcount(reported=(1, 5), left=(1, 5))


# Two households


def test_twins_of_two_names(city: StoryCity) -> None:
    story = city.of(twins_of_two_names)
    assert story.key("elder") == story.key("elder", THEN) != story.key("younger") == story.key("younger", THEN)
    assert story.duplicates() == []
    assert story.headcount() == story.headcount(THEN) == Headcount(reported=(2, 6), verified=(2, 6))


def test_namesakes_registered_one_after_the_other(city: StoryCity) -> None:
    story = city.of(namesakes_registered_one_after_the_other)
    assert story.key("one") == story.key("one", THEN) != story.key("other") == story.key("other", THEN)
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(1, 5), verified=(1, 5))
    assert story.headcount(place=1) == Headcount(reported=(1, 2), verified=(1, 2))


def test_neighbours_with_consecutive_cards(city: StoryCity) -> None:
    story = city.of(neighbours_with_consecutive_cards)
    assert story.key("one") == story.key("one", THEN) != story.key("other") == story.key("other", THEN)
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(2, 8), verified=(2, 8))


# Stand-in numbers


def test_one_stand_in_for_two_heads(city: StoryCity) -> None:
    story = city.of(one_stand_in_for_two_heads)
    assert story.rows_with("nik_missing") == ["one", "other"]
    assert story.key("one") == story.key("one", THEN) != story.key("other") == story.key("other", THEN)
    assert story.duplicates() == []
    assert (story.receipts("one"), story.receipts("other")) == (1, 1)
    assert story.headcount() == Headcount(reported=(2, 6), verified=(2, 6))


def test_one_stand_in_for_two_cards(city: StoryCity) -> None:
    story = city.of(one_stand_in_for_two_cards)
    assert story.rows_with("bad_kk") == ["one", "other"]
    assert story.duplicates() == []
    assert story.strangers() == []
    assert story.headcount() == Headcount(rejected=(2, 4), reported=(1, 6), verified=(1, 6))


# Refused


def test_refused(city: StoryCity) -> None:
    story = city.of(refused)
    assert story.rows_with("out_of_range") == ["refused"]
    assert story.headcount() == Headcount(rejected=(1, 4), reported=(1, 3), verified=(1, 3))
    assert story.strangers() == ["unlisted"]
    assisted = story.targeting()
    assert (assisted["assisted_households"], assisted["poor_assisted_households"]) == (3, 1)
    assert (assisted["refused_assisted_households"], assisted["unregistered_assisted_households"]) == (1, 1)


def test_refused_and_not_yet_corrected(city: StoryCity) -> None:
    story = city.of(refused_and_corrected)
    assert story.rows_with("bad_date") == ["late"]
    assert story.headcount() == Headcount(rejected=(1, 5), reported=(1, 2), verified=(1, 2))
    assert story.strangers() == []
    assisted = story.targeting()
    assert (assisted["assisted_households"], assisted["poor_assisted_households"]) == (1, 0)
    assert (assisted["refused_assisted_households"], assisted["unregistered_assisted_households"]) == (1, 0)


def test_refused_and_corrected(corrected: StoryCity) -> None:
    story = corrected.of(refused_and_corrected)
    assert story.rows_with("bad_date") == []
    assert story.headcount() == Headcount(reported=(2, 7), verified=(2, 7))
    assert story.receipts("late") == 1
    assert story.strangers() == []
    assisted = story.targeting()
    assert (assisted["assisted_households"], assisted["poor_assisted_households"]) == (1, 1)
    assert (assisted["refused_assisted_households"], assisted["unregistered_assisted_households"]) == (0, 0)


def test_what_is_not_corrected_stays_refused(city: StoryCity, corrected: StoryCity) -> None:
    assert corrected.of(refused).headcount() == city.of(refused).headcount()
    assert corrected.of(refused).strangers() == ["unlisted"]


# Decided on


def test_waived_and_met_again(city: StoryCity) -> None:
    story = city.of(waived_and_met_again)
    decided, again = story.pair(THEN, status="waived"), story.pair(status="waived")
    assert decided["evidence"]["decided_on"] == again["evidence"]["decided_on"] == "probable"
    assert again["evidence"]["decision_semester"] == THEN.key
    for semester in (THEN, NOW):
        assert story.key("one", semester) != story.key("other", semester)
        assert story.duplicates(semester) == []
        assert story.headcount(semester) == Headcount(reported=(2, 6), verified=(2, 6))
    assert (story.receipts("one"), story.receipts("other")) == (0, 1)


def test_waived_and_corrected(city: StoryCity, corrected: StoryCity) -> None:
    story = corrected.of(waived_and_met_again)
    waived = story.pair(status="waived")
    assert waived["finding_id"] == city.of(waived_and_met_again).pair(status="waived")["finding_id"]
    assert story.key("one") != story.key("other")
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(2, 5), verified=(2, 5))


def test_waived_until_a_number_agrees(city: StoryCity, corrected: StoryCity) -> None:
    before, story = city.of(waived_until_a_number_agrees), corrected.of(waived_until_a_number_agrees)
    assert before.duplicates() == []
    assert before.headcount() == before.headcount(THEN) == Headcount(reported=(2, 8), verified=(2, 8))
    waived, reopened = before.pair(status="waived"), story.pair()
    assert reopened["finding_id"] == waived["finding_id"]
    assert reopened["evidence"]["open_again"] == "new_evidence"
    assert story.key("one") == story.key("other")
    assert [found.matched_by for found in story.duplicates()] == ["nik"]
    assert story.headcount() == Headcount(reported=(2, 8), duplicates=(1, 5), verified=(1, 3))
    # What was decided on the earlier list stands: nothing has changed there.
    assert story.duplicates(THEN) == []
    assert story.headcount(THEN) == Headcount(reported=(2, 8), verified=(2, 8))


# All of them together


@pytest.mark.parametrize("semester", [THEN, NOW], ids=str)
def test_kecamatan_and_city_add_up(city: StoryCity, corrected: StoryCity, semester: Semester) -> None:
    assert_adds_up(city, semester)
    assert_adds_up(corrected, semester)


@pytest.mark.parametrize("semester", [THEN, NOW], ids=str)
def test_nobody_else_is_spoken_of(city: StoryCity, corrected: StoryCity, semester: Semester) -> None:
    # Whom nobody lists has a test above.
    rules = set(HOUSEHOLD_RULES) - {"recipient_not_in_registry"}
    for one in (city, corrected):
        assert_nobody_else_is_spoken_of(one, semester, rules)
        assert len(one.findings(["recipient_not_in_registry"], semester)) == (semester == NOW)


def test_each_story_has_a_sentence() -> None:
    assert len(SECOND_CITY) >= 10
    assert [telling.__name__ for telling in SECOND_CITY if not telling.__doc__] == []
