"""The reading stage: the archived files of submissions in, their received tables out.

No file stops another: what is wrong with one becomes a row of `file_fault.parquet`, and every row of data that was met
stands in `<dataset>.parquet` and is counted in `sheet.parquet`, whether or not its file is good. Every file is read in
a process of its own (`sources.reading.process`); what it gives is put together here.
"""

import logging
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from foundation.atomic_files import exchange_directory, staging_directory
from foundation.schemas import FILE, FILE_FAULT, SHEET
from foundation.semester import Semester
from sources.contract import Contract, load_contracts
from sources.contract_schemas import received_schema
from sources.junk_files import is_junk_path
from sources.readers.feedback_mark import marked_copies
from sources.readers.model import ReadingLimits
from sources.reading.file import ReadingTerms
from sources.reading.part import FilePart, SubmissionFile, refused
from sources.reading.process import ReaderDied, read_isolated, stop_reading_server
from sources.reading.superseded import superseded_parts
from sources.reading.whole_submission import dataset_part, missing_datasets, shrunk, superseded

__all__ = ["FileReading", "ReadingLimits", "SubmissionFile", "SubmissionToRead", "read_submissions"]

_log = logging.getLogger(__name__)

#: What a reading process said before it died, beside the tables of its submission; only where one did.
DIED_LOG_NAME = "died.txt"


@dataclass(frozen=True)
class SubmissionToRead:
    """The files of a submission, whose they are, and the folder `target` for its received tables.

    `due_datasets` are those that the institution must hand in, `owed_datasets` those of them that are due in this
    semester: one that no sheet gives is reported. `rows_before` are the rows of the version before, None where there is
    none: a submission of far fewer is reported.
    """

    files: Sequence[SubmissionFile]
    institution_code: str
    due_datasets: Collection[str]
    target: Path
    owed_datasets: Collection[str] = ()
    rows_before: int | None = None


@dataclass(frozen=True)
class FileReading:
    """What reading a file took: seconds, and the most memory that its process held (bytes).

    `died` says how the process ended where it died, else it is null. No cell stands in any of it.
    """

    institution_code: str
    source_file: str
    seconds: float
    peak_bytes: int
    died: str | None = None


@dataclass(frozen=True)
class _Piece:
    """What came of one file: its part, the folder of its rows, what it took, and the last words of a process."""

    part: FilePart
    folder: Path
    reading: FileReading
    last_words: str = ""


def read_submissions(
    submissions: Sequence[SubmissionToRead],
    *,
    semester: Semester,
    limits: ReadingLimits,
    processes: int,
    on_read: Callable[[str, int, int], None] | None = None,
) -> list[FileReading]:
    """Read the files of submissions and put the received tables of each into its `target`, replacing what stood there.

    Gives what reading each file took, an archive and each of its members by itself.

    Writes `<dataset>.parquet` (`received_schema`) per data set that has a sheet, and always `sheet.parquet`,
    `file_fault.parquet` and `file.parquet`. Files inside a zip stand in `file.parquet` themselves, under
    `<archive>/<member>`; a zip itself only where it is faulty. So many `processes` read at a time. One that dies gives
    `unreadable_file` with the reason, and its last words stand in `died.txt`. After each submission `on_read` is given
    its institution, how many have been read, and of how many.

    `target` is swapped in by rename, so that a kill leaves the old folder, the new one or none, never half of one.
    Never raises for what is in a file; raises `OSError` where the disk or an archived file fails, and
    `ReadingServerDied`.
    """
    readings = [_SubmissionReading(submission, semester, limits) for submission in submissions]
    with ThreadPoolExecutor(processes, "reading") as threads:
        try:
            for reading in readings:
                reading.prepare()
            waiting = [(file, reading) for reading in readings for file in reading.files]
            # The largest files first: one that is begun last would keep everybody waiting.
            for file, reading in sorted(waiting, key=lambda pair: -pair[0].size_bytes):
                reading.pieces[file.source_file] = threads.submit(reading.read, file)
            read: list[FileReading] = []
            for done, (submission, reading) in enumerate(zip(submissions, readings, strict=True), start=1):
                read += reading.assemble()
                if on_read is not None:
                    on_read(submission.institution_code, done, len(submissions))
            return read
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            stop_reading_server()
            raise
        finally:
            for reading in readings:
                reading.clean_up()


