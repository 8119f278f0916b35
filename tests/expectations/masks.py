"""Oracle of the row rules: which rows fail a check, written in Arrow and apart from Great Expectations."""

from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import ExpectationKind, RowCheck

#: Gives a mask over a chunk: true where a row is unexpected; null counts as false.
Mask = Callable[[pa.Table, RowCheck], pa.ChunkedArray]


def unexpected_mask(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    """Mask the rows of a chunk that fail a bound check: true or false, never null."""
    return pc.fill_null(_MASKS[check.kind](chunk, check), False)


def _null(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.is_null(chunk.column(check.checked))


def _outside_set(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.checked)
    allowed = pa.array(check.values, type=column.type)
    return pc.and_(pc.is_valid(column), pc.invert(pc.is_in(column, value_set=allowed)))


def _inside_set(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.checked)
    return pc.is_in(column, value_set=pa.array(check.values, type=column.type))


def _with_match(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.match_substring_regex(chunk.column(check.checked), check.regex)


def _beyond_bounds(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    column = chunk.column(check.checked)
    below = [pc.less(column, _scalar(check.minimum))] if check.minimum is not None else []
    above = [pc.greater(column, _scalar(check.maximum))] if check.maximum is not None else []
    sides = below + above
    return sides[0] if len(sides) == 1 else pc.or_(*sides)


def _first_below_second(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.less(chunk.column(check.checked), chunk.column(check.compared))


def _unequal(chunk: pa.Table, check: RowCheck) -> pa.ChunkedArray:
    return pc.not_equal(chunk.column(check.checked), chunk.column(check.compared))


def _scalar(limit: object) -> pa.Scalar:
    if isinstance(limit, int | date):
        return pa.scalar(limit)
    raise TypeError(f"the bound {limit!r} must be bound to a semester first")


_MASKS: dict[ExpectationKind, Mask] = {
    "not_null": _null,
    "in_set": _outside_set,
    "not_in_set": _inside_set,
    "matches_no_regex": _with_match,
    "between": _beyond_bounds,
    "pair_not_below": _first_below_second,
    "pair_equal": _unequal,
}
