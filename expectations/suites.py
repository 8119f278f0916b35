"""Great Expectations as the validator: one suite per data set, made from its row checks.

A suite carries the predicate of every row rule, counts the rows that fail and names them by their number (ADR 14).
Its results hold no value of a cell, for values would be personal data.

Great Expectations takes seconds to import, so it is imported where it is first needed.
"""

import os
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import FAILING_ROW, ROW_ID, RowCheck
from expectations.errors import ExpectationFailedToRunError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations import ExpectationSuite

#: The failing rows by their index, and neither their values nor a query that would list the index again.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "include_unexpected_rows": False,
    "partial_unexpected_count": 0,
    "return_unexpected_index_query": False,
}

#: Key of an expectation's `meta` by which a result finds its check; results come in any order.
CHECK_NO = "check_no"


class Validator:
    """The expectation suite of a data set, which validates any number of chunks."""

    def __init__(self, dataset: str, checks: Sequence[RowCheck]) -> None:
        """Build the suite from bound checks, in an ephemeral context that writes and sends nothing."""
        self._dataset = dataset
        self._checks = checks
        source = _ephemeral_context().data_sources.add_pandas("received")
        self._suite = build_suite(dataset, checks)
        self._batches = source.add_dataframe_asset(dataset).add_batch_definition_whole_dataframe("chunk")

    def failing_rows(self, chunk: pa.Table) -> pa.Table:
        """Validate one chunk of the view `validated`; give a row of `FAILING_ROW` per check and row that fails it.

        Raises `ExpectationFailedToRunError` where an expectation could not be evaluated.
        """
        batch = self._batches.get_batch({"dataframe": validated_frame(chunk)})
        outcome = batch.validate(self._suite, result_format=_RESULT_FORMAT)
        return pa.concat_tables([FAILING_ROW.empty_table(), *map(self._rows_of, outcome.results)])

    def _rows_of(self, result: Any) -> pa.Table:
        check_no = result.expectation_config.meta[CHECK_NO]
        row_ids = result.result.get("unexpected_index_list")
        if row_ids is None or len(row_ids) != result.result["unexpected_count"] or result.success != (not row_ids):
            reason = _exception_type(result.exception_info)
            raise ExpectationFailedToRunError(self._dataset, self._checks[check_no].check_id, reason)
        numbers = pa.repeat(pa.scalar(check_no, pa.int64()), len(row_ids))
        return pa.table([pa.array(np.array(row_ids, np.int64)), numbers], schema=FAILING_ROW)


def build_suite(dataset: str, checks: Sequence[RowCheck]) -> "ExpectationSuite":
    """Build the expectation suite of a data set from bound checks; each expectation's meta names rule and column."""
    import great_expectations as gx

    expectations = []
    for check_no, check in enumerate(checks):
        expectation = _expectation(check)
        expectation.meta = {"rule_id": check.rule_code, "column": check.column, CHECK_NO: check_no}
        expectations.append(expectation)
    return gx.ExpectationSuite(name=f"received_{dataset}", expectations=expectations)


def validated_frame(chunk: pa.Table) -> "pd.DataFrame":
    """Give a chunk to pandas, indexed by row number, in the types that Great Expectations compares as whole arrays.

    Numbers become floats (money keeps its sign and its order against whole bounds), dates floats that read YYYYMMDD:
    on any other type `between` calls a Python function per cell, seventy times slower.
    """
    names = [name for name in chunk.column_names if name != ROW_ID]
    columns = [_validated_array(chunk.column(name)) for name in names]
    frame: pd.DataFrame = pa.table(columns, names=names).to_pandas()
    return frame.set_index(chunk.column(ROW_ID).to_numpy())


def validated_number(value: int | date) -> int:
    """Write a bound as the validated frame writes the values beside it: dates as YYYYMMDD."""
    return value.year * 10_000 + value.month * 100 + value.day if isinstance(value, date) else value


def _validated_array(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_date(column.type):
        year, month, day = pc.year(column), pc.month(column), pc.day(column)
        number = pc.add(pc.add(pc.multiply(year, 10_000), pc.multiply(month, 100)), day)
        return number.cast(pa.float64())
    if pa.types.is_decimal(column.type) or pa.types.is_integer(column.type):
        return column.cast(pa.float64(), safe=False)
    return column


def _expectation(check: RowCheck) -> Any:
    gxe: Any = import_module("great_expectations.expectations")
    match check.kind:
        case "not_null":
            return gxe.ExpectColumnValuesToNotBeNull(column=check.checked)
        case "in_set":
            return gxe.ExpectColumnValuesToBeInSet(column=check.checked, value_set=list(check.values))
        case "not_in_set":
            return gxe.ExpectColumnValuesToNotBeInSet(column=check.checked, value_set=list(check.values))
        case "matches_no_regex":
            return gxe.ExpectColumnValuesToNotMatchRegex(column=check.checked, regex=check.regex)
        case "between":
            return gxe.ExpectColumnValuesToBeBetween(
                column=check.checked, min_value=_bound(check.minimum), max_value=_bound(check.maximum)
            )
        case "pair_not_below":
            return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=check.checked,
                column_B=check.compared,
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            )
        case "pair_equal":
            return gxe.ExpectColumnPairValuesToBeEqual(
                column_A=check.checked, column_B=check.compared, ignore_row_if="either_value_is_missing"
            )


def _bound(limit: object) -> int | None:
    if limit is None:
        return None
    if isinstance(limit, int | date):
        return validated_number(limit)
    raise TypeError(f"the bound {limit!r} must be bound to a semester first")


def _ephemeral_context() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
    return gx.get_context(project_config=config, mode="ephemeral")


def _exception_type(exception_info: Any) -> str:
    """Name the exception without its message, which may quote a value."""
    details = exception_info if "exception_message" in exception_info else next(iter(exception_info.values()), {})
    return str(details.get("exception_message", "no reason given")).split("(", 1)[0].split(":", 1)[0]
