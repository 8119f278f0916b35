"""How FEBRL's made-up Australians are matched: by SEKTAP's plan, and by the one of Splink's own documentation.

Both are unsupervised. The documented one is that of Splink's examples for febrl3 (single lists) and febrl4 (two lists).
"""

from collections.abc import Iterator

import splink.comparison_level_library as levels
import splink.comparison_library as comparisons

from linkage.matching.plan import Comparison, LinkType, MatchPlan, agree_in

#: How alike two words must be (Jaro-Winkler) to be one that was mistyped.
_NEAR = 0.85

_SAME_NAME_AND_BIRTH = "l.given_name = r.given_name and l.surname = r.surname and l.dob = r.dob"
_SAME_NUMBER = "l.soc_sec_id = r.soc_sec_id"

_CANDIDATES = (
    ("dob",), ("given_name", "surname"), ("postcode", "street_number"), ("suburb", "given_name"),
    ("suburb", "surname"), ("address_1",), ("surname", "birth_year"), ("given_name", "birth_year"),
    ("postcode", "birth_day"), ("postcode", "birth_month"), ("postcode", "given_name"), ("postcode", "surname"),
    ("name_start",), ("address_2", "suburb"), ("address_2", "postcode"),
)  # fmt: skip


def own_plan(tables: int, *, with_number: bool) -> MatchPlan:
    """Give SEKTAP's plan for one list or two."""
    return MatchPlan(
        comparisons=list(_own_comparisons(with_number)),
        blocking_rules=[agree_in(*columns) for columns in (*_CANDIDATES, *([("soc_sec_id",)] if with_number else []))],
        training_rules=[agree_in("dob"), agree_in("postcode"), agree_in("given_name", "surname")],
        certain_rules=[
            _SAME_NAME_AND_BIRTH,
            "l.postcode = r.postcode and l.dob = r.dob",
            "l.address_1 = r.address_1 and l.surname = r.surname",
        ],
        link_type=_link_type(tables),
    )


def _own_comparisons(with_number: bool) -> Iterator[Comparison]:
    yield name_comparison()
    compared = [
        comparisons.DamerauLevenshteinAtThresholds("dob", [1, 2]),
        comparisons.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        comparisons.DamerauLevenshteinAtThresholds("street_number", [1]),
        comparisons.JaroWinklerAtThresholds("address_1", [0.9, 0.8]),
        comparisons.JaroWinklerAtThresholds("address_2", [0.9, 0.8]),
        comparisons.JaroWinklerAtThresholds("suburb", [0.9, 0.8]),
        comparisons.ExactMatch("state"),
        *([comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])] if with_number else []),
    ]
    for comparison in compared:
        yield comparison.create_comparison_dict("duckdb")


def name_comparison() -> Comparison:
    """Compare given name and surname as one, since they depend on each other and are swapped in some records."""
    given, surname = _near("given_name", "given_name"), _near("surname", "surname")
    conditions = {
        "both the same": "given_name_l = given_name_r and surname_l = surname_r",
        "swapped": "given_name_l = surname_r and surname_l = given_name_r",
        "both near": f"{given} and {surname}",
        "the same surname": "surname_l = surname_r",
        "the same given name": "given_name_l = given_name_r",
        "near surname": surname,
        "near given name": given,
        "near and swapped": f"{_near('given_name', 'surname')} or {_near('surname', 'given_name')}",
    }
    nothing = "(given_name_l is null and surname_l is null) or (given_name_r is null and surname_r is null)"
    return comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.CustomLevel(nothing, "no name").configure(is_null_level=True),
            *(levels.CustomLevel(condition, label) for label, condition in conditions.items()),
            levels.ElseLevel(),
        ],
    ).create_comparison_dict("duckdb")


def _near(left: str, right: str) -> str:
    return f"jaro_winkler_similarity({left}_l, {right}_r) > {_NEAR}"


def documented_plan(tables: int, *, with_number: bool) -> MatchPlan:
    """Give the plan of Splink's documentation for one list or two, with what it says of the number or without."""
    plan = _documented_for_one_list if tables == 1 else _documented_for_two_lists
    certain, share, candidates, compared = plan()
    if not with_number:
        certain = [rule for rule in certain if rule != _SAME_NUMBER]
    return MatchPlan(
        comparisons=[comparison for column, comparison in compared.items() if with_number or column != "soc_sec_id"],
        blocking_rules=[*candidates, *([agree_in("soc_sec_id")] if with_number else [])],
        training_rules=[agree_in("dob"), agree_in("postcode")],
        certain_rules=certain,
        certain_share=share,
        link_type=_link_type(tables),
        sampled_pairs=1.1e6,
        seed=2,
    )


_Documented = tuple[list[str], float, list[str], dict[str, Comparison]]


def _documented_for_one_list() -> _Documented:
    swapped = "l.given_name = r.surname and l.surname = r.given_name and l.dob = r.dob"
    compared = {
        "given_name": comparisons.NameComparison("given_name"),
        "surname": comparisons.NameComparison("surname"),
        "dob": comparisons.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%Y%m%d"),
        "soc_sec_id": comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        "street_number": comparisons.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        "postcode": comparisons.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    }
    candidates: list[str] = [agree_in(column) for column in ("given_name", "surname", "dob", "postcode")]
    settings = {column: comparison.create_comparison_dict("duckdb") for column, comparison in compared.items()}
    return [_SAME_NUMBER, _SAME_NAME_AND_BIRTH, swapped], 0.9, candidates, settings


def _documented_for_two_lists() -> _Documented:
    names = ("given_name", "surname")
    compared = {
        **{name: comparisons.NameComparison(name).configure(term_frequency_adjustments=True) for name in names},
        "dob": comparisons.DateOfBirthComparison(
            "dob", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
        ),
        "soc_sec_id": comparisons.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        "street_number": comparisons.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        "postcode": comparisons.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
            term_frequency_adjustments=True
        ),
    }
    candidates: list[str] = [
        agree_in("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        agree_in("dob"),
        agree_in("state", "address_1"),
        agree_in("street_number", "address_1"),
        agree_in("postcode"),
    ]
    settings = {column: comparison.create_comparison_dict("duckdb") for column, comparison in compared.items()}
    return [_SAME_NUMBER, _SAME_NAME_AND_BIRTH], 0.8, candidates, settings


def _link_type(tables: int) -> LinkType:
    return "link_only" if tables > 1 else "dedupe_only"
