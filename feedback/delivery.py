"""Writing the workbooks of the semesters, each only where its content has changed, in separate processes.

A workbook carries the fingerprint of its inputs. The sender's files are read again for it, by a process per workbook:
if it crashes, its institution gets the summary and the list of findings without rows, and the others are unaffected.
"""

import hashlib
import json
import resource
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from feedback.collection import collect_reports
from feedback.report import FeedbackLimits, SubmissionReport, layout_digest
from feedback.workbook import WrittenWorkbook, read_fingerprint, write_workbook
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from foundation.worker_process import collect_garbage_rarely
from sources.readers.model import ReadingLimits

#: Modules that a writing process loads in advance.
_PRELOADED = ["feedback.workbook"]


@dataclass(frozen=True)
class DeliveryTerms:
    """How workbooks are written: limits of content, of reading (with memory), processes, and DuckDB's memory."""

    limits: FeedbackLimits = field(default_factory=FeedbackLimits)
    reading_limits: ReadingLimits = field(default_factory=ReadingLimits)
    processes: int = 2
    duckdb_memory: str = "4GB"


@dataclass(frozen=True)
class DeliveredWorkbook:
    """One institution's workbook: its counts, and whether it was written now. No personal data."""

    semester: str
    institution_code: str
    findings: int
    is_new: bool
    has_rows: bool
    sheets: int | None = None
    findings_without_cell: int | None = None


def deliver_feedback(
    layout: DataLayout,
    semester: Semester,
    others: Iterable[Semester],
    institution_names: Mapping[str, str],
    terms: DeliveryTerms,
    write: Callable[..., WrittenWorkbook] = write_workbook,
) -> list[DeliveredWorkbook]:
    """Bring the workbooks of a semester up to date, and those of `others` whose published findings have changed.

    Requires `prepare_delivery`. Workbooks of submissions that no longer count are removed. `write` is called in a
    separate process. Raises `OSError` where the disk fails; an error in one institution's workbook is raised after the
    others have been written.
    """
    try:
        states = {each.key: _published_state(layout, each, institution_names, terms) for each in {semester, *others}}
        behind = [each for each in sorted({*others} - {semester}) if not _is_as_left(layout, each, states[each.key])]
        delivered: list[DeliveredWorkbook] = []
        with _writing_pool(terms) as schedule:
            for each in (semester, *behind):
                delivered += _deliver_semester(layout, each, institution_names, terms, partial(schedule, write))
                _note_state(layout, each, states[each.key])
        _remove_semesters(layout, {semester.key, *(each.key for each in others)})
        return delivered
    finally:
        shutil.rmtree(layout.feedback_scratch, ignore_errors=True)


def prepare_zone(layout: DataLayout) -> None:
    """Create the folder, readable by the owner only, and remove unfinished files of a killed run."""
    layout.feedback_zone.mkdir(parents=True, exist_ok=True)
    layout.feedback_zone.chmod(0o700)
    for unfinished in layout.feedback_zone.glob("*/.*.unfinished"):
        unfinished.unlink()


def prepare_delivery(layout: DataLayout) -> None:
    """Create the folder and an empty staging directory, before anything is written."""
    prepare_zone(layout)
    shutil.rmtree(layout.feedback_scratch, ignore_errors=True)
    layout.feedback_scratch.mkdir(mode=0o700)


def _deliver_semester(
    layout: DataLayout,
    semester: Semester,
    institution_names: Mapping[str, str],
    terms: DeliveryTerms,
    schedule: Callable[..., Any],
) -> Iterator[DeliveredWorkbook]:
    reports = collect_reports(
        layout,
        semester,
        institution_names,
        terms.limits,
        memory_limit=terms.duckdb_memory,
        threads=terms.processes,
    )
    folder = layout.feedback_zone / semester.key
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    wanted = {layout.feedback(semester.key, report.facts.institution_code) for report in reports}
    for stale in set(folder.glob("*.xlsx")) - wanted - layout.secretariat_workbooks(semester.key):
        stale.unlink()
    # After a kill, a partial delivery must not be taken for the earlier state.
    layout.feedback_state(semester.key).unlink(missing_ok=True)
    changed = []
    for report in reports:
        path = layout.feedback(semester.key, report.facts.institution_code)
        if read_fingerprint(path) == report.fingerprint(terms.limits):
            yield _delivered(report, is_new=False)
        else:
            changed.append(report)
    # The largest first, so that the processes finish at about the same time.
    changed.sort(key=lambda report: -sum(sheet.rows_received for sheet in report.sheets))
    waiting = []
    for report in changed:
        scratch = Path(tempfile.mkdtemp(dir=layout.feedback_scratch))
        waiting.append((report, scratch, schedule(report, scratch / "workbook.xlsx", scratch, terms)))
    errors: list[Exception] = []
    for report, scratch, future in waiting:
        target = layout.feedback(semester.key, report.facts.institution_code)
        yield _place(target, report, scratch, future, terms, errors)
    if errors:
        raise errors[0]


