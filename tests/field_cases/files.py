"""Rows as institutions write them, and writers of the files in which they come. All people are made up."""

import csv as csv_module
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.field_cases.case import Build

Row = Mapping[str, Any]
Cells = Sequence[Sequence[Any]]
KETAPANG, PILANG, MAYANGAN = "35.74.01.1001", "35.74.01.1009", "35.74.03.1001"

_FIRST_NAMES = ("Sutini", "Ngatemi", "Slamet", "Misnari", "Bunasan", "Tohari", "Suliha", "Painem", "Rukmini", "Jumadi")
_LAST_NAMES = ("Wijaya", "Lestari", "Hartono", "Anggraini", "Pratama", "Kusuma", "Maulana")


def activity(code: str | None = "K-1", **changes: Any) -> dict[str, Any]:
    """Give a sound row of `kegiatan`: a budget of a million, of which 900,000 were spent on nine of ten families."""
    return {
        "kode_kegiatan": code,
        "nama_kegiatan": f"Bantuan sembako {code}",
        "strategi": 1,
        "kelompok_program": 1,
        "kode_wilayah": KETAPANG,
        "sumber_dana": "APBD_KOTA",
        "anggaran": 1_000_000,
        "realisasi": 900_000,
        "satuan_sasaran": "KELUARGA",
        "target": 10,
        "capaian": 9,
        "tanggal_mulai": "2023-02-01",
    } | changes


def receipt(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give a sound row of `penerima`: 600,000 rupiah for the person of this number, a woman."""
    return {
        "kode_kegiatan": "K-1",
        "nik": f"357401{number % 28 + 41:02}0580{number:04}",
        "no_kk": f"3574010101{number % 20 + 1:02}{number:04}",
        "nama": f"{_FIRST_NAMES[number % 10]} {_LAST_NAMES[number % 7]}",
        "tanggal_lahir": f"1980-05-{number % 28 + 1:02}",
        "jenis_kelamin": "P",
        "kode_wilayah": KETAPANG,
        "jenis_bantuan": "Sembako",
        "nilai_bantuan": 600_000,
        "tanggal_terima": "2023-03-15",
    } | changes


def household(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Give a sound row of `keluarga`: a poor household of four."""
    person = receipt(number)
    return {
        "no_kk": person["no_kk"],
        "nik_kepala": person["nik"],
        "nama_kepala": person["nama"],
        "tanggal_lahir_kepala": person["tanggal_lahir"],
        "jenis_kelamin_kepala": "P",
        "alamat": f"Jl. Contoh No. {number}",
        "kode_wilayah": KETAPANG,
        "jumlah_anggota": 4,
        "desil": 1,
        "status": "miskin",
        "tanggal_pendataan": "2023-01-20",
    } | changes


def table(*rows: Row, leave_out: Iterable[str] = (), labels: Mapping[str, str] | None = None) -> list[list[Any]]:
    """Give a header and the rows below it; `labels` are other labels for columns."""
    columns = [name for name in dict.fromkeys(key for row in rows for key in row) if name not in set(leave_out)]
    return [
        [(labels or {}).get(name, name) for name in columns],
        *([row.get(name) for name in columns] for row in rows),
    ]


def exchanged(cells: Cells, first: str, second: str) -> list[list[Any]]:
    """Exchange two columns of a table, labels and all."""
    header = list(cells[0])
    one, other = header.index(first), header.index(second)
    order = list(range(len(header)))
    order[one], order[other] = other, one
    return [[row[at] for at in order] for row in cells]


def with_column(cells: Cells, after: str, label: str | None, values: Sequence[Any]) -> list[list[Any]]:
    """Put a further column behind the one of a label."""
    at = list(cells[0]).index(after) + 1
    column = [label, *values]
    return [[*row[:at], value, *row[at:]] for row, value in zip(cells, column, strict=True)]


def xlsx(
    sheets: Mapping[str, Cells], change: Callable[[Worksheet], object] | None = None, name: str = "laporan.xlsx"
) -> Build:
    """Make the builder of a workbook; `change` is done to its last sheet, where rows and columns count from 1."""

    def build(folder: Path) -> None:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in sheets.items():
            sheet = workbook.create_sheet(title)
            for cells in rows:
                sheet.append(list(cells))
        if change:
            change(workbook.worksheets[-1])
        workbook.save(folder / name)

    return build


def kegiatan(*rows: Sequence[Any], change: Callable[[Worksheet], object] | None = None) -> Build:
    return xlsx({"Kegiatan": rows}, change)


def penerima(*rows: Sequence[Any], change: Callable[[Worksheet], object] | None = None) -> Build:
    """Make the builder of a workbook with one sound activity, and these rows on the sheet of recipients."""
    return xlsx({"Kegiatan": table(activity()), "Penerima": rows}, change)


def keluarga(*rows: Sequence[Any]) -> Build:
    return xlsx({"Kegiatan": table(activity()), "Keluarga": rows})


def repacked(build: Build, change: Callable[[dict[str, bytes]], dict[str, bytes]], name: str = "laporan.xlsx") -> Build:
    """Make the builder of a workbook whose parts are changed once it is written."""

    def rebuild(folder: Path) -> None:
        build(folder)
        with zipfile.ZipFile(folder / name) as package:
            parts = {part: package.read(part) for part in package.namelist()}
        (folder / name).write_bytes(zipped(change(parts)))

    return rebuild


def xls(sheets: Mapping[str, Cells], name: str = "laporan.xls") -> Build:
    """Make the builder of a workbook of the old format."""

    def build(folder: Path) -> None:
        workbook = xlwt.Workbook()
        for title, rows in sheets.items():
            sheet = workbook.add_sheet(title)
            for at, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        sheet.write(at, column, cell)
        workbook.save(str(folder / name))

    return build


def ods(sheets: Mapping[str, Cells], name: str = "laporan.ods") -> Build:
    """Make the builder of a workbook of LibreOffice."""

    def build(folder: Path) -> None:
        with pd.ExcelWriter(folder / name, engine="odf") as writer:
            for title, rows in sheets.items():
                width = max(map(len, rows))
                even = [[*row, *[None] * (width - len(row))] for row in rows]
                pd.DataFrame(even).to_excel(writer, sheet_name=title, index=False, header=False)

    return build


def files(contents: Mapping[str, str | bytes]) -> Build:
    """Make the builder of files of these names and contents."""

    def build(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return build


def both(*builds: Build) -> Build:
    """Make the builder of what several builders make."""

    def build(folder: Path) -> None:
        for one in builds:
            one(folder)

    return build


def csv(cells: Cells, delimiter: str = ";") -> str:
    """Write a table as delimited text."""
    text = io.StringIO(newline="")
    csv_module.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(cells)
    return text.getvalue()


def records(*rows: Row) -> str:
    return json.dumps(rows)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Pack members, whatever their names are."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()
