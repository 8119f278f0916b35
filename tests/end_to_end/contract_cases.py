"""Submissions of a few rows as a sceptical tester writes them: real files, read and validated together.

Every case is an institution of its own, so that one validation has them all. All people are invented.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from expectations.received import read_part
from expectations.validation import ValidationSettings, check_dataset, check_files
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.contract import load_contracts
from sources.reading.submissions import ReadingLimits, SubmissionFile
from tests.reading import read_submission

SEMESTER = Semester(2023, 1)
KEY = b"key of the tests"
RECEIVED_AT = dt.datetime(2023, 7, 3, 9, 30, tzinfo=dt.UTC)

SOUND: dict[str, dict[str, Any]] = {
    "kegiatan": {
        "kode_kegiatan": "K-01",
        "nama_kegiatan": "Sembako",
        "strategi": 1,
        "kelompok_program": 1,
        "kode_wilayah": "35.74.01.1001",
        "sumber_dana": "APBD_KOTA",
        "anggaran": 1_000_000,
        "realisasi": 900_000,
        "satuan_sasaran": "KELUARGA",
        "target": 10,
        "capaian": 9,
        "tanggal_mulai": "2023-02-01",
        "tanggal_selesai": "2023-05-01",
    },
    "penerima": {
        "kode_kegiatan": "K-01",
        "nik": "3574015708800001",
        "no_kk": "3574010101080001",
        "nama": "Siti Contoh",
        "tanggal_lahir": "1980-08-17",
        "jenis_kelamin": "P",
        "alamat": "Jl. Contoh No. 1",
        "kode_wilayah": "35.74.01.1001",
        "jenis_bantuan": "Sembako",
        "nilai_bantuan": 600_000,
        "tanggal_terima": "2023-03-15",
    },
    "keluarga": {
        "no_kk": "3574010101080001",
        "nik_kepala": "3574010101750001",
        "nama_kepala": "Budi Contoh",
        "tanggal_lahir_kepala": "1975-01-01",
        "jenis_kelamin_kepala": "L",
        "kode_wilayah": "35.74.01.1001",
        "jumlah_anggota": 4,
        "desil": 1,
        "status": "miskin",
        "tanggal_pendataan": "2023-01-20",
    },
    "mentas": {
        "no_kk": "3574010101080001",
        "nik_kepala": "3574010101750001",
        "nama_kepala": "Budi Contoh",
        "kode_wilayah": "35.74.01.1001",
        "alasan": "ekonomi_meningkat",
        "tanggal_berlaku": "2023-03-01",
    },
    "keputusan": {"finding_id": "0" * 32, "keputusan": "abaikan", "tanggal": "2023-08-01"}
    | {"alasan": "Sudah dikunjungi", "petugas": "Petugas Satu"},
}

#: Rule, spreadsheet row, column (None: the whole row).
Reported = tuple[str, int, str | None]


def sound(dataset: str, **changes: Any) -> dict[str, Any]:
    """Give a sound row of a data set with some cells changed; a cell of None is empty."""
    return {**SOUND[dataset], **changes}


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Mapping[str, Any]]], *, epoch_1904: bool = False) -> Path:
    """Write one sheet per data set: a header of all keys in row 1, the rows below. Text stays text."""
    options = {"default_date_format": "dd/mm/yyyy", "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, {**options, "date_1904": epoch_1904}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            header = list(dict.fromkeys(key for row in rows for key in row))
            for column, label in enumerate(header):
                sheet.write_string(0, column, label)
                for number, row in enumerate(rows, start=1):
                    cell = row.get(label)
                    if isinstance(cell, ErrorFormula):
                        sheet.write_formula(number, column, "=NA()", None, cell.shown)
                    elif isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return path


@dataclass(frozen=True)
class ErrorFormula:
    """A cell whose formula has failed and shows this."""

    shown: str = "#N/A"


@dataclass
class Verdict:
    """What validation said of one submission."""

    reported: dict[str, list[Reported]]
    accepted: dict[str, list[dict[str, Any]]]
    reconciled: dict[str, tuple[int, int, int]]
    file_rules: list[tuple[str, str | None, str | None]]

    def rows(self, dataset: str) -> list[int]:
        """Give the spreadsheet rows that were accepted."""
        return [row["source_row"] for row in self.accepted.get(dataset, [])]


def submission_files(folder: Path) -> list[SubmissionFile]:
    files = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        files.append(SubmissionFile(name, path, hashlib.sha256(content).hexdigest(), len(content), RECEIVED_AT))
    return files


def validate(
    root: Path, folders: Mapping[str, Path], *, semester: Semester = SEMESTER, due: Iterable[str] = load_contracts()
) -> dict[str, Verdict]:
    """Read each folder as the submission of the institution of that code, and validate all of them together."""
    layout = DataLayout(root)
    for code, folder in folders.items():
        read_submission(
            submission_files(folder),
            semester=semester,
            institution_code=code,
            due_datasets=tuple(due),
            limits=ReadingLimits(),
            target=layout.received(semester.key, code),
        )
    codes = list(folders)
    check_files(layout, semester=semester, institution_codes=codes)
    for dataset in load_contracts():
        check_dataset(
            layout,
            semester=semester,
            dataset=dataset,
            institution_codes=codes,
            key=KEY,
            settings=ValidationSettings(),
        )
    return {code: _verdict(layout, semester, code) for code in codes}


def _verdict(layout: DataLayout, semester: Semester, code: str) -> Verdict:
    verdict = Verdict({}, {}, {}, [])
    for dataset in load_contracts():
        path = layout.accepted(dataset, semester.key, code)
        if not path.exists():
            continue
        verdict.accepted[dataset] = read_part(path).to_pylist()
        sheets = read_part(layout.accepted("sheet_reconciliation", semester.key, code, dataset)).to_pylist()
        counts = ("rows_received", "rows_accepted", "rows_rejected")
        received, accepted, rejected = (sum(sheet[name] for sheet in sheets) for name in counts)
        verdict.reconciled[dataset] = (received, accepted, rejected)
        verdict.reported[dataset] = [
            (finding["rule_code"], finding["source_row"], finding["source_column"])
            for finding in read_part(layout.private_findings(semester.key, code, dataset)).to_pylist()
        ]
    path = layout.private_findings(semester.key, code, "file")
    if path.exists():
        verdict.file_rules = [
            (finding["rule_code"], finding["source_sheet"], finding["source_column"])
            for finding in read_part(path).to_pylist()
        ]
    return verdict
