"""What dead runs left: semesters whose rows were being replaced are read and checked anew, from the archive alone."""

import shutil
from collections.abc import Sequence

from expectations.file_findings import check_files
from expectations.validation import ValidationSettings, check_dataset
from foundation.semester import Semester
from operations.former_institutions import institutions_ever_listed
from operations.intake import read_collected, take_held_submissions
from operations.run_marker import finish, load_marker, open_markers
from operations.settings import Settings
from sources.archive import Archive
from sources.contract import load_contracts
from sources.contract_schemas import accepted_tables


def validation_settings(settings: Settings) -> ValidationSettings:
    """Give the settings of validation."""
    return ValidationSettings(
        decile_threshold=settings.decile_threshold,
        household_size_limit=settings.household_size_limit,
        largest_amount=settings.largest_amount,
        largest_count=settings.largest_count,
        largest_household=settings.largest_household,
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )


def recover_semesters(settings: Settings, current: Semester) -> list[Semester]:
    """Bring every semester with an open plan, but the current one, to a whole state; give those semesters.

    A semester that had been published before is read and checked anew. One whose first run died is taken out of the
    accepted rows: it has never been whole, and its next run pulls it again.
    """
    recovered = [semester for semester in open_markers(settings.layout) if semester != current]
    for semester in recovered:
        plan = load_marker(settings.layout, semester)
        if plan is not None and plan.was_complete:
            validate_anew(settings, semester)
            finish(settings.layout, semester)
        else:
            for table in accepted_tables():
                folder = settings.layout.accepted_zone(table) / f"semester={semester}"
                shutil.rmtree(folder, ignore_errors=True)
            settings.layout.run_marker(semester.key).unlink()
    return recovered


def validate_anew(settings: Settings, semester: Semester) -> list[str]:
    """Read and validate a semester's submissions anew, each in the version that counts, from the archive alone.

    Gives the codes of institutions of which no entry is known: they had left the list before entries were remembered,
    and what stands of them stays. Raises `InstitutionListError`.
    """
    layout = settings.layout
    known = institutions_ever_listed(layout, settings.load_institutions())
    held = Archive(layout).current(semester)
    institutions = [known[code] for code in held if code in known]
    take_held_submissions(settings, institutions, semester)
    read_collected(settings, institutions, semester)
    check_submissions(settings, semester, [institution.code for institution in institutions])
    return sorted(code for code, submission in held.items() if submission.files and code not in known)


def check_submissions(settings: Settings, semester: Semester, institution_codes: Sequence[str]) -> None:
    """Validate what has been read of these institutions' submissions: every data set, then the files."""
    for dataset in load_contracts():
        check_dataset(
            settings.layout,
            semester=semester,
            dataset=dataset,
            institution_codes=institution_codes,
            key=settings.load_pseudonym_key(),
            settings=validation_settings(settings),
        )
    check_files(settings.layout, semester=semester, institution_codes=institution_codes)
