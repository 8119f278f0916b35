"""Priors of what strangers agree in: how far a sample moves them, and what it can not undercut."""

from typing import Any

import pytest

from linkage.matching.model import shrunk_towards


def _model(m: float, u: float | None) -> dict[str, Any]:
    level = {"m_probability": m, "u_probability": u}
    nothing_said = {"is_null_level": True}
    return {"comparisons": [{"comparison_levels": [nothing_said, level]}]}


def _drawn(u: float | None, *, pairs: float) -> float:
    drawn = shrunk_towards(_model(0.9, u), _model(0.9, 0.1), pseudo_count=200, pairs=pairs)
    share: float = drawn["comparisons"][0]["comparison_levels"][1]["u_probability"]
    return share


def test_few_pairs_leave_what_is_believed_and_many_replace_it() -> None:
    assert _drawn(0.2, pairs=1) == pytest.approx(0.1, abs=0.01)
    assert _drawn(0.2, pairs=1e6) == pytest.approx(0.2, abs=0.001)


def test_as_many_pairs_as_are_believed_meet_in_the_middle() -> None:
    assert _drawn(0.2, pairs=200) == pytest.approx(0.15)


def test_nothing_is_taken_to_be_rarer_by_chance_than_is_believed() -> None:
    assert _drawn(0.0, pairs=1e6) == 0.1
    assert _drawn(None, pairs=1e6) == 0.1


def test_what_matches_agree_in_is_not_taken_for_what_strangers_do() -> None:
    # Of a hundred pairs one matches, and nine in ten of such pairs agree.
    sampled, prior = _model(0.9, 0.029), _model(0.9, 0.001)
    drawn = shrunk_towards(sampled, prior, pseudo_count=200, pairs=1e6, matches=0.01)
    assert drawn["comparisons"][0]["comparison_levels"][1]["u_probability"] == pytest.approx(0.02, abs=1e-4)


def test_the_sampled_model_is_left_as_it_is() -> None:
    sampled = _model(0.9, 0.2)
    shrunk_towards(sampled, _model(0.9, 0.1), pseudo_count=200, pairs=1)
    assert sampled == _model(0.9, 0.2)
