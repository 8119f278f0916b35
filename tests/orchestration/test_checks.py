"""The checks of validation speak of the whole semester, and warn by the share of rows that fail."""

from pathlib import Path

import pyarrow as pa
import pytest

from foundation.atomic_files import write_table
from foundation.data_layout import DataLayout
from foundation.schemas import SHEET_RECONCILIATION, VALIDATION_FINDING
from foundation.semester import Semester
from operations.check_rates import DatasetRates, dataset_rates
from orchestration.defs.validation.assets import check_results, rules_of
from sources.contract import load_contracts

SEMESTER = Semester(2023, 1)


def write(layout: DataLayout, institution: str, received: int, lost: int, *failing: tuple[str, int]) -> None:
    """Write what validation leaves of one institution's `kegiatan`."""
    sheet = {
        "source_file": "a.xlsx",
        "source_sheet": "kegiatan",
        "dataset": "kegiatan",
        "rows_received": received,
        "rows_accepted": received - lost,
        "rows_rejected": 0,
    }
    place = layout.accepted("sheet_reconciliation", SEMESTER.key, institution, "kegiatan")
    write_table(place, pa.Table.from_pylist([sheet], SHEET_RECONCILIATION))
    findings = [
        {
            "finding_id": f"{institution}-{number}",
            "rule_code": rule,
            "severity": "error",
            "dataset": "kegiatan",
            "source_file": "a.xlsx",
            "source_sheet": "kegiatan",
            "source_row": row,
        }
        for number, (rule, row) in enumerate(failing)
    ]
    place = layout.accepted("validation_finding", SEMESTER.key, institution, "kegiatan")
    write_table(place, pa.Table.from_pylist(findings, VALIDATION_FINDING))


def test_all_institutions_count_and_a_row_once_for_a_rule(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    write(layout, "DINSOS", 30, 0, ("bad_date", 2), ("bad_date", 2), ("bad_date", 3), ("bad_number", 2))
    write(layout, "DINKES", 10, 1, ("bad_date", 2))
    rates = dataset_rates(layout, SEMESTER, "kegiatan")
    assert (rates.rows_received, rates.rows_accepted, rates.rows_lost) == (40, 39, 1)
    assert rates.failing == {"bad_date": {"DINKES": 1, "DINSOS": 2}, "bad_number": {"DINSOS": 1}}
    assert rates.rate("bad_date") == pytest.approx(3 / 40)
    # A correction of one institution replaces its own part and no other.
    write(layout, "DINSOS", 30, 0)
    assert dataset_rates(layout, SEMESTER, "kegiatan").failing == {"bad_date": {"DINKES": 1}}


def test_where_nothing_was_handed_in_nothing_fails(tmp_path: Path) -> None:
    rates = dataset_rates(DataLayout(tmp_path), SEMESTER, "kegiatan")
    assert rates == DatasetRates()
    assert rates.rate("bad_date") == 0


@pytest.mark.parametrize(("threshold", "passed"), [(0.05, False), (0.1, True)])
def test_a_check_warns_beyond_the_threshold(threshold: float, passed: bool) -> None:
    contract = load_contracts()["kegiatan"]
    rates = DatasetRates(100, 90, 10, {"bad_date": {"DINKES": 2, "DINSOS": 8}})
    results = {result.check_name: result for result in check_results(contract, rates, threshold)}
    assert set(results) == {"rows_are_conserved", *rules_of(contract)}
    result = results["bad_date"]
    assert result.passed is passed
    assert result.metadata["rows failing"].value == 10
    assert result.metadata["rate"].value == pytest.approx(0.1)
    assert result.metadata["threshold"].value == threshold
    assert [record.data["institution"] for record in result.metadata["institutions"].records] == ["DINSOS", "DINKES"]
    assert results["bad_number"].passed


def test_lost_rows_fail_whatever_the_threshold() -> None:
    results = {r.check_name: r for r in check_results(load_contracts()["kegiatan"], DatasetRates(10, 8, 1), 1.0)}
    assert not results["rows_are_conserved"].passed
