"""Thirty stories of households, each from a workbook in an inbox to the finding and the headcount.

What happens stands in `stories_of_one_household`, `stories_of_two_households`, `stories_of_changes` and
`stories_of_leaving`; here stands what must be published about it. All happen in one city, each in a kelurahan of its
own, those aside that are about households that are not poor.
"""

import pytest

from foundation.semester import Semester
from tests.end_to_end.stories_of_changes import couple_that_parts, rice_for_a_daughter, widow_who_remarries
from tests.end_to_end.stories_of_leaving import (
    assisted_after_leaving,
    died,
    graduation_of_a_namesake,
    left_under_an_old_card,
    listed_twice_and_left,
    moved_out,
    risen_and_returned,
    risen_by_a_mistyped_card,
    struck_off_and_found,
    struck_off_as_a_second_card,
)
from tests.end_to_end.stories_of_one_household import (
    birth_date_turned_round,
    born_on_new_years_day,
    card_issued_anew,
    card_issued_between_two_semesters,
    cut_nik,
    listed_three_times,
    listed_under_the_spouse,
    mistyped_card,
    mistyped_nik,
    moved,
    swapped_columns,
)
from tests.end_to_end.stories_of_two_households import (
    child_that_splits_off,
    father_and_son,
    marriage_out,
    namesakes,
    new_head_after_a_death,
    twins,
)
from tests.end_to_end.story_checks import assert_adds_up, assert_nobody_else_is_spoken_of
from tests.end_to_end.story_city import run_stories
from tests.end_to_end.story_reading import Change, Departure, Duplicate, Headcount, StoryCity
from tests.end_to_end.story_telling import FIRST_CITY, NOW, THEN, Telling


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> StoryCity:
    """Give the city after a run of each semester. Read only."""
    return run_stories(tmp_path_factory.mktemp("stories"))


# One household


def test_moved(city: StoryCity) -> None:
    story = city.of(moved)
    assert story.key("new") == story.key("old") == story.key("old", THEN)
    assert story.duplicates() == [Duplicate("new", "old", "probable")]
    assert story.headcount() == Headcount(reported=(1, 4), verified=(1, 4))
    assert story.headcount(place=1) == Headcount(reported=(1, 5), duplicates=(1, 5))


def test_card_issued_anew(city: StoryCity) -> None:
    story = city.of(card_issued_anew)
    assert story.key("new") == story.key("old") == story.key("old", THEN)
    assert story.duplicates() == [Duplicate("new", "old", "probable")]
    assert story.headcount() == Headcount(reported=(2, 12), duplicates=(1, 6), verified=(1, 6))
    assert story.receipts("new") == 2
    assert story.count("overlapping_assistance") == 1


def test_card_issued_between_two_semesters(city: StoryCity) -> None:
    story = city.of(card_issued_between_two_semesters)
    assert story.key("new") == story.key("old", THEN)
    assert story.duplicates() == []
    assert story.headcount() == story.headcount(THEN) == Headcount(reported=(1, 2), verified=(1, 2))


@pytest.mark.parametrize(
    ("telling", "expected"),
    [
        (mistyped_card, Headcount(reported=(2, 7), duplicates=(1, 4), verified=(1, 3))),
        (mistyped_nik, Headcount(reported=(2, 10), duplicates=(1, 5), verified=(1, 5))),
        (cut_nik, Headcount(reported=(2, 14), duplicates=(1, 7), verified=(1, 7))),
        (swapped_columns, Headcount(reported=(2, 8), duplicates=(1, 4), verified=(1, 4))),
        (birth_date_turned_round, Headcount(reported=(2, 6), duplicates=(1, 3), verified=(1, 3))),
        (born_on_new_years_day, Headcount(reported=(2, 3), duplicates=(1, 2), verified=(1, 1))),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_slip_of_the_pen(city: StoryCity, telling: Telling, expected: Headcount) -> None:
    story = city.of(telling)
    assert story.key("wrong") == story.key("right")
    assert story.duplicates() == [Duplicate("wrong", "right", "probable")]
    assert story.headcount() == expected


def test_listed_under_the_spouse(city: StoryCity) -> None:
    story = city.of(listed_under_the_spouse)
    assert story.duplicates() == [Duplicate("wife", "husband", "kk")]
    assert story.headcount() == Headcount(reported=(2, 9), duplicates=(1, 4), verified=(1, 5))


def test_listed_three_times(city: StoryCity) -> None:
    story = city.of(listed_three_times)
    assert story.key("right") == story.key("card") == story.key("nik")
    assert [(found.row, found.matched_by) for found in story.duplicates()] == [
        ("card", "probable"),
        ("nik", "probable"),
    ]
    assert story.headcount() == Headcount(reported=(3, 12), duplicates=(2, 9), verified=(1, 3))


# Two households


def test_twins(city: StoryCity) -> None:
    story = city.of(twins)
    assert story.key("elder") == story.key("elder", THEN) != story.key("younger") == story.key("younger", THEN)
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(2, 10), verified=(2, 10))


def test_father_and_son(city: StoryCity) -> None:
    story = city.of(father_and_son)
    assert story.key("father") == story.key("father", THEN) != story.key("son")
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(2, 5), verified=(2, 5))


