"""The matching without labels does as well on FEBRL as was asked for, at a threshold that knows no truth."""

import io
import re
import subprocess

import pytest
from rich.console import Console

from simulation.evaluation.display import print_febrl
from simulation.evaluation.scores import FebrlScore, MatchScore
from tests.installation import SEKTAP

#: The least F1 of each data set, with the identity number and without.
LEAST_F1 = {"febrl1": (0.998, 0.992), "febrl2": (0.998, 0.993), "febrl3": (0.997, 0.989), "febrl4": (0.999, 0.993)}


@pytest.mark.slow
def test_people_are_found_again() -> None:
    """Run the README's command, which fails where plain Splink does better in any data set."""
    completed = subprocess.run([SEKTAP, "evaluate", "--febrl"], capture_output=True, text=True, check=True)
    lines = (re.findall(r"[\w.,]+", line) for line in completed.stdout.splitlines() if "febrl" in line)
    shown = {(words[0], words[1]): words[2:] for words in lines if words[0] in LEAST_F1}
    assert len(shown) == 2 * len(LEAST_F1)
    for (name, number), figures in shown.items():
        _, _, _, f1, plain, plain_at_best = map(float, figures)
        assert f1 >= LEAST_F1[name][0 if number == "with" else 1]
        assert f1 >= plain_at_best >= plain


def test_a_score_is_that_of_pairs() -> None:
    score = MatchScore(threshold=0.5, found=8, right=6, true=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)


@pytest.mark.parametrize("is_ahead", [True, False])
def test_a_data_set_on_which_plain_splink_does_better_is_reported(is_ahead: bool) -> None:
    good, bad = MatchScore(0.9, 10, 10, 10), MatchScore(0.9, 10, 9, 10)
    own, plain = (good, bad) if is_ahead else (bad, good)
    shown = io.StringIO()
    assert print_febrl([FebrlScore("febrl1", True, own, plain, plain)], Console(file=shown, width=120)) is is_ahead
    assert f"{own.f1:.4f}" in shown.getvalue()
