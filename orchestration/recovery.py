"""What dead runs left: semesters whose rows were being replaced are read and checked anew, from the archive alone."""

import shutil

from expectations.door import DoorSettings, check_dataset
from expectations.file_findings import check_files
from orchestration.defs.intake.submissions import read_collected
from orchestration.resources import institutions_of
from orchestration.semester_plan import finish, load_plan, open_plans
from orchestration.settings import Settings
from sources.archive import Archive
from sources.border import accepted_tables
from sources.contract import DATASET_NAMES
from sources.reference_tables import write_submission
from sources.semester import Semester


def door_settings(settings: Settings) -> DoorSettings:
    """Give the settings of the door."""
    return DoorSettings(
        decile_threshold=settings.decile_threshold,
        household_size_limit=settings.household_size_limit,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )


def recover_semesters(settings: Settings, current: Semester) -> list[Semester]:
    """Bring every semester with an open plan, but the current one, to a whole state; give those semesters.

    A semester that had been published before is read and checked anew. One whose first run died is taken out of the
    accepted rows: it has never been whole, and its next run pulls it again.
    """
    recovered = [semester for semester in open_plans(settings.layout) if semester != current]
    for semester in recovered:
        plan = load_plan(settings.layout, semester)
        if plan is not None and plan.was_complete:
            _check_anew(settings, semester)
            finish(settings.layout, semester)
        else:
            for table in accepted_tables():
                folder = settings.layout.accepted_zone(table) / f"semester={semester}"
                shutil.rmtree(folder, ignore_errors=True)
            settings.layout.semester_plan(semester.key).unlink()
    return recovered


def _check_anew(settings: Settings, semester: Semester) -> None:
    layout = settings.layout
    known = {institution.code: institution for institution in institutions_of(settings).institutions}
    held = Archive(layout).current(semester)
    institutions = [known[code] for code in held if code in known]
    for institution in institutions:
        submission = held[institution.code]
        if institution.is_due(semester) or submission.files:
            write_submission(layout, submission, institution, semester, settings.deadline_days)
    read_collected(settings, institutions, semester)
    codes = [institution.code for institution in institutions]
    for dataset in DATASET_NAMES:
        check_dataset(
            layout,
            semester=semester,
            dataset=dataset,
            institution_codes=codes,
            key=settings.load_pseudonym_key(),
            settings=door_settings(settings),
        )
    check_files(layout, semester=semester, institution_codes=codes)
