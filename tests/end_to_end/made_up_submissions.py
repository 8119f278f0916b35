"""Made-up submissions as hypothesis strategies, and the files that they are handed in as."""

import csv
import datetime as dt
import io
import json
import os
import random
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from foundation.semester import Semester
from tests.end_to_end.made_up_rows import AMOUNTS, DATASETS, Row, contradict, make_row

#: How a file is handed in; a zip holds one csv.
FORMATS = ("xlsx", "csv", "json", "zip")
#: Of twenty rows, how many repeat an earlier one of the submission, and how many contradict one.
_COPIES, _CONTRADICTIONS = 2, 1
#: Data sets as often as they are handed in: without activities there are no receipts.
_OFTEN = (*DATASETS, "kegiatan", "penerima")
#: One in so many files names another semester, and one in so many sheets lacks a column.
_MISHAPS = st.integers(0, 15).map(lambda number: number == 8)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, the required column that it lacks (if any), and the recipe of its layout."""

    dataset: str
    name: str
    rows: tuple[Row, ...] = field(repr=False)  # a city has hundreds
    lacks: str | None
    layout: int


@dataclass(frozen=True)
class File:
    """A file; `source_file` is how it is named to people. Its title may name another semester."""

    source_file: str
    format: str
    sheets: tuple[Sheet, ...]
    names_other_semester: bool


@st.composite
def submissions(draw: st.DrawFn, semester: Semester) -> tuple[File, ...]:
    """Draw the files of one submission: up to three, of any format, with sheets of any data set, good and bad rows."""
    earlier: dict[str, list[Row]] = defaultdict(list)
    files = []
    for number in range(draw(st.integers(0, 3))):
        file_format = draw(st.sampled_from(FORMATS))
        sheets = [
            draw(_sheets(semester, file_format, sheet_number, earlier))
            for sheet_number in range(draw(st.integers(1, 4)) if file_format == "xlsx" else 1)
        ]
        if file_format != "xlsx":
            # Such a file is named after its data set, and its sheet after the file.
            stem = f"{sheets[0].dataset} {number}"
            sheets = [Sheet(sheets[0].dataset, stem, sheets[0].rows, sheets[0].lacks, sheets[0].layout)]
        name = {
            "xlsx": f"laporan {number}.xlsx",
            "csv": f"{sheets[0].name}.csv",
            "json": f"{sheets[0].name}.json",
            "zip": f"arsip {number}.zip/{sheets[0].name}.csv",
        }[file_format]
        has_titles = file_format != "json"
        files.append(File(name, file_format, tuple(sheets), has_titles and draw(_MISHAPS)))
    return tuple(files)


@st.composite
def _sheets(draw: st.DrawFn, semester: Semester, file_format: str, number: int, earlier: dict[str, list[Row]]) -> Sheet:
    dataset = draw(st.sampled_from(_OFTEN))
    rows = []
    size = draw(st.integers(0, 25))
    for recipe in draw(st.lists(st.integers(0, 2**24 - 1), min_size=size, max_size=size)):
        row = _next_row(dataset, recipe, semester, earlier[dataset])
        rows.append(row)
        earlier[dataset].append(row)
    lacks = None
    # Without rows, json has no columns to lack.
    if draw(_MISHAPS) and rows:
        lacks = {"kegiatan": "anggaran", "penerima": "nama", "keluarga": "status", "mentas": "alasan"}[dataset]
    label = random.Random(number).choice(("{} {}", "{} ({})")).format(dataset.title(), number)
    return Sheet(dataset, label, tuple(rows), lacks, draw(st.integers(0, 2**16 - 1)))


def _next_row(dataset: str, recipe: int, semester: Semester, earlier: Sequence[Row]) -> Row:
    kind = recipe % 20
    if earlier and kind < _COPIES + _CONTRADICTIONS:
        row = earlier[recipe // 20 % len(earlier)]
        return row if kind < _COPIES or row.is_faulty else contradict(row, dataset, recipe)
    return make_row(dataset, recipe, semester)


def hand_in(files: Sequence[File], folder: Path, semester: Semester) -> None:
    """Write the files of a submission into its folder of the inbox, all of one moment: none supersedes another."""
    folder.mkdir(parents=True)
    for file in files:
        match file.format:
            case "xlsx":
                _write_workbook(file, folder / file.source_file, semester)
            case "csv":
                (folder / file.source_file).write_bytes(_csv_bytes(file, semester))
            case "zip":
                archive, member = file.source_file.split("/")
                with zipfile.ZipFile(folder / archive, "w") as opened:
                    opened.writestr(member, _csv_bytes(file, semester))
            case "json":
                records = [_cells(file.sheets[0], row) for row in file.sheets[0].rows]
                text = json.dumps(records, default=dt.date.isoformat)
                (folder / file.source_file).write_text(text, encoding="utf-8")
    moment = folder.stat().st_mtime
    for path in folder.iterdir():
        os.utime(path, (moment, moment))


def _write_workbook(file: File, path: Path, semester: Semester) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for sheet in file.sheets:
            worksheet = workbook.add_worksheet(sheet.name)
            for row_number, cells in enumerate(_grid(sheet, file, semester)):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        worksheet.write_string(row_number, column, cell)
                    elif cell is not None:
                        worksheet.write(row_number, column, cell)


def _csv_bytes(file: File, semester: Semester) -> bytes:
    sheet = file.sheets[0]
    chance = random.Random(sheet.layout)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=chance.choice(",;\t|"), lineterminator=chance.choice(("\n", "\r\n")))
    writer.writerows(_grid(sheet, file, semester))
    return text.getvalue().encode(chance.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16")))


def _cells(sheet: Sheet, row: Row) -> dict[str, Any]:
    return {column: cell for column, cell in row.written.items() if column != sheet.lacks}


def _grid(sheet: Sheet, file: File, semester: Semester) -> list[list[Any]]:
    """Lay the rows out as people do: titles, numbered columns, blank rows, repeated headers, totals, a signature."""
    chance = random.Random(sheet.layout)
    columns = [column for column in make_row(sheet.dataset, 0, semester).written if column != sheet.lacks]
    header = [chance.choice((column, column.replace("_", " ").upper())) for column in columns]
    grid: list[list[Any]] = []
    if file.names_other_semester:
        other = semester.next()
        grid += [[f"LAPORAN SEMESTER {'I' * other.half} TAHUN {other.year}"], []]
    elif chance.random() < 0.5:
        grid += [[f"DATA {sheet.dataset.upper()} SEMESTER {'I' * semester.half} TAHUN {semester.year}"], []]
    grid.append(header)
    if chance.random() < 0.4:
        grid.append(list(range(1, len(columns) + 1)))
    for row in sheet.rows:
        grid.append([row.written[column] for column in columns])
        match chance.randrange(12):
            case 0:
                grid.append([])
            case 1:
                grid.append(header)
            case 2:
                grid.append(_total("Sub Jumlah", sheet, columns))
    if chance.random() < 0.5:
        grid.append(_total(chance.choice(("JUMLAH", "Total")), sheet, columns))
    if chance.random() < 0.3:
        grid += [[], ["Probolinggo, 5 Juli 2023"], ["Kepala Dinas"], ["NIP. 19700101 199003 1 001"]]
    return grid


def _total(label: str, sheet: Sheet, columns: Sequence[str]) -> list[Any]:
    """Sum up what can be summed: no money that anybody handed in, only a repetition of it."""
    sums: Mapping[str, Any] = {
        column: float(sum(row.meant[column] or 0 for row in sheet.rows)) for column in AMOUNTS[sheet.dataset]
    }
    return [label, *(sums.get(column) for column in columns[1:])]
