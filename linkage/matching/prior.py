"""What is believed before any data are seen, and how much it weighs against what the data show."""

import copy
from collections.abc import Mapping
from typing import Any

#: Pairs that do not match are many more: what is believed of them weighs this much more, in pairs.
_OTHERS_FOR_A_MATCH = 10.0


def shrunk_towards(
    model: Mapping[str, Any], believed: Mapping[str, Any], *, pseudo_count: float, matches: float, pairs: float
) -> dict[str, Any]:
    """Draw the learned probabilities of a model towards those that are believed (Splink's settings, both).

    A probability becomes the mean of both, weighed by the pairs that stand behind each: `matches` matching pairs and
    `pairs` others behind the learned ones, `pseudo_count` (and ten times as many others) behind the believed. With
    little data that is what is believed, with much what the data show; a level that no data have met keeps a
    probability above none. None is taken to be met by chance more rarely than is believed: a sample says little of
    what is rare.
    """
    drawn = copy.deepcopy(dict(model))
    for comparison, before in zip(drawn["comparisons"], believed["comparisons"], strict=True):
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
    return drawn


def _mean(learned: float | None, weight: float, believed: float, prior_weight: float) -> float:
    if learned is None:
        return believed
    return (learned * weight + believed * prior_weight) / (weight + prior_weight)
