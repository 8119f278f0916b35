"""What is counted of a city, kept and added up; and a city through the whole product."""

from collections import Counter
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from foundation.pseudonym import Pseudonymiser
from foundation.semester import parse_semester_range
from simulation.evaluate_command import evaluate
from simulation.evaluation.cities import trial
from simulation.evaluation.cities.results import (
    Bounds,
    CitySemester,
    FindingCounts,
    KindCounts,
    LookAlikeCounts,
    Sum,
    read_results,
    sum_findings,
    sum_kinds,
    sum_look_alikes,
    write_results,
)
from simulation.evaluation.cities.trial import count_findings, try_city
from simulation.evaluation.comparison import Sides
from simulation.evaluation.error_model_tables import ErrorModelScores
from simulation.evaluation.error_models import environment
from simulation.evaluation.scores import Label, score_kinds

APP = typer.Typer()
APP.command()(evaluate)


def result(seed: int, semester: str = "2022S1", right: int = 8) -> CitySemester:
    return CitySemester(
        "gecko", seed, 400, semester, "abc",
        findings=(FindingCounts("duplicate_household", "all", 10, 9, right),),
        kinds=(KindCounts("duplicate_household", "no_kk: ocr", 4, 3),),
        look_alikes=(LookAlikeCounts("twins", 2, 1, 0),),
        bounds=Bounds(90, 95, 99, 100), decided=20, undecided=2,
    )  # fmt: skip


def test_results_are_kept_in_order(tmp_path: Path) -> None:
    path = tmp_path / "cities.jsonl"
    assert read_results(path) == []
    write_results(path, [result(8001), result(8000, "2022S2"), result(8000)])
    assert read_results(path) == [result(8000), result(8000, "2022S2"), result(8001)]


def test_results_are_added_up() -> None:
    both = [result(8000), result(8001, right=9)]
    assert sum_findings(both, "duplicate_household", "all") == Sum(planted=20, found=18, right=17)
    assert sum_findings(both, "left_poverty_still_counted", "all").recall is None
    assert sum_kinds(both, "duplicate_household") == {"no_kk: ocr": (8, 6)}
    assert sum_look_alikes(both) == {"twins": (4, 2, 0)}


@pytest.mark.parametrize(("true", "covers"), [(89, False), (90, True), (99, True), (100, False)])
def test_bounds_hold_at_their_ends(true: int, covers: bool) -> None:
    assert Bounds(low=90, verified=95, high=99, true=true).covers is covers


def test_too_few_findings_miss_the_target() -> None:
    assert ErrorModelScores().reaches_targets
    assert not ErrorModelScores([result(8000)]).reaches_targets


def test_findings_are_counted_by_the_number_in_both_rows() -> None:
    ids = [Pseudonymiser(trial.KEY)(card) for card in "123456"]
    first, second, third = (("duplicate_household", "2022S1", *ids[at : at + 2]) for at in (0, 2, 4))
    planted: Counter[Label] = Counter({first: 1, second: 1})
    found: Counter[Label] = Counter({first: 1, third: 1})
    sides = Sides({}, planted, found, [(first, ["same_nik"]), (second, ["cut_nik"])], frozenset({first}), [], [])
    counted = {
        one.group: (one.planted, one.found, one.right)
        for one in count_findings(sides, without_number=["4"])
        if one.rule_code == "duplicate_household"
    }
    # The finding too many is on two rows with a NIK, until one of them has none.
    assert counted == {
        "all": (2, 2, 1), "number": (1, 2, 1), "no number": (1, 0, 0),
        "probable, number": (0, 1, 0), "probable, no number": (1, 0, 0),
    }  # fmt: skip
    (_, _, without) = list(count_findings(sides, without_number=["4", "6"]))[:3]
    assert (without.planted, without.found, without.right) == (1, 1, 0)


def test_a_finding_counts_in_each_of_its_kinds_and_once_where_it_is_planted_twice() -> None:
    label: Label = ("duplicate_household", "2022S1", "a", "b")
    planted = [(label, ["nama_kepala: ocr", "slips in all: 2"]), (label, ["same_kk"])]
    counted = score_kinds(planted, Counter({label: 1}), Counter())
    assert {one.kind: one.found for one in counted} == {"nama_kepala: ocr": 1, "slips in all: 2": 1, "same_kk": 0}


def test_what_is_to_be_installed_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment.sys, "prefix", str(tmp_path))
    refused = CliRunner().invoke(APP, ["--pseudopeople"])
    assert refused.exit_code == 2
    assert "make error-models" in refused.output


def test_kept_cities_are_shown(tmp_path: Path) -> None:
    write_results(tmp_path / "cities.jsonl", [result(8000)])
    shown = CliRunner().invoke(APP, ["--cities", str(tmp_path / "cities.jsonl"), "--minutes-per-pair", "5"])
    assert shown.exit_code == 1
    assert "0.800" in shown.output
    assert "5 minutes for a pair" in shown.output


@pytest.mark.slow
@pytest.mark.parametrize("model", ["own", "gecko"])
def test_a_city_goes_through_the_product(model: str) -> None:
    first, second = try_city(model, 7_004, 300, parse_semester_range("2022S1:2022S2"))
    assert (first.semester, second.semester) == ("2022S1", "2022S2")
    for one in (first, second):
        counted = sum_findings([one], "duplicate_household", "all")
        assert counted.planted >= 5
        assert counted.right >= 0.7 * counted.planted
        assert counted.right >= 0.9 * counted.found
        assert abs(one.bounds.verified - one.bounds.true) <= 0.03 * one.bounds.true
        assert one.decided + one.undecided >= counted.found
