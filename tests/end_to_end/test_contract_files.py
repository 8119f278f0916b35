"""The contract's "What goes in": which files, sheets and rows count, in every format, and what a file is rejected for.

Each case is the folder of an institution of its own. `rows` are the spreadsheet rows that must be accepted, by data
set, `files` the findings of whole files and sheets (rule, sheet, column), `reported` those of rows.
"""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from tests.end_to_end.contract_cases import SOUND, Reported, Verdict, validate

HEADER = list(SOUND["kegiatan"])
RECEIPT_HEADER = list(SOUND["penerima"])


def row(dataset: str = "kegiatan", **changes: Any) -> list[Any]:
    return list((SOUND[dataset] | changes).values())


ONE, TWO = row(), row(kode_kegiatan="K-02")
RECEIPT = row("penerima")
Cells = Sequence[Sequence[Any]]
Build = Callable[[Path], object]


def xlsx(sheets: Mapping[str, Cells], change: Callable[[Worksheet], object] | None = None) -> Build:
    """Make the builder of a workbook; `change` is done to its first sheet."""

    def build(folder: Path) -> None:
        workbook = Workbook()
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for cells in rows:
                sheet.append(list(cells))
        workbook.remove(workbook.worksheets[0])
        if change:
            change(workbook.worksheets[0])
        workbook.save(folder / "Laporan Semester.xlsx")

    return build


def activities(*rows: Sequence[Any], change: Callable[[Worksheet], object] | None = None) -> Build:
    return xlsx({"Kegiatan": rows}, change)


def files(**contents: bytes | str) -> Build:
    """Make the builder of files; `__` in a name stands for the dot before its suffix."""

    def build(folder: Path) -> None:
        for name, content in contents.items():
            data = content.encode() if isinstance(content, str) else content
            (folder / name.replace("__", ".")).write_bytes(data)

    return build


def csv(delimiter: str = ";", *rows: Sequence[Any]) -> str:
    return "\n".join(delimiter.join(str(cell) for cell in cells) for cells in (rows or (HEADER, ONE, TWO)))


