"""Every guard of the warehouse is shown to stop a build that it should stop: what is planted, and what must say so."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.dbt.warehouse import RUN_STARTED_AT, WITHOUT_UNIT_TESTS, Zones, dbt, failures, pseudonym

pytestmark = pytest.mark.slow

S = "2023S1"


@pytest.fixture(scope="module")
def one_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of all cities of this module."""
    return tmp_path_factory.mktemp("one_root") / "data"


@pytest.fixture
def root(one_root: Path) -> Path:
    """Give the folder of all cities, emptied."""
    shutil.rmtree(one_root, ignore_errors=True)
    return one_root


def _city(root: Path) -> Zones:
    """Make a city of one household, one activity and one receipt."""
    zones = Zones(root)
    zones.institution("DINSOS")
    zones.semester(S)
    came = {"channel_state": "received", "is_expected": True, "version": 1, "files": 1, "is_late": False}
    zones.add("submission", S, "DINSOS", **came, received_at=RUN_STARTED_AT)
    zones.household("h")
    zones.add("kegiatan", S, "DINSOS", activity_code="D.1")
    receipt = zones.add("penerima", S, "DINSOS", activity_code="D.1", household_id=pseudonym("h"))
    listed = zones.add("keluarga", S, "DINSOS", household_id=pseudonym("h"))
    zones.link(receipt, "penerima", S, "DINSOS", household_key=pseudonym("h"))
    zones.link(listed, "keluarga", S, "DINSOS", household_key=pseudonym("h"), cluster_rank=1)
    return zones


def _lose_a_row_at_validation(zones: Zones) -> None:
    zones.reconcile()
    place = {"source_file": "x.xlsx", "source_sheet": "penerima", "dataset": "penerima"}
    zones.add("sheet_reconciliation", S, "DINSOS", **place, rows_received=3, rows_accepted=0, rows_rejected=2)


def _lose_rupiah_at_validation(zones: Zones) -> None:
    zones.reconcile()
    place = {
        "source_file": "x.xlsx",
        "source_sheet": "penerima",
        "dataset": "penerima",
        "amount_column": "nilai_bantuan",
    }
    amounts = {"received_idr": Decimal("1.00"), "accepted_idr": Decimal("0.00"), "rejected_idr": Decimal("0.99")}
    zones.add("control_total", S, "DINSOS", **place, **amounts)


def _lose_a_row_on_the_way(zones: Zones) -> None:
    zones.reconcile()
    zones._accepted["keluarga"].clear()


def _lose_a_refused_row_on_the_way(zones: Zones) -> None:
    zones.add("rejected_household", S, "DINSOS")
    zones.reconcile()
    zones._accepted["rejected_household"].clear()


def _change_rupiah_on_the_way(zones: Zones) -> None:
    zones.reconcile()
    zones._accepted["penerima"][S, "DINSOS"][0]["amount_idr"] += Decimal("0.01")


def _link_a_row_twice(zones: Zones) -> None:
    zones.reconcile()
    zones.household("i")
    receipt = zones._accepted["penerima"][S, "DINSOS"][0]
    zones.link(receipt, "penerima", S, "DINSOS", household_key=pseudonym("i"))


def _leave_a_registry_row_unlinked(zones: Zones) -> None:
    zones.add("keluarga", S, "DINSOS", household_id=pseudonym("nobody"))
    zones.reconcile()


def _link_to_an_unknown_household(zones: Zones) -> None:
    zones.reconcile()
    zones.tables["household_entity"].clear()


def _count_a_household_twice(zones: Zones) -> None:
    """Without a receipt: one that is helped would stop the build earlier, by the grain of who is assisted."""
    zones.household("i")
    for _ in range(2):
        listed = zones.add("keluarga", S, "DINSOS", household_id=pseudonym("i"))
        zones.link(listed, "keluarga", S, "DINSOS", household_key=pseudonym("i"), cluster_rank=1)
    zones.reconcile()


def _hide_a_duplicate(zones: Zones) -> None:
    listed = zones.add("keluarga", S, "DINSOS", household_id=pseudonym("h"))
    zones.link(listed, "keluarga", S, "DINSOS", household_key=pseudonym("h"), cluster_rank=2)
    zones.reconcile()


def _merge_households_for_no_known_reason(zones: Zones) -> None:
    listed = zones._accepted["keluarga"][S, "DINSOS"][0]
    one, other = zones.household("i"), zones.household("j")
    change = {"change": "merged", "household_key": one, "other_household_key": other, "match_probability": 1.0}
    zones.tables["household_change"].append(
        {"semester": S, "record_id": listed["record_id"], "matched_by": "guess", **change}
    )
    zones.reconcile()


def _pay_from_an_unknown_activity(zones: Zones) -> None:
    zones.add("penerima", S, "DINSOS", activity_code="D.2")
    zones.reconcile()