def test_namesakes(city: StoryCity) -> None:
    story = city.of(namesakes)
    assert story.key("one") != story.key("other")
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(1, 5), verified=(1, 5))
    assert story.headcount(place=1) == Headcount(reported=(1, 2), verified=(1, 2))


def test_child_that_splits_off(city: StoryCity) -> None:
    story = city.of(child_that_splits_off)
    assert story.key("parents") == story.key("parents", THEN) != story.key("child")
    assert story.duplicates() == []
    assert story.headcount(THEN) == Headcount(reported=(1, 5), verified=(1, 5))
    assert story.headcount() == Headcount(reported=(2, 6), verified=(2, 6))


def test_marriage_out(city: StoryCity) -> None:
    story = city.of(marriage_out)
    assert story.key("parents") == story.key("parents", THEN)
    assert story.key("couple") == story.key("groom", THEN)
    assert story.duplicates() == []
    assert story.headcount() == Headcount(reported=(2, 5), verified=(2, 5))
    assert story.receipts("couple") == 1
    assert story.receipts("parents") == 0


def test_new_head_after_a_death(city: StoryCity) -> None:
    story = city.of(new_head_after_a_death)
    assert story.key("widow") == story.key("husband", THEN)
    assert story.departures(THEN) == [Departure("husband", "counted", "meninggal", "nik")]
    assert story.headcount(THEN) == Headcount(reported=(1, 3), left=(1, 3))
    assert story.departures() == []
    assert story.headcount() == Headcount(reported=(1, 2), verified=(1, 2))


# Leaving


def test_died(city: StoryCity) -> None:
    story = city.of(died)
    assert story.departures(THEN) == []
    assert story.departures() == [Departure("widower", "counted", "meninggal", "nik")]
    assert story.headcount() == Headcount(reported=(1, 1), left=(1, 1))


def test_moved_out(city: StoryCity) -> None:
    story = city.of(moved_out)
    assert story.departures() == [Departure("family", "counted", "pindah", "kk")]
    assert story.headcount() == Headcount(reported=(1, 5), left=(1, 5))


def test_risen_by_a_mistyped_card(city: StoryCity) -> None:
    story = city.of(risen_by_a_mistyped_card)
    assert story.departures() == [Departure("family", "counted", "ekonomi_meningkat", "probable")]
    assert story.headcount() == Headcount(reported=(1, 4), left=(1, 4))


def test_risen_and_returned(city: StoryCity) -> None:
    story = city.of(risen_and_returned)
    assert story.departures(THEN) == [Departure("family", "counted", "ekonomi_meningkat", "kk")]
    assert story.headcount(THEN) == Headcount(reported=(1, 6), left=(1, 6))
    assert story.departures() == []
    assert story.headcount() == Headcount(reported=(1, 6), verified=(1, 6))


def test_graduation_of_a_namesake(city: StoryCity) -> None:
    story = city.of(graduation_of_a_namesake)
    assert story.key("poor") != story.key("risen")
    assert story.departures() == [Departure("risen", "counted", "ekonomi_meningkat", "probable")]
    assert story.left() == {"poor": None, "risen": "ekonomi_meningkat"}
    assert story.headcount() == Headcount(reported=(2, 8), left=(1, 3), verified=(1, 5))


