"""The matching without labels does as well on FEBRL as was asked for, at a threshold that knows no truth."""

import io

import pytest
from rich.console import Console

from simulation.evaluation.display import print_febrl
from simulation.evaluation.febrl import DATA_SETS, evaluate_data_set
from simulation.evaluation.febrl_scores import FebrlScore, MatchScore

#: The least F1 of each data set, with the identity number and without.
LEAST_F1 = {"febrl1": (0.998, 0.992), "febrl2": (0.998, 0.993), "febrl3": (0.997, 0.989), "febrl4": (0.999, 0.993)}


@pytest.mark.slow
@pytest.mark.parametrize("with_number", [True, False], ids=["with number", "without number"])
@pytest.mark.parametrize("name", DATA_SETS)
def test_people_are_found_again(name: str, with_number: bool) -> None:
    score = evaluate_data_set(name, with_number=with_number)
    assert score.own.f1 >= LEAST_F1[name][0 if with_number else 1]
    assert score.own.f1 >= score.plain_at_best.f1 >= score.plain.f1
    assert score.own.true == {"febrl1": 500, "febrl2": 1934, "febrl3": 6538, "febrl4": 5000}[name]


def test_a_score_is_that_of_pairs() -> None:
    score = MatchScore(threshold=0.5, found=8, right=6, true=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)


@pytest.mark.parametrize("is_ahead", [True, False])
def test_a_data_set_on_which_plain_splink_does_better_is_told(is_ahead: bool) -> None:
    good, bad = MatchScore(0.9, 10, 10, 10), MatchScore(0.9, 10, 9, 10)
    own, plain = (good, bad) if is_ahead else (bad, good)
    shown = io.StringIO()
    assert print_febrl([FebrlScore("febrl1", True, own, plain, plain)], Console(file=shown, width=120)) is is_ahead
    assert f"{own.f1:.4f}" in shown.getvalue()