def deliver_one(report: SubmissionReport, target: Path, scratch: Path, terms: DeliveryTerms) -> DeliveredWorkbook:
    """Write the workbook of one report to `target`, in a separate process; `scratch` is a private folder, which goes.

    Raises `OSError` where the disk fails.
    """
    errors: list[Exception] = []
    with _writing_pool(terms) as schedule:
        future = schedule(write_workbook, report, scratch / "workbook.xlsx", scratch, terms)
        delivered = _place(target, report, scratch, future, terms, errors)
    if errors:
        raise errors[0]
    return delivered


def _place(
    target: Path,
    report: SubmissionReport,
    scratch: Path,
    future: Any,
    terms: DeliveryTerms,
    errors: list[Exception],
) -> DeliveredWorkbook:
    """Wait for a workbook and move it into place; where its process died or failed, write one without rows."""
    from pebble import ProcessExpired

    unfinished = scratch / "workbook.xlsx"
    has_rows = True
    try:
        written: WrittenWorkbook = future.result()
    except (ProcessExpired, TimeoutError, MemoryError):
        has_rows = False
    except Exception as error:  # noqa: BLE001 - raised when the other workbooks are written
        errors.append(error)
        has_rows = False
    if not has_rows:
        written = write_workbook(
            report,
            unfinished,
            scratch,
            limits=terms.limits,
            reading_limits=terms.reading_limits,
            with_rows=False,
        )
    with atomic_write(target) as place:  # flushed to disk, then moved in; readable by the owner only
        shutil.move(unfinished, place)
        place.chmod(0o600)
    shutil.rmtree(scratch)
    return replace(
        _delivered(report, is_new=True),
        has_rows=has_rows,
        sheets=written.sheets,
        findings_without_cell=written.findings_without_cell,
    )


def _delivered(report: SubmissionReport, *, is_new: bool) -> DeliveredWorkbook:
    facts = report.facts
    return DeliveredWorkbook(facts.semester, facts.institution_code, report.findings, is_new, has_rows=True)


@contextmanager
def _writing_pool(terms: DeliveryTerms) -> Iterator[Callable[..., Any]]:
    """Give a function that schedules the writing of a report; processes start with the first."""
    from multiprocessing import get_context

    from pebble import ProcessPool

    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    with ProcessPool(
        max_workers=terms.processes,
        context=context,
        initializer=_limit_process,
        initargs=(terms.reading_limits.file_memory_bytes,),
    ) as pool:

        def schedule(
            write: Callable[..., WrittenWorkbook],
            report: SubmissionReport,
            target: Path,
            scratch: Path,
            terms: DeliveryTerms,
        ) -> Any:
            limits = {"limits": terms.limits, "reading_limits": terms.reading_limits}
            # The time limit of reading its files, and as much for writing.
            seconds = 2 * terms.reading_limits.seconds_for(sum(file.path.stat().st_size for file in report.files))
            return pool.schedule(write, args=(report, target, scratch), kwargs=limits, timeout=seconds)

        try:
            yield schedule
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _limit_process(memory_bytes: int) -> None:
    """Limit a writing process's memory, and disable core files, which would hold personal data."""
    collect_garbage_rarely()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


def _published_state(
    layout: DataLayout, semester: Semester, institution_names: Mapping[str, str], terms: DeliveryTerms
) -> str:
    """Give a digest of the published submissions and findings of a semester."""
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        findings = connection.execute(
            """
            select count(*), bit_xor(hash(finding_id, status, severity, source_row, evidence))
            from marts.fct_quality_finding where semester = ?
            """,
            [semester.key],
        ).fetchall()
        rows = connection.execute(
            """
            select count(*), bit_xor(hash(finding_id, record_id, role))
            from marts.bridge_finding_row
            inner join marts.dim_semester using (semester_key) where semester = ?
            """,
            [semester.key],
        ).fetchall()
        submissions = connection.execute(
            """
            select institution_code, version, status, is_late, received_at, rows_received, rows_accepted
            from marts.fct_submission
            inner join marts.dim_institution using (institution_key)
            inner join marts.dim_semester using (semester_key)
            where semester = ? order by institution_code
            """,
            [semester.key],
        ).fetchall()
    content = [findings, rows, submissions, sorted(institution_names.items()), layout_digest(), asdict(terms.limits)]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def _is_as_left(layout: DataLayout, semester: Semester, state: str) -> bool:
    """Say whether a semester's workbooks are complete and were made from this state."""
    try:
        left = json.loads(layout.feedback_state(semester.key).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return bool(left == {"state": state, "workbooks": _workbooks(layout, semester)})


def _note_state(layout: DataLayout, semester: Semester, state: str) -> None:
    with atomic_write(layout.feedback_state(semester.key)) as unfinished:
        unfinished.write_text(json.dumps({"state": state, "workbooks": _workbooks(layout, semester)}), encoding="utf-8")


def _workbooks(layout: DataLayout, semester: Semester) -> list[str]:
    folder = layout.review(semester.key).parent
    return sorted(path.name for path in set(folder.glob("*.xlsx")) - layout.secretariat_workbooks(semester.key))


def _remove_semesters(layout: DataLayout, known: Collection[str]) -> None:
    """Remove the workbooks of semesters that are not in the warehouse."""
    for folder in layout.feedback_zone.glob("[0-9]*S[12]"):
        if folder.name not in known:
            shutil.rmtree(folder)
