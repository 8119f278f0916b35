"""Who has reported, who has not and until when they must, and what was rejected and why: the facts, as plain values.

Read from the list of institutions, the ledger of the archive and the published marts; makes and changes nothing, and
can be asked before the first run and during one. What a run has archived and not yet published is `received`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import rows_of
from foundation.semester import CITY_TIME_ZONE, Semester
from sources.archive import Archive, Submission
from sources.institutions import Institution, InstitutionList


@dataclass(frozen=True)
class Rejection:
    """How many of an institution's rows, cells or files a rule has rejected (severity `error` or `file`)."""

    rule_code: str
    severity: str
    count: int


@dataclass(frozen=True)
class InstitutionStatus:
    """What an institution has handed in for a semester, and what became of it.

    `status` is that of `fct_submission`, or `received` (archived, not yet published) or `not_collected` (no run has
    asked yet). Rows are counts, None where they are not known. `waiting_version` came after the semester was closed.
    `is_out_of_reach`: the channel could not be read when a run last asked, and what it had given before still counts.
    `withdrawn_version` was handed in, and the channel has held nothing since. `unread_entries`: files and folders in
    the institution's place that lie in no semester's folder. `missing_datasets` are due, and no sheet gives them.
    `is_late` goes by the first version, `received_at` is the time of the one that counts.
    """

    code: str
    name: str
    type: str
    is_expected: bool
    status: str
    version: int | None
    first_received_at: datetime | None
    received_at: datetime | None
    is_late: bool | None
    files: int | None
    rows_received: int | None
    rows_accepted: int | None
    rows_rejected: int | None
    waiting_version: int | None
    is_out_of_reach: bool
    withdrawn_version: int | None
    unread_entries: int
    rejections: tuple[Rejection, ...]
    missing_datasets: tuple[str, ...]

    @property
    def has_reported(self) -> bool:
        """Whether anything was handed in that counts."""
        return self.version is not None


@dataclass(frozen=True)
class SemesterStatus:
    """The state of a semester. `days_left` until the deadline's day ends; negative where it is past."""

    semester: str
    deadline: date
    days_left: int
    is_closed: bool
    is_collected: bool
    is_published: bool
    institutions: tuple[InstitutionStatus, ...]

    def count(self, *, expected: bool = True, reported: bool | None = None, late: bool | None = None) -> int:
        """Count the institutions that are expected, and have reported, or reported late, as asked."""
        return sum(
            1
            for institution in self.institutions
            if institution.is_expected == expected
            and (reported is None or institution.has_reported == reported)
            and (late is None or bool(institution.is_late) == late)
        )

    def as_json(self) -> dict[str, Any]:
        """Give the status as JSON values, with the counts of those who must report."""
        content = asdict(self)
        content["deadline"] = self.deadline.isoformat()
        for institution in content["institutions"]:
            for name in ("first_received_at", "received_at"):
                moment = institution[name]
                institution[name] = moment and moment.astimezone(CITY_TIME_ZONE).isoformat()
        institutions = content.pop("institutions")
        counts = {
            "expected": self.count(),
            "reported": self.count(reported=True),
            "late": self.count(reported=True, late=True),
            "missing": self.count(reported=False),
            "rows_rejected": sum(institution.rows_rejected or 0 for institution in self.institutions),
            "waiting": sum(1 for institution in self.institutions if institution.waiting_version is not None),
        }
        return {**content, **counts, "institutions": institutions}


def semester_status(
    layout: DataLayout, known: InstitutionList, semester: Semester, today: date, deadline_days: int | None
) -> SemesterStatus:
    """Give the state of a semester as of a day in Probolinggo.

    Raises `ArchiveError` where the ledger can not be read.
    """
    archive = Archive(layout)
    held = archive.current(semester)
    published = _published(layout.published_database, semester)
    deadline = published.deadline or semester.deadline(deadline_days)
    listed = {institution.code: institution for institution in known.institutions}
    codes = [code for code, institution in listed.items() if institution.is_due(semester)]
    handed_in = {code for code, submission in held.items() if submission.version or submission.waiting_version}
    codes += sorted((handed_in | published.submissions.keys()) - set(codes))
    return SemesterStatus(
        semester=semester.key,
        deadline=deadline,
        days_left=(deadline - today).days,
        is_closed=semester in archive.closed_semesters(),
        is_collected=bool(held),
        is_published=published.deadline is not None,
        institutions=tuple(
            _institution_status(code, listed.get(code), semester, held.get(code), published, deadline) for code in codes
        ),
    )


