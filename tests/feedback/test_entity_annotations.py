"""The institutions and rows that a finding across rows is reported to, by the published bridges, for any rule."""

from collections.abc import Iterator

import duckdb
import pytest

from feedback.entity_annotations import WHOLE_REPORT, concerned_rows
from foundation.semester import Semester

SEMESTER = Semester(2023, 1)
OVERLAP = '{"assistance_type": "Sembako", "institutions": ["BAZNAS", "DINSOS"]}'
SUBMISSION = '{"earlier_institution": "BAZNAS", "earlier_semester": "2022S2"}'


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a published database of two institutions without findings, and the rows and files that they sent."""
    with duckdb.connect() as connection:
        connection.execute("""
            attach ':memory:' as published;
            create schema published.marts;
            create table published.marts.fct_quality_finding (
                finding_id varchar, semester varchar, rule_code varchar, severity varchar, status varchar,
                institution_code varchar, source_file varchar, entity_type varchar, entity_id varchar, evidence varchar
            );
            create table published.marts.bridge_finding_row (finding_id varchar, record_id varchar, role varchar);
            create table published.marts.bridge_finding_institution (
                finding_id varchar, institution_key varchar, role varchar
            );
            create table published.marts.dim_institution (institution_key varchar, institution_code varchar);
            insert into published.marts.dim_institution values ('key b', 'BAZNAS'), ('key d', 'DINSOS');
            create table reported_row (
                record_id varchar, institution_code varchar, source_file varchar, source_sheet varchar,
                source_row bigint
            );
            insert into reported_row values
                ('b2', 'BAZNAS', 'zakat.xlsx', 'penerima', 2), ('d7', 'DINSOS', 'laporan.xlsx', 'penerima', 7),
                ('d8', 'DINSOS', 'laporan.xlsx', 'penerima', 8);
            create table file (institution_code varchar, source_file varchar, sha256 varchar);
            insert into file values
                ('DINSOS', 'nik 3574010101080001.xlsx', 'digest'), ('DINSOS', 'other.xlsx', 'digest'),
                ('BAZNAS', 'nik 3574010101080001.xlsx', 'digest');
        """)
        yield connection


def find(
    connection: duckdb.DuckDBPyConnection, rule: str, evidence: str, *, status: str = "open", **values: str
) -> None:
    columns = {"finding_id": "f", "semester": SEMESTER.key, "rule_code": rule, "severity": "warning", "status": status}
    columns |= {"evidence": evidence, "entity_type": "household", **values}
    names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
    connection.execute(
        f"insert into published.marts.fct_quality_finding ({names}) values ({marks})", list(columns.values())
    )


def concern(connection: duckdb.DuckDBPyConnection, table: str, *rows: tuple[str, str]) -> None:
    for who, role in rows:
        connection.execute(f"insert into published.marts.{table} values ('f', ?, ?)", [who, role])


def reported(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str | None, int | None]]:
    return sorted(
        (code, said.source_file, said.source_sheet, said.source_row)
        for code, said in concerned_rows(connection, SEMESTER)
    )


def test_it_is_reported_at_every_row_that_it_means_and_at_no_other(connection: duckdb.DuckDBPyConnection) -> None:
    find(connection, "overlapping_assistance", OVERLAP)
    concern(connection, "bridge_finding_row", ("b2", "subject"), ("d7", "subject"), ("d8", "related"))
    concern(connection, "bridge_finding_institution", ("key b", "subject"), ("key d", "subject"))
    assert reported(connection) == [("BAZNAS", "zakat.xlsx", "penerima", 2), ("DINSOS", "laporan.xlsx", "penerima", 7)]


def test_who_has_no_row_of_it_reads_of_it_as_one_of_the_whole_report(connection: duckdb.DuckDBPyConnection) -> None:
    find(connection, "overlapping_assistance", OVERLAP)
    concern(connection, "bridge_finding_row", ("b2", "subject"))
    concern(connection, "bridge_finding_institution", ("key b", "subject"), ("key d", "subject"))
    assert reported(connection) == [("BAZNAS", "zakat.xlsx", "penerima", 2), ("DINSOS", WHOLE_REPORT, None, None)]


def test_who_is_only_related_gets_no_report(connection: duckdb.DuckDBPyConnection) -> None:
    find(connection, "overlapping_assistance", OVERLAP)
    concern(connection, "bridge_finding_row", ("b2", "subject"))
    concern(connection, "bridge_finding_institution", ("key b", "subject"), ("key d", "related"))
    assert reported(connection) == [("BAZNAS", "zakat.xlsx", "penerima", 2)]


def test_a_file_is_reported_by_its_masked_name_to_its_owner(connection: duckdb.DuckDBPyConnection) -> None:
    file = {"source_file": "nik ################.xlsx", "entity_type": "file", "entity_id": "digest"}
    find(connection, "duplicate_submission", SUBMISSION, institution_code="DINSOS", **file)
    concern(connection, "bridge_finding_institution", ("key d", "subject"), ("key b", "related"))
    assert reported(connection) == [("DINSOS", "nik 3574010101080001.xlsx", None, None)]


@pytest.mark.parametrize("status", ["waived", "resolved"])
def test_what_is_waived_or_gone_is_reported_to_nobody(connection: duckdb.DuckDBPyConnection, status: str) -> None:
    find(connection, "overlapping_assistance", OVERLAP, status=status)
    concern(connection, "bridge_finding_row", ("b2", "subject"))
    concern(connection, "bridge_finding_institution", ("key b", "subject"))
    assert reported(connection) == []
