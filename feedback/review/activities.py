"""The activities of a semester that may have been reported twice: both as handed in, and what agrees.

None of it is personal data. A finding's activities and rows are published; the values come from `private/`.
"""

import json
from collections.abc import Mapping
from typing import Any

import duckdb

from feedback.review.columns import ACTIVITIES
from feedback.review.messages import about_activity
from feedback.review.report import ACTIVITY, PROBABLE, Agreement, KnownDecision, ReviewActivity, ReviewFinding

#: To be near, dates may differ by this many days, and an amount must be this share of the larger one.
_NEAR_DAYS, _NEAR_SHARE = 7, 0.75
#: Smallest shares of common recipients for the same list, and for similar lists.
_SAME_LIST, _NEAR_LIST = 0.8, 0.1


def activity_findings(
    connection: duckdb.DuckDBPyConnection, received: str, decisions: Mapping[str, KnownDecision]
) -> list[ReviewFinding]:
    """Give the findings in `reviewed` of activities that repeat another one.

    `received` is SQL for the rows of `kegiatan` as they were read.
    """
    found = connection.execute(_SIDES.format(received=received), {"rule": ACTIVITY}).to_arrow_table().to_pylist()
    sides: dict[tuple[str, bool], ReviewActivity] = {}
    for row in found:
        if row["name"] is not None:
            sides[row["finding_id"], row["is_later"]] = _activity(row)
    findings = {row["finding_id"]: row for row in found}
    return [
        _finding(row, sides.get((finding_id, False)), sides.get((finding_id, True)), decisions.get(finding_id))
        for finding_id, row in findings.items()
    ]


def _activity(row: Mapping[str, Any]) -> ReviewActivity:
    evidence = json.loads(row["evidence"])
    target = None if row["target"] is None else f"{row['target']:,} {row['unit'] or ''}".replace(",", ".").strip()
    return ReviewActivity(
        row["name"],
        tuple(row["regions"]),
        row["start_date"],
        row["end_date"],
        row["budget_idr"],
        row["realised_idr"],
        target,
        row["fund_source"],
        evidence.get("recipients" if row["is_later"] else "related_recipients"),
        about_activity(row["code"], len(row["regions"])),
        row["semester"],
        row["institution_code"],
        row["source_file"],
        row["source_sheet"],
        row["source_row"],
    )


def _finding(
    row: Mapping[str, Any],
    first: ReviewActivity | None,
    second: ReviewActivity | None,
    decision: KnownDecision | None,
) -> ReviewFinding:
    evidence = json.loads(row["evidence"])
    return ReviewFinding(
        finding_id=row["finding_id"],
        rule_code=ACTIVITY,
        matched_by=PROBABLE,
        probability=row["match_probability"],
        status=row["status"],
        records=(first, second),
        agreements=compare_activities(first, second, evidence),
        decision=decision,
    )


def compare_activities(
    first: ReviewActivity | None, second: ReviewActivity | None, evidence: Mapping[str, Any]
) -> dict[str, Agreement]:
    """Give for each column of the list how two activities compare; `evidence` is that of the finding."""
    if first is None or second is None:
        return {column.name: "missing" for column in ACTIVITIES.compared}
    return {
        # Names that differ more make no finding.
        "name": "same" if evidence["name_match"] == "same" else "near",
        "regions": _compare_regions(set(first.regions), set(second.regions)),
        "start_date": _compare_days(first.start_date, second.start_date),
        "end_date": _compare_days(first.end_date, second.end_date),
        "budget_idr": _compare_amounts(first.budget_idr, second.budget_idr),
        "realised_idr": _compare_amounts(first.realised_idr, second.realised_idr),
        "target": _compare_texts(first.target, second.target),
        "fund_source": _compare_texts(first.fund_source, second.fund_source),
        "recipients": _compare_lists(evidence),
    }


def _compare_regions(first: set[str], second: set[str]) -> Agreement:
    if first == second:
        return "same"
    return "near" if first & second else "differs"


def _compare_days(first: Any, second: Any) -> Agreement:
    if first is None or second is None:
        return "missing"
    apart = abs((first - second).days)
    return "same" if apart == 0 else "near" if apart <= _NEAR_DAYS else "differs"


def _compare_amounts(first: Any, second: Any) -> Agreement:
    if not first or not second:
        return "missing"
    if first == second:
        return "same"
    return "near" if min(first, second) >= _NEAR_SHARE * float(max(first, second)) else "differs"


def _compare_texts(first: str | None, second: str | None) -> Agreement:
    if first is None or second is None:
        return "missing"
    return "same" if first == second else "differs"


def _compare_lists(evidence: Mapping[str, Any]) -> Agreement:
    shared = evidence.get("shared_recipients")
    if shared is None:
        return "missing"
    share = shared / (evidence["recipients"] + evidence["related_recipients"] - shared)
    return "same" if share >= _SAME_LIST else "near" if share >= _NEAR_LIST else "differs"


_SIDES = """
    with asked as (
        select
            found.finding_id, found.status, found.match_probability, found.evidence, side.is_later,
            from_json(found.evidence -> '$.regions', '["varchar"]') as shared_regions
        from published.marts.fct_quality_finding as found
        inner join reviewed on found.finding_id = reviewed.finding_id
        cross join (values (true), (false)) as side (is_later)
        where found.rule_code = $rule
    ),

    listed as (
        select
            asked.*, listed.* exclude (record_id),
            list_contains(asked.shared_regions, listed.kode_wilayah) as is_shared,
            -- Two files can have the same row: values and place come from one of them.
            (listed.source_file, listed.source_sheet, listed.source_row) as place
        from asked
        left join published.marts.bridge_finding_row as concerned
            on asked.finding_id = concerned.finding_id and asked.is_later = (concerned.role <> 'related')
        left join {received} as listed on concerned.record_id = listed.record_id
    )

    select
        listed.finding_id, listed.status, listed.match_probability, listed.evidence, listed.is_later,
        min_by(listed.nama_kegiatan, place) as name,
        min_by(listed.kode_kegiatan, place) as code,
        list(distinct listed.kode_wilayah order by listed.kode_wilayah) filter (
            where listed.kode_wilayah is not null
        ) as regions,
        min(listed.tanggal_mulai) filter (is_shared) as start_date,
        max(listed.tanggal_selesai) filter (is_shared) as end_date,
        sum(listed.anggaran) filter (is_shared) as budget_idr, sum(listed.realisasi) filter (is_shared) as realised_idr,
        cast(sum(listed.target) filter (is_shared) as bigint) as target,
        min_by(listed.satuan_sasaran, place) as unit,
        min_by(listed.sumber_dana, place) as fund_source, any_value(listed.semester) as semester,
        any_value(listed.institution_code) as institution_code,
        min_by(listed.source_file, place) as source_file,
        min_by(listed.source_sheet, place) as source_sheet, min_by(listed.source_row, place) as source_row
    from listed
    group by all
    order by finding_id, is_later
"""
