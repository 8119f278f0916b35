"""Population: sums that are exact, estimates that are marked, and the secretariat's own figures."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.population import (
    CENSUS_SOURCE,
    OWN_SOURCE,
    Population,
    PopulationFileError,
    population_of,
    read_population_file,
    spread,
)
from sources.regions import regions

KADEMANGAN = "35.74.01"
KADEMANGAN_INNER = [region.code for region in regions() if region.kecamatan_code == KADEMANGAN]


def by_code(given_figures: dict[str, int]) -> dict[str, Population]:
    return {population.region_code: population for population in population_of(given_figures)}


def persons_in(people: dict[str, Population], kecamatan: str) -> int:
    inner = [region.code for region in regions() if region.kecamatan_code == kecamatan]
    return sum(people[code].persons for code in inner)


@settings(deadline=None)
@given(
    total=st.integers(0, 10**7),
    weights=st.dictionaries(st.text(min_size=1), st.fractions(Fraction(1, 1000), 100), min_size=1, max_size=12),
)
def test_shares_are_whole_sum_up_and_lie_next_to_the_exact_ones(total: int, weights: dict[str, Fraction]) -> None:
    shares = spread(total, weights)
    assert sum(shares.values()) == total
    for key, share in shares.items():
        assert abs(share - total * weights[key] / sum(weights.values())) < 1


def test_the_largest_remainder_goes_first() -> None:
    assert spread(10, {"a": Fraction(1), "b": Fraction(1), "c": Fraction(1)}) == {"a": 4, "b": 3, "c": 3}
    assert spread(7, {"a": Fraction(3), "b": Fraction(1)}) == {"a": 5, "b": 2}


def test_the_registry_figures_stand_and_kelurahan_are_marked_estimates() -> None:
    people = by_code({})
    assert len(people) == 35
    assert (people["35.74"].persons, people["35.74"].region_level) == (243_054, "city")
    assert people[KADEMANGAN].persons == 44_290
    for region in regions():
        assert people[region.code].is_estimated == (region.level == "kelurahan")
        if region.level == "kecamatan":
            assert persons_in(people, region.code) == people[region.code].persons


def test_a_given_kelurahan_leaves_its_siblings_the_rest() -> None:
    people = by_code({KADEMANGAN_INNER[0]: 10_000})
    assert (people[KADEMANGAN_INNER[0]].persons, people[KADEMANGAN_INNER[0]].is_estimated) == (10_000, False)
    assert persons_in(people, KADEMANGAN) == people[KADEMANGAN].persons == 44_290
    assert people[KADEMANGAN_INNER[1]].is_estimated


def test_a_given_kecamatan_is_spread_anew_and_counts_in_the_city() -> None:
    people = by_code({KADEMANGAN: 50_000})
    assert persons_in(people, KADEMANGAN) == 50_000
    assert people["35.74"].persons == 243_054 - 44_290 + 50_000
    assert people["35.74"].source == OWN_SOURCE
    assert people["35.74.02"].source == CENSUS_SOURCE


def test_all_kelurahan_given_make_their_kecamatan() -> None:
    people = by_code(dict.fromkeys(KADEMANGAN_INNER, 1_000))
    assert people[KADEMANGAN] == Population("kecamatan", KADEMANGAN, 6_000, False, OWN_SOURCE)


def test_more_people_in_kelurahan_than_in_their_kecamatan_is_reported() -> None:
    with pytest.raises(ValueError, match=r"the kelurahan of 35\.74\.01 have more people than its 44290"):
        population_of({KADEMANGAN_INNER[0]: 50_000})


@pytest.mark.parametrize("separator", [",", ";"])
def test_the_file_is_read_with_either_separator(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "population.csv"
    rows = (("semester", "region_code", "population"), ("2023S1", "35.74.01", "50000"), ("", "", ""))
    path.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8-sig")
    assert read_population_file(path) == {("2023S1", "35.74.01"): 50_000}


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("", 1, "semester"),
        ("semester,region_code\n2023S1,35.74", 1, "population"),
        ("semester,region_code,population\n2023S3,35.74,1", 2, "semester"),
        ("semester,region_code,population\n2023S1,35.74,1\n2023S1,3574,1", 3, "region_code"),
        ("semester,region_code,population\n2023S1,35.74,1\n2023S1,35.74,2", 3, "region_code"),
        ("semester,region_code,population\n2023S1,35.74,1.000", 2, "population"),
        ("semester,region_code,population\n2023S1,35.74,-1", 2, "population"),
        ("semester,region_code,population\n2023S1,35.74", 2, "population"),
    ],
)
def test_what_can_not_be_read_is_reported_by_row_and_column(
    tmp_path: Path, content: str, row: int, column: str
) -> None:
    path = tmp_path / "population.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(PopulationFileError) as caught:
        read_population_file(path)
    assert (caught.value.row, caught.value.column) == (row, column)
