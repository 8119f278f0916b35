"""Rows that call themselves a total and are one: their amounts are the sum of what stands above them."""

from collections.abc import Collection
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from sources.contract import Contract
from sources.readers.data_sheet import SheetTable
from sources.readers.row_kinds import calls_itself_total

#: Rounded parts may miss their rounded sum by so much.
_TOLERANCE = Decimal(1)


class RunningTotals:
    """Keeps the sums of a table's columns of numbers, since its begin and since its last total.

    These are the amounts; where a data set has none, its counts.
    """

    def __init__(self, contract: Contract) -> None:
        """Prepare for the tables of one sheet."""
        amounts = [column.name for column in contract.columns if column.type == "amount"]
        self._columns = amounts or [column.name for column in contract.columns if column.type in ("count", "integer")]
        self._code = next((name for name in contract.key if contract.column(name).type == "text"), None)
        self._table: SheetTable | None = None
        self._whole = self._part = self._nothing()

    def without_totals(
        self, batch: pa.RecordBatch, table: SheetTable, called_totals: Collection[int]
    ) -> pa.RecordBatch:
        """Leave out the rows of a batch that are totals, of those at the places `called_totals`."""
        if table is not self._table:
            self._table, self._whole, self._part = table, self._nothing(), self._nothing()
        totals = set()
        start = 0
        for place in sorted(called_totals):
            self._add(batch.slice(start, place - start))
            start = place
            if self._is_total(batch, place):
                totals.add(place)
                start += 1
                self._part = self._nothing()
        self._add(batch.slice(start))
        if not totals:
            return batch
        return batch.filter(pa.array([place not in totals for place in range(batch.num_rows)]))

    def _nothing(self) -> dict[str, Decimal]:
        return dict.fromkeys(self._columns, Decimal(0))

    def _add(self, batch: pa.RecordBatch) -> None:
        for name in self._columns:
            total = pc.sum(batch.column(name)).as_py() or 0
            self._whole[name] += total
            self._part[name] += total

    def _is_total(self, batch: pa.RecordBatch, place: int) -> bool:
        """Say whether one number of a row is the sum of those above it, and the row has no code of its own."""
        if self._code is not None and place:
            code = batch.column(self._code)[place].as_py()
            above = batch.column(self._code)[place - 1].as_py()
            if code not in (None, above) and not calls_itself_total(code):
                return False
        for name in self._columns:
            value = batch.column(name)[place].as_py()
            if value and any(abs(value - sums[name]) <= _TOLERANCE for sums in (self._whole, self._part)):
                return True
        return False
