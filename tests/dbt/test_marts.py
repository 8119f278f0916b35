"""The marts of a small city, built once from real Parquet files by a real `dbt build` with all its tests."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

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

S1, S2 = "2022S2", "2023S1"
NIK_LIKE = "3574015708800001"
RECEIVED_AT = datetime(2023, 7, 10, 2, 0, tzinfo=UTC)


def _submissions(zones: Zones) -> None:
    for institution, institution_type in (("DINSOS", "perangkat_daerah"), ("BAZNAS", "baznas"), ("BANK", "bank")):
        zones.institution(institution, institution_type)
    for semester in (S1, S2):
        zones.semester(semester, {"35.74": 1000, "35.74.01": 600, KETAPANG: 100, PILANG: 200, WONOASIH: 50})
        for institution in ("DINSOS", "BAZNAS"):
            came = {"channel_state": "received", "is_expected": True, "version": 1, "files": 1}
            zones.add("submission", semester, institution, **came, received_at=RECEIVED_AT, is_late=False)
            content = {"sha256": pseudonym(f"bytes of {institution}"), "content_digest": pseudonym(institution)}
            file = {"source_file": "laporan.xlsx", "size_bytes": 10, "received_at": RECEIVED_AT, "rows_received": 5}
            zones.add("file", semester, institution, **file, **content)
    zones.add("submission", S2, "BANK", channel_state="missing", is_expected=True, version=0, files=0)


def _registry(zones: Zones) -> None:
    """Four households: poor twice over, poor, left, and left but back."""
    for semester in (S1, S2):
        for label, region, members in (("poor", KETAPANG, 4), ("left", PILANG, 3), ("back", WONOASIH, 2)):
            if semester == S1:
                zones.household(label)
            surveyed = date(2023, 5, 1) if (label, semester) == ("back", S2) else date(2022, 1, 20)
            values = {"household_id": pseudonym(label), "region_code": region, "member_count": members}
            row = zones.add("keluarga", semester, "DINSOS", **values, surveyed_date=surveyed)
            zones.link(row, "keluarga", semester, "DINSOS", household_key=pseudonym(label), cluster_rank=1)
    twin = zones.add("keluarga", S2, "DINSOS", household_id=pseudonym("poor, other card"), region_code=PILANG)
    zones.link(twin, "keluarga", S2, "DINSOS", household_key=pseudonym("poor"), cluster_rank=2)
    zones.tables["registry_duplicate"].append(
        {
            "semester": S2,
            "institution_code": "DINSOS",
            "record_id": twin["record_id"],
            "related_record_id": pseudonym(f"keluarga/{S2}/DINSOS/0"),
            "household_id": pseudonym("poor, other card"),
            "related_household_id": pseudonym("poor"),
            "matched_by": "nik",
            "match_probability": 1.0,
        }
    )
    for label in ("left", "back"):
        graduated = zones.add("mentas", S2, "BAZNAS", household_id=pseudonym(label), document_number=f"no {NIK_LIKE}")
        zones.link(graduated, "mentas", S2, "BAZNAS", household_key=pseudonym(label))
        zones.tables["graduation_match"].append(
            {
                "semester": S2,
                "household_key": pseudonym(label),
                "mentas_semester": S2,
                "mentas_institution_code": "BAZNAS",
                "mentas_record_id": graduated["record_id"],
                "matched_by": "kk",
                "match_probability": 1.0,
            }
        )


def _assistance(zones: Zones) -> None:
    for semester in (S1, S2):
        start = date(2022, 8, 1) if semester == S1 else date(2023, 2, 1)
        for region in (KETAPANG, PILANG):
            zones.add("kegiatan", semester, "DINSOS", activity_code="D.1", region_code=region, start_date=start)
    zones.add("kegiatan", S2, "BAZNAS", activity_code=NIK_LIKE, activity_name=f"Zakat {NIK_LIKE}", fund_source="ZIS")
    zones.add("kegiatan", S2, "BAZNAS", activity_code="3574015708800002", activity_name="Beasiswa", fund_source="ZIS")
    zones.household("stranger", S2)

    def receipt(institution: str, household: str | None, **values: Any) -> None:
        code = "D.1" if institution == "DINSOS" else NIK_LIKE
        values = {"household_id": household and pseudonym(household), "activity_code": code, **values}
        row = zones.add("penerima", S2, institution, **values)
        if household is not None:
            registered = household != "stranger"
            zones.link(row, "penerima", S2, institution, household_key=pseudonym(household), is_registered=registered)

    receipt("DINSOS", "poor", person_id=pseudonym("p"), received_date=date(2023, 1, 10))
    receipt("DINSOS", "poor", person_id=pseudonym("p"), received_date=date(2023, 2, 10), assistance_type="SEMBAKO ")
    receipt("BAZNAS", "poor", person_id=pseudonym("q"), assistance_type="Sem bako")
    receipt("BAZNAS", "left", person_id=pseudonym("l"), assistance_type="Zakat Fitrah", region_code=PILANG)
    receipt("DINSOS", "left", person_id=pseudonym("l"), assistance_type="zakat fitrah", region_code=WONOASIH)
    receipt("DINSOS", "stranger", person_id=pseudonym("s"), region_code=WONOASIH)
    receipt("DINSOS", None, person_match_id=pseudonym("name and birth date"))
    receipt("DINSOS", None)


def _door(zones: Zones) -> None:
    fault = {"rule_code": "bad_nik", "severity": "error", "dataset": "penerima", "source_column": "nik"}
    place = {"source_file": f"penerima {NIK_LIKE}.xlsx", "source_sheet": "penerima", "source_row": 9}
    zones.add("door_finding", S2, "DINSOS", finding_id=pseudonym("door"), record_id=pseudonym("r"), **fault, **place)
    zones.tables["finding_history"].append(
        {
            "finding_id": pseudonym("old"),
            "semester": S1,
            "rule_code": "bad_kk",
            "severity": "error",
            "institution_code": "SINCE_REMOVED",
            "first_seen_at": RECEIVED_AT,
            "last_seen_at": RECEIVED_AT,
            "is_ancestor": True,
        }
    )


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory, dbt_target: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    zones = Zones(tmp_path_factory.mktemp("sektap"))
    _submissions(zones)
    _registry(zones)
    _assistance(zones)
    _door(zones)
    zones.account(rejected={("penerima", S2, "DINSOS"): 1})
    with build(zones, dbt_target) as connection:
        connection.execute("use marts")
        yield connection


def _rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return marts.execute(query).fetchall()


def _findings(marts: duckdb.DuckDBPyConnection, rule: str, columns: str) -> list[tuple[Any, ...]]:
    return _rows(marts, f"select {columns} from fct_quality_finding where rule_code = '{rule}' order by all")


def test_the_city_is_complete(marts: duckdb.DuckDBPyConnection) -> None:
    counts = _rows(marts, "select count(*), count(distinct kecamatan_code), count(distinct city) from dim_region")
    assert counts == [(29, 5, 1)]
    assert _rows(
        marts, "select region_key, kelurahan, kecamatan from dim_region where region_code = '35.74.02.1007'"
    ) == [(3574021007, "Wonoasih", "Wonoasih")]
    assert _rows(marts, "select count(*) from dim_strategy union all select count(*) from dim_program_group") == [
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


def test_targeting_counts_each_assisted_once_in_its_region(marts: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select region_code, poor_households, assisted_households, poor_assisted_households, poor_unassisted_households,
            unregistered_assisted_households, multi_institution_households, inclusion_error, exclusion_error
        from agg_targeting
        where semester = '{S2}' and region_code in ('35.74', '{KETAPANG}', '{PILANG}', '{WONOASIH}') order by 1
    """
    assert _rows(marts, query) == [
        ("35.74", 2, 5, 1, 1, 3, 2, 0.8, 0.5),
        (KETAPANG, 1, 3, 1, 0, 2, 1, pytest.approx(2 / 3), 0.0),
        (PILANG, 0, 1, 0, 0, 0, 1, 1.0, None),
        (WONOASIH, 1, 1, 0, 1, 1, 0, 1.0, 1.0),
    ]