def test_left_under_an_old_card(city: StoryCity) -> None:
    story = city.of(left_under_an_old_card)
    assert story.key("new") == story.key("old", THEN)
    assert [found[:3] for found in story.departures()] == [("new", "counted", "ekonomi_meningkat")]
    assert story.headcount() == story.headcount(THEN) == Headcount(reported=(1, 4), left=(1, 4))


def test_left_under_an_old_card_is_only_probable(city: StoryCity) -> None:
    (found,) = city.of(left_under_an_old_card).departures()
    assert found.matched_by == "probable"


def test_listed_twice_and_left(city: StoryCity) -> None:
    story = city.of(listed_twice_and_left)
    assert story.duplicates() == [Duplicate("new", "old", "probable")]
    assert [found[:3] for found in story.departures()] == [("old", "counted", "mengundurkan_diri")]
    assert story.headcount() == Headcount(reported=(2, 7), duplicates=(1, 4), left=(1, 3))


def test_struck_off_as_a_second_card(city: StoryCity) -> None:
    story = city.of(struck_off_as_a_second_card)
    assert story.departures() == [Departure("wife", "counted", "ganda", "kk")]
    assert story.left() == {"husband": None, "wife": "ganda"}
    assert story.headcount() == Headcount(reported=(2, 7), left=(1, 3), verified=(1, 4))


def test_struck_off_and_found(city: StoryCity) -> None:
    story = city.of(struck_off_and_found)
    assert story.duplicates() == [Duplicate("old", "new", "probable")]
    assert story.headcount() == Headcount(reported=(2, 4), duplicates=(1, 2), verified=(1, 2))


def test_assisted_after_leaving(city: StoryCity) -> None:
    story = city.of(assisted_after_leaving)
    assert story.departures() == [
        Departure("family", "assisted", "ekonomi_meningkat", "probable"),
        Departure("family", "counted", "ekonomi_meningkat", "probable"),
    ]
    assert story.receipts("family") == 2
    (found,) = city.findings(["left_poverty_still_assisted"], NOW)
    assert found["evidence"]["receipt_count"] == 1
    assert story.headcount() == Headcount(reported=(1, 5), left=(1, 5))


# Households that become one, or two


def test_widow_who_remarries(city: StoryCity) -> None:
    story = city.of(widow_who_remarries)
    groom, widow = story.key("groom", THEN), story.key("widow", THEN)
    assert groom != widow
    assert story.key("groom") == story.key("wife") == groom
    assert story.changes(THEN) == []
    assert story.changes() == [Change("merged", groom, widow, "kk")]
    assert story.receipts("groom") == 1


def test_couple_that_parts(city: StoryCity) -> None:
    story = city.of(couple_that_parts)
    assert story.key("he", THEN) == story.key("she", THEN) == story.key("he")
    assert story.changes(THEN) == []
    assert story.changes() == [Change("split", story.key("he"), story.key("she"), "kk")]
    assert story.duplicates() == []


def test_new_cards_moves_and_new_heads_are_no_changes(city: StoryCity) -> None:
    changed = {found for telling in FIRST_CITY for found in city.of(telling).changes()}
    assert changed == {*city.of(widow_who_remarries).changes(), *city.of(couple_that_parts).changes()}


def test_rice_for_a_daughter(city: StoryCity) -> None:
    story = city.of(rice_for_a_daughter)
    assert (story.receipts("home"), story.persons("home")) == (3, 2)
    (probability,) = story.persons_twice("home")
    assert 0.9 < probability < 1


# All of them together


@pytest.mark.parametrize("semester", [THEN, NOW], ids=str)
def test_kecamatan_and_city_add_up(city: StoryCity, semester: Semester) -> None:
    assert_adds_up(city, semester)


@pytest.mark.parametrize("semester", [THEN, NOW], ids=str)
def test_nobody_else_is_spoken_of(city: StoryCity, semester: Semester) -> None:
    assert_nobody_else_is_spoken_of(city, semester)


def test_each_story_has_a_sentence() -> None:
    assert len(FIRST_CITY) >= 20
    assert [telling.__name__ for telling in FIRST_CITY if not telling.__doc__] == []
