"""What matching misses per household found: the rates, and the seed that bounds rest on."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from linkage.version import identify_linkage
from simulation.evaluation.cities.copies import ERROR_MODELS
from simulation.evaluation.cities.recall import main, missed_rates
from simulation.evaluation.cities.results import CitySemester, FindingCounts, read_results
from tests.simulation.evaluation.test_cities import result

_REPOSITORY = Path(__file__).parents[3]
_TUNED = _REPOSITORY / "docs" / "evaluation_tuned_cities.jsonl"
_REPORTED = _REPOSITORY / "docs" / "evaluation_cities.jsonl"
_SEED = _REPOSITORY / "dbt_project" / "seeds" / "linkage_recall.csv"


def _semesters(counts: Sequence[tuple[int, int]]) -> list[CitySemester]:
    """Give semesters in which so many duplicates with a NIK in both rows were planted and found."""
    return [
        replace(result(seed), findings=(
            FindingCounts("duplicate_household", "probable, number", planted, found, found),
            FindingCounts("duplicate_household", "probable, no number", 2, 1, 1),
            FindingCounts("left_poverty_still_counted", "probable, number", 2, 1, 1),
            FindingCounts("left_poverty_still_counted", "probable, no number", 2, 1, 1),
        ))
        for seed, (planted, found) in enumerate(counts)
    ]  # fmt: skip


def test_the_rate_is_what_was_missed_over_what_was_found() -> None:
    rates = list(missed_rates(_semesters([(60, 50), (120, 100)])))
    assert [(rate.rule_code, rate.both_have_nik) for rate in rates] == [
        ("duplicate_household", True), ("duplicate_household", False),
        ("left_poverty_still_counted", True), ("left_poverty_still_counted", False),
    ]  # fmt: skip
    first = rates[0]
    assert (first.missed_per_found, first.missed_per_found_sd) == (0.2, 0)
    assert (first.city_semesters, first.planted, first.found) == (2, 180, 150)


@pytest.mark.parametrize("between", [0.0, 0.1])
def test_the_spread_between_cities_is_found_beside_that_of_chance(between: float) -> None:
    random = np.random.default_rng(15)
    found = random.integers(50, 500, size=2000)
    rates = np.maximum(random.normal(0.3, between, size=2000), 0)
    missed = random.negative_binomial(found, 1 / (1 + rates))
    rate = next(missed_rates(_semesters(list(zip((found + missed).tolist(), found.tolist(), strict=True)))))
    assert rate.missed_per_found == pytest.approx(0.3, abs=0.01)
    assert rate.missed_per_found_sd == pytest.approx(between, abs=0.015)


def test_the_seed_is_what_the_cities_say(tmp_path: Path) -> None:
    assert main([str(_TUNED), str(tmp_path / "seed.csv")]) == 0
    assert (tmp_path / "seed.csv").read_bytes() == _SEED.read_bytes()
    with _SEED.open(encoding="utf-8", newline="") as file:
        rates = list(csv.DictReader(file))
    assert {rate["error_model"] for rate in rates} == set(ERROR_MODELS)
    assert all(int(rate["planted"]) > 100 for rate in rates)


@pytest.mark.parametrize(("results", "made_by"), [(_TUNED, "make recall"), (_REPORTED, "make cities")])
def test_the_cities_were_linked_as_linkage_is_today(results: Path, made_by: str) -> None:
    assert {one.version for one in read_results(results)} == {identify_linkage()[:12]}, made_by


def test_the_seed_rests_on_no_city_of_the_report() -> None:
    reported = read_results(_REPORTED)
    assert not {one.seed for one in read_results(_TUNED)} & {one.seed for one in reported}