def test_targeting_is_broken_down_by_strategy_programme_group_and_institution_type(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    query = f"""
        select breakdown, group_code, poor_households, assisted_households, poor_assisted_households,
            unregistered_assisted_households, inclusion_error, exclusion_error
        from agg_targeting_breakdown where semester = '{S2}' and region_level = 'city' and assisted_households > 0
        order by all
    """
    everything = (2, 5, 1, 3, 0.8, 0.5)
    assert _rows(marts, query) == [
        ("institution_type", "baznas", 2, 2, 1, 0, 0.5, 0.5),
        ("institution_type", "perangkat_daerah", *everything),
        ("program_group", "1", *everything),
        ("strategy", "1", *everything),
    ]
    assert _rows(marts, "select count(*) from agg_targeting_breakdown") == [(2 * 35 * (4 + 3 + 3),)]


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
        ("BAZNAS", "accepted", 6, 6, 0),
        ("DINSOS", "accepted_with_rejects", 13, 12, 1),
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
        (masked, "Ketapang", 2, 2, million),
        ("D.1", "Ketapang", 3, 5, million),
        ("D.1", "Pilang", 0, 0, million),
    ]
    assert _rows(marts, "select count(distinct activity_key) from fct_program_activity") == [(6,)]


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


def test_findings_of_the_door_and_of_earlier_states(marts: duckdb.DuckDBPyConnection) -> None:
    columns = "finding_id, entity_type, source_file, first_seen_at, status"
    marts.execute("set TimeZone = 'UTC'")
    assert _findings(marts, "bad_nik", columns) == [
        (pseudonym("door"), "row", f"penerima {'#' * 16}.xlsx", RUN_STARTED_AT, "open")
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


def test_every_table_and_column_says_what_it_is(marts: duckdb.DuckDBPyConnection) -> None:
    undescribed = _rows(
        marts,
        """
        select table_name from duckdb_tables() where schema_name = 'marts' and comment is null
        union all
        select table_name || '.' || column_name from duckdb_columns() where schema_name = 'marts' and comment is null
        """,
    )
    assert undescribed == []


def test_another_day_changes_no_mart_but_the_finding_times(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path, dbt_target: Path
) -> None:
    zones = Zones(tmp_path)
    zones.tables["run_context"] = [{"run_started_at": datetime(2024, 1, 1, tzinfo=UTC), "run_date": date(2024, 1, 1)}]
    _submissions(zones)
    _registry(zones)
    _assistance(zones)
    _door(zones)
    zones.account(rejected={("penerima", S2, "DINSOS"): 1})
    with build(zones, dbt_target, *WITHOUT_UNIT_TESTS) as later:
        tables = [row[0] for row in _rows(marts, "select table_name from duckdb_tables() where schema_name = 'marts'")]
        assert len(tables) == 17
        for table in tables:
            times = "exclude (first_seen_at, last_seen_at)" if table == "fct_quality_finding" else ""
            query = f"select * {times} from marts.{table} order by all"
            assert _rows(later, query) == _rows(marts, query), table
