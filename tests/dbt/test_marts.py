"""The marts of a small city, built once from real Parquet files by a real `dbt build` with all its tests."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dbt_project.dictionary import described_tables
from expectations.catalogue import load_catalogue
from feedback.review.report import REVIEWED_RULES
from tests.dbt.small_city import RECEIVED_AT, S1, S2, fill
from tests.dbt.warehouse import (
    KETAPANG,
    PILANG,
    RUN_STARTED_AT,
    WITHOUT_UNIT_TESTS,
    WONOASIH,
    Zones,
    build,
    pseudonym,
)
from tests.evidence import evidence_faults


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory, dbt_target: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    zones = Zones(tmp_path_factory.mktemp("sektap"))
    fill(zones)
    with build(zones, dbt_target) as connection:
        connection.execute("use marts")
        yield connection


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return marts.execute(query).fetchall()


def _findings(marts: duckdb.DuckDBPyConnection, rule: str, columns: str) -> list[tuple[Any, ...]]:
    return _rows(marts, f"select {columns} from fct_quality_finding where rule_code = '{rule}' order by all")


def test_the_database_itself_keeps_the_lists_of_values(marts: duckdb.DuckDBPyConnection) -> None:
    checked = _rows(
        marts,
        "select table_name, constraint_column_names[1] from duckdb_constraints() where constraint_type = 'CHECK'",
    )
    assert sorted(checked) == [
        ("agg_match_precision", "assessed_twice_pairs"),
        ("agg_match_precision", "sampled_pairs"),
        ("bridge_finding_institution", "role"),
        ("bridge_finding_row", "role"),
        ("fct_decision", "decided_status"),
        ("fct_decision", "finding_status"),
        ("fct_household_change", "change"),
        ("fct_household_change", "matched_by"),
        ("fct_match_assessment", "reviewer_number"),
        ("fct_match_assessment", "verdict"),
    ]


def test_the_city_is_complete(marts: duckdb.DuckDBPyConnection) -> None:
    counts = _rows(marts, "select region_level, count(*), count(geometry) from dim_region group by all order by all")
    assert counts == [("city", 1, 1), ("kecamatan", 5, 5), ("kelurahan", 29, 29)]
    assert _rows(
        marts, "select region_key, kelurahan, kecamatan from dim_region where region_code = '35.74.02.1007'"
    ) == [(3574021007, "Wonoasih", "Wonoasih")]
    assert _rows(
        marts,
        "select max(strategy_key) from dim_strategy union all select max(program_group_key) from dim_program_group",
    ) == [
        (4,),
        (3,),
    ]


def test_headcount_takes_off_duplicates_and_the_left(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select semester, reported_households, reported_persons, duplicate_households, left_households,
            verified_households, verified_persons, verified_rate, official_rate, official_poor_persons
        from agg_poverty_headcount where region_level = 'city' order by semester
    """
    assert _rows(marts, query) == [
        (S1, 3, 9, 0, 0, 3, 9, 0.009, 0.0665, 16160),
        (S2, 4, 13, 1, 1, 2, 6, 0.006, None, None),
    ]
    assert _rows(marts, "select count(*) from agg_poverty_headcount") == [(2 * 35,)]