def _report_from_an_unknown_region(zones: Zones) -> None:
    zones.add("kegiatan", S, "DINSOS", activity_code="D.3", region_code="35.13.01.1001")
    zones.reconcile()


def _report_from_an_unknown_institution(zones: Zones) -> None:
    zones.add("kegiatan", S, "NOBODY", activity_code="D.3", start_date=date(2023, 1, 1))
    zones.reconcile()


def _give_rows_to_who_is_missing(zones: Zones) -> None:
    zones._accepted["submission"][S, "DINSOS"][0]["channel_state"] = "missing"
    zones.reconcile()


def _find_something_of_nobody(zones: Zones) -> None:
    zones.reconcile()
    fault = {"finding_id": pseudonym("f"), "rule_code": "unreadable_file", "severity": "file", "source_file": "x.xlsx"}
    zones.add("validation_finding", S, "NOBODY", **fault)


def _assess_as_a_third_reviewer(zones: Zones) -> None:
    fault = {"finding_id": pseudonym("f"), "rule_code": "bad_nik", "severity": "warning", "source_file": "x.xlsx"}
    zones.add("validation_finding", S, "DINSOS", **fault)
    zones.add("penilaian", S, "DINSOS", finding_id=pseudonym("f"), reviewer_number=3)
    zones.reconcile()


#: Who plants a fault, the models and tests that are built then, and which of them must stop the build.
_Fault = tuple[Callable[[Zones], None], str, str]
_FAULTS: list[_Fault] = [
    (_lose_a_row_at_validation, "+stg_sheet_reconciliation", "stg_sheet_reconciliation__conserves_rows"),
    (_lose_rupiah_at_validation, "+stg_control_total", "stg_control_total__conserves_rupiah"),
    (
        _lose_a_row_on_the_way,
        "+stg_sheet_reconciliation__equals_staging_rows",
        "stg_sheet_reconciliation__equals_staging_rows",
    ),
    (
        _lose_a_refused_row_on_the_way,
        "+stg_sheet_reconciliation__equals_staging_rows",
        "stg_sheet_reconciliation__equals_staging_rows",
    ),
    (_pay_from_an_unknown_activity, "+fct_assistance", "fct_assistance: "),
    (_give_rows_to_who_is_missing, "+fct_submission", "fct_submission__conserves_rows"),
]
#: Those for which more of the warehouse is built.
_SLOW_FAULTS: list[_Fault] = [
    (_change_rupiah_on_the_way, "+facts__equal_control_totals", "facts__equal_control_totals"),
    (_link_a_row_twice, "+staging__keeps_its_grains", "staging__keeps_its_grains"),
    (_leave_a_registry_row_unlinked, "+fct_household_poverty", "fct_household_poverty: "),
    (_link_to_an_unknown_household, "+keys_fct_assistance", "keys_fct_assistance"),
    (_count_a_household_twice, "+fct_household_poverty", "fct_household_poverty__counts_a_household_once"),
    (_hide_a_duplicate, "+fct_quality_finding__agrees_with_figures", "fct_quality_finding__agrees_with_figures"),
    (_find_something_of_nobody, "+fct_quality_finding__reaches_somebody", "fct_quality_finding__reaches_somebody"),
    (_merge_households_for_no_known_reason, "+fct_household_change", "fct_household_change: "),
    (_report_from_an_unknown_region, "+keys_fct_program_activity", "keys_fct_program_activity"),
    (_assess_as_a_third_reviewer, "+fct_match_assessment", "fct_match_assessment: "),
    (_report_from_an_unknown_institution, "+fct_program_activity", "fct_program_activity: "),
]


@pytest.mark.parametrize(
    ("plant", "selection", "guard"),
    [*_FAULTS, *(pytest.param(*fault, marks=pytest.mark.slow) for fault in _SLOW_FAULTS)],
)
def test_a_fault_stops_the_build(
    root: Path, dbt_target: Path, plant: Callable[[Zones], None], selection: str, guard: str
) -> None:
    zones = _city(root)
    plant(zones)
    zones.write()
    result = dbt(zones.layout, dbt_target, "build", *WITHOUT_UNIT_TESTS, "--select", selection)
    assert not result.success
    said = [message for message in failures(result) if message.startswith(guard)]
    # It has found something, or a constraint has: a table that is not there would stop the build as well.
    assert any("Got " in message or "Constraint Error" in message for message in said), failures(result)


@pytest.mark.slow
def test_the_city_without_a_fault_is_built(root: Path, dbt_target: Path) -> None:
    zones = _city(root)
    zones.reconcile()
    zones.write()
    result = dbt(zones.layout, dbt_target, "build", *WITHOUT_UNIT_TESTS)
    assert result.success, failures(result)