def semesters_to_show(layout: DataLayout, today: date) -> list[Semester]:
    """List the semesters that have been collected, and the one that has ended last, oldest first."""
    return sorted({*Archive(layout).collected_semesters(), Semester.last_ended(today)})


@dataclass(frozen=True)
class _Published:
    """What the published marts say of a semester; no deadline where they do not speak of it."""

    deadline: date | None
    submissions: Mapping[str, Mapping[str, Any]]
    rejections: Mapping[str, tuple[Rejection, ...]]
    missing_datasets: Mapping[str, tuple[str, ...]]


def _published(database: Path, semester: Semester) -> _Published:
    if not database.exists():
        return _Published(None, {}, {}, {})
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            "select deadline from marts.dim_semester where semester = ?", [semester.key]
        ).fetchone()
        submissions = rows_of(
            connection,
            """
            select
                institution.institution_code, institution.institution_name, institution.institution_type,
                submission.*
            from marts.fct_submission as submission
            inner join marts.dim_institution as institution
                on submission.institution_key = institution.institution_key
            inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
            where semester.semester = ?
            """,
            [semester.key],
        )
        faults = connection.execute(
            """
            select institution_code, rule_code, severity, count(*)
            from marts.fct_quality_finding
            where
                semester = ? and severity in ('error', 'file') and status <> 'resolved'
                and institution_code is not null
            group by institution_code, rule_code, severity
            order by institution_code, count(*) desc, rule_code
            """,
            [semester.key],
        ).fetchall()
        missing = missing_datasets(connection, semester)
    rejections: dict[str, tuple[Rejection, ...]] = {}
    for code, rule, severity, count in faults:
        rejections[code] = (*rejections.get(code, ()), Rejection(rule, severity, count))
    by_code = {row["institution_code"]: row for row in submissions}
    return _Published(found[0] if found else None, by_code, rejections, missing)


def missing_datasets(connection: duckdb.DuckDBPyConnection, semester: Semester) -> dict[str, tuple[str, ...]]:
    """Give the data sets that are due and that an institution's submission lacks, by its code, from published marts."""
    found = connection.execute(
        """
        select institution_code, list(source_sheet order by source_sheet)
        from marts.fct_quality_finding
        where semester = ? and rule_code = 'missing_dataset' and status not in ('resolved', 'waived')
        group by institution_code order by institution_code
        """,
        [semester.key],
    ).fetchall()
    return {code: tuple(datasets) for code, datasets in found}


def _institution_status(
    code: str,
    institution: Institution | None,
    semester: Semester,
    held: Submission | None,
    published: _Published,
    deadline: date,
) -> InstitutionStatus:
    row = published.submissions.get(code, {})
    version = held.version or None if held is not None else None
    is_read = row.get("version", 0) == (version or 0) and bool(row)
    first_received_at = held.first_received_at if held is not None else None
    is_expected = bool(row["is_expected"]) if row else bool(institution and institution.is_due(semester))
    is_after_deadline = first_received_at is not None and first_received_at.astimezone(CITY_TIME_ZONE).date() > deadline
    return InstitutionStatus(
        code=code,
        name=institution.name if institution else row.get("institution_name", code),
        type=institution.type if institution else row.get("institution_type", "lainnya"),
        is_expected=is_expected,
        status=_status(held, row if is_read else None),
        version=version,
        first_received_at=first_received_at,
        received_at=held.received_at if held is not None else None,
        is_late=None if first_received_at is None else is_expected and is_after_deadline,
        files=None if held is None else len(held.files),
        rows_received=row["rows_received"] if is_read else None,
        rows_accepted=row["rows_accepted"] if is_read else None,
        rows_rejected=row["rows_rejected"] if is_read else None,
        waiting_version=held.waiting_version if held is not None else None,
        is_out_of_reach=held is not None and held.is_out_of_reach,
        withdrawn_version=held.withdrawn_version if held is not None else None,
        unread_entries=held.unread_entries if held is not None else 0,
        rejections=published.rejections.get(code, ()) if is_read else (),
        missing_datasets=published.missing_datasets.get(code, ()) if is_read else (),
    )


def _status(held: Submission | None, published: Mapping[str, Any] | None) -> str:
    if held is None:
        return "not_collected"
    if held.channel_state != "received":
        return held.channel_state
    return str(published["status"]) if published else "received"


def rejections_by_rule(institutions: Iterable[InstitutionStatus]) -> dict[str, int]:
    """Add up what was rejected over institutions: rule code to count, the most frequent first."""
    totals: dict[str, int] = {}
    for institution in institutions:
        for rejection in institution.rejections:
            totals[rejection.rule_code] = totals.get(rejection.rule_code, 0) + rejection.count
    return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))
