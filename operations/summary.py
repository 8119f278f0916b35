"""The summary of a published semester, in Indonesian, as the secretariat would paste it into a message: plain text."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from expectations.catalogue import load_catalogue
from feedback.messages import rupiah_in_words
from feedback.review.report import REVIEWED_RULES
from foundation.data_layout import DataLayout
from foundation.database import count_of, rows_of
from foundation.semester import Semester
from operations.messages import day, inbox_warnings, listed_datasets, number
from operations.status import missing_datasets
from operations.unknown_decisions import contradictory_decisions, unknown_assessments, unknown_decisions
from sources.archive import Archive, Submission
from sources.contract import load_contracts

#: The words for each state, in the order of the message; those of `_NAMED` name the institutions.
_STATUS_LINES: Mapping[str, str] = {
    "accepted": "diterima lengkap",
    "accepted_with_rejects": "diterima, sebagian baris atau berkas ditolak",
    "rejected": "ditolak seluruhnya",
    "missing": "belum melapor",
    "unreachable": "kotak masuk tidak terjangkau",
}
_NAMED = ("rejected", "missing", "unreachable")
_SILENT = ("missing", "unreachable")

#: Up to so many institutions are shown by name, more of them by code alone.
_NAMES_SHOWN = 8
_REASONS_SHOWN = 5


def semester_summary(layout: DataLayout, semester: Semester) -> str:
    """Say who has reported, what was rejected and why, what it comes to, and what to do next. Names no person.

    From the published marts, and from the archive what waits because the semester is closed.
    """
    held = Archive(layout).current(semester)
    waiting = sorted(code for code, submission in held.items() if submission.waiting_version is not None)
    lost = sorted(code for code, submission in held.items() if submission.is_out_of_reach and submission.version)
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        connection.execute(
            f"create temp view chosen as from marts.dim_semester where semester = '{semester.key}'",
        )
        submissions = _submissions(connection)
        parts = [
            _heading(connection, semester),
            [
                *_reporting(submissions, lost, waiting),
                *_incomplete(connection, semester),
                *(f"- {line}" for line in _inbox_warnings(held)),
            ],
            list(_rows(connection, submissions)),
            list(_money(connection)),
            list(_headcount(connection)),
            list(_next_steps(connection, layout, semester, submissions, lost, waiting)),
        ]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _submissions(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    return rows_of(
        connection,
        """
        select
            institution.institution_code as code, institution.institution_name as name, submission.status,
            submission.is_expected, submission.is_late, submission.rows_received, submission.rows_accepted,
            submission.rows_rejected, coalesce(faults.rules, '') as file_rules
        from marts.fct_submission as submission
        inner join chosen on submission.semester_key = chosen.semester_key
        inner join marts.dim_institution as institution on submission.institution_key = institution.institution_key
        left join (
            select institution_code, string_agg(distinct rule_code, ', ' order by rule_code) as rules
            from marts.fct_quality_finding
            where semester_key = (select semester_key from chosen) and severity = 'file' and status <> 'resolved'
            group by institution_code
        ) as faults on institution.institution_code = faults.institution_code
        order by institution.institution_code
        """,
    )


def _heading(connection: duckdb.DuckDBPyConnection, semester: Semester) -> list[str]:
    (chosen,) = rows_of(connection, "select deadline, is_closed from chosen")
    months = "Januari-Juni" if semester.half == 1 else "Juli-Desember"
    closed = " Semester ini sudah ditutup." if chosen["is_closed"] else ""
    return [
        f"Laporan penanggulangan kemiskinan Kota Probolinggo, semester {semester.key} ({months} {semester.year})",
        f"Batas waktu pelaporan {day(chosen['deadline'])}.{closed}",
    ]


def _reporting(submissions: Sequence[Mapping[str, Any]], lost: Sequence[str], waiting: Sequence[str]) -> Iterator[str]:
    expected = [one for one in submissions if one["is_expected"]]
    reported = [one for one in expected if one["status"] not in _SILENT]
    yield f"PELAPORAN: {len(reported)} dari {len(expected)} lembaga sudah melapor."
    for status, label in _STATUS_LINES.items():
        those = [one for one in expected if one["status"] == status]
        if those:
            yield f"- {label}: {len(those)} lembaga{_who(those) if status in _NAMED else ''}"
    others = [one for one in submissions if not one["is_expected"] and one["code"] != _secretariat()]
    volunteers = [one for one in others if one["status"] not in _SILENT]
    if volunteers:
        yield f"- melapor tanpa diwajibkan: {len(volunteers)} lembaga{_who(volunteers)}"
    late = [one for one in submissions if one["is_late"]]
    if late:
        yield f"- terlambat: {len(late)} lembaga{_who(late, with_rules=False)}"
    if lost:
        listed = f"{len(lost)} lembaga: {', '.join(lost)}"
        yield f"- kotak masuk tidak terjangkau, laporan sebelumnya tetap dihitung: {listed}"
    if waiting:
        yield f"- datang setelah semester ditutup, belum dihitung: {len(waiting)} lembaga: {', '.join(waiting)}"


def _incomplete(connection: duckdb.DuckDBPyConnection, semester: Semester) -> Iterator[str]:
    incomplete = missing_datasets(connection, semester)
    if incomplete:
        listed = f"{len(incomplete)} lembaga: {listed_datasets(incomplete)}"
        yield f"- melapor tanpa data yang wajib dilaporkan: {listed}"


def _secretariat() -> str:
    """Give the code under which the secretariat hands in its decisions, which are no report."""
    return str(load_contracts()["keputusan"].only_from)


def _inbox_warnings(held: Mapping[str, Submission]) -> Iterator[str]:
    return inbox_warnings(
        {code: one.withdrawn_version for code, one in held.items() if one.withdrawn_version},
        {code: one.unread_entries for code, one in held.items() if one.unread_entries},
    )


def _who(those: Sequence[Mapping[str, Any]], *, with_rules: bool = True) -> str:
    with_names = len(those) <= _NAMES_SHOWN
    listed = []
    for one in those:
        why = _why_rejected(one) if with_rules else ""
        name = f"{one['name']} - " if with_names and one["name"] != one["code"] else ""
        listed.append(f"{name}{one['code']}{why}")
    return ": " + "; ".join(listed)


def _why_rejected(submission: Mapping[str, Any]) -> str:
    if submission["file_rules"]:
        return f" ({submission['file_rules']})"
    if submission["status"] != "rejected":
        return ""
    return " (semua baris ditolak)" if submission["rows_received"] else " (tidak ada baris data)"


def _rows(connection: duckdb.DuckDBPyConnection, submissions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    received, accepted, rejected = (
        sum(one[column] for one in submissions) for column in ("rows_received", "rows_accepted", "rows_rejected")
    )
    yield f"DATA: {number(received)} baris masuk, {number(accepted)} diterima, {number(rejected)} ditolak."
    findings = rows_of(
        connection,
        """
        select finding.rule_code, finding.severity, count(*) as found
        from marts.fct_quality_finding as finding
        inner join chosen on finding.semester_key = chosen.semester_key
        where finding.status not in ('resolved', 'waived')
        group by finding.rule_code, finding.severity order by found desc, finding.rule_code
        """,
    )
    for title, chosen in (
        (
            "Ditolak, sebab terbanyak (berkas atau lembar yang ditolak dihitung satu):",
            [one for one in findings if one["severity"] != "warning"],
        ),
        ("Diterima dengan catatan, perlu diperiksa:", [one for one in findings if one["severity"] == "warning"]),
    ):
        if chosen:
            yield title
        for one in chosen[:_REASONS_SHOWN]:
            yield f"- {load_catalogue()[one['rule_code']].title_id} ({one['rule_code']}): {number(one['found'])}"
        others = chosen[_REASONS_SHOWN:]
        if others:
            yield "- lainnya: " + ", ".join(f"{one['rule_code']} {number(one['found'])}" for one in others)


def _money(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    (activities,) = rows_of(
        connection,
        """
        select
            count(distinct (activity.institution_key, activity.activity_code)) as activities,
            sum(activity.budget_idr) as budget, sum(activity.realised_idr) as realised
        from marts.fct_program_activity as activity
        inner join chosen on activity.semester_key = chosen.semester_key
        """,
    )
    (receipts,) = rows_of(
        connection,
        """
        select
            count(*) as receipts, sum(amount_idr) as amount,
            count(distinct household_key) filter (where household_key <> 'unknown') as households
        from marts.fct_assistance as receipt inner join chosen on receipt.semester_key = chosen.semester_key
        """,
    )
    budget, realised = activities["budget"], activities["realised"]
    share = f" ({realised / budget * 100:.0f}%)" if budget else ""
    yield (
        f"ANGGARAN: {number(activities['activities'])} kegiatan, anggaran {rupiah_in_words(budget)}, "
        f"realisasi {rupiah_in_words(realised)}{share}."
    )
    yield (
        f"Bantuan: {number(receipts['receipts'])} penerimaan senilai {rupiah_in_words(receipts['amount'])} "
        f"untuk {number(receipts['households'])} keluarga."
    )


def _headcount(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for row in rows_of(
        connection,
        """
        select headcount.* from marts.agg_poverty_headcount as headcount
        inner join chosen on headcount.semester_key = chosen.semester_key where headcount.region_level = 'city'
        """,
    ):
        share = f", {row['verified_rate'] * 100:.2f}% penduduk".replace(".", ",") if row["verified_rate"] else ""
        yield (
            f"KEMISKINAN: {number(row['received_households'])} keluarga miskin masuk, "
            f"{number(row['rejected_households'])} ditolak, {number(row['reported_households'])} tercatat, "
            f"{number(row['duplicate_households'])} ganda, {number(row['left_households'])} sudah mentas; "
            f"miskin setelah pemadanan {number(row['verified_households'])} keluarga "
            f"({number(row['verified_persons'])} jiwa{share})."
        )


def _undecided(connection: duckdb.DuckDBPyConnection) -> int:
    return count_of(
        connection,
        """
        select count(*)
        from marts.fct_quality_finding as finding
        inner join chosen on finding.semester_key = chosen.semester_key
        where finding.status = 'open' and list_contains($rules, finding.rule_code)
        """,
        {"rules": list(REVIEWED_RULES)},
    )


def _to_assess(connection: duckdb.DuckDBPyConnection) -> int:
    """Give the sampled pairs of the semester that not both reviewers have assessed."""
    return count_of(
        connection,
        """
        select coalesce(sum(sampled.sampled_pairs - sampled.assessed_twice_pairs), 0)::bigint
        from marts.agg_match_precision as sampled
        inner join chosen on sampled.semester_key = chosen.semester_key
        """,
    )


def _lead_nowhere(layout: DataLayout, semester: Semester) -> Iterator[str]:
    """Tell which of the secretariat's decisions and assessments of a semester's inbox do not count."""
    for said, rows in (
        ("finding_id pada keputusan SEKTAP: {} temuan tidak dikenal", unknown_decisions(layout).get(semester.key, ())),
        (
            "tanggal pada keputusan SEKTAP: {} keputusan bertentangan dengan yang lain pada tanggal yang sama, tidak "
            "dihitung",
            contradictory_decisions(layout).get(semester.key, ()),
        ),
        ("finding_id pada penilaian SEKTAP: {} temuan tidak dikenal", unknown_assessments(layout, semester)),
    ):
        if rows:
            shown = ", ".join(map(str, rows[:_REASONS_SHOWN])) + (", ..." if rows[_REASONS_SHOWN:] else "")
            yield f"- Periksa {said.format(len(rows))} (baris {shown})."


def _next_steps(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    semester: Semester,
    submissions: Sequence[Mapping[str, Any]],
    lost: Sequence[str],
    waiting: Sequence[str],
) -> Iterator[str]:
    statuses = {one["status"] for one in submissions}
    is_closed = semester in Archive(layout).closed_semesters()
    folder: Path = layout.feedback(semester.key, "any").parent
    review = layout.review(semester.key)
    own = layout.secretariat_workbooks(semester.key)
    workbooks = len(set(folder.glob("*.xlsx")) - own - {layout.feedback(semester.key, _secretariat())})
    yield "LANGKAH BERIKUTNYA"
    if workbooks:
        yield f"- Kirimkan umpan balik kepada lembaganya: {workbooks} buku kerja di {folder}"
    undecided = _undecided(connection) if review.exists() else 0
    if undecided:
        yield (
            f"- {number(undecided)} temuan belum diputuskan: {review}. Isi kolom keputusan, lalu simpan di kotak masuk "
            "SEKTAP."
        )
    to_assess = _to_assess(connection)
    if to_assess:
        listed = " dan ".join(path.name for path in sorted(own - {review}))
        yield (
            f"- {number(to_assess)} pasangan menunggu penilaian dua pemeriksa, masing-masing tanpa melihat yang lain: "
            f"{listed} di {folder}"
        )
    yield from _lead_nowhere(layout, semester)
    if is_closed:
        yield f"- Laporan yang menunggu, dan yang masih datang, dihitung setelah `sektap reopen {semester}`."
        return
    if statuses & {"rejected", "accepted_with_rejects"}:
        yield "- Lembaga yang ditolak seluruhnya atau sebagian memperbaiki laporannya dan mengirim ulang."
    if "missing" in statuses:
        yield "- Ingatkan lembaga yang belum melapor."
    if lost or "unreachable" in statuses:
        yield "- Periksa kotak masuk yang tidak terjangkau."
    yield f"- Setelah ada kiriman baru: `sektap run {semester}`. Keadaan terkini: `sektap status {semester}`."