class _SubmissionReading:
    """One submission on its way from its files to its tables."""

    def __init__(self, submission: SubmissionToRead, semester: Semester, limits: ReadingLimits) -> None:
        self._submission = submission
        self._terms = ReadingTerms(semester, submission.institution_code, frozenset(submission.due_datasets), limits)
        self._target = submission.target
        self._building, self._unpacked = (staging_directory(self._target, name) for name in ("building", "unpacked"))
        wanted = [file for file in submission.files if not is_junk_path(file.source_file)]
        self.files = sorted(_without_marked_copies(wanted), key=lambda file: file.source_file)
        self._numbers = {file.source_file: number for number, file in enumerate(self.files)}
        #: What is coming of each file, an archive's members behind one another.
        self.pieces: dict[str, Future[list[_Piece]]] = {}

    def prepare(self) -> None:
        """Make the folders; what a killed run left in them goes."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self.clean_up()
        for folder in (self._building, self._unpacked):
            folder.mkdir(mode=0o700)

    def clean_up(self) -> None:
        """Remove the folders of the work."""
        for folder in (self._building, self._unpacked):
            shutil.rmtree(folder, ignore_errors=True)

    def read(self, file: SubmissionFile) -> list[_Piece]:
        """Read a file, and where it is an archive its members, each in a process of its own."""
        name = str(self._numbers[file.source_file])
        piece = self._read_piece(file, name)
        try:
            members = enumerate(_without_marked_copies(piece.part.members))
            return [piece, *(self._read_piece(member, f"{name}-{number}") for number, member in members)]
        finally:
            if piece.part.members:
                shutil.rmtree(piece.folder)

    def _read_piece(self, file: SubmissionFile, name: str) -> _Piece:
        folder, log = self._unpacked / name, self._unpacked / f"{name}.log"
        code, begin = self._submission.institution_code, time.monotonic()
        try:
            part, peak_bytes = read_isolated(file, self._terms, folder, log)
            reading = FileReading(code, file.source_file, time.monotonic() - begin, peak_bytes)
            return _Piece(part, folder, reading)
        except ReaderDied as death:
            shutil.rmtree(folder, ignore_errors=True)
            reading = FileReading(code, file.source_file, time.monotonic() - begin, death.peak_bytes, death.reason)
            place = f"{self._target.name}/{DIED_LOG_NAME}"
            _log.warning("%s: the process that read a file %s; its last words stand in %s", code, death.reason, place)
            said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            part = refused(file, "unreadable_file", death.reason_id)
            return _Piece(part, folder, reading, f"{file.source_file}: {death.reason}\n{said}\n")

    def assemble(self) -> list[FileReading]:
        """Put the pieces together in the order of the files' names, and the whole into its place."""
        pieces = [piece for file in self.files for piece in self.pieces[file.source_file].result()]
        sheets = [sheet for piece in pieces for sheet in piece.part.sheets]
        for number, sheet in enumerate(sheets, start=1):
            sheet["sheet_order"] = number
        faults = [fault for piece in pieces for fault in piece.part.faults]
        for contract in load_contracts().values():
            faults += self._join_dataset(contract, pieces, sheets)
        faults += missing_datasets(self._submission.owed_datasets, sheets)
        rows = sum(sheet["rows_received"] for sheet in sheets)
        faults += shrunk(rows, self._submission.rows_before)
        for name, rows, schema in (
            ("sheet", sheets, SHEET),
            ("file_fault", faults, FILE_FAULT),
            ("file", [row for piece in pieces for row in piece.part.files], FILE),
        ):
            path = self._building / f"{name}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")
        last_words = "\n".join(piece.last_words for piece in pieces if piece.last_words)
        if last_words:
            (self._building / DIED_LOG_NAME).write_text(last_words, encoding="utf-8")
        exchange_directory(self._building, self._target)
        self.clean_up()
        return [piece.reading for piece in pieces]

    def _join_dataset(
        self, contract: Contract, pieces: Sequence[_Piece], sheets: Sequence[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Put the rows of a data set together, without those of files that a later one supersedes."""
        parts = [
            dataset_part(path, piece.part)
            for piece in pieces
            if (path := piece.folder / f"{contract.dataset}.parquet").exists()
        ]
        faults: list[dict[str, Any]] = []
        # Decisions are no report: each counts from the day that it names.
        if contract.only_from is None:
            for part, later in superseded_parts(parts, contract, self._unpacked / "spill"):
                parts.remove(part)
                faults += superseded(part.source_file, later.source_file, contract.dataset, sheets)
        if parts:
            target = self._building / f"{contract.dataset}.parquet"
            _join([part.path for part in parts], target, received_schema(contract))
        return faults


def _without_marked_copies(files: Sequence[SubmissionFile]) -> list[SubmissionFile]:
    marked = marked_copies({file.source_file: file.path for file in files})
    return [file for file in files if file.source_file not in marked]


def _join(paths: Sequence[Path], target: Path, schema: pa.Schema) -> None:
    """Put the rows of Parquet files behind one another; a single one only moves."""
    if len(paths) == 1:
        paths[0].rename(target)
        return
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for path in paths:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches():
                    writer.write_batch(batch)
