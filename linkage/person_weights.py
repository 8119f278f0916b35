"""How much speaks for two rows of one household being one person: SQL over what both say, with its weights.

How often a person's own name, birth date or NIK is written in another way is what the semester's model has learned from
heads of households. How alike two members of one family are is another matter than how alike two strangers are, and
is a fixed prior: no family is large enough to learn from. Place and card are no evidence, as the household is the same.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from linkage.levels import ARE_TURNED_ROUND, BIRTH_DATE, NAME, NIK, SEX, Level

#: The ways of writing one name; a word in common, which two brothers have too, is none.
_SAME_NAME_LEVELS = 4
#: How often two members of a family agree like that. Twins share a birth date, and their names may differ by a letter.
_FAMILY_U: Mapping[str, Mapping[str, float]] = {
    "nik": {"the same": 1e-3, "one slip apart, not in the date": 0.02, "one slip apart": 1e-3},
    "name_words": {"the same": 2e-3, "sounds the same": 2e-3, "initials": 5e-3, "one slip apart": 1e-2},
    "birth_date": {
        "the same": 0.02,
        "day and month turned round": 1e-4,
        "a date for want of a better one": 3e-3,
        "one slip apart": 5e-3,
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
#: The columns of a compared row that the weights speak of.
COMPARED_COLUMNS = (
    "nik", "name_words", "name_key", "name_initials", "has_initial", "birth_date", "birth_year", "birth_digits", "sex",
)  # fmt: skip

_HAVE_ONE_NAME = f"({' or '.join(level.condition for level in NAME[:_SAME_NAME_LEVELS])})"

#: What makes two rows of one household two persons however much else agrees: SQL over `l` and `r`, and the compared
#: columns with `_l` and `_r`. No name in common; two NIKs that are both right, unless one is a slip for the other; two
#: birth dates that no slip explains (father and son).
ARE_TWO_PERSONS = f"""
    case
        when l.name_words is null or r.name_words is null or not {_HAVE_ONE_NAME} then true
        when l.name_figures <> r.name_figures then true
        when l.is_nik_plausible and r.is_nik_plausible and l.nik <> r.nik
            then l.name_key <> r.name_key or damerau_levenshtein(l.nik, r.nik) > 1
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

    Speaks of `COMPARED_COLUMNS` with `_l` and `_r`. `model` is the semester's, or nothing where none was trained: then
    the priors hold for one person's rows, too.
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
    """Give SQL for what one comparison adds; nothing where either row does not say the column."""
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
    # A bare literal is a decimal of just its digits, and a sum of such ones can be too long for it.
    return f"{math.log2(m / u)!r}::double"
