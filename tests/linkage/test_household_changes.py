"""Households that end in others and come out of others: a story each, and the same whatever the order of rows."""

import copy
import hashlib
import random
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from linkage.changes import SidedRow, tie
from linkage.clusters import RegistryRow
from tests.linked_city import City, household_of

_S1, _S2, _S3 = "2022S1", "2022S2", "2023S1"

#: The rows of each semester's registry, each as `KK/NIK of the head`.
_Registries = dict[str, str]


#: Marks a key that is new under a card whose name another household bears.
ANEW = " anew"


def anew(card: str, semester: str) -> str:
    """Give the key of a household that is new under a card whose name another household bears."""
    return hashlib.sha256(f"{card}{semester}".encode()).hexdigest()[:32]


#: What registries list, and what has become of the households: semester, change, who goes on, the other, by what.
_STORIES: dict[str, tuple[_Registries, list[tuple[str, ...]]]] = {
    "new cards and new heads are no change": ({_S1: "k1/n1", _S2: "k2/n1", _S3: "k2/n2"}, []),
    "a household that is not listed for a while is no change": (
        {_S1: "k1/n1 k2/n2", _S2: "k1/n1", _S3: "k1/n1 k2/n2"},
        [],
    ),
    "a head who moves into another household, while the own one goes on, is no change": (
        {_S1: "k1/n1 k2/n2", _S2: "k1/n2 k2/n3"},
        [],
    ),
    "merged by a card, whose household goes on": (
        {_S1: "k2/n2", _S2: "k1/n1 k2/n2", _S3: "k1/n1 k1/n2"},
        [(_S3, "merged", "k1", "k2", "kk")],
    ),
    "merged by a NIK; of two cards that of the older household goes on": (
        {_S1: "k2/n2", _S2: "k1/n1 k2/n2", _S3: "k1/n1 k2/n1"},
        [(_S3, "merged", "k2", "k1", "nik")],
    ),
    "merged by a NIK; of two as old the smaller key goes on": (
        {_S1: "k1/n1 k2/n2", _S2: "k1/n2 k2/n2"},
        [(_S2, "merged", "k1", "k2", "nik")],
    ),
    "merged by a new card that two heads share": (
        {_S1: "k2/n2", _S2: "k1/n1 k2/n2", _S3: "k5/n1 k5/n2"},
        [(_S3, "merged", "k2", "k1", "kk")],
    ),
    "merged by one row with the card of one and the head of the other": (
        {_S1: "k1/n1", _S2: "k1/n1 k2/n2", _S3: "k2/n1"},
        [(_S3, "merged", "k2", "k1", "nik")],
    ),
    "three are merged into one": (
        {_S1: "k1/n1 k2/n2 k3/n3", _S2: "k1/n1 k2/n1 k3/n1"},
        [(_S2, "merged", "k1", "k2", "nik"), (_S2, "merged", "k1", "k3", "nik")],
    ),
    "split by a head who gets a new card; who has the card goes on": (
        {_S1: "k1/n1", _S2: "k1/n2 k2/n1"},
        [(_S2, "split", "k1", "k2", "nik")],
    ),
    "split of two heads who shared a card": (
        {_S1: "k1/n1 k1/n2", _S2: "k1/n1 k2/n2"},
        [(_S2, "split", "k1", "k2", "kk")],
    ),
    "split of two cards that shared a head": (
        {_S1: "k1/n1 k2/n1", _S2: "k1/n3 k2/n2"},
        [(_S2, "split", "k1", "k2", "nik")],
    ),
    "split in three": (
        {_S1: "k1/n1 k2/n1 k3/n1", _S2: "k1/n1 k2/n2 k3/n3"},
        [(_S2, "split", "k1", "k2", "nik"), (_S2, "split", "k1", "k3", "nik")],
    ),
    "split in which card and head together go before the card alone": (
        {_S1: "k1/n1", _S2: "k9/n1", _S3: "k1/n5 k9/n1"},
        [(_S3, "split", "k1", "k1" + ANEW, "kk")],
    ),
    "merged by mistake, and parted again under the keys of before": (
        {_S1: "k1/n1 k2/n2", _S2: "k1/n1 k2/n1", _S3: "k2/n2 k1/n1"},
        [(_S2, "merged", "k1", "k2", "nik"), (_S3, "split", "k1", "k2", "nik")],
    ),
}


