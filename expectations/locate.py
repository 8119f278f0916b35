"""Which rows fail a check: Arrow masks, one per kind of expectation, written apart from Great Expectations.

Every predicate of the door exists twice, here and in Great Expectations' own code, and the counts are compared at each
run (`validation_result`). So a change of either, a pandas or a bound that means something else, stops the run instead
of letting rows through.
"""

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import ExpectationKind, RowCheck

#: Gives a mask over a chunk: true where a row is unexpected; null counts as false.
Locator = Callable[[pa.Table, RowCheck], pa.ChunkedArray]


def unexpected_mask(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    """Mask the rows of a chunk that fail a bound check: true or false, never null."""
    return pc.fill_null(_LOCATORS[check.kind](chunk, check), False)


def _null(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.is_null(chunk.column(check.judged))


def _outside_set(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.judged)
    allowed = pa.array(check.values, type=column.type)
    return pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, value_set=allowed)))


def _inside_set(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.judged)
    return pc.is_in(column, value_set=pa.array(check.values, type=column.type))


def _with_match(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.match_substring_regex(chunk.column(check.judged), check.regex)


def _beyond_bounds(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.judged)
    below = [pc.less(column, _scalar(check.minimum))] if check.minimum is not None else []
    above = [pc.greater(column, _scalar(check.maximum))] if check.maximum is not None else []
    sides = below + above
    return sides[0] if len(sides) == 1 else pc.or_(*sides)


def _first_below_second(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.less(chunk.column(check.judged), chunk.column(check.compared))


def _unequal(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.not_equal(chunk.column(check.judged), chunk.column(check.compared))


def _scalar(limit: object) -> pa.Scalar:
    if isinstance(limit, int | date):
        return pa.scalar(limit)
    raise TypeError(f"the bound {limit!r} must be bound to a semester first")


_LOCATORS: dict[ExpectationKind, Locator] = {
    "not_null": _null,
    "in_set": _outside_set,
    "not_in_set": _inside_set,
    "matches_no_regex": _with_match,
    "between": _beyond_bounds,
    "pair_not_below": _first_below_second,
    "pair_equal": _unequal,
}
