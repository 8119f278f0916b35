"""What the warehouse must know besides rows: institutions, semesters, population, the run, and the submissions.

Each function writes one Parquet table of `foundation.schemas` whole, in one step.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import write_rows, write_table
from foundation.data_layout import DataLayout
from foundation.schemas import FILE, INSTITUTION, POPULATION, REGION_SHAPE, RUN_CONTEXT, SEMESTER, SUBMISSION
from foundation.semester import CITY_TIME_ZONE, Semester
from sources.archive.submission import Submission
from sources.institutions import Institution, InstitutionList
from sources.population import population_of, read_population_file
from sources.regions import region_shapes


def write_institutions(layout: DataLayout, institutions: InstitutionList, former_codes: Collection[str] = ()) -> None:
    """Write reference/institution: the list, and institutions that have left it though their reports are still read.

    Of those in `former_codes` only the code is known; they are shown under it, with type `lainnya`.
    """
    listed: list[dict[str, object]] = [
        {
            "institution_code": institution.code,
            "institution_name": institution.name,
            "institution_type": institution.type,
        }
        for institution in institutions.institutions
    ]
    left = sorted(set(former_codes) - {institution.code for institution in institutions.institutions})
    former: list[dict[str, object]] = [
        {"institution_code": code, "institution_name": code, "institution_type": "lainnya"} for code in left
    ]
    write_rows(layout.reference("institution"), [*listed, *former], INSTITUTION)


def write_semesters(
    layout: DataLayout,
    semesters: Iterable[Semester],
    deadline_days: int | None,
    closed: Collection[Semester] = frozenset(),
) -> None:
    """Write reference/semester: bounds, and the deadline (days after the end; None: one month)."""
    rows: list[dict[str, object]] = [
        {
            "semester": semester.key,
            "start_date": semester.start,
            "end_date": semester.end,
            "deadline": semester.deadline(deadline_days),
            "is_closed": semester in closed,
        }
        for semester in sorted(set(semesters))
    ]
    write_rows(layout.reference("semester"), rows, SEMESTER)


def write_population(layout: DataLayout, semesters: Iterable[Semester]) -> None:
    """Write reference/population: every region in every semester, from the secretariat's file where there is one.

    Raises `PopulationFileError` where that file can not be used, `ValueError` where its figures contradict each other.
    """
    figures = read_population_file(layout.population_file) if layout.population_file.exists() else {}
    rows: list[dict[str, object]] = [
        {
            "semester": semester.key,
            "region_level": region.region_level,
            "region_code": region.region_code,
            "population": region.persons,
            "population_is_estimated": region.is_estimated,
            "population_source": region.source,
        }
        for semester in sorted(set(semesters))
        for region in population_of({code: persons for (key, code), persons in figures.items() if key == semester.key})
    ]
    write_rows(layout.reference("population"), rows, POPULATION)


def write_region_shapes(layout: DataLayout) -> None:
    """Write reference/region_shape: the boundary of every region."""
    rows: list[dict[str, object]] = [
        {"region_code": code, "geometry": geometry} for code, geometry in region_shapes().items()
    ]
    write_rows(layout.reference("region_shape"), rows, REGION_SHAPE)


def write_run_context(layout: DataLayout, run_started_at: datetime, assessed_pairs: int = 50) -> None:
    """Write reference/run_context: the moment the run was started (aware), the only time that the marts know.

    And how many probable pairs of a semester two reviewers assess.
    """
    run_date = run_started_at.astimezone(CITY_TIME_ZONE).date()
    row: dict[str, object] = {"run_started_at": run_started_at, "run_date": run_date, "assessed_pairs": assessed_pairs}
    write_rows(layout.reference("run_context"), [row], RUN_CONTEXT)


def write_submission(
    layout: DataLayout,
    submission: Submission,
    institution: Institution,
    semester: Semester,
    deadline_days: int | None,
) -> None:
    """Write accepted/submission: whether something came, which version holds, and whether the first one was late.

    Nobody is late with what nobody has to report, nor by correcting on request.
    """
    first = submission.first_received_at or submission.received_at
    is_expected = institution.is_due(semester)
    row: dict[str, object] = {
        "channel_state": submission.channel_state,
        "is_expected": is_expected,
        "version": submission.version,
        "first_received_at": first,
        "received_at": submission.received_at,
        "is_late": None if first is None else is_expected and semester.is_late(first, deadline_days),
        "files": len(submission.files),
        "due_datasets": list(institution.datasets) if is_expected else [],
    }
    write_rows(layout.accepted("submission", semester.key, institution.code), [row], SUBMISSION)


def write_files(layout: DataLayout, institution: Institution, semester: Semester) -> None:
    """Write accepted/file: the files of the submission as the reader has written them; none where nothing was read."""
    source = layout.received(semester.key, institution.code) / "file.parquet"
    # One file alone: its partition's columns stand in the folder names and must not come with it.
    table: pa.Table = pq.ParquetFile(source).read() if source.exists() else FILE.empty_table()
    write_table(layout.accepted("file", semester.key, institution.code), table.select(FILE.names).cast(FILE))
