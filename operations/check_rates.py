"""How many rows of a data set fail which rule, over all institutions of a semester, whatever the last run corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb

from foundation.data_layout import DataLayout
from foundation.semester import Semester


@dataclass(frozen=True)
class DatasetRates:
    """The rows of one data set in a semester: received, accepted, rejected, and failing a rule.

    `failing` gives for each rule the rows by institution. Of several faults of a cell the reported one counts.
    """

    rows_received: int = 0
    rows_accepted: int = 0
    rows_rejected: int = 0
    failing: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def rows_lost(self) -> int:
        """Rows that were neither accepted nor rejected; there must be none."""
        return self.rows_received - self.rows_accepted - self.rows_rejected

    def rows_failing(self, rule_code: str) -> int:
        """Count the rows that fail a rule."""
        return sum(self.failing.get(rule_code, {}).values())

    def rate(self, rule_code: str) -> float:
        """Give the share of the received rows that fail a rule, from 0 to 1."""
        return self.rows_failing(rule_code) / self.rows_received if self.rows_received else 0.0


def dataset_rates(layout: DataLayout, semester: Semester, dataset: str) -> DatasetRates:
    """Read the rates of a data set from what validation has written of every institution in the semester."""
    sheets = _rows(layout, semester, dataset, "sheet_reconciliation", "rows_received, rows_accepted, rows_rejected")
    counted = _rows(
        layout,
        semester,
        dataset,
        "validation_finding",
        "rule_code, institution_code, count(distinct (source_file, source_sheet, source_row))",
        "where source_row is not null group by all order by all",
    )
    failing: dict[str, dict[str, int]] = {}
    for rule_code, institution_code, rows in counted:
        failing.setdefault(rule_code, {})[institution_code] = rows
    received, accepted, rejected = (sum(rows) for rows in zip(*sheets, strict=True)) if sheets else (0, 0, 0)
    return DatasetRates(received, accepted, rejected, failing)


def _rows(
    layout: DataLayout, semester: Semester, dataset: str, table: str, columns: str, condition: str = ""
) -> list[tuple[Any, ...]]:
    files = [str(layout.accepted(table, semester.key, "*", dataset))]
    if not list(layout.accepted_zone(table).glob(f"semester={semester.key}/*/{dataset}.parquet")):
        return []
    with duckdb.connect() as connection:
        query = f"select {columns} from read_parquet($files, hive_partitioning = true) {condition}"
        return connection.execute(query, {"files": files}).fetchall()