def archive(members: Mapping[str, bytes | str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return content.getvalue()


def xls(folder: Path) -> None:
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("KEGIATAN")
    for number, cells in enumerate((HEADER, ONE, row(kode_kegiatan="K-02", tanggal_mulai=44974))):
        for column, cell in enumerate(cells):
            sheet.write(number, column, cell)
    workbook.save(str(folder / "dinas.xlsx"))  # known by content, not by name


def ods(folder: Path) -> None:
    with pd.ExcelWriter(folder / "laporan.ods", engine="odf") as writer:
        pd.DataFrame([ONE, TWO], columns=HEADER).to_excel(writer, sheet_name="Kegiatan", index=False)


def hide(sheet: Worksheet) -> None:
    sheet.sheet_state = "veryHidden"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.parent.create_sheet("Sampul")


def sub_folder(folder: Path) -> None:
    (folder / "bidang" / "I").mkdir(parents=True)
    (folder / "bidang" / "I" / "kegiatan.csv").write_text(csv())
    (folder / "~$laporan.xlsx").write_bytes(b"lock")
    (folder / "Thumbs.db").write_bytes(b"junk")
    (folder / ".DS_Store").write_bytes(b"junk")


def epoch_1904(sheet: Worksheet) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904


RECORDS = [dict(zip(HEADER, cells, strict=True)) for cells in (ONE, TWO)]
TOTAL = ["TOTAL", "-", "-", "-", "-", "-", "Rp2.000.000,00", 1_800_000, "-", 20, 18, "-", "-"]
SIGNATURE = [
    [],
    ["Probolinggo, 3 Juli 2023"],
    ["Kepala Dinas"],
    [],
    ["Contoh Pejabat, S.Sos"],
    ["NIP 197001011990031001"],
]
TITLES = [["LAPORAN KEGIATAN"], ["Semester I Tahun 2023"], []]
GROUPED = [*HEADER[:6], "Keuangan", None, *HEADER[8:11], "Tanggal", None]
LOWER = [None] * 6 + ["Anggaran (Rp)", "Realisasi (Rp)"] + [None] * 3 + ["Mulai", "Selesai"]
ALIASES = ["Kd. Kegiatan", "URAIAN KEGIATAN", *HEADER[2:6], "Pagu (Rp)", "Realisasi_Anggaran", *HEADER[8:]]
CONTINUED = row(kode_kegiatan=None, nama_kegiatan=None, kode_wilayah="35.74.01.1002")
DECISIONS = [
    ["finding_id", "keputusan", "alasan", "petugas", "tanggal"],
    ["0" * 32, "sahkan", "Sudah dikunjungi", "Petugas Satu", "2023-08-01"],
]
LAST_YEAR = row(tanggal_mulai="2022-08-01", tanggal_selesai="2022-12-01")
BOTH = {"kegiatan": [2, 3]}


@dataclass(frozen=True)
class Case:
    build: Build
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    files: Sequence[tuple[str, str | None, str | None]] = ()
    reported: Sequence[Reported] = ()


CASES: dict[str, Case] = {
    # what is a row
    "titles, numbers, total, signature": Case(
        activities(*TITLES, HEADER, range(1, 14), ONE, TWO, TOTAL, *SIGNATURE), {"kegiatan": [6, 7]}
    ),
    "subtotals and repeated headers inside": Case(
        activities(HEADER, [f"({n})" for n in range(1, 14)], ONE, ["Sub Total", *TOTAL[1:]], [], HEADER, TWO),
        {"kegiatan": [3, 7]},
    ),
    "a header of two rows": Case(activities(GROUPED, LOWER, ONE, TWO), {"kegiatan": [3, 4]}),
    "other spellings, units, stray columns": Case(
        activities(["No", *ALIASES, "Foto"], [1, *ONE, "x"], [2, *TWO, None], [3], [4]), BOTH
    ),
    "an activity may be called Total": Case(
        activities(HEADER, row(nama_kegiatan="Total Sanitasi"), row(kode_kegiatan="K-02", nama_kegiatan="Jumlah")), BOTH
    ),
    "hidden rows, columns and sheets": Case(activities(HEADER, ONE, TWO, change=hide), BOTH),
    "a merged cell holds for every row": Case(
        activities(
            HEADER, ONE, CONTINUED, change=lambda sheet: (sheet.merge_cells("A2:A3"), sheet.merge_cells("B2:B3"))
        ),
        BOTH,
    ),
    "a formula without a cached value": Case(
        activities(HEADER, ONE, row(kode_kegiatan="K-02", anggaran="=1+1")),
        {"kegiatan": [2]},
        reported=[("missing_value", 3, "anggaran")],
    ),
    "days counted from 1904": Case(
        activities(
            HEADER,
            row(tanggal_mulai=43_512),
            row(kode_kegiatan="K-02", tanggal_mulai=dt.date(2023, 2, 17)),
            change=epoch_1904,
        ),
        BOTH,
    ),
    "words after a sheet's name": Case(
        xlsx({"Kegiatan (rev 2)": [HEADER, ONE], "Rekap": [HEADER, TWO]}),
        {"kegiatan": [2]},
        [("unread_content", "Rekap", None)],
    ),
    # formats
    "xls under another name": Case(xls, BOTH),
    "ods": Case(ods, BOTH),
    "csv, semicolons, mark, sep line": Case(files(kegiatan__csv="\ufeffsep=;\r\n" + csv()), BOTH),
    "csv, tabs, old Mac line ends": Case(files(kegiatan__csv=csv("\t").replace("\n", "\r")), BOTH),
    "csv, bars, UTF-16": Case(files(kegiatan__csv=csv("|").encode("utf-16")), BOTH),
    "csv, Windows-1252": Case(
        files(kegiatan__csv=csv(";", HEADER, row(nama_kegiatan="Caf\u00e9 \u2013 A"), TWO).encode("cp1252")), BOTH
    ),
    "csv, titles and blank lines": Case(
        files(kegiatan__csv="LAPORAN;;\n\n" + csv().replace("\n", "\n\n")), {"kegiatan": [5, 7]}
    ),
    'csv, ="…"': Case(
        files(kegiatan__csv=csv(), penerima__csv=csv(";", RECEIPT_HEADER, row("penerima", nik='="3574015708800001"'))),
        BOTH | {"penerima": [2]},
    ),
    "json, a list": Case(files(kegiatan__json=json.dumps(RECORDS)), {"kegiatan": [1, 2]}),
    "json, lists by name": Case(
        files(x__json=json.dumps({"semester": "2023S1", "Kegiatan": RECORDS})), {"kegiatan": [1, 2]}
    ),
    "json, one object a line": Case(files(kegiatan__json="\n".join(map(json.dumps, RECORDS))), {"kegiatan": [1, 2]}),
    "zip in zip": Case(files(a__zip=archive({"b.zip": archive({"sub/kegiatan.csv": csv()})})), BOTH),
    "sub-folders, and junk beside": Case(sub_folder, BOTH),
    # what a file is rejected for
    "zip in zip in zip": Case(
        files(a__zip=archive({"b.zip": archive({"c.zip": archive({"kegiatan.csv": csv()})})})),
        files=[("unsafe_archive", None, None)],
    ),
    "an unsafe member": Case(
        files(a__zip=archive({"../kegiatan.csv": csv(), "kegiatan.csv": csv()})), files=[("unsafe_archive", None, None)]
    ),
    "another format beside a good file": Case(
        files(kegiatan__csv=csv(), surat__pdf=b"%PDF-1.4 x"), BOTH, [("unsupported_format", None, None)]
    ),
    "broken": Case(files(a__xlsx=b"PK\x03\x04 broken"), files=[("unreadable_file", None, None)]),
    "empty": Case(files(kegiatan__csv=b""), files=[("unreadable_file", None, None)]),
    "no known sheet": Case(
        xlsx({"Rekap": [HEADER, ONE]}), files=[("no_known_sheet", None, None), ("unread_content", "Rekap", None)]
    ),
    "a column is missing": Case(
        activities([name for name in HEADER if name != "anggaran"], [*ONE[:6], *ONE[7:]]),
        files=[("missing_column", "Kegiatan", "anggaran")],
    ),
    "an optional column is missing": Case(activities(HEADER[:-1], ONE[:-1]), {"kegiatan": [2]}),
    "decisions of somebody else": Case(
        xlsx({"Kegiatan": [HEADER, ONE], "Keputusan": DECISIONS}),
        {"kegiatan": [2]},
        [("unexpected_dataset", "Keputusan", None)],
    ),
    "titles name another semester": Case(
        activities(["Semester II Tahun 2022"], HEADER, ONE), files=[("wrong_semester", None, None)]
    ),
    "titles name a period in figures": Case(
        activities(["Periode 01/07/2022 s.d. 31/12/2022"], HEADER, ONE), files=[("wrong_semester", None, None)]
    ),
    "all dates lie in another semester": Case(activities(HEADER, LAST_YEAR), files=[("wrong_semester", None, None)]),
    "one date in the semester is enough for the file": Case(
        activities(HEADER, LAST_YEAR, TWO), {"kegiatan": [3]}, reported=(("outside_semester", 2, "tanggal_selesai"),)
    ),
}


def code_of(name: str) -> str:
    return f"C{list(CASES).index(name)}"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    root = tmp_path_factory.mktemp("files")
    folders = {code_of(name): root / "inbox" / code_of(name) for name in CASES}
    for name, case in CASES.items():
        folders[code_of(name)].mkdir(parents=True)
        case.build(folders[code_of(name)])
    return validate(root / "data", folders)


@pytest.mark.parametrize("name", CASES)
def test_files_and_rows_count(name: str, verdicts: dict[str, Verdict]) -> None:
    case, verdict = CASES[name], verdicts[code_of(name)]
    assert verdict.file_rules == list(case.files)
    assert [reported for dataset in verdict.reported.values() for reported in dataset] == list(case.reported)
    assert {dataset: verdict.rows(dataset) for dataset in verdict.accepted if verdict.rows(dataset)} == case.rows
    for dataset, (received, accepted, rejected) in verdict.reconciled.items():
        assert received == accepted + rejected
        assert accepted == len(verdict.rows(dataset))
    if not case.files:
        assert sum(rejected for *_, rejected in verdict.reconciled.values()) == len(
            {reported[1] for reported in case.reported}
        )
