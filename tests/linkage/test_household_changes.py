"""Households that end in others and come out of others: a story each, and the same whatever the order of rows."""

import hashlib
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
        [(_S3, "split", "k1", anew("k1", _S3), "kk")],
    ),
    "merged by mistake, and parted again under the keys of before": (
        {_S1: "k1/n1 k2/n2", _S2: "k1/n1 k2/n1", _S3: "k2/n2 k1/n1"},
        [(_S2, "merged", "k1", "k2", "nik"), (_S3, "split", "k1", "k2", "nik")],
    ),
}


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(DataLayout(tmp_path))


def add_rows(city: City, registries: _Registries) -> None:
    for semester, rows in registries.items():
        for card, _, head in (row.partition("/") for row in rows.split()):
            city.add("keluarga", semester, household_id=card, head_person_id=head)


def changes(linked: dict[str, list[dict[str, Any]]]) -> list[tuple[str, ...]]:
    columns = ("semester", "change", "household_key", "other_household_key", "matched_by")
    return [tuple(row[column] for column in columns) for row in linked["household_change"]]


@pytest.mark.parametrize("story", _STORIES)
def test_what_has_become_of_households(city: City, story: str) -> None:
    registries, expected = _STORIES[story]
    add_rows(city, registries)
    linked = city.link()
    assert changes(linked) == expected
    assert {row["match_probability"] for row in linked["household_change"]} <= {1.0}
    known = {row["household_key"] for row in linked["household_entity"]}
    assert {
        key for row in linked["household_change"] for key in (row["household_key"], row["other_household_key"])
    } <= (known)


@pytest.mark.parametrize("story", _STORIES)
def test_the_order_of_rows_does_not_matter(city: City, story: str) -> None:
    registries, _ = _STORIES[story]
    add_rows(city, registries)
    first = city.link()
    wanted = {row["record_id"]: row["household_key"] for row in first["household_membership"]}
    city.rows = {place: rows[::-1] for place, rows in reversed(city.rows.items())}
    linked = city.link()
    assert linked["household_change"] == first["household_change"]
    assert {row["record_id"]: row["household_key"] for row in linked["household_membership"]} == wanted


def test_a_semester_that_is_run_later_changes_nothing_of_what_the_whole_comes_to(tmp_path: Path) -> None:
    registries, _ = _STORIES["merged by mistake, and parted again under the keys of before"]
    late, whole = (City(DataLayout(tmp_path / name)) for name in ("late", "whole"))
    for semesters in ((_S3,), (_S1,), (_S2,)):
        add_rows(late, {semester: registries[semester] for semester in semesters})
        linked = late.link()
    add_rows(whole, registries)
    assert linked == whole.link()


def test_the_numbers_of_a_merged_household_lead_to_the_one_that_goes_on(city: City) -> None:
    add_rows(city, {_S1: "k1/n1 k2/n2", _S2: "k1/n1 k7/n2", _S3: "k1/n1 k7/n1"})
    city.add("penerima", _S1, household_id="k2", person_id="child")
    before = city.add("penerima", _S2, household_id="k2", person_id="n8")
    old_card = city.add("penerima", _S3, household_id="k2", person_id="n9")
    head = city.add("penerima", _S3, household_id=None, person_id="n2")
    child = city.add("penerima", _S3, household_id=None, person_id="child")
    linked = city.link()
    assert changes(linked) == [(_S3, "merged", "k1", "k2", "nik")]
    assert household_of(linked, before) == "k2"
    assert [household_of(linked, record) for record in (old_card, head, child)] == ["k1", "k1", "k1"]


def test_a_household_that_was_only_assisted_ends_in_one_that_a_registry_has_listed(city: City) -> None:
    add_rows(city, {_S1: "k1/n1"})
    assisted = city.add("penerima", _S1, household_id="k7", person_id="child")
    add_rows(city, {_S2: "k7/n1"})
    linked = city.link()
    assert household_of(linked, assisted) == "k7"
    assert changes(linked) == [(_S2, "merged", "k1", "k7", "kk")]


def test_a_split_from_a_household_known_by_receipts_alone_is_by_its_number(city: City) -> None:
    add_rows(city, {_S1: "k1/n1"})
    city.add("penerima", _S1, household_id="k8", person_id="n1")
    add_rows(city, {_S2: "k1/n1 k8/n8"})
    assert changes(city.link()) == [(_S2, "split", "k1", "k8", "kk")]


def test_a_change_names_the_row_that_bears_the_number(city: City) -> None:
    city.add("keluarga", _S1, household_id="k1", head_person_id="n1")
    city.add("keluarga", _S1, household_id="k2", head_person_id="n2")
    city.add("keluarga", _S2, household_id="k1", head_person_id="n1")
    row = city.add("keluarga", _S2, household_id="k2", head_person_id="n1")
    assert [change["record_id"] for change in city.link()["household_change"]] == [row]


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
