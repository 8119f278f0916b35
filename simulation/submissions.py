"""One institution's files for one semester: rows in, files out, and the expected outcome."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from foundation.semester import Semester
from simulation import containers
from simulation.catalogue import Institution, due_datasets
from simulation.chance import stream
from simulation.handwriting import Handwriting
from simulation.mishaps import REFUSED, UNHEARD, UNREAD
from simulation.rows import Location, PlacedRow, Row
from simulation.sheets import Table
from simulation.writers import Book, OdsBook, TextBook, XlsBook, XlsxBook

#: With more rows an institution uses another than its usual format.
_MOST_ROWS = {"xls": 3_000, "ods": 600, "xlsx": 150_000, "json": 150_000, "zip": 400_000}
_SHEET_NAMES = ("{}", "{}", "{} (rev)", "Data {}")
_RECORD_BEYOND_LIMIT = 1_100_000
#: Mishaps that are a finding of the submission's own first file.
_FAULT_OF_MAIN_FILE = REFUSED | {
    "unreadable_file", "password_protected", "no_known_sheet", "unexpected_dataset", "file_too_large"
}  # fmt: skip


def format_for(usual: str, expected_rows: int) -> str:
    """Give the format that can hold so many rows: the usual one, else xlsx, else csv."""
    if expected_rows <= _MOST_ROWS.get(usual, expected_rows):
        return usual
    return "xlsx" if expected_rows <= _MOST_ROWS["xlsx"] else "csv"


@dataclass
class SubmissionCounts:
    """The expected outcome of a submission: rows, and rupiah of the accepted ones."""

    rows_received: int = 0
    rows_accepted: int = 0
    realised_idr: int = 0
    assistance_idr: int = 0
    file_findings: list[tuple[str, str]] = field(default_factory=list)
    files: int = 0

    @property
    def status(self) -> str:
        """The status that the submission should get."""
        if not self.files:
            return "missing"
        if not self.rows_accepted:
            return "rejected"
        has_rejects = self.rows_accepted < self.rows_received or bool(self.file_findings)
        return "accepted_with_rejects" if has_rejects else "accepted"


class Submission:
    """Writes the files of one institution and semester, and counts its rows."""

    def __init__(
        self,
        folder: Path,
        *,
        institution: Institution,
        semester: Semester,
        handwriting: Handwriting,
        mishap: str | None,
        seed: int,
    ) -> None:
        """Open the files in `folder`, which is made; `mishap` is the fault of the submission, if any."""
        self.code = institution.code
        self.mishap = mishap
        self.counts = SubmissionCounts()
        self.accepted_activities: set[str] = set()
        self._folder = folder
        self._name = institution.name
        self._semester = semester
        self._hand = handwriting
        self._draw = stream(seed, "submission", institution.code, semester.key)
        self._tables: dict[str, Table] = {}
        self._sheet_names: dict[str, str] = {}
        self._datasets_with_rows: set[str] = set()
        self._sheet_pattern = "Rekap {}" if mishap == "no_known_sheet" else self._draw.choice(_SHEET_NAMES)
        # Without a mishap only, because mishaps expect their file in the folder itself.
        self._subfolder = None if mishap or handwriting.file_format == "zip" else handwriting.subfolder
        self._place = folder / self._subfolder if self._subfolder else folder
        self._place.mkdir(parents=True)
        self._book = self._open_book()

    def _open_book(self) -> Book:
        form = self._hand.file_format
        stem = f"Laporan {self.code} {self._semester.key}"
        if form == "xlsx":
            book = XlsxBook(self._place / f"{stem}.xlsx")
            book.add_hidden("Petunjuk", "Isi lembar sesuai petunjuk teknis.")
            return book
        if form == "xls":
            return XlsBook(self._place / f"{stem}.xls")
        if form == "ods":
            return OdsBook(self._place / f"{stem}.ods")
        return TextBook(self._place, self._hand)

    @property
    def _archive_name(self) -> str | None:
        return f"Laporan {self._semester.key}.zip" if self._hand.file_format == "zip" else None

    def _table(self, dataset: str) -> Table:
        if dataset not in self._tables:
            is_text = isinstance(self._book, TextBook)
            name = dataset if is_text else self._sheet_pattern.format(dataset.title())
            self._sheet_names[dataset] = name
            other = Semester(self._semester.year - 1, self._semester.half)
            self._tables[dataset] = Table(
                self._book.sheet(name),
                dataset,
                self._hand,
                institution_name=self._name,
                title_semester=other if self.mishap == "wrong_semester" else self._semester,
                without="realisasi" if self.mishap == "missing_column" and dataset == "kegiatan" else None,
            )
        return self._tables[dataset]

    def file_of(self, dataset: str) -> str:
        """Give the file of a data set as the system names it."""
        self._table(dataset)
        name = self._book.file_of(self._sheet_names[dataset])
        within = self._archive_name or self._subfolder
        return f"{within}/{name}" if within else name

    def add(self, row: Row) -> PlacedRow:
        """Write a row and decide its outcome; a receipt of an activity that is not accepted is an orphan."""
        at = self._table(row.dataset).add(row)
        self._datasets_with_rows.add(row.dataset)
        location = Location(self.code, self.file_of(row.dataset), self._sheet_names[row.dataset], at)
        activity = row.text("kode_kegiatan")
        is_validated = self.mishap not in UNHEARD
        is_orphan = row.dataset == "penerima" and activity not in self.accepted_activities
        if is_validated and is_orphan and "kode_kegiatan" not in row.written:
            row.errors.append(("orphan_activity", "kode_kegiatan"))
        is_accepted = is_validated and not row.errors
        self._count(row, is_accepted)
        return PlacedRow(row, location, is_accepted)

    def _count(self, row: Row, is_accepted: bool) -> None:
        counts = self.counts
        counts.rows_received += self.mishap not in UNREAD
        counts.rows_accepted += is_accepted
        if not is_accepted:
            return
        if row.dataset == "kegiatan":
            self.accepted_activities.add(str(row.values["kode_kegiatan"]))
            counts.realised_idr += row.number("realisasi")
        if row.dataset == "penerima":
            counts.assistance_idr += row.number("nilai_bantuan")

    def add_file(self, dataset: str, rows: list[Row], handwriting: Handwriting, *, counts: bool) -> Iterator[PlacedRow]:
        """Hand in one more csv file; `counts` is whether its rows are accepted where they are good."""
        book = TextBook(self._folder, replace(handwriting, file_format="csv"))
        table = Table(
            book.sheet(dataset), dataset, handwriting, institution_name=self._name, title_semester=self._semester
        )
        for row in rows:
            location = Location(self.code, f"{dataset}.csv", dataset, table.add(row))
            is_accepted = counts and not row.errors
            self._count(row, is_accepted)
            yield PlacedRow(row, location, is_accepted)
        table.finish()
        book.close()

    def close(self, received_at: datetime) -> None:
        """Write everything out, let the mishap happen, and set the files' time to that of the submission.

        A data set that is due and has no row is a sheet without any.
        """
        for dataset in due_datasets(self.code):
            self._table(dataset)
        for table in self._tables.values():
            table.finish()
        if self.mishap == "unexpected_dataset" and isinstance(self._book, XlsxBook):
            sheet = self._book.sheet("Keputusan")
            sheet.put(["finding_id", "keputusan", "alasan", "petugas", "tanggal"])
            sheet.put(["0" * 32, "abaikan", "sudah benar", "Contoh Petugas", f"{self._semester.end:%d/%m/%Y}"])
        self._book.close()
        if self._archive_name:
            own_files = sorted(self._folder / self._book.file_of(name) for name in self._sheet_names.values())
            containers.pack(self._folder / self._archive_name, own_files)
        self._happen()
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        self.counts.files = len(files)
        if not files:
            self._folder.rmdir()
        elif self._hand.junk_file:
            files.append(self._folder / self._hand.junk_file)
            files[-1].write_bytes(b"left behind by a desktop")
        for path in files:
            os.utime(path, (received_at.timestamp(), received_at.timestamp()))

    def _happen(self) -> None:
        mishap, findings = self.mishap, self.counts.file_findings
        files = sorted(self._folder.iterdir())
        if mishap == "missing":
            shutil.rmtree(self._folder)
            self._folder.mkdir()
        elif mishap == "unreadable_file":
            containers.cut_short(files[0])
        elif mishap == "password_protected":
            files[0].write_bytes(containers.locked_workbook(self._draw))
        elif mishap == "unsupported_format":
            (self._folder / "surat pengantar.pdf").write_bytes(containers.letter("Surat pengantar"))
            findings.append((mishap, "surat pengantar.pdf"))
        elif mishap == "unsafe_archive":
            containers.pack(self._folder / "laporan.zip", files, unsafe_member=True)
            findings.append((mishap, "laporan.zip"))
        elif mishap == "file_too_large":
            self._swell(files[0])
        elif mishap == "unexpected_registry":
            findings.append(("unexpected_dataset", "keluarga.csv"))
        elif mishap == "no_known_sheet":
            # Each of its sheets that hold rows looks like what it is not named after.
            findings += [("unread_content", files[0].name)] * len(self._datasets_with_rows)
        if mishap in _FAULT_OF_MAIN_FILE:
            findings.append((str(mishap), files[0].name))

    def _swell(self, path: Path) -> None:
        """Make the file's first record larger than any record may be."""
        content = path.read_text(encoding=self._hand.encoding)
        path.write_text("x" * _RECORD_BEYOND_LIMIT + content, encoding=self._hand.encoding, newline="")
