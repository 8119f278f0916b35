"""The reading stage: the archived files of one submission in, its received tables out.

No file stops another: what is wrong with one becomes a row of `file_fault.parquet`, and every row of data that was met
stands in `<dataset>.parquet` and is counted in `sheet.parquet`, whether or not its file is good.
"""

import os
import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sources.border import FILE, FILE_FAULT, SHEET
from sources.contract import load_contracts
from sources.parquet import hidden_sibling
from sources.readers.archives import is_litter, unpack
from sources.readers.detect import FileFormat, detect_format
from sources.readers.model import BadFileError, RawRecords, RawTable, ReadingLimits
from sources.readers.open_file import open_tables
from sources.readers.tables import DataTable, to_data_table
from sources.readers.title_semester import names_other_semester
from sources.received import ContentDigest, ReceivedTables, SemesterEvidence, SheetAddress, read_batches
from sources.semester import Semester

__all__ = ["ReadingLimits", "SubmissionFile", "read_submission"]

#: The data set that only the institutions that keep the registry may hand in.
_REGISTRY = "keluarga"


@dataclass(frozen=True)
class SubmissionFile:
    """One file of a submission.

    `source_file` is its path relative to the submission's folder, as shown to people; `path` holds the archived bytes,
    `size_bytes` of them with this `sha256`; `received_at` is time-zone aware.
    """

    source_file: str
    path: Path
    sha256: str
    size_bytes: int
    received_at: datetime


@dataclass
class _Outcome:
    """Rows of the tables that tell what was read, in the order of reading."""

    sheets: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _FileState:
    """What has been met so far in one file."""

    file: SubmissionFile
    sheet_names: set[str] = field(default_factory=set)
    rows_received: int = 0
    digest: ContentDigest = field(default_factory=ContentDigest)
    evidence: SemesterEvidence = field(default_factory=SemesterEvidence)
    #: Titles of each table; a JSON document can name its semester behind the list that it speaks of.
    titles: list[list[str]] = field(default_factory=list)


