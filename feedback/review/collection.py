"""The findings of a semester that need a person, each with its two records, weights and decision.

Findings and their rows are published; the values of the rows are in `private/` and go into the workbook only.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import duckdb

from feedback.received import received_rows
from feedback.review.activities import activity_findings
from feedback.review.agreement import create_agreements
from feedback.review.blind_report import REVIEWERS, BlindReport, KnownAssessment
from feedback.review.messages import about_departure, about_listing, place_in_words
from feedback.review.report import (
    ACTIVITY,
    COMPARED,
    KnownDecision,
    ReviewFinding,
    ReviewRecord,
    ReviewReport,
)
from foundation.data_layout import DataLayout
from foundation.database import open_database, rows_of, sql_literal
from foundation.semester import Semester


@dataclass(frozen=True)
class CollectedReview:
    """What is written for a semester: the list for review, and the blind workbooks of the reviewers."""

    listed: ReviewReport
    blind: tuple[BlindReport, ...]


def collect_review(
    layout: DataLayout, semester: Semester, *, most: int, certain: float, memory_limit: str = "4GB", threads: int = 2
) -> CollectedReview:
    """Collect the findings for review in a semester, at most `most` undecided ones.

    Those whose probability is at least `certain`, or whose numbers are equal, can be decided on at once.

    DuckDB takes `memory_limit` and `threads`, and spills into a folder of its own below `feedback/`.
    """
    with open_database(spill=layout.review_scratch, memory_limit=memory_limit, threads=threads) as connection:
        connection.execute(f"attach {sql_literal(layout.published_database)} as published (read_only)")
        connection.execute(_REVIEWED, {"semester": semester.key})
        _create_records(connection, layout)
        create_agreements(connection)
        found = _findings(connection, layout, semester)
        closed = rows_of(
            connection, f"select is_closed from published.marts.dim_semester where semester = '{semester}'"
        )
        sampled = {row["finding_id"] for row in rows_of(connection, "select finding_id from reviewed where is_sampled")}
        known = {reviewer: _assessments(connection, layout, reviewer) for reviewer in REVIEWERS}
    is_closed = any(row["is_closed"] for row in closed)
    drawn = [finding for finding in found if finding.finding_id in sampled]
    return CollectedReview(
        ReviewReport.of(semester.key, found, is_closed=is_closed, most=most, certain=certain),
        tuple(BlindReport.of(semester.key, reviewer, drawn, known[reviewer]) for reviewer in REVIEWERS),
    )


def _findings(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: Semester) -> list[ReviewFinding]:
    records = _records(connection)
    weights = _weights(connection, layout, semester)
    decisions = _decisions(connection, layout)
    found = []
    for row in rows_of(
        connection,
        f"select * from reviewed inner join agreement using (finding_id) where rule_code <> '{ACTIVITY}'",
    ):
        compared, is_compared_itself = weights.get(row["finding_id"], (None, True))
        found.append(
            ReviewFinding(
                finding_id=row["finding_id"],
                rule_code=row["rule_code"],
                matched_by=row["matched_by"],
                probability=row["match_probability"],
                status=row["status"],
                records=(records.get(row["first_record_id"]), records.get(row["second_record_id"])),
                agreements={name: row[name] for name in COMPARED},
                weights=compared,
                is_compared_itself=is_compared_itself,
                decision=decisions.get(row["finding_id"]),
            )
        )
    activities = received_rows(layout, "kegiatan")
    return found + (activity_findings(connection, activities, decisions) if activities else [])


def _create_records(connection: duckdb.DuckDBPyConnection, layout: DataLayout) -> None:
    """Create `record`: the rows of `reviewed` as they were read."""
    parts = [
        f"select {columns} from {source} where record_id in (select unnest([first_record_id, second_record_id]) "
        "from reviewed)"
        for dataset, columns in _RECORDS.items()
        if (source := received_rows(layout, dataset))
    ]
    connection.execute(f"create table record as {' union all by name '.join(parts or [_NO_RECORD])}")


def _records(connection: duckdb.DuckDBPyConnection) -> dict[str, ReviewRecord]:
    return {
        row["record_id"]: ReviewRecord(
            row["kk"],
            row["nik"],
            row["name"],
            row["birth_date"],
            row["sex"],
            row["address"],
            "/".join(part or "-" for part in (row["rt"], row["rw"])) if row["rt"] or row["rw"] else None,
            place_in_words(row["region_code"]),
            about_departure(row) if row["left_reason"] else about_listing(row),
            row["semester"],
            row["institution_code"],
            row["source_file"],
            row["source_sheet"],
            row["source_row"],
        )
        for row in rows_of(connection, "from record")
    }


def _weights(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: Semester
) -> dict[str, tuple[dict[str, float], bool]]:
    """Give by finding the weight of each comparison, and whether these are the two rows that were compared.

    A graduation may have been matched in an earlier semester, by a row that no longer counts.
    """
    kept = sorted(layout.kept_linkage("*").parent.glob(f"semester=*/{layout.pair_weights('*').name}"))
    files = [path for path in kept if path.parent.name <= layout.kept_linkage(semester.key).name]
    if not files:
        return {}
    listed = ", ".join(map(sql_literal, files))
    connection.execute(f"""
        create table weighed as
        from read_parquet([{listed}], hive_partitioning = true, hive_types_autocast = false, union_by_name = true)
        where
            record_id_l in (select second_record_id from reviewed)
            or record_id_r in (select second_record_id from reviewed)
    """)
    members = f"read_parquet({sql_literal(layout.linkage('*', 'household_membership'))}, hive_types_autocast = false)"
    rows = rows_of(connection, _BEST_PAIR.format(members=members))
    return {row["finding_id"]: (_by_comparison(row), row["is_direct"]) for row in rows}


def _by_comparison(row: dict[str, Any]) -> dict[str, float]:
    """Give the weight of each comparison with its term-frequency adjustment (`mw_tf_adj_…`, not in every model)."""
    weights: Counter[str] = Counter()
    for name, weight in row.items():
        if name.startswith("mw_") and weight is not None:
            weights[name.removeprefix("mw_").removeprefix("tf_adj_")] += weight
    return dict(weights)


def _decisions(connection: duckdb.DuckDBPyConnection, layout: DataLayout) -> dict[str, KnownDecision]:
    source = received_rows(layout, "keputusan")
    if source is None:
        return {}
    rows = rows_of(
        connection,
        f"""
        with settled as (
            from published.marts.fct_decision
            where is_contradicted is not true
            qualify row_number() over (partition by finding_id order by decision_order desc) = 1
        )
        select settled.finding_id, said.keputusan, said.alasan, said.petugas, said.tanggal, said.berlaku_sampai,
            settled.finding_status = 'open' as has_expired,
            coalesce(reviewed.open_again = 'new_evidence', false) as has_new_evidence
        from reviewed
        inner join settled on reviewed.finding_id = settled.finding_id
        inner join {source} as said on settled.decision_key = said.record_id
        """,
    )
    return {finding_id: KnownDecision(*said) for finding_id, *said in (row.values() for row in rows)}


def _assessments(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, reviewer: int
) -> dict[str, KnownAssessment]:
    """Give what one reviewer has said of the findings of `reviewed`, the newest of each; nothing of the other's."""
    source = received_rows(layout, "penilaian")
    if source is None:
        return {}
    rows = rows_of(
        connection,
        f"""
        select known.finding_id, said.penilaian, said.petugas, said.tanggal
        from reviewed
        inner join published.marts.fct_match_assessment as known on reviewed.finding_id = known.finding_id
        inner join {source} as said
            on known.finding_id = lower(said.finding_id)
            and known.reviewer_number = said.pemeriksa_ke and known.assessed_date = said.tanggal
        where known.reviewer_number = {reviewer}
        qualify row_number() over (
            partition by known.finding_id order by said.semester desc, said.source_row desc
        ) = 1
        """,
    )
    return {finding_id: KnownAssessment(*said) for finding_id, *said in (row.values() for row in rows)}


