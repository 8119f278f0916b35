"""All field cases by their kind."""

from collections.abc import Mapping, Sequence

from tests.field_cases import (
    columns,
    headers,
    lost_columns,
    noise,
    packages,
    people_and_places,
    periods,
    quantities,
    same_as_above,
    totals,
    vanishing,
    versions,
)
from tests.field_cases.case import KINDS, FieldCase

CASES: Mapping[str, Sequence[FieldCase]] = {
    "rows or a data set vanish": vanishing.CASES,
    "a column read as another": columns.CASES,
    "another factor, another quantity": quantities.CASES,
    "a total as data": totals.CASES,
    "a second header in another order": headers.CASES,
    "other people, other places": people_and_places.CASES,
    "another period": periods.CASES,
    "words for the cell above": same_as_above.CASES,
    "a column lost without a word": lost_columns.CASES,
    "good files refused": packages.CASES,
    "noise": noise.CASES,
    "a submission that shrinks": versions.CASES,
}
assert CASES.keys() == KINDS.keys()

ALL_CASES: Sequence[FieldCase] = [case for cases in CASES.values() for case in cases]