def _own(story: str, number: str) -> str:
    """Give a number of a story as it is in the city where all of them happen."""
    return f"{list(_STORIES).index(story):02} {number}"


@pytest.fixture(scope="module")
def all_stories(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Give a city in which all stories happen, each to households of its own."""
    city = City(DataLayout(tmp_path_factory.mktemp("stories")))
    for story, (registries, _) in _STORIES.items():
        add_rows(city, registries, lambda number, story=story: _own(story, number))  # type: ignore[misc]
    return city


@pytest.fixture(scope="module")
def linked_at_once(all_stories: City) -> dict[str, list[dict[str, Any]]]:
    """Give what linking makes of all stories."""
    return all_stories.link()


def add_rows(city: City, registries: _Registries, named: Callable[[str], str] = str) -> None:
    for semester, rows in registries.items():
        for card, _, head in (row.partition("/") for row in rows.split()):
            city.add("keluarga", semester, household_id=named(card), head_person_id=named(head))


def changes(linked: dict[str, list[dict[str, Any]]]) -> list[tuple[str, ...]]:
    columns = ("semester", "change", "household_key", "other_household_key", "matched_by")
    return [tuple(row[column] for column in columns) for row in linked["household_change"]]


@pytest.mark.parametrize("story", _STORIES)
def test_what_has_become_of_households(linked_at_once: dict[str, list[dict[str, Any]]], story: str) -> None:
    _, expected = _STORIES[story]
    ours = [change for change in changes(linked_at_once) if {change[2], change[3]} & _keys(story)]
    assert ours == [
        (semester, change, *(_own_key(story, key, semester) for key in keys), matched_by)
        for semester, change, *keys, matched_by in expected
    ]


def _keys(story: str) -> set[str]:
    """Give all keys that a household of the story may bear."""
    cards = {row.partition("/")[0] for rows in _STORIES[story][0].values() for row in rows.split()}
    own = {_own(story, card) for card in cards}
    return own | {anew(card, semester) for card in own for semester in (_S1, _S2, _S3)}


def _own_key(story: str, key: str, semester: str) -> str:
    """Give the key that the city of all stories has for what is expected of one story: a card, or a card used anew."""
    return anew(_own(story, key.removesuffix(ANEW)), semester) if key.endswith(ANEW) else _own(story, key)


def test_all_changes_are_certain_and_of_known_households(linked_at_once: dict[str, list[dict[str, Any]]]) -> None:
    assert len(linked_at_once["household_change"]) == sum(len(expected) for _, expected in _STORIES.values())
    assert {row["match_probability"] for row in linked_at_once["household_change"]} == {1.0}
    known = {row["household_key"] for row in linked_at_once["household_entity"]}
    assert {
        key for row in linked_at_once["household_change"] for key in (row["household_key"], row["other_household_key"])
    } <= known


@pytest.mark.parametrize("order", ["backwards", "shuffled"])
def test_the_order_of_rows_does_not_matter(
    all_stories: City, linked_at_once: dict[str, list[dict[str, Any]]], tmp_path: Path, order: str
) -> None:
    other = City(DataLayout(tmp_path))
    other.rows = copy.deepcopy(all_stories.rows)
    for rows in other.rows.values():
        if order == "backwards":
            rows.reverse()
        else:
            random.Random(1).shuffle(rows)
    linked = other.link()
    assert linked["household_change"] == linked_at_once["household_change"]
    first, second = (
        {row["record_id"]: row["household_key"] for row in each["household_membership"]}
        for each in (linked_at_once, linked)
    )
    assert second == first


def test_a_semester_that_is_run_later_changes_nothing_of_what_the_whole_comes_to(
    all_stories: City, linked_at_once: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    late = City(DataLayout(tmp_path))
    for semester in (_S3, _S1, _S2):
        late.rows |= {place: rows for place, rows in all_stories.rows.items() if place[1] == semester}
        linked = late.link()
    assert linked == linked_at_once


#: Rows by name, and what linking makes of them.
_Assisted = tuple[dict[str, str], dict[str, list[dict[str, Any]]]]


def assist(city: City, semester: str, card: str | None, person: str) -> str:
    return city.add("penerima", semester, household_id=card, person_id=person)


@pytest.fixture(scope="module")
def assisted(tmp_path_factory: pytest.TempPathFactory) -> _Assisted:
    """Give rows by name, and what linking makes of a city where four stories happen in which aid is received too."""
    city, row = City(DataLayout(tmp_path_factory.mktemp("assisted"))), {}
    add_rows(city, {_S1: "k1/n1 k2/n2", _S2: "k1/n1 k7/n2", _S3: "k1/n1 k7/n1"})
    assist(city, _S1, "k2", "child")
    row["before"] = assist(city, _S2, "k2", "n8")
    row["old card"] = assist(city, _S3, "k2", "n9")
    row["head"] = assist(city, _S3, None, "n2")
    row["child"] = assist(city, _S3, None, "child")
    add_rows(city, {_S1: "listed/h1", _S2: "only-assisted/h1"})
    row["only assisted"] = assist(city, _S1, "only-assisted", "h2")
    add_rows(city, {_S1: "stays/p1", _S2: "stays/p1 by-receipts/p8"})
    assist(city, _S1, "by-receipts", "p1")
    add_rows(city, {_S1: "c1/d1 c2/d2", _S2: "c1/d1"})
    row["bears the number"] = city.add("keluarga", _S2, household_id="c2", head_person_id="d1")
    return row, city.link()


def changes_of(household: str, linked: dict[str, list[dict[str, Any]]]) -> list[tuple[str, ...]]:
    return [change for change in changes(linked) if change[2] == household]


def test_the_numbers_of_a_merged_household_lead_to_the_one_that_goes_on(assisted: _Assisted) -> None:
    row, linked = assisted
    assert changes_of("k1", linked) == [(_S3, "merged", "k1", "k2", "nik")]
    assert household_of(linked, row["before"]) == "k2"
    assert [household_of(linked, row[name]) for name in ("old card", "head", "child")] == ["k1", "k1", "k1"]


def test_a_household_that_was_only_assisted_ends_in_one_that_a_registry_has_listed(assisted: _Assisted) -> None:
    row, linked = assisted
    assert household_of(linked, row["only assisted"]) == "only-assisted"
    assert changes_of("listed", linked) == [(_S2, "merged", "listed", "only-assisted", "kk")]


def test_a_split_from_a_household_known_by_receipts_alone_is_by_its_number(assisted: _Assisted) -> None:
    assert changes_of("stays", assisted[1]) == [(_S2, "split", "stays", "by-receipts", "kk")]


def test_a_change_names_the_row_that_bears_the_number(assisted: _Assisted) -> None:
    row, linked = assisted
    (change,) = [change for change in linked["household_change"] if change["household_key"] == "c1"]
    assert change["record_id"] == row["bears the number"]


def test_the_weakest_link_says_by_what_two_are_one_and_all_say_how_probably() -> None:
    rows = [
        SidedRow(RegistryRow(1, "k1", "n1"), "kk", None),
        SidedRow(RegistryRow(2, "k5", None), None, None),
        SidedRow(RegistryRow(3, "k5", "n3"), None, None),
        SidedRow(RegistryRow(4, "k2", None), None, "kk"),
    ]
    probable = {(1, 2): 0.9, (3, 4): 0.8}
    for order in permutations(rows):
        found = tie(order, probable)
        assert found is not None
        assert found[0] == "probable"
        assert found[1] == pytest.approx(0.72)


def test_two_that_no_row_is_of_have_nothing_in_common() -> None:
    assert tie([SidedRow(RegistryRow(1, "k1", "n1"), "kk", None)], {}) is None