_REVIEWED = """
    create table reviewed as
    select
        found.finding_id, found.rule_code, found.status, found.match_probability, item.matched_by, item.open_again,
        item.first_record_id, item.second_record_id, item.household_key,
        coalesce(item.is_sampled, false) or found.finding_id in (
            select finding_id from published.marts.fct_match_assessment
        ) as is_sampled
    from published.marts.fct_quality_finding as found
    inner join published.marts.fct_review_item as item on found.finding_id = item.finding_id
    where found.semester = $semester and found.status in ('open', 'confirmed', 'waived')
"""

_PLACE = "record_id, semester, institution_code, source_file, source_sheet, source_row"
_RECORDS = {
    "keluarga": f"""
        {_PLACE}, no_kk as kk, nik_kepala as nik, nama_kepala as name, tanggal_lahir_kepala as birth_date,
        jenis_kelamin_kepala as sex, alamat as address, rt, rw, kode_wilayah as region_code,
        status, desil as decile, jumlah_anggota as member_count, tanggal_pendataan as surveyed_date,
        null::varchar as left_reason, null::date as effective_date, null::varchar as document_number
    """,
    "mentas": f"""
        {_PLACE}, no_kk as kk, nik_kepala as nik, nama_kepala as name, kode_wilayah as region_code,
        null::date as birth_date, null::varchar as sex, null::varchar as address, null::varchar as rt,
        null::varchar as rw, alasan as left_reason, tanggal_berlaku as effective_date,
        nomor_dokumen as document_number
    """,
}
_NO_RECORD = """
    select
        null::varchar as record_id, null::varchar as kk, null::varchar as nik, null::varchar as name,
        null::date as birth_date, null::varchar as sex, null::varchar as address, null::varchar as rt,
        null::varchar as rw, null::varchar as region_code
    where false
"""

_BEST_PAIR = """
    with both_ways as (
        select record_id_l as record_id, record_id_r as other_id, columns('^mw_') from weighed
        union all
        select record_id_r, record_id_l, columns('^mw_') from weighed
    ),

    of_findings as (
        select
            reviewed.finding_id, coalesce(pair.other_id = reviewed.first_record_id, false) as is_direct, pair.*
        from reviewed
        inner join both_ways as pair on reviewed.second_record_id = pair.record_id
        left join {members} as member
            on pair.other_id = member.record_id and reviewed.household_key = member.household_key
        where
            reviewed.matched_by = 'probable'
            and (pair.other_id = reviewed.first_record_id or member.record_id is not null)
    )

    select * from of_findings
    qualify row_number() over (
        partition by finding_id order by is_direct desc, mw_name + mw_place desc, other_id
    ) = 1
"""
