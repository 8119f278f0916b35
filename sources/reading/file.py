"""One file of a submission: what a reading process does with it, and what it leaves for the submission's tables.

The rows of a file go to a folder of its own, a part; `sources.reading.submissions` puts the parts of a submission
together. What is wrong with a file becomes a fault of the part. Nothing here knows of processes.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from foundation.semester import Semester
from sources.contract import load_contracts
from sources.junk_files import is_dot_name
from sources.readers.account import RowKind
from sources.readers.archives import unpack
from sources.readers.data_sheet import DataSheet, SheetTable
from sources.readers.detect import FileFormat, detect_format
from sources.readers.feedback_mark import PARTIAL_PROPERTY, custom_property, says_partial
from sources.readers.model import BadFileError, RawRecords, RawTable, ReadingLimits, UnnamedSheet
from sources.readers.naming import storable_name
from sources.readers.open_file import open_tables
from sources.readers.tables import of_other_semester, to_data_sheet
from sources.readers.target_fields import target_fields_of
from sources.readers.title_semester import names_other_semester
from sources.readers.unread import unread_rows
from sources.reading.part import FilePart, SubmissionFile, refused
from sources.received import ContentDigest, ReceivedTables, RegionNumbering, SemesterEvidence, SheetAddress, to_batch
from sources.totals import RunningTotals

#: Where in an archive's part its members are unpacked to.
_MEMBERS_FOLDER = "members"

_NO_KNOWN_SHEET_ID = "Untuk csv dan json, yang dilihat adalah nama berkasnya."


@dataclass(frozen=True)
class ReadingTerms:
    """What holds for every file of a submission; `due_datasets` are those that the institution must hand in."""

    semester: Semester
    institution_code: str
    due_datasets: Collection[str]
    limits: ReadingLimits


@dataclass
class _FileState:
    """What has been met so far in one file."""

    sheet_names: set[str] = field(default_factory=set)
    rows_received: int = 0
    digest: ContentDigest = field(default_factory=ContentDigest)
    evidence: SemesterEvidence = field(default_factory=SemesterEvidence)
    #: Every table with the name of its sheet, and the row that its faults name where the sheet has several.
    tables: list[tuple[str, SheetTable, int | None]] = field(default_factory=list)


def read_file(file: SubmissionFile, terms: ReadingTerms, folder: Path) -> FilePart:
    """Read a file, or unpack an archive, into `folder`, which is made.

    Writes `<dataset>.parquet` (`received_schema`) per data set that has a sheet; the rows met before a fault are
    written and counted. Never raises for what is in the file; raises `OSError` where the disk or the file's storage
    fails.
    """
    folder.mkdir(mode=0o700)
    try:
        file_format = detect_format(file.path)
        if file_format is FileFormat.ARCHIVE:
            return FilePart(members=_unpack(file, folder / _MEMBERS_FOLDER, terms.limits))
    except BadFileError as bad:
        if bad.rule_code == "unsupported_format" and is_dot_name(PurePosixPath(file.source_file).name):
            return FilePart()
        return refused(file, bad.rule_code, bad.detail_id)
    with ReceivedTables(folder) as tables:
        return _FileReading(file, terms, tables, folder).read(file_format)


def _unpack(archive: SubmissionFile, folder: Path, limits: ReadingLimits) -> list[SubmissionFile]:
    folder.mkdir(mode=0o700)
    members = unpack(archive.path, folder, limits)
    if not members:
        raise BadFileError("no_known_sheet", "Arsip tidak berisi berkas laporan.")
    return [
        SubmissionFile(
            f"{archive.source_file}/{member.name}", member.path, member.sha256, member.size_bytes, archive.received_at
        )
        for member in members
    ]


class _FileReading:
    """Reads the sheets of one file one after another into `tables` and `part`; `scratch` is a folder for copies."""

    def __init__(self, file: SubmissionFile, terms: ReadingTerms, tables: ReceivedTables, scratch: Path) -> None:
        self._file = file
        self._terms = terms
        self._tables = tables
        self._scratch = scratch
        self._state = _FileState()
        self._part = FilePart()

    def read(self, file_format: FileFormat) -> FilePart:
        """Read the file to its end, or to its fault, and give what became of it."""
        is_partial = file_format is FileFormat.XLSX and custom_property(self._file.path, PARTIAL_PROPERTY) is not None
        unnamed: list[UnnamedSheet] = []
        try:
            path, name, limits = self._file.path, self._file.source_file, self._terms.limits
            for raw in open_tables(path, name, file_format, limits, self._scratch):
                if isinstance(raw, UnnamedSheet):
                    unnamed.append(raw)
                else:
                    self._read_sheet(raw)
            if not self._state.sheet_names:
                raise BadFileError("no_known_sheet", _NO_KNOWN_SHEET_ID)
        except BadFileError as bad:
            self._add_fault(bad.rule_code, bad.detail_id)
        for sheet in unnamed:
            self._look_at(sheet)
        if is_partial or any(says_partial(table.titles) for _, table, _ in self._state.tables):
            self._add_fault("partial_workbook", "")
        self._check_semester()
        self._part.add_file(self._file, self._state.rows_received, self._state.digest.hex())
        return self._part

    def _look_at(self, sheet: UnnamedSheet) -> None:
        """Tell of a sheet that is named after no data set, and holds what looks like rows of one that is due."""
        found = unread_rows(sheet, self._terms.due_datasets)
        if found is not None:
            detail_id = f"Kolomnya seperti kolom {found.dataset}."
            self._add_fault("unread_content", detail_id, storable_name(sheet.name), row=found.first_row)

    def _read_sheet(self, raw: RawTable | RawRecords) -> None:
        """Read a sheet to its end; the rows met before a fault are written and counted."""
        state, terms = self._state, self._terms
        sheet_name = _unused_name(raw.name, state.sheet_names)
        contract = load_contracts()[raw.dataset]
        if contract.only_from not in (None, terms.institution_code):
            detail_id = f"Lembar {contract.dataset} hanya diterima dari {contract.only_from}."
            self._add_fault("unexpected_dataset", detail_id, sheet_name)
            self._part.add_sheet(
                self._file, sheet_name, DataSheet(raw.name, target_fields_of(raw.dataset), raw.epoch_1904)
            )
            return
        writer = self._tables.open(raw.dataset)
        address = SheetAddress(
            terms.semester, terms.institution_code, storable_name(self._file.source_file), sheet_name, raw.dataset
        )
        sheet = to_data_sheet(raw, terms.limits, terms.semester)
        totals, numbering = RunningTotals(contract), RegionNumbering()
        for table, block in sheet.rows:
            batch = totals.without_totals(
                to_batch(
                    block,
                    sheet.target_fields,
                    address,
                    sheet.epoch_1904,
                    numbering,
                    scales=table.scales,
                    is_rejected=bool(table.refusals),
                ),
                table,
                block.called_totals,
            )
            has_totals = batch.num_rows < len(block.source_rows)
            data_rows = batch.column("source_row").to_pylist() if has_totals else block.source_rows
            sheet.take(table, block.source_rows, data_rows)
            writer.write_batch(batch)
            state.rows_received += batch.num_rows
            state.digest.add(batch, raw.dataset)
            state.evidence.add(batch, contract, terms.semester)
        self._tables.settle(raw.dataset, numbering)
        self._part.add_sheet(self._file, sheet_name, sheet)
        # A sheet that stands empty, as in the blank workbook, hands nothing in.
        if contract.kept_by_id and contract.dataset not in terms.due_datasets and sheet.rows_received:
            detail_id = f"Lembar {contract.dataset} hanya diterima dari {contract.kept_by_id}."
            self._add_fault("unexpected_dataset", detail_id, sheet_name)
        if sheet.fault is not None:
            raise sheet.fault
        self._check_tables(sheet, sheet_name)

    def _check_tables(self, sheet: DataSheet, sheet_name: str) -> None:
        """Tell the faults of the tables; those of the only one are the sheet's. Then tell of rows that nothing read."""
        for table in sheet.tables:
            row = table.header_row if len(sheet.tables) > 1 else None
            self._state.tables.append((sheet_name, table, row))
            for fault in table.refusals:
                if fault.rule_code != "wrong_semester":
                    self._add_fault(fault.rule_code, fault.detail_id, sheet_name, fault.column, row)
            for fault in table.warnings:
                place = fault.row or table.header_row
                self._add_fault(fault.rule_code, fault.detail_id, sheet_name, fault.column, place)

        unread = [run for run in sheet.account.runs if run.kind is RowKind.UNREAD]
        # Of a sheet without any header it is said that its columns are missing.
        if unread and any(table.header_row for table in sheet.tables):
            rows = sum(run.last_row - run.first_row + 1 for run in unread)
            self._add_fault("unread_content", f"Baris yang tidak terbaca: {rows}.", sheet_name, row=unread[0].first_row)

    def _check_semester(self) -> None:
        """Refuse the tables whose titles name another semester, and a file of which nothing else is left."""
        semester, tables = self._terms.semester, self._state.tables
        for sheet, table, _ in tables:
            # A JSON document can name its semester behind the list that it speaks of.
            if table.header_row is None and names_other_semester(table.titles, semester, sheet):
                table.refusals.append(of_other_semester(semester))
        refused = [
            (sheet, fault, row)
            for sheet, table, row in tables
            for fault in table.refusals
            if fault.rule_code == "wrong_semester"
        ]
        if refused and len(refused) == len(tables):
            self._add_fault("wrong_semester", refused[0][1].detail_id)
        elif not refused and self._state.evidence.speaks_against:
            detail_id = f"Semua tanggal di berkas ini berada di luar semester {semester}."
            self._add_fault("wrong_semester", detail_id)
        else:
            for sheet, fault, row in refused:
                self._add_fault("wrong_semester", fault.detail_id, sheet, row=row)

    def _add_fault(
        self,
        rule_code: str,
        detail_id: str,
        sheet: str | None = None,
        column: str | None = None,
        row: int | None = None,
    ) -> None:
        self._part.add_fault(self._file, rule_code, detail_id, sheet, column, row)


def _unused_name(name: str, used: set[str]) -> str:
    """Give a sheet's name, numbered where the file has had one of that name, and note it as used."""
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name} ({number})"
    used.add(candidate)
    return candidate
