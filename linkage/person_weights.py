"""Match weights, as SQL, of two rows of one household being one person.

The m probabilities (one person's name, birth date or NIK written differently) are those of the model of heads of
households. The u probabilities are fixed priors, because members of one family are more alike than unrelated
people and no family is large enough to train on. Place and card are no evidence: the household is the same.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from linkage.levels import ARE_TURNED_ROUND, BIRTH_DATE, NAME, NIK, SEX, Level

#: The levels that mean one name; a word in common, as brothers have, does not.
_SAME_NAME_LEVELS = 4
#: How often two members of a family agree. Twins share a birth date, and their names may differ by a letter.
_FAMILY_U: Mapping[str, Mapping[str, float]] = {
    "nik": {
        "the same": 1e-3,
        "born on two days, with the same small serial": 0.02,
        "the same area and serial, a typo in the birth part": 1e-3,
        "born on one day, registered in two kecamatan": 1e-3,
        "born on one day, with the same small serial in two kecamatan": 1e-3,
        "the same birth part and serial, a typo in the area": 1e-3,
        "registered one after the other": 0.02,
        "the same but for a typo in the serial": 2e-3,
        "two edits apart": 0.02,
    },
    "name_words": {"the same": 2e-3, "sounds the same": 2e-3, "initials": 5e-3, "one edit apart": 1e-2},
    "birth_date": {
        "the same": 0.02,
        "the same in the NIKs": 1e-3,
        "day and month turned round": 1e-4,
        "a date for want of a better one": 3e-3,
        "one edit apart": 5e-3,
        "within a month": 3e-3,
    },
    "sex": {"the same": 0.5},
}
#: What is compared: its column, its name in the model, its levels.
_COMPARISONS: Sequence[tuple[str, str, Sequence[Level]]] = (
    ("nik", "nik", NIK),
    ("name_words", "name", NAME[:_SAME_NAME_LEVELS]),
    ("birth_date", "birth_date", BIRTH_DATE),
    ("sex", "sex", SEX),
)
#: The columns of a compared row that the weights use.
COMPARED_COLUMNS = (
    "nik", "nik_area", "nik_birth", "nik_serial", "is_nik_local", "is_nik_plausible", "name_words", "name_written",
    "name_key", "name_initials", "has_initial", "says_birth_date", "birth_date", "birth_year", "birth_digits", "sex",
)  # fmt: skip

_HAVE_ONE_NAME = f"({' or '.join(level.condition for level in NAME[:_SAME_NAME_LEVELS])})"

#: Cannot-link constraints within a household: SQL over `l` and `r`, and the compared columns with `_l` and `_r`. No
#: name in common; two plausible NIKs that are more than one edit apart, or that differ only at their end, as those of
#: twins do, and are not of one name; two birth dates that no typo explains (father and son).
ARE_TWO_PERSONS = f"""
    case
        when l.name_words is null or r.name_words is null or not {_HAVE_ONE_NAME} then true
        when l.name_figures <> r.name_figures then true
        when l.is_nik_plausible and r.is_nik_plausible and l.nik <> r.nik
            then damerau_levenshtein(l.nik, r.nik) > 1 or (l.nik_start = r.nik_start and l.name_key <> r.name_key)
        when l.birth_date <> r.birth_date
            then not (
                {ARE_TURNED_ROUND}
                or damerau_levenshtein(l.birth_digits, r.birth_digits) <= 1
                or (
                    l.birth_year = r.birth_year
                    and (right(l.birth_digits, 4) in ('0101', '0701') or right(r.birth_digits, 4) in ('0101', '0701'))
                )
            )
        else false
    end
"""


def person_weight(model: Mapping[str, Any]) -> str:
    """Give SQL for the weight (log2 of the Bayes factor) of two rows of one household to be one person.

    Uses `COMPARED_COLUMNS` with `_l` and `_r`. `model` is the semester's; empty where none was trained, when m is a
    prior, too.
    """
    learned = {
        comparison["output_column_name"]: {
            level.get("label_for_charts"): level.get("m_probability") for level in comparison["comparison_levels"]
        }
        for comparison in model.get("comparisons", ())
    }
    return " + ".join(
        _comparison_weight(column, levels, learned.get(name, {}), _FAMILY_U[column])
        for column, name, levels in _COMPARISONS
    )


def _comparison_weight(
    column: str, levels: Sequence[Level], learned: Mapping[str, float], family: Mapping[str, float]
) -> str:
    """Give SQL for the weight of one comparison, 0 where either row lacks the column."""
    cases, rest_m, rest_u = [], 1.0, 1.0
    for level in levels:
        m, u = learned.get(level.label) or level.m, family[level.label]
        cases.append(f"when {level.condition} then {_weight(m, u)}")
        rest_m, rest_u = rest_m - m, rest_u - u
    return f"""
        case
            when {column}_l is null or {column}_r is null then 0::double
            {" ".join(cases)}
            else {_weight(max(rest_m, 1e-3), rest_u)}
        end
    """


def _weight(m: float, u: float) -> str:
    # A bare literal is a decimal of exactly its digits, which a sum can overflow.
    return f"{math.log2(m / u)!r}::double"
