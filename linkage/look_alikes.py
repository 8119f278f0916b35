"""Look-alikes: pairs of households that agree in much and are two, and what that takes off the weight of a pair.

A comparison's weight sets one household against two strangers, each comparison by itself. Twins, though, share a birth
date *and* a neighbouring serial, a son the name *and* the house of his father. A pair is one household where that is
the better explanation than strangers and than every kind of look-alike:

    1 / bayes_factor = 1 / bayes_factor of strangers + sum over kinds of share of pairs / bayes_factor of the kind

So agreement that twins have too is not counted for as if it were independent, and no pair is forbidden.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LookAlike:
    """A kind of look-alike: how many others of the kind a household has, and how often such a pair agrees in what.

    `agreements` gives, for a comparison, the probability of levels by label, `other` being none of them; levels (and
    comparisons) that are not named share the rest as they do among strangers.
    """

    kind: str
    share: float
    agreements: Mapping[str, Mapping[str, float]]


_NEAR_SERIAL = "registered one after the other"
_NEAR_CARD = "issued one after the other"

LOOK_ALIKES = (
    LookAlike(
        "twins",
        3e-3,
        {
            "birth_date": {"the same": 0.98},
            "nik": {_NEAR_SERIAL: 0.90, "the same but for a typo in the serial": 0.01},
            "name": {
                "the same": 1e-3,
                "sounds the same": 4e-3,
                "initials": 2e-3,
                "one edit apart": 0.10,
                "alike": 0.15,
                "one within the other": 0.03,
                "a word in common": 0.40,
            },
            "kk": {_NEAR_CARD: 0.10},
            "place": {
                "the same house": 0.25,
                "the same street and RT": 0.10,
                "the same neighbourhood": 0.20,
                "the same kelurahan": 0.15,
            },
            "sex": {"the same": 0.85},
        },
    ),
    LookAlike(
        "namesakes born on one day",
        5e-5,
        {
            "birth_date": {"the same": 0.98},
            "nik": {
                _NEAR_SERIAL: 0.55,
                "born on one day, registered in two kecamatan": 0.3,
                "born on one day, with the same small serial in two kecamatan": 0.05,
            },
            "name": {"the same": 0.85, "sounds the same": 0.08, "initials": 0.01, "one edit apart": 0.03},
            "sex": {"the same": 1.0},
        },
    ),
    LookAlike(
        "kin in one house",
        3e-2,
        {
            "name": {"the same": 0.05, "sounds the same": 0.005, "a word in common": 0.25},
            "kk": {_NEAR_CARD: 0.05},
            "place": {"the same house": 0.75, "the same street and RT": 0.05, "the same neighbourhood": 0.15},
            "sex": {"the same": 0.6},
        },
    ),
)


def rival_weight(model: Mapping[str, Any], rows: int) -> str:
    """Give SQL for what look-alikes take off the `match_weight` of scored pairs among so many rows; at most 0.

    Reads Splink's `gamma_…` columns, and `mw_…` by way of `strangers_weight`, the weight against strangers alone.
    """
    kinds = [
        f"pow(2, {math.log2(2 * kind.share / max(rows, 2))!r}::double - ({_weight_against(kind, model)}))"
        for kind in LOOK_ALIKES
    ]
    return f"least(0, -log2(1 + pow(2, strangers_weight) * ({' + '.join(kinds)})))"


def _weight_against(kind: LookAlike, model: Mapping[str, Any]) -> str:
    """Give SQL for the weight of one household against a kind of look-alikes, the sum of all comparisons."""
    return " + ".join(
        _comparison_weight(comparison, kind.agreements.get(comparison["output_column_name"], {}))
        for comparison in model["comparisons"]
    )


def _comparison_weight(comparison: Mapping[str, Any], agreements: Mapping[str, float]) -> str:
    levels = [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]
    # Splink numbers levels down to 0, the last one; -1 is a missing value, which says nothing.
    cases = " ".join(
        f"when {len(levels) - 1 - at} then {math.log2(level['m_probability'] / among)!r}::double"
        for at, (level, among) in enumerate(zip(levels, _among_look_alikes(levels, agreements), strict=True))
    )
    return f"(case gamma_{comparison['output_column_name']} {cases} else 0::double end)"


def _among_look_alikes(levels: list[Mapping[str, Any]], agreements: Mapping[str, float]) -> Iterator[float]:
    """Give how often look-alikes are at each level: as said, else as strangers are, scaled to what is left."""
    unnamed = sum(level["u_probability"] for level in levels if level["label_for_charts"] not in agreements)
    left = max(1 - sum(agreements.values()), 1e-6)
    for level in levels:
        named = agreements.get(level["label_for_charts"])
        yield left * level["u_probability"] / unnamed if named is None else named
