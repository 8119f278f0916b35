"""Households over time: the exact rules, a story each."""

from pathlib import Path

import pytest

from foundation.data_layout import DataLayout
from tests.linked_city import City, household_of, pairs


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(DataLayout(tmp_path))


def test_rows_with_one_kk_or_one_head_are_one_household_and_the_poor_row_counts(city: City) -> None:
    vulnerable = city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1", poverty_status="rentan")
    same_kk = city.add("keluarga", "2022S1", household_id="k1", head_person_id=None)
    same_head = city.add("keluarga", "2022S1", household_id="k2", head_person_id="n1")
    other = city.add("keluarga", "2022S1", household_id="k3", head_person_id=None)
    linked = city.link()
    assert {household_of(linked, record) for record in (vulnerable, same_kk, same_head)} == {"k1"}
    assert household_of(linked, other) == "k3"
    ranks = {row["record_id"]: row["cluster_rank"] for row in linked["household_membership"]}
    assert ranks[same_kk] == 1
    assert sorted(ranks[record] for record in (vulnerable, same_kk, same_head)) == [1, 2, 3]
    assert pairs(linked["registry_duplicate"]) == {(vulnerable, same_kk, "kk"), (same_head, vulnerable, "nik")}


def test_heads_without_nik_are_not_one_household(city: City) -> None:
    city.add("keluarga", "2022S1", household_id="k1", head_person_id=None)
    city.add("keluarga", "2022S1", household_id="k2", head_person_id=None)
    assert city.link()["registry_duplicate"] == []


def test_a_household_keeps_its_key_when_its_kk_is_issued_anew(city: City) -> None:
    first = city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1")
    second = city.add("keluarga", "2022S2", household_id="k9", head_person_id="n1")
    third = city.add("keluarga", "2023S1", household_id="k9", head_person_id="n2")
    linked = city.link()
    assert [household_of(linked, record) for record in (first, second, third)] == ["k1", "k1", "k1"]
    assert [row["semester"] for row in linked["household_entity"]] == ["2022S1"]


def test_a_split_makes_two_households_that_are_no_duplicates(city: City) -> None:
    city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1")
    stayed = city.add("keluarga", "2022S2", household_id="k1", head_person_id="n2")
    left = city.add("keluarga", "2022S2", household_id="k2", head_person_id="n1")
    linked = city.link()
    assert household_of(linked, stayed) == "k1"
    assert household_of(linked, left) == "k2"
    assert linked["registry_duplicate"] == []


def test_households_that_were_merged_by_mistake_part_again_under_their_own_keys(city: City) -> None:
    city.add("keluarga", "2021S2", household_id="k1", head_person_id="n1")
    city.add("keluarga", "2021S2", household_id="k2", head_person_id="n2")
    city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1")
    city.add("keluarga", "2022S1", household_id="k2", head_person_id="n1")
    first = city.add("keluarga", "2022S2", household_id="k1", head_person_id="n1")
    second = city.add("keluarga", "2022S2", household_id="k2", head_person_id="n2")
    linked = city.link()
    assert {household_of(linked, first), household_of(linked, second)} == {"k1", "k2"}


def test_receipts_find_their_household_by_kk_then_head_then_another_receipt(city: City) -> None:
    city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1")
    by_kk = city.add("penerima", "2022S1", household_id="k1", person_id="child")
    by_head = city.add("penerima", "2022S1", household_id=None, person_id="n1")
    mistyped_kk = city.add("penerima", "2022S1", household_id="typo", person_id="n1")
    same_person = city.add("penerima", "2022S1", household_id=None, person_id="child")
    stranger = city.add("penerima", "2022S1", household_id="k7", person_id="n7")
    nobody = city.add("penerima", "2022S1", household_id=None, person_id="n8")
    linked = city.link()
    assert {household_of(linked, record) for record in (by_kk, by_head, mistyped_kk, same_person)} == {"k1"}
    registered = {row["record_id"]: row["is_registered"] for row in linked["household_membership"]}
    assert registered[by_head]
    assert registered[same_person]
    assert household_of(linked, stranger) == "k7"
    assert not registered[stranger]
    assert nobody not in registered


def test_graduations_match_by_number_from_this_and_earlier_semesters_only(city: City) -> None:
    earlier = city.add("mentas", "2022S1", household_id="k1", head_person_id=None)
    by_head = city.add("mentas", "2022S2", household_id=None, head_person_id="n2", by="DISPENDUK")
    later = city.add("mentas", "2023S1", household_id="k3", head_person_id=None)
    for number in ("1", "2", "3"):
        city.add("keluarga", "2022S2", household_id=f"k{number}", head_person_id=f"n{number}")
    matches = {
        (row["household_key"], row["mentas_record_id"], row["matched_by"])
        for row in city.link()["graduation_match"]
        if row["semester"] == "2022S2"
    }
    assert matches == {("k1", earlier, "kk"), ("k2", by_head, "nik")}
    assert later not in {record for _, record, _ in matches}


def test_a_household_that_only_receives_aid_is_matched_with_its_graduation(city: City) -> None:
    graduation = city.add("mentas", "2022S1", household_id="k5", head_person_id="n5")
    city.add("penerima", "2022S1", household_id="k5", person_id="n6")
    head_only = city.add("penerima", "2022S1", household_id=None, person_id="n5", by="BAZNAS")
    linked = city.link()
    assert household_of(linked, head_only) == "k5"
    assert [(row["household_key"], row["mentas_record_id"]) for row in linked["graduation_match"]] == [
        ("k5", graduation)
    ]


def test_a_later_semester_changes_nothing_of_the_earlier_ones(city: City) -> None:
    city.add("keluarga", "2022S1", household_id="k1", head_person_id="n1")
    city.add("penerima", "2022S1", household_id="k2", person_id="n2")
    before = city.link()["household_membership"]
    city.add("keluarga", "2022S2", household_id="k2", head_person_id="n1")
    city.add("mentas", "2022S2", household_id="k2", head_person_id=None)
    after = [row for row in city.link()["household_membership"] if row["semester"] == "2022S1"]
    assert after == before
