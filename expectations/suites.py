"""Great Expectations as the validator of the door: a suite per data set, made from its row checks.

It gives a verdict and a count per expectation, and no values and no row numbers: values would be personal data in
its results, and row numbers cost minutes where much fails (see ADR 0002). `locate` names the rows.

Great Expectations takes seconds to import, so it is imported where it is first needed.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from expectations.checks import RowCheck
from expectations.errors import ExpectationFailedToRunError

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations import ExpectationSuite

#: Counts only: no examples of what failed, no index.
_RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0, "include_unexpected_rows": False}

#: Key of an expectation's `meta` by which a result finds its check; results come in any order.
CHECK_ID = "check_id"


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations says of one check: whether it holds, and for how many rows it does not."""

    check_id: str
    success: bool
    unexpected_count: int


class Validator:
    """A data set's expectation suite, ready to validator any number of chunks."""

    def __init__(self, dataset: str, checks: Sequence[RowCheck]) -> None:
        """Build the suite from bound checks, in an ephemeral context that writes and sends nothing."""
        self._dataset = dataset
        source = _ephemeral_context().data_sources.add_pandas("received")
        self._suite = build_suite(dataset, checks)
        self._batches = source.add_dataframe_asset(dataset).add_batch_definition_whole_dataframe("chunk")

    def validator(self, chunk: pa.Table) -> dict[str, Verdict]:
        """Validator one chunk of the judged table; a verdict per check id.

        Raises `ExpectationFailedToRunError` where an expectation could not be evaluated.
        """
        batch = self._batches.get_batch({"dataframe": validated_frame(chunk)})
        outcome = batch.validate(self._suite, result_format=_RESULT_FORMAT)
        return {verdict.check_id: verdict for verdict in map(self._verdict, outcome.results)}

    def _verdict(self, result: Any) -> Verdict:
        check_id = result.expectation_config.meta[CHECK_ID]
        if "unexpected_count" not in result.result:
            raise ExpectationFailedToRunError(self._dataset, check_id, _exception_type(result.exception_info))
        return Verdict(check_id, bool(result.success), int(result.result["unexpected_count"]))


def build_suite(dataset: str, checks: Sequence[RowCheck]) -> "ExpectationSuite":
    """Build the expectation suite of a data set from bound checks; each expectation's meta names rule and column."""
    import great_expectations as gx

    expectations = []
    for check in checks:
        expectation = _expectation(check)
        expectation.meta = {"rule_id": check.rule_code, "column": check.column, CHECK_ID: check.check_id}
        expectations.append(expectation)
    return gx.ExpectationSuite(name=f"received_{dataset}", expectations=expectations)


def validated_frame(chunk: pa.Table) -> "pd.DataFrame":
    """Give a chunk to pandas in the types that Great Expectations compares as whole arrays.

    Numbers become floats (money keeps its sign and its order against whole bounds), dates floats that read YYYYMMDD:
    on any other type `between` calls a Python function per cell, seventy times slower.
    """
    columns = [_validated_array(chunk.column(name)) for name in chunk.column_names]
    frame: pd.DataFrame = pa.table(columns, names=chunk.column_names).to_pandas()
    return frame


def validated_number(value: int | date) -> int:
    """Write a bound as the judged frame writes the values beside it: dates as YYYYMMDD."""
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
            return gxe.ExpectColumnValuesToNotBeNull(column=check.judged)
        case "in_set":
            return gxe.ExpectColumnValuesToBeInSet(column=check.judged, value_set=list(check.values))
        case "not_in_set":
            return gxe.ExpectColumnValuesToNotBeInSet(column=check.judged, value_set=list(check.values))
        case "matches_no_regex":
            return gxe.ExpectColumnValuesToNotMatchRegex(column=check.judged, regex=check.regex)
        case "between":
            return gxe.ExpectColumnValuesToBeBetween(
                column=check.judged, min_value=_bound(check.minimum), max_value=_bound(check.maximum)
            )
        case "pair_not_below":
            return gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=check.judged,
                column_B=check.compared,
                or_equal=True,
                ignore_row_if="either_value_is_missing",
            )
        case "pair_equal":
            return gxe.ExpectColumnPairValuesToBeEqual(
                column_A=check.judged, column_B=check.compared, ignore_row_if="either_value_is_missing"
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
    from great_expectations.execution_engine import pandas_execution_engine

    # A batch of as many bytes gets no fingerprint. Nobody asks for one, and it is a hash over every cell: half of a
    # validation_result.
    pandas_execution_engine.HASH_THRESHOLD = 0

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