def read_submission(
    files: Iterable[SubmissionFile],
    *,
    semester: Semester,
    institution_code: str,
    due_datasets: Collection[str],
    limits: ReadingLimits,
    target: Path,
) -> None:
    """Read a submission's files and put its received tables into the folder `target`, replacing what stood there.

    Writes `<dataset>.parquet` (`border.received_schema`) per data set that has a sheet, and always `sheet.parquet`,
    `file_fault.parquet` and `file.parquet`. `due_datasets` are those that the institution must hand in. Files inside a
    zip stand in `file.parquet` themselves, under `<archive>/<member>`; a zip itself only where it is faulty.

    `target` is swapped in by rename, so that a kill leaves the old folder, the new one or none, never half of one.
    Never raises for what is in a file; raises `OSError` where the disk or an archived file fails.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    building, unpacked = (hidden_sibling(target, purpose) for purpose in ("building", "unpacked"))
    for leftover in (building, unpacked):
        shutil.rmtree(leftover, ignore_errors=True)
    building.mkdir(mode=0o700)
    try:
        with ReceivedTables(building) as tables:
            reading = _SubmissionReading(semester, institution_code, frozenset(due_datasets), limits, unpacked, tables)
            for file in sorted(files, key=lambda file: file.source_file):
                if not is_litter(file.source_file):
                    reading.read_file(file)
        for name, rows, schema in (
            ("sheet", reading.outcome.sheets, SHEET),
            ("file_fault", reading.outcome.faults, FILE_FAULT),
            ("file", reading.outcome.files, FILE),
        ):
            pq.write_table(pa.Table.from_pylist(rows, schema=schema), building / f"{name}.parquet", compression="zstd")
        _swap_in(building, target)
    finally:
        for leftover in (building, unpacked):
            shutil.rmtree(leftover, ignore_errors=True)


def _swap_in(building: Path, target: Path) -> None:
    """Put a finished folder into its place; its bytes are on the disk before its name is."""
    for path in building.iterdir():
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    replaced = hidden_sibling(target, "replaced")
    shutil.rmtree(replaced, ignore_errors=True)
    if target.exists():
        target.rename(replaced)
    building.rename(target)
    shutil.rmtree(replaced, ignore_errors=True)


class _SubmissionReading:
    """Reads the files of one submission one after another into `tables` and `outcome`."""

    def __init__(
        self,
        semester: Semester,
        institution_code: str,
        due_datasets: frozenset[str],
        limits: ReadingLimits,
        unpacked: Path,
        tables: ReceivedTables,
    ) -> None:
        self.outcome = _Outcome()
        self._semester = semester
        self._institution_code = institution_code
        self._due_datasets = due_datasets
        self._limits = limits
        self._unpacked = unpacked
        self._tables = tables

    def read_file(self, file: SubmissionFile) -> None:
        """Read a file, or the files of an archive, and note what became of it."""
        state = _FileState(file)
        try:
            file_format = detect_format(file.path)
            if file_format is FileFormat.ARCHIVE:
                self._read_archive(file)
                return
            for raw in open_tables(file.path, file.source_file, file_format, self._limits):
                self._read_sheet(raw, state)
            if not state.sheet_names:
                raise BadFileError("no_known_sheet", _NO_KNOWN_SHEET_ID)
        except BadFileError as bad:
            self._add_fault(file, bad.rule_code, bad.detail_id)
        self._check_semester(state)
        self._close_file(state)

    def _read_archive(self, archive: SubmissionFile) -> None:
        self._unpacked.mkdir(mode=0o700)
        try:
            members = unpack(archive.path, self._unpacked, self._limits)
            if not members:
                raise BadFileError("no_known_sheet", "Arsip tidak berisi berkas laporan.")
            for member in members:
                name = f"{archive.source_file}/{member.name}"
                self.read_file(SubmissionFile(name, member.path, member.sha256, member.size_bytes, archive.received_at))
        except BadFileError as bad:
            self._add_fault(archive, bad.rule_code, bad.detail_id)
            self._close_file(_FileState(archive))
        finally:
            shutil.rmtree(self._unpacked)

    def _read_sheet(self, raw: RawTable | RawRecords, state: _FileState) -> None:
        """Read a sheet to its end; the rows met before a fault are written and counted."""
        sheet_name = _unused_name(raw.name, state.sheet_names)
        contract = load_contracts()[raw.dataset]
        if contract.only_from not in (None, self._institution_code):
            detail_id = f"Lembar {contract.title_id} hanya diterima dari {contract.only_from}."
            self._add_fault(state.file, "unexpected_dataset", detail_id, sheet_name)
            self._add_sheet(state, sheet_name, raw.dataset, None, 0)
            return
        if raw.dataset == _REGISTRY and _REGISTRY not in self._due_datasets:
            detail_id = "Lembar Keluarga hanya diterima dari instansi yang mengelola daftar keluarga miskin."
            self._add_fault(state.file, "unexpected_dataset", detail_id, sheet_name)
        rows_before = state.rows_received
        writer = self._tables.open(raw.dataset)
        address = SheetAddress(
            self._semester, self._institution_code, _shown(state.file.source_file), sheet_name, raw.dataset
        )
        table = to_data_table(raw, self._limits)
        for batch in read_batches(table.rows, table.slots, address, table.epoch_1904):
            writer.write_batch(batch)
            state.rows_received += batch.num_rows
            state.digest.add(batch, raw.dataset)
            state.evidence.add(batch, raw.dataset, self._semester)
        self._add_sheet(state, sheet_name, raw.dataset, table.header_row, state.rows_received - rows_before)
        if table.fault is not None:
            raise table.fault
        self._check_table(table, state, sheet_name)

    def _check_table(self, table: DataTable, state: _FileState, sheet_name: str) -> None:
        state.titles.append(table.titles)
        if table.has_content:
            for column in table.slots.missing_columns(table.present):
                detail_id = f"Kolom {column.name} tidak ditemukan pada lembar ini."
                self._add_fault(state.file, "missing_column", detail_id, sheet_name, column.name)

    def _check_semester(self, state: _FileState) -> None:
        if any(names_other_semester(titles, self._semester) for titles in state.titles):
            detail_id = f"Judul di atas tabel menyebut semester lain, bukan {self._semester}."
        elif state.evidence.speaks_against:
            detail_id = f"Semua tanggal di berkas ini berada di luar semester {self._semester}."
        else:
            return
        self._add_fault(state.file, "wrong_semester", detail_id)

    def _add_sheet(
        self, state: _FileState, sheet_name: str, dataset: str, header_row: int | None, rows_received: int
    ) -> None:
        self.outcome.sheets.append(
            {
                "source_file": _shown(state.file.source_file),
                "source_sheet": sheet_name,
                "sheet_order": len(self.outcome.sheets) + 1,
                "dataset": dataset,
                "header_row": header_row,
                "rows_received": rows_received,
            }
        )

    def _add_fault(
        self, file: SubmissionFile, rule_code: str, detail_id: str, sheet: str | None = None, column: str | None = None
    ) -> None:
        self.outcome.faults.append(
            {
                "rule_code": rule_code,
                "source_file": _shown(file.source_file),
                "source_sheet": sheet,
                "source_column": column,
                "detail_id": detail_id,
            }
        )

    def _close_file(self, state: _FileState) -> None:
        file = state.file
        self.outcome.files.append(
            {
                "source_file": _shown(file.source_file),
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
                "received_at": file.received_at,
                "rows_received": state.rows_received,
                "content_digest": state.digest.hex(),
            }
        )


_NO_KNOWN_SHEET_ID = (
    "Tidak ada lembar yang dikenal. Namai lembar atau berkas csv/json: kegiatan, penerima, keluarga, atau mentas."
)


def _unused_name(name: str, used: set[str]) -> str:
    """Give a sheet's name, numbered where the file has had one of that name, and note it as used."""
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name} ({number})"
    used.add(candidate)
    return candidate


def _shown(source_file: str) -> str:
    """Make a file's name one that can be stored: bytes that are no text become question marks."""
    return source_file.encode("utf-8", "replace").decode()
