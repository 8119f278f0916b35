"""The data dictionary says what the contract asks for, is complete and is current."""

from pathlib import Path

import pytest

from dbt_project.dictionary import described_tables, render_dictionary

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data_dictionary.md"

#: What the published contract promises of every table; other columns are welcome.
PROMISED = {
    "dim_semester": "semester_key semester start_date end_date deadline is_closed",
    "dim_strategy": "strategy_key strategy_no strategy_name_id strategy_name_en",
    "dim_program_group": "program_group_key program_group_no program_group_name_id program_group_name_en",
    "dim_region": """region_key region_code region_level region_name kelurahan kecamatan_code kecamatan city_code city
        bps_code area_km2 geometry centroid_lon centroid_lat""",
    "dim_institution": "institution_key institution_code institution_name institution_type",
    "dim_household": "household_key household_id member_count",
    "dim_person": "person_key person_id first_semester",
    "dim_activity": """activity_key semester_key institution_key strategy_key program_group_key fund_source
        activity_code activity_name target_unit duplicate_of_activity_key""",
    "dim_date": "date_key date semester month_name_id month_name_en",
    "dim_assistance_kind": "assistance_kind_key label_id label_en serves months_covered",
    "dim_fund_source": "fund_source label_id label_en",
    "dim_rule": "rule_code severity title_id title_en",
    "fct_program_activity": """program_activity_key activity_key semester_key strategy_key program_group_key region_key
        institution_key activity_code
        activity_name fund_source budget_idr realised_idr target_unit target_count reached_count assisted_households
        assisted_persons start_date end_date""",
    "fct_assistance": """semester_key institution_key region_key activity_key strategy_key program_group_key
        assistance_kind_key date_key household_key person_id household_id sex age_band assistance_type amount_idr
        received_date""",
    "fct_graduation": """semester_key household_key institution_key reason effective_date is_still_registered
        is_back""",
    "fct_household_change": """semester_key region_key change household_key other_household_key matched_by
        match_probability""",
    "fct_person_change": "semester_key household_key person_key other_person_key match_probability",
    "fct_household_poverty": """semester_key region_key household_key household_id poverty_status decile member_count
        is_counted is_duplicate has_left_poverty left_reason is_verified_poor""",
    "fct_submission": """institution_key semester_key status version first_received_at received_at is_late
        is_nil_report files rows_received rows_accepted rows_rejected""",
    "fct_quality_finding": """finding_id semester rule_code severity institution_code region_code source_file
        source_sheet source_row source_column entity_type entity_id related_entity_id match_probability evidence
        first_seen_at last_seen_at status""",
    "bridge_finding_row": """finding_id semester_key institution_key role record_id source_file source_sheet
        source_row""",
    "bridge_finding_institution": "finding_id semester_key institution_key role",
    "fct_review_item": "finding_id semester_key rule_code first_record_id second_record_id household_key",
    "fct_decision": "decision_key semester_key finding_id decided_status decision_date finding_status is_known",
    "fct_match_assessment": "semester_key finding_id reviewer_number verdict assessed_date",
    "agg_match_precision": """semester rule_code probability_band pairs sampled_pairs unassessed_pairs
        assessed_once_pairs assessed_twice_pairs agreed_same_pairs agreed_different_pairs disagreed_pairs
        not_assessable_pairs match_precision match_precision_low match_precision_high cohens_kappa""",
    "agg_poverty_headcount": """semester region_level region_code population population_is_estimated
        population_source received_households received_persons rejected_households rejected_persons
        reported_households reported_persons duplicate_households left_households verified_households verified_persons
        verified_households_low verified_households_high reported_rate verified_rate reporting_coverage
        official_poor_persons official_rate""",
    "agg_targeting": """semester region_level region_code poor_households assisted_households poor_assisted_households
        poor_unassisted_households unregistered_assisted_households near_poor_assisted_households
        not_poor_assisted_households left_assisted_households ineligible_assisted_households
        multi_institution_households inclusion_error inclusion_error_strict exclusion_error reporting_coverage""",
    "agg_targeting_breakdown": """semester region_level region_code breakdown group_code group_name poor_households
        assisted_households poor_assisted_households poor_unassisted_households unregistered_assisted_households
        inclusion_error exclusion_error expected_institutions received_institutions usable_institutions
        reporting_coverage""",
    "agg_spending": """semester region_level region_code strategy_key program_group_key fund_source institution_type
        activities budget_idr realised_idr duplicate_budget_idr duplicate_realised_idr counted_budget_idr
        counted_realised_idr""",
    "agg_reporting": """semester institution_type expected received usable on_time reporting_rate usable_rate
        on_time_rate rows_rejected_rate""",
}


def test_every_promised_table_and_column_is_there() -> None:
    described = {table.name: {column.name for column in table.columns} for table in described_tables()}
    assert described.keys() == PROMISED.keys()
    missing = {name: set(columns.split()) - described[name] for name, columns in PROMISED.items()}
    assert {name: columns for name, columns in missing.items() if columns} == {}


def test_every_key_of_another_table_is_tested_as_one() -> None:
    own_keys = {"receipt_key", "registry_row_key", "program_activity_key", "graduation_key", "decision_key"} | {
        f"{name.removeprefix('dim_')}_key" for name in PROMISED if name.startswith("dim_")
    }
    untested = [
        (table.name, column.name)
        for table in described_tables()
        for column in table.columns
        if column.name.endswith("_key") and column.refers_to is None
        if not (column.name in own_keys and table.grain == (column.name,))
    ]
    assert untested == []


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render_dictionary(), "run `make docs`"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("{name: dim_x, description: A thing., columns: []}", "dim_x must test its keys once"),
        (
            "{name: dim_x, data_tests: [{keys: {arguments: {primary: [x]}}}], columns: []}",
            "dim_x has no description",
        ),
        (
            "{name: dim_x, description: A thing., data_tests: [{keys: {arguments: {primary: [x]}}}], "
            "columns: [{name: x, data_type: integer}]}",
            "dim_x.x has no description",
        ),
    ],
)
def test_a_gap_in_the_yaml_is_named(tmp_path: Path, model: str, message: str) -> None:
    folder = tmp_path / "models" / "marts" / "dimensions"
    folder.mkdir(parents=True)
    (folder / "dim_x.yml").write_text(f"models: [{model}]", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        described_tables(tmp_path)