def test_the_bridge_begins_at_what_came(marts: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select region_code, received_households, received_persons, rejected_households, rejected_persons,
            unplaced_rejected_households, reported_households, reported_persons, population_source, reporting_coverage
        from agg_poverty_headcount
        where semester = '{S2}' and region_code in ('35.74', '{KETAPANG}', '{PILANG}') order by 1
    """
    assert _rows(marts, query) == [
        ("35.74", 6, 20, 2, 7, 1, 4, 13, "made up", pytest.approx(2 / 3)),
        (KETAPANG, 1, 4, 0, 0, 0, 1, 4, "made up", pytest.approx(2 / 3)),
        (PILANG, 3, 12, 1, 5, 0, 2, 7, "made up", pytest.approx(2 / 3)),
    ]


def test_targeting_counts_each_assisted_once_in_its_region(marts: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select region_code, poor_households, assisted_households, poor_assisted_households, poor_unassisted_households,
            unregistered_assisted_households, refused_assisted_households, taken_off_assisted_households,
            left_assisted_households, ineligible_assisted_households, multi_institution_households, inclusion_error,
            inclusion_error_strict, exclusion_error
        from agg_targeting
        where semester = '{S2}' and region_code in ('35.74', '{KETAPANG}', '{PILANG}', '{WONOASIH}') order by 1
    """
    assert _rows(marts, query) == [
        ("35.74", 2, 7, 1, 1, 3, 2, 1, 1, 1, 2, pytest.approx(6 / 7), pytest.approx(1 / 7), 0.5),
        (KETAPANG, 1, 3, 1, 0, 2, 0, 0, 0, 0, 1, pytest.approx(2 / 3), 0.0, 0.0),
        (PILANG, 0, 3, 0, 0, 0, 2, 1, 1, 1, 1, 1.0, pytest.approx(1 / 3), None),
        (WONOASIH, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1.0, 0.0, 1.0),
    ]


def test_targeting_is_broken_down_by_strategy_programme_group_type_and_institution(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    query = f"""
        select breakdown, group_code, poor_households, assisted_households, poor_assisted_households,
            unregistered_assisted_households, inclusion_error, exclusion_error
        from agg_targeting_breakdown where semester = '{S2}' and region_level = 'city' and assisted_households > 0
        order by all
    """
    everything = (2, 7, 1, 3, pytest.approx(6 / 7), 0.5)
    assert _rows(marts, query) == [
        ("institution", "BAZNAS", 2, 2, 1, 0, 0.5, 0.5),
        ("institution", "DINSOS", *everything),
        ("institution_type", "baznas", 2, 2, 1, 0, 0.5, 0.5),
        ("institution_type", "perangkat_daerah", *everything),
        ("program_group", "1", *everything),
        ("strategy", "1", *everything),
    ]
    assert _rows(marts, "select count(*) from agg_targeting_breakdown") == [(35 * (2 * (4 + 3 + 3) + 1 + 2),)]


def test_a_household_knows_how_many_institutions_help_it(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select household_id, is_verified_poor, assisting_institutions
        from fct_household_poverty where semester_key = 20231 order by all
    """
    assert _rows(marts, query) == sorted(
        [
            (pseudonym("poor"), True, 2),
            (pseudonym("poor, other card"), False, 2),
            (pseudonym("left"), False, 2),
            (pseudonym("back"), True, 0),
        ]
    )


def test_submissions_and_reporting(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select institution_code, status, rows_received, rows_accepted, rows_rejected
        from fct_submission inner join dim_institution using (institution_key)
        where semester_key = 20231 order by 1
    """
    assert _rows(marts, query) == [
        ("BANK", "missing", 0, 0, 0),
        ("BAZNAS", "accepted_with_rejects", 7, 6, 1),
        ("DINSOS", "accepted_with_rejects", 19, 14, 5),
    ]
    query = "select institution_type, expected, received, reporting_rate from agg_reporting where semester_key = 20231"
    assert sorted(_rows(marts, query)) == [("bank", 1, 0, 0.0), ("baznas", 1, 1, 1.0), ("perangkat_daerah", 1, 1, 1.0)]


def test_activities_count_the_receipts_that_belong_to_them(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select activity_code, kelurahan, assisted_households, assisted_persons, budget_idr
        from fct_program_activity inner join dim_region using (region_key)
        where semester_key = 20231 order by all
    """
    masked = "#" * 16
    million = Decimal("1000000.00")
    assert _rows(marts, query) == [
        (masked, "Ketapang", 0, 0, million),
        (masked, "Ketapang", 1, 1, million),
        ("D.1", "Ketapang", 1, 3, million),
        ("D.1", "Pilang", 1, 2, million),
    ]
    assert _rows(marts, "select count(distinct program_activity_key) from fct_program_activity") == [(6,)]


def test_duplicate_household(marts: duckdb.DuckDBPyConnection) -> None:
    pair = sorted([pseudonym("poor"), pseudonym("poor, other card")])
    found = _findings(marts, "duplicate_household", "entity_id, related_entity_id, region_code, source_row, severity")
    assert found == [(*pair, PILANG, 5, "warning")]


def test_duplicate_person(marts: duckdb.DuckDBPyConnection) -> None:
    found = _findings(marts, "duplicate_person", "entity_id, institution_code, source_row, evidence")
    assert [row[:3] for row in found] == [(pseudonym("p"), "DINSOS", 3)]
    evidence = json.loads(found[0][3])
    assert [(receipt["source_row"], receipt["received_date"]) for receipt in evidence["receipts"]] == [
        (2, "2023-01-10"),
        (3, "2023-02-10"),
    ]


def test_persons_who_turned_out_to_be_one_can_be_followed(marts: duckdb.DuckDBPyConnection) -> None:
    query = "select semester_key, person_key, other_person_key, match_probability from fct_person_change"
    assert _rows(marts, query) == [(20231, pseudonym("p"), pseudonym("q"), 0.97)]


def test_duplicate_submission(marts: duckdb.DuckDBPyConnection) -> None:
    found = _findings(marts, "duplicate_submission", "semester, institution_code, evidence")
    assert [row[:2] for row in found] == [(S2, "BAZNAS"), (S2, "DINSOS")]
    assert json.loads(found[1][2]) == {
        "earlier_institution": "DINSOS",
        "earlier_semester": S1,
        "earlier_file": "laporan.xlsx",
        "is_same_bytes": True,
        "rows": 5,
    }


def test_overlapping_assistance(marts: duckdb.DuckDBPyConnection) -> None:
    found = _findings(marts, "overlapping_assistance", "entity_id, evidence")
    assert [row[0] for row in found] == [pseudonym("poor")]
    evidence = json.loads(found[0][1])
    assert evidence["institutions"] == ["BAZNAS", "DINSOS"]
    # A receipt of Sembako is for a month: that of 10 February has ended when the next one comes on 15 March.
    assert [evidence[name] for name in ("covered_months", "shared_days", "days_apart")] == [1, 0, 6]


def test_left_poverty(marts: duckdb.DuckDBPyConnection) -> None:
    counted = _findings(marts, "left_poverty_still_counted", "entity_id, region_code, match_probability")
    assert counted == [(pseudonym("left"), PILANG, 1.0)]
    assisted = _findings(marts, "left_poverty_still_assisted", "entity_id, region_code, evidence")
    assert [row[:2] for row in assisted] == [(pseudonym("left"), None)]
    evidence = json.loads(assisted[0][2])
    assert evidence["document_number"] == "no " + "#" * 16
    assert (evidence["effective_date"], evidence["reason"]) == ("2023-03-01", "ekonomi_meningkat")


def test_recipient_not_in_registry(marts: duckdb.DuckDBPyConnection) -> None:
    found = _findings(marts, "recipient_not_in_registry", "entity_type, entity_id")
    assert found == [
        ("household", pseudonym("stranger")),
        ("person", pseudonym("name and birth date")),
        ("receipt", pseudonym(f"penerima/{S2}/DINSOS/5")),
    ]


def test_findings_of_validation_and_of_earlier_versions(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "finding_id, entity_type, source_file, first_seen_at, status"
    marts.execute("set TimeZone = 'UTC'")
    assert _findings(marts, "bad_nik", columns) == [
        (pseudonym("validation"), "row", f"penerima {'#' * 16}.xlsx", RUN_STARTED_AT, "open")
    ]
    assert _findings(marts, "bad_kk", columns) == [(pseudonym("old"), None, None, RECEIVED_AT, "resolved")]


def test_no_sixteen_digits_anywhere(marts: duckdb.DuckDBPyConnection) -> None:
    columns = _rows(
        marts,
        """
        select table_name, column_name from information_schema.columns
        where table_schema = 'marts' and data_type = 'VARCHAR'
        """,
    )
    assert len(columns) > 50
    leaks = [
        (table, column)
        for table, column in columns
        if _rows(
            marts, f"select 1 from {table} where regexp_matches({column}, '(^|[^0-9a-f])[0-9]{{16}}([^0-9a-f]|$)')"
        )
    ]
    assert leaks == []


@pytest.mark.slow
def test_another_day_changes_no_mart_but_the_finding_times(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, dbt_target: Path
) -> None:
    zones = Zones(tmp_path)
    zones.tables["run_context"] = [
        {"run_started_at": datetime(2024, 1, 1, tzinfo=UTC), "run_date": date(2024, 1, 1), "assessed_pairs": 50}
    ]
    fill(zones)
    with build(zones, dbt_target, *WITHOUT_UNIT_TESTS) as later:
        tables = [row[0] for row in _rows(marts, "select table_name from duckdb_tables() where schema_name = 'marts'")]
        assert set(tables) == {table.name for table in described_tables()}
        for table in tables:
            times = "exclude (first_seen_at, last_seen_at)" if table == "fct_quality_finding" else ""
            query = f"select * {times} from marts.{table} order by all"
            assert _rows(later, query) == _rows(marts, query), table


def _concerned(marts: duckdb.DuckDBPyConnection, rule: str) -> list[tuple[Any, ...]]:
    return _rows(
        marts,
        f"""
        select institution.institution_code, role, dataset, source_semester_key, concerned.source_row
        from bridge_finding_row as concerned
        inner join dim_institution as institution on concerned.institution_key = institution.institution_key
        inner join fct_quality_finding using (finding_id)
        where rule_code = '{rule}' order by all
        """,
    )


def test_a_finding_leads_to_its_rows(marts: duckdb.DuckDBPyConnection) -> None:
    assert _concerned(marts, "duplicate_household") == [
        ("DINSOS", "related", "keluarga", 20231, 2),
        ("DINSOS", "subject", "keluarga", 20231, 5),
    ]
    assert _concerned(marts, "left_poverty_still_counted") == [
        ("BAZNAS", "related", "mentas", 20231, 2),
        ("DINSOS", "subject", "keluarga", 20231, 3),
    ]
    # Validation has refused this one: no table has it.
    assert _concerned(marts, "bad_nik") == [("DINSOS", "subject", "penerima", 20231, 9)]
    overlaps = _rows(
        marts,
        """
        select
            evidence ->> '$.receipt_count', count(*), count(distinct concerned.institution_key),
            bool_and(role = 'subject')
        from fct_quality_finding inner join bridge_finding_row as concerned using (finding_id)
        where rule_code = 'overlapping_assistance' group by finding_id, evidence
        """,
    )
    assert overlaps
    assert all((int(receipts), True) == (rows, is_meant) for receipts, rows, _, is_meant in overlaps)


def test_a_finding_leads_to_everybody_whom_it_concerns(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select
            list(institution.institution_code order by institution.institution_code) filter (where role = 'subject'),
            list(institution.institution_code order by institution.institution_code) filter (where role = 'related')
        from fct_quality_finding
        inner join bridge_finding_institution as concerned using (finding_id)
        inner join dim_institution as institution on concerned.institution_key = institution.institution_key
        where rule_code = '{}' group by finding_id
    """
    assert set(map(str, _rows(marts, query.format("overlapping_assistance")))) == {"(['BAZNAS', 'DINSOS'], None)"}
    assert _rows(marts, query.format("left_poverty_still_counted")) == [(["DINSOS"], ["BAZNAS"])]


def test_the_list_for_review_has_two_rows_of_every_finding(marts: duckdb.DuckDBPyConnection) -> None:
    query = """
        select rule_code, first.role, second.role
        from fct_review_item as item
        left join bridge_finding_row as first
            on item.finding_id = first.finding_id and item.first_record_id = first.record_id
        left join bridge_finding_row as second
            on item.finding_id = second.finding_id and item.second_record_id = second.record_id
        group by all order by all
    """
    pairs = _rows(marts, query)
    assert {rule for rule, *_ in pairs} <= set(REVIEWED_RULES)
    assert ("duplicate_household", "related", "subject") in pairs
    assert ("left_poverty_still_counted", "subject", "related") in pairs
    assert len(pairs) == len({rule for rule, *_ in pairs})


def test_evidence_is_what_the_catalogue_says(marts: duckdb.DuckDBPyConnection) -> None:
    findings = _rows(marts, "select rule_code, evidence from fct_quality_finding where status <> 'resolved'")
    across_rows = {rule.code for rule in load_catalogue().values() if rule.scope == "entity"}
    # Activities that were reported twice have a test of their own.
    assert across_rows - {"duplicate_activity"} <= {rule for rule, _ in findings}
    assert evidence_faults(findings) == set()
