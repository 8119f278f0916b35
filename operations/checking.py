"""A check before sending: files are read, validated and marked as a run does it, and nothing of them is kept.

The work is that of the stages themselves, over a data folder of its own that is gone when the check ends. What only the
warehouse sees (the same household or activity from another institution, decisions, earlier semesters) is no part of it.
"""

import hashlib
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from expectations.errors import RowValidationError
from expectations.validation import check_dataset, check_files
from feedback.collection import collect_checked
from feedback.delivery import DeliveryTerms, deliver_one
from feedback.report import FeedbackLimits, SubmissionFacts, SubmissionReport
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.intake import submission_to_read
from operations.recovery import validation_settings
from operations.settings import Settings
from sources.archive import ArchivedFile
from sources.contract import load_contracts
from sources.institutions import Institution
from sources.junk_files import is_junk_path
from sources.readers.feedback_mark import MARKED_SUFFIX
from sources.reading.process import ReadingServerDied
from sources.reading.submissions import SubmissionFile, SubmissionToRead, read_submissions

#: Whose the files are where nobody has said it: a code for the folders of the check, shown to nobody.
_NOBODY = "TANPA-LEMBAGA"

_ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class CheckFailedError(Exception):
    """The files could not be checked, for no fault of theirs. The text, in Indonesian, quotes nothing of them."""


@dataclass(frozen=True)
class CheckedFiles:
    """What a check has found; `unwritten` says why the marked workbook could not be written, None where it was."""

    report: SubmissionReport
    unwritten: str | None


def marked_workbook(files: Sequence[Path]) -> Path:
    """Name the marked workbook of a submission: it stands beside the first of its files."""
    return files[0].with_name(f"{files[0].stem}{MARKED_SUFFIX}")


def names_of(files: Sequence[Path]) -> list[str]:
    """Name the files of a submission as their sender knows them: by their paths from the folder that holds them all."""
    folder = os.path.commonpath([file.absolute().parent for file in files])
    return [file.absolute().relative_to(folder).as_posix() for file in files]


def junk_among(files: Sequence[Path]) -> list[str]:
    """Name the files that a run would ignore: lock files and what desktops leave behind."""
    return [name for name in names_of(files) if is_junk_path(name)]


def check_submission(
    files: Sequence[Path],
    target: Path,
    semester: Semester,
    institution: Institution | None,
    settings: Settings,
    now: datetime,
) -> CheckedFiles:
    """Check files as one submission of a semester, and write the marked workbook to `target`.

    Without an institution every data set is welcome, as nobody knows which are due. Raises `CheckFailedError`, and
    `OSError` where a file can not be read.
    """
    held = [_held(name, file) for name, file in zip(names_of(files), files, strict=True)]
    with _private_folder() as folder:
        try:
            report = _validated_report(DataLayout(folder), held, semester, institution, settings, now)
            terms = DeliveryTerms(_limits(settings), settings.reading_limits, processes=1)
            scratch, marked = folder / "scratch", folder / "marked.xlsx"
            scratch.mkdir(mode=0o700)
            deliver_one(report, marked, scratch, terms)
        except (RowValidationError, ReadingServerDied) as error:
            raise CheckFailedError(f"Pemeriksaan tidak dapat diselesaikan: {error}") from None
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise CheckFailedError(f"Pemeriksaan tidak dapat diselesaikan di {folder.parent}: {reason}") from None
        except Exception as error:  # noqa: BLE001 - whatever it is, its text can quote people's data
            raise CheckFailedError(f"Pemeriksaan tidak dapat diselesaikan ({type(error).__name__})") from None
        try:
            with atomic_write(target) as unfinished:
                shutil.copyfile(marked, unfinished)
        except OSError as error:
            return CheckedFiles(report, error.strerror or type(error).__name__)
        return CheckedFiles(report, None)


def _validated_report(
    layout: DataLayout,
    held: Sequence[ArchivedFile],
    semester: Semester,
    institution: Institution | None,
    settings: Settings,
    now: datetime,
) -> SubmissionReport:
    """Read and validate as the assets of a run do, one institution and only the data sets that came."""
    code = institution.code if institution else _NOBODY
    received = layout.received(semester.key, code)
    to_read = [SubmissionFile(one.name, one.path, one.sha256, one.size_bytes, one.received_at) for one in held]
    read_submissions(
        [
            submission_to_read(institution, semester, to_read, received)
            if institution
            else SubmissionToRead(to_read, code, tuple(load_contracts()), received)
        ],
        semester=semester,
        limits=settings.reading_limits,
        processes=settings.threads,
    )
    key = secrets.token_bytes()
    for dataset in load_contracts():
        if (received / f"{dataset}.parquet").exists():
            check_dataset(
                layout,
                semester=semester,
                dataset=dataset,
                institution_codes=[code],
                key=key,
                settings=validation_settings(settings),
            )
    check_files(layout, semester=semester, institution_codes=[code])
    names = (institution.code, institution.name) if institution else ("", "")
    return collect_checked(
        layout,
        code,
        SubmissionFacts(semester.key, *names, version=0, received_at=now, is_late=False, status=""),
        held,
        _limits(settings),
        memory_limit=settings.memory_limit,
        threads=settings.threads,
    )


def _limits(settings: Settings) -> FeedbackLimits:
    return FeedbackLimits(sheet_rows=settings.feedback_rows)


def _held(name: str, path: Path) -> ArchivedFile:
    """Describe a file as the archive would; raises `OSError` where it can not be read."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        facts = os.fstat(file.fileno())
    return ArchivedFile(name, digest, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC), path.absolute())


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Give a folder of the caller's alone; it goes when the block ends, also where a signal ends the process."""
    before = {number: signal.signal(number, _end) for number in _ENDING_SIGNALS}
    try:
        with TemporaryDirectory(prefix="sektap-check-") as folder:
            yield Path(folder)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)
