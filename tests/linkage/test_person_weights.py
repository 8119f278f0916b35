"""The weight of two rows of one household is the sum of the trained weights, whatever their values."""

import math
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.levels import BIRTH_DATE, NAME, NIK, SEX
from linkage.person_weights import COMPARED_COLUMNS, person_weight

_LEVELS = {"nik": NIK, "name": NAME, "birth_date": BIRTH_DATE, "sex": SEX}
#: A row that agrees with itself in all that is compared.
_SAID = {
    "nik": "'3574010101750001'",
    "nik_area": "'357401'",
    "nik_birth": "'010175'",
    "nik_serial": "1",
    "is_nik_local": "true",
    "is_nik_plausible": "true",
    "name_words": "'SITI AMINAH'",
    "name_written": "'SITI AMINAH'",
    "name_key": "'AMINAH SITI'",
    "name_initials": "'AS'",
    "has_initial": "false",
    "says_birth_date": "true",
    "birth_date": "date '1975-01-02'",
    "birth_year": "1975",
    "birth_digits": "'19750102'",
    "sex": "'L'",
}
#: How often two members of a family agree so (`_FAMILY_U`).
_AGREES_BY_CHANCE = {"nik": 1e-3, "name": 2e-3, "birth_date": 0.02, "sex": 0.5}


def _model(share: dict[str, float]) -> dict[str, Any]:
    """Give a model as Splink trains it: how often rows of one person are the same in each comparison."""
    return {
        "comparisons": [
            {
                "output_column_name": name,
                "comparison_levels": [
                    {
                        "label_for_charts": level.label,
                        "m_probability": share[name] if level.label == "the same" else 1e-4,
                    }
                    for level in levels
                ],
            }
            for name, levels in _LEVELS.items()
        ]
    }


@settings(max_examples=300, deadline=None)
@given(share=st.fixed_dictionaries({name: st.floats(1e-6, 1.0) for name in _LEVELS}))
def test_the_weights_of_all_comparisons_add_up(share: dict[str, float]) -> None:
    sides = ", ".join(f"{_SAID[column]} as {column}_{side}" for column in COMPARED_COLUMNS for side in "lr")
    rows = ", ".join(f"{{{', '.join(f'{name}: {said}' for name, said in _SAID.items())}}} as {side}" for side in "lr")
    with duckdb.connect() as connection:
        found = connection.execute(f"select {person_weight(_model(share))} from (select {sides}, {rows})")
        ((weight,),) = found.fetchall()
    expected = sum(math.log2(share[name] / chance) for name, chance in _AGREES_BY_CHANCE.items())
    assert math.isclose(weight, expected, abs_tol=1e-9)
