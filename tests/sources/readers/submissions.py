"""Made-up submissions: real files of every format, and what reading them gave. All people are invented."""

import datetime as dt
import hashlib
import io
import zipfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from foundation.semester import Semester
from sources.reading.submissions import ReadingLimits, SubmissionFile
from tests.reading import read_submission

SEMESTER = Semester(2023, 1)
RECEIVED_AT = dt.datetime(2023, 7, 3, 9, 30, tzinfo=dt.UTC)

PENERIMA_HEADER = ["kode_kegiatan", "nik", "nama", "kode_wilayah", "jenis_bantuan", "nilai_bantuan", "tanggal_terima"]
PENERIMA_ROWS = [
    ["K-01", "3574010101750001", "Contoh Satu", "35.74.03.1001", "Sembako", "600000", "2023-03-15"],
    ["K-01", "3574014102800002", "Contoh Dua", "35.74.03.1004", "Sembako", "600000", "2023-04-15"],
]
PENERIMA = [PENERIMA_HEADER, *PENERIMA_ROWS]

Fault = tuple[str, str, str | None, str | None]


@dataclass(frozen=True)
class Received:
    """The tables that reading a submission wrote."""

    folder: Path

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Give the rows of a table, none where it was not written."""
        path = self.folder / f"{table}.parquet"
        return pq.read_table(path).to_pylist() if path.exists() else []

    def column(self, dataset: str, column: str) -> list[Any]:
        """Give the values of one column."""
        return [row[column] for row in self.rows(dataset)]

    @property
    def faults(self) -> list[tuple[str, str, str | None, str | None]]:
        """Give the faults as (rule, file, sheet, column)."""
        return [
            (row["rule_code"], row["source_file"], row["source_sheet"], row["source_column"])
            for row in self.rows("file_fault")
        ]

    @property
    def counted(self) -> dict[tuple[str, str], int]:
        """Give the rows received by file and sheet."""
        return {(row["source_file"], row["source_sheet"]): row["rows_received"] for row in self.rows("sheet")}


def submission_file(path: Path, source_file: str | None = None) -> SubmissionFile:
    content = path.read_bytes()
    return SubmissionFile(
        source_file or path.name, path, hashlib.sha256(content).hexdigest(), len(content), RECEIVED_AT
    )


def receive(
    *paths: Path,
    target: Path | None = None,
    semester: Semester = SEMESTER,
    institution_code: str = "DINSOS",
    due_datasets: Collection[str] = ("kegiatan", "penerima", "keluarga", "mentas"),
    limits: ReadingLimits | None = None,
    files: Iterable[SubmissionFile] | None = None,
) -> Received:
    """Read files as one submission into a folder beside the first of them."""
    folder = target or paths[0].parent / "received" / "institution_code=DINSOS"
    read_submission(
        files if files is not None else [submission_file(path) for path in paths],
        semester=semester,
        institution_code=institution_code,
        due_datasets=due_datasets,
        limits=limits or ReadingLimits(),
        target=folder,
    )
    return Received(folder)


def write_xlsx(path: Path, sheets: dict[str, Sequence[Sequence[Any]]]) -> Path:
    """Write a workbook; text stays text, numbers are numbers, dates get a date format."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for row_index, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(row_index, column, cell)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    lines = (delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def faults_beside_a_good_file(tmp_path: Path, bad: Path, **options: Any) -> list[Fault]:
    """Read a bad file beside a good one and give the faults; the good one must not be touched by them."""
    good = write_csv(tmp_path / "zz penerima.csv", PENERIMA).rename(tmp_path / "penerima.csv")
    received: Received = receive(bad, good, **options)
    assert received.counted["penerima.csv", "penerima"] == 2
    assert {row["source_file"] for row in received.rows("file")} >= {"penerima.csv"}
    return received.faults


def write_bytes(path: Path, content: bytes) -> Path:
    """Write a file as it is given."""
    path.write_bytes(content)
    return path


def zip_bytes(members: dict[str, bytes]) -> bytes:
    """Pack members, which may have any name, also none."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            # Not `writestr`, which can not write a member without a name.
            with archive.open(zipfile.ZipInfo(name), "w") as member:
                member.write(content)
    return buffer.getvalue()
