"""Builds received submissions as the reader leaves them: sound rows by default, faults where a test asks for them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from expectations.received import read_part
from expectations.validation import DatasetReport, ValidationSettings, check_dataset
from foundation.atomic_files import write_rows, write_table
from foundation.data_layout import DataLayout
from foundation.schemas import FILE_FAULT, SHEET
from foundation.semester import Semester
from sources.contract import load_contracts
from sources.contract_schemas import received_schema

SEMESTER = Semester(2023, 1)
KEY = b"a key for tests"

SOUND: dict[str, dict[str, Any]] = {
    "kegiatan": {
        "kode_kegiatan": "1.06.01",
        "nama_kegiatan": "Sembako",
        "strategi": "1",
        "kelompok_program": "1",
        "kode_wilayah": "35.74.01.1001",
        "sumber_dana": "APBD_KOTA",
        "anggaran": Decimal(1_000_000),
        "realisasi": Decimal(900_000),
        "satuan_sasaran": "KELUARGA",
        "target": 10,
        "capaian": 9,
        "tanggal_mulai": date(2023, 2, 1),
        "tanggal_selesai": date(2023, 5, 1),
    },
    "penerima": {
        "kode_kegiatan": "1.06.01",
        "nik": "3574015708800001",
        "no_kk": "3574010101080001",
        "nama": "Siti Contoh",
        "tanggal_lahir": date(1980, 8, 17),
        "jenis_kelamin": "P",
        "kode_wilayah": "35.74.01.1001",
        "jenis_bantuan": "Sembako",
        "nilai_bantuan": Decimal(600_000),
        "tanggal_terima": date(2023, 3, 15),
    },
    "keluarga": {
        "no_kk": "3574010101080001",
        "nik_kepala": "3574010101750001",
        "nama_kepala": "Budi Contoh",
        "tanggal_lahir_kepala": date(1975, 1, 1),
        "jenis_kelamin_kepala": "L",
        "kode_wilayah": "35.74.01.1001",
        "jumlah_anggota": 4,
        "desil": 1,
        "status": "miskin",
        "tanggal_pendataan": date(2023, 1, 20),
    },
    "mentas": {
        "no_kk": "3574010101080001",
        "nik_kepala": "3574010101750001",
        "nama_kepala": "Budi Contoh",
        "kode_wilayah": "35.74.01.1001",
        "alasan": "ekonomi_meningkat",
        "tanggal_berlaku": date(2023, 3, 1),
    },
    "keputusan": {"finding_id": "0" * 32, "keputusan": "abaikan", "tanggal": date(2023, 8, 1)}
    | {"alasan": "Sudah dikunjungi", "petugas": "Petugas Satu"},
    "penilaian": {"finding_id": "0" * 32, "pemeriksa_ke": 1, "penilaian": "sama", "petugas": "Petugas Satu"}
    | {"tanggal": date(2023, 8, 1)},
}


class Submission:
    """What one institution has handed in, sheet by sheet."""

    def __init__(self, layout: DataLayout, institution_code: str = "DINSOS") -> None:
        self._folder: Path = layout.received(SEMESTER.key, institution_code)
        self._code = institution_code
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._sheets: list[dict[str, Any]] = []
        self._faults: list[dict[str, Any]] = []

    def sheet(
        self, dataset: str, rows: Iterable[Mapping[str, Any]], *, file: str = "laporan.xlsx", sheet: str | None = None
    ) -> "Submission":
        """Add a sheet; each row is given by what differs from a sound one. Rows stand from row 2 on."""
        sheet = sheet or dataset
        count = 0
        for count, row in enumerate(rows, start=1):
            place = {"source_file": file, "source_sheet": sheet, "source_row": count + 1, "is_in_rejected_table": False}
            record_id = f"{self._code}/{dataset}/{file}/{sheet}/{count + 1}"
            self._rows.setdefault(dataset, []).append({"record_id": record_id, **place, **SOUND[dataset], **row})
        order = len([known for known in self._sheets if known["source_file"] == file])
        self._sheets.append(
            {
                "source_file": file,
                "source_sheet": sheet,
                "sheet_order": order,
                "dataset": dataset,
                "rows_received": count,
                "row_runs": [],
                "tables": [],
            }
        )
        return self

    def fault(
        self, rule_code: str, file: str | None, sheet: str | None = None, column: str | None = None
    ) -> "Submission":
        """Add a fault of a sheet, a whole file, or the submission."""
        self._faults.append(
            {
                "rule_code": rule_code,
                "source_file": file,
                "source_sheet": sheet,
                "source_column": column,
                "detail_id": None,
            }
        )
        return self

    def write(self) -> None:
        """Write it, in place of what stood there."""
        if self._folder.exists():
            for part in self._folder.iterdir():
                part.unlink()
        for dataset, rows in self._rows.items():
            table = pa.Table.from_pylist(rows, schema=received_schema(load_contracts()[dataset]))
            write_table(self._folder / f"{dataset}.parquet", table)
        write_rows(self._folder / "sheet.parquet", self._sheets, SHEET)
        write_rows(self._folder / "file_fault.parquet", self._faults, FILE_FAULT)


def check(
    layout: DataLayout, dataset: str, codes: Iterable[str] = ("DINSOS",), settings: ValidationSettings | None = None
) -> DatasetReport:
    """Put a data set through validation."""
    return check_dataset(
        layout,
        semester=SEMESTER,
        dataset=dataset,
        institution_codes=list(codes),
        key=KEY,
        settings=settings or ValidationSettings(),
    )


def counted(report: DatasetReport) -> tuple[int, int, int]:
    """Give the rows received, accepted and rejected, of all institutions."""
    rows = [(each.rows_received, each.rows_accepted, each.rows_rejected) for each in report.institutions]
    received, accepted, rejected = (sum(column) for column in zip(*rows, strict=True))
    return received, accepted, rejected


def part(layout: DataLayout, table: str, name: str = "rows", code: str = "DINSOS") -> list[dict[str, Any]]:
    """Read one part of the accepted rows and findings."""
    return read_part(layout.accepted(table, SEMESTER.key, code, name)).to_pylist()


def findings(layout: DataLayout, dataset: str, code: str = "DINSOS") -> list[dict[str, Any]]:
    """Read the private findings of a data set."""
    return read_part(layout.private_findings(SEMESTER.key, code, dataset)).to_pylist()


def reported(layout: DataLayout, dataset: str, code: str = "DINSOS") -> list[tuple[str, int, str | None]]:
    """Give rule, row and column of every finding of a data set."""
    rows = findings(layout, dataset, code)
    return [(row["rule_code"], row["source_row"], row["source_column"]) for row in rows]
