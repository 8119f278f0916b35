"""Shrinkage of a model's trained probabilities towards their priors."""

import copy
from collections.abc import Mapping
from typing import Any

#: Pairs that do not match are far more, so that the pseudo-count of their prior is this many times larger.
_OTHERS_FOR_A_MATCH = 10.0


def shrunk_towards(
    model: Mapping[str, Any], prior: Mapping[str, Any], *, pseudo_count: float, matches: float, pairs: float
) -> dict[str, Any]:
    """Shrink the trained probabilities of a model towards their priors (both are Splink's settings).

    A probability becomes the mean of both, weighted by pairs: `matches` matching pairs and `pairs` others for the
    trained ones, `pseudo_count` (and ten times as many others) for the priors. So a level without any pair keeps a
    probability above zero. A u probability never falls below its prior, because a sample shows little of what is rare.
    """
    shrunk = copy.deepcopy(dict(model))
    for comparison, before in zip(shrunk["comparisons"], prior["comparisons"], strict=True):
        for level, start in zip(comparison["comparison_levels"], before["comparison_levels"], strict=True):
            if level.get("is_null_level"):
                continue
            if not level.get("fix_m_probability"):
                level["m_probability"] = _mean(
                    level.get("m_probability"), matches, start["m_probability"], pseudo_count
                )
            others = _mean(
                level.get("u_probability"), pairs, start["u_probability"], pseudo_count * _OTHERS_FOR_A_MATCH
            )
            level["u_probability"] = max(others, start["u_probability"])
    return shrunk


def _mean(learned: float | None, weight: float, prior: float, prior_weight: float) -> float:
    if learned is None:
        return prior
    return (learned * weight + prior * prior_weight) / (weight + prior_weight)
