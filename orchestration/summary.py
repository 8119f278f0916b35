"""The summary of a published semester, in Indonesian, as the secretariat would paste it into a message."""

from pathlib import Path
from typing import Any

import duckdb

from sources.semester import Semester

_STATUS_LABELS = {
    "accepted": "diterima",
    "accepted_with_rejects": "diterima, sebagian baris ditolak",
    "rejected": "ditolak",
    "missing": "belum melapor",
    "unreachable": "tidak terjangkau",
}


def semester_summary(database: Path, semester: Semester) -> str:
    """Say who has reported, what was rejected and what was found, from the published marts. Names no person."""
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(
            f"create temp view chosen as select semester_key from marts.dim_semester where semester = '{semester.key}'"
        )
        return "\n".join(
            [
                f"Laporan penanggulangan kemiskinan Kota Probolinggo, semester {semester.key}",
                *_reporting(connection),
                *_rows(connection),
                *_headcount(connection),
                *_findings(connection),
            ]
        )


def _number(value: Any) -> str:
    """Write a whole number as Indonesians read it: 17.910."""
    return f"{int(value or 0):,}".replace(",", ".")


def _reporting(connection: duckdb.DuckDBPyConnection) -> list[str]:
    lines = []
    rows = connection.execute("""
        select
            submission.status,
            count(*),
            string_agg(
                institution.institution_code || coalesce(' (' || faults.rules || ')', ''), ', '
                order by institution.institution_code
            )
        from marts.fct_submission as submission
        inner join chosen on submission.semester_key = chosen.semester_key
        inner join marts.dim_institution as institution
            on submission.institution_key = institution.institution_key
        left join (
            select finding.institution_code, string_agg(distinct finding.rule_code, ', ') as rules
            from marts.fct_quality_finding as finding
            inner join chosen on finding.semester_key = chosen.semester_key
            where finding.severity = 'file' and finding.status <> 'resolved'
            group by finding.institution_code
        ) as faults on institution.institution_code = faults.institution_code
        group by submission.status
    """).fetchall()
    found = {status: (count, names) for status, count, names in rows}
    for status, label in _STATUS_LABELS.items():
        count, names = found.get(status, (0, ""))
        listed = f": {names}" if count and status not in ("accepted", "accepted_with_rejects") else ""
        lines.append(f"- {label}: {count} lembaga{listed}")
    late = connection.execute("""
        select count(*), string_agg(institution.institution_code, ', ' order by institution.institution_code)
        from marts.fct_submission as submission
        inner join chosen on submission.semester_key = chosen.semester_key
        inner join marts.dim_institution as institution
            on submission.institution_key = institution.institution_key
        where submission.is_late
    """).fetchone()
    if late and late[0]:
        lines.append(f"- terlambat: {late[0]} lembaga: {late[1]}")
    return lines


def _rows(connection: duckdb.DuckDBPyConnection) -> list[str]:
    row = connection.execute("""
        select sum(rows_received), sum(rows_accepted), sum(rows_rejected)
        from marts.fct_submission inner join chosen using (semester_key)
    """).fetchone()
    received, accepted, rejected = row or (0, 0, 0)
    return [f"Baris data: {_number(received)} masuk, {_number(accepted)} diterima, {_number(rejected)} ditolak."]


def _headcount(connection: duckdb.DuckDBPyConnection) -> list[str]:
    row = connection.execute("""
        select reported_households, duplicate_households, left_households, verified_households, verified_persons
        from marts.agg_poverty_headcount inner join chosen using (semester_key)
        where region_level = 'city'
    """).fetchone()
    if row is None:
        return []
    reported, duplicates, left, verified, persons = (_number(value) for value in row)
    return [
        f"Keluarga miskin tercatat {reported}; ganda {duplicates}; sudah mentas {left}; "
        f"terverifikasi {verified} keluarga ({persons} jiwa)."
    ]


def _findings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute("""
        select finding.rule_code, count(*)
        from marts.fct_quality_finding as finding
        inner join chosen on finding.semester_key = chosen.semester_key
        where finding.status <> 'resolved'
        group by finding.rule_code order by count(*) desc, finding.rule_code
    """).fetchall()
    if not rows:
        return ["Tidak ada temuan."]
    return ["Temuan: " + ", ".join(f"{rule} {_number(count)}" for rule, count in rows) + "."]
