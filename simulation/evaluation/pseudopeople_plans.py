"""How pseudopeople's made-up Americans are matched: by SEKTAP's kind of plan, without labels."""

from collections.abc import Iterator, Sequence

import splink.comparison_library as comparisons

from linkage.matching.plan import Comparison, MatchPlan, agree_in
from simulation.evaluation.febrl_plans import name_comparison

_SAME_NAME = ("given_name", "surname")

_CANDIDATES = (
    _SAME_NAME, ("dob",), ("surname", "birth_year"), ("given_name", "birth_year"), ("surname", "birth_day"),
    ("given_name", "birth_day"), ("name_start", "middle_initial"), ("soc_sec_id",),
)  # fmt: skip


def pseudopeople_plan(columns: Sequence[str]) -> MatchPlan:
    """Give the plan for two lists that have these of the compared columns in common, besides the names."""
    known = {"given_name", "surname", "name_start", "middle_initial", *columns}
    if "dob" in columns:
        known |= {"birth_year", "birth_day"}
    certain = [agree_in(*_SAME_NAME, "middle_initial", column) for column in columns if column != "sex"]
    return MatchPlan(
        comparisons=list(_comparisons(columns)),
        blocking_rules=[agree_in(*candidate) for candidate in _CANDIDATES if set(candidate) <= known],
        training_rules=[
            agree_in(*_SAME_NAME),
            *(agree_in(column) for column in ("dob", "soc_sec_id") if column in columns),
        ],
        certain_rules=certain,
        link_type="link_only",
    )


def _comparisons(columns: Sequence[str]) -> Iterator[Comparison]:
    yield name_comparison()
    possible = {
        "dob": comparisons.DamerauLevenshteinAtThresholds("dob", [1, 2]),
        "sex": comparisons.ExactMatch("sex"),
        "soc_sec_id": comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
    }
    for comparison in (
        comparisons.ExactMatch("middle_initial"),
        *(comparison for column, comparison in possible.items() if column in columns),
    ):
        yield comparison.create_comparison_dict("duckdb")
