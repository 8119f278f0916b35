"""Priors: how far data move them, and what data can not undercut."""

from typing import Any

import pytest

from linkage.matching.model import shrunk_towards


def _model(m: float | None, u: float | None, **options: Any) -> dict[str, Any]:
    level = {"m_probability": m, "u_probability": u, **options}
    nothing_said = {"is_null_level": True}
    return {"comparisons": [{"comparison_levels": [nothing_said, level]}]}


def _drawn(model: dict[str, Any], prior: dict[str, Any], *, matches: float, pairs: float) -> tuple[float, float]:
    drawn = shrunk_towards(model, prior, pseudo_count=20, matches=matches, pairs=pairs)
    level = drawn["comparisons"][0]["comparison_levels"][1]
    return level["m_probability"], level["u_probability"]


def test_few_pairs_leave_what_is_believed_and_many_replace_it() -> None:
    few = _drawn(_model(0.9, 0.2), _model(0.5, 0.1), matches=1, pairs=1)
    many = _drawn(_model(0.9, 0.2), _model(0.5, 0.1), matches=1e6, pairs=1e6)
    assert few == (pytest.approx(0.5, abs=0.02), pytest.approx(0.1, abs=0.01))
    assert many == (pytest.approx(0.9, abs=0.001), pytest.approx(0.2, abs=0.001))


def test_as_many_pairs_as_are_believed_meet_in_the_middle() -> None:
    assert _drawn(_model(0.9, 0.2), _model(0.5, 0.1), matches=20, pairs=200) == pytest.approx((0.7, 0.15))


def test_a_level_that_no_data_have_met_stays_possible() -> None:
    assert _drawn(_model(0.0, 0.0), _model(0.5, 0.1), matches=100, pairs=1e6)[0] > 0.05
    assert _drawn(_model(None, None), _model(0.5, 0.1), matches=100, pairs=1e6) == (0.5, 0.1)


def test_nothing_is_taken_to_be_rarer_by_chance_than_is_believed() -> None:
    assert _drawn(_model(0.5, 0.0), _model(0.5, 0.1), matches=100, pairs=1e6)[1] == 0.1


def test_what_rows_do_not_say_is_not_learned() -> None:
    fixed = _model(0.8, 0.2, fix_m_probability=True)
    assert _drawn(fixed, _model(0.3, 0.1), matches=10, pairs=1e6)[0] == 0.8


def test_the_model_that_was_learned_is_left_as_it_is() -> None:
    learned = _model(0.9, 0.2)
    shrunk_towards(learned, _model(0.5, 0.1), pseudo_count=20, matches=1, pairs=1)
    assert learned == _model(0.9, 0.2)
