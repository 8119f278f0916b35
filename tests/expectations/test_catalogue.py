import json
from pathlib import Path

import pytest

from expectations.catalogue import Rule, load_catalogue, rules_document
from expectations.checks import row_checks
from sources.contract import load_contracts
from sources.reading.whole_submission import REFUSALS
from tests.evidence import evidence_faults, members_of

ROW_ERRORS = {
    "missing_value",
    "bad_number",
    "bad_date",
    "negative_amount",
    "unknown_region",
    "region_mismatch",
    "out_of_range",
    "unknown_code",
    "bad_nik",
    "bad_kk",
    "nik_precision_lost",
    "orphan_activity",
    "outside_semester",
    "duplicate_row",
    "conflicting_key",
}
ROW_WARNINGS = {
    "nik_missing",
    "nik_birth_date_mismatch",
    "nik_sex_mismatch",
    "nik_impossible_date",
    "kk_impossible_date",
    "overspent",
    "decile_not_poor",
    "household_size_outlier",
}
FILE_WARNINGS = {
    "missing_dataset",
    "submission_shrunk",
    "superseded_file",
    "unknown_column",
    "scaled_amount",
    "merged_amount",
    "unread_content",
}
FILE_RULES = {
    "ambiguous_column",
    "unreadable_file",
    "password_protected",
    "unsupported_format",
    "no_known_sheet",
    "missing_column",
    "partial_workbook",
    "wrong_semester",
    "unexpected_dataset",
    "file_too_large",
    "unsafe_archive",
}
ENTITY_RULES = {
    "duplicate_household",
    "duplicate_person",
    "duplicate_activity",
    "duplicate_submission",
    "overlapping_assistance",
    "left_poverty_still_counted",
    "left_poverty_still_assisted",
    "recipient_not_in_registry",
}


def codes(severity: str, *scopes: str) -> set[str]:
    return {rule.code for rule in load_catalogue().values() if rule.severity == severity and rule.scope in scopes}


def test_every_rule_of_the_contract_is_there_with_its_severity():
    assert codes("error", "cell", "row") == ROW_ERRORS
    assert codes("warning", "cell", "row") == ROW_WARNINGS
    assert codes("file", "file") == FILE_RULES
    assert codes("warning", "file") == FILE_WARNINGS
    assert codes("warning", "entity") == ENTITY_RULES
    assert len(load_catalogue()) == len(ROW_ERRORS | ROW_WARNINGS | FILE_RULES | FILE_WARNINGS | ENTITY_RULES)


def test_every_row_rule_is_checked_and_nothing_else_is():
    checked = {check.rule_code for dataset in load_contracts() for check in row_checks(load_contracts()[dataset])}
    assert checked == ROW_ERRORS | ROW_WARNINGS


def test_precedence_orders_any_two_rules_of_a_cell_and_errors_go_before_warnings():
    rules = [rule for rule in load_catalogue().values() if rule.scope in ("cell", "row")]
    assert len({rule.precedence for rule in rules}) == len(rules)
    last_error = max(rule.precedence for rule in rules if rule.severity == "error")
    assert last_error < min(rule.precedence for rule in rules if rule.severity == "warning")


def test_the_document_is_current():
    document = Path(__file__).parents[2] / "docs" / "rules.md"
    assert document.read_text(encoding="utf-8") == rules_document(), "run `make docs`"


@pytest.mark.parametrize("dataset", load_contracts())
def test_check_ids_are_unique(dataset):
    ids = [check.check_id for check in row_checks(load_contracts()[dataset])]
    assert len(ids) == len(set(ids))


def test_evidence_of_every_rule_across_rows_is_said() -> None:
    assert {code for code, rule in load_catalogue().items() if rule.evidence} == ENTITY_RULES


def test_a_detail_names_what_evidence_has() -> None:
    rule = load_catalogue()["duplicate_person"].model_dump()
    with pytest.raises(ValueError, match="detail_id of duplicate_person names what evidence does not have: amount"):
        Rule.model_validate({**rule, "detail_id": "Jumlah: {amount}."})


def test_evidence_is_looked_at() -> None:
    good = dict.fromkeys(members_of("recipient_not_in_registry")) | {
        "institutions": ["A"],
        "receipt_count": 1,
    }
    bad = good | {"receipt_count": "1", "institutions": "A", "amount": 1}
    rule = "recipient_not_in_registry"
    assert evidence_faults([(rule, json.dumps(good)), ("bad_nik", '{"dataset": "penerima"}')]) == set()
    assert evidence_faults([(rule, json.dumps(bad))]) == {
        f"{rule}.receipt_count: no integer",
        f"{rule}.institutions: no list of text",
        f"{rule}.amount: said or found alone",
    }


def test_the_reader_knows_which_rules_refuse() -> None:
    refusing = {code for code, rule in load_catalogue().items() if rule.severity == "file"}
    # A name of the contract that no rule bears yet refuses nothing.
    assert refusing <= REFUSALS
    assert {rule for rule in REFUSALS if rule in load_catalogue()} == refusing
