"""What became of every cell: a property over made-up sheets, and the cells that nothing reads."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.readers.account import RowKind
from sources.readers.model import RawRow, ReadingLimits
from sources.reading.file import ReadingTerms, read_file
from sources.reading.part import FilePart
from tests.accounts import cells_unaccounted_for, kinds_by_row
from tests.sources.readers.submissions import (
    PENERIMA_HEADER,
    SEMESTER,
    receive,
    submission_file,
    write_csv,
    write_xlsx,
)
from tests.sources.readers.test_tables import KEGIATAN_HEADER, KEGIATAN_ROW, ONE, TWO, told

TERMS = ReadingTerms(SEMESTER, "DINSOS", ("kegiatan", "penerima", "keluarga", "mentas"), ReadingLimits())

TITLES = ["LAPORAN PENERIMA BANTUAN", "SEMESTER I TAHUN 2023", "Dinas Contoh", "(dalam rupiah)"]
HEADINGS = ["KECAMATAN MAYANGAN", "TAHAP II", "Kelurahan Ketapang", "B. Bidang Sosial"]
NOTES = ["Sumber: Dinas Contoh", "*) angka sementara", "Catatan: data per 30 Juni 2023"]
SIGNATURE = [["Probolinggo, 30 Juni 2023"], ["Mengetahui,"], ["Kepala Dinas Contoh"]]
UNREAD_LABELS = ["Keterangan petugas", "Nomor rekening", "Foto", ""]


@dataclass
class MadeUpSheet:
    """Rows of a sheet as text, each with what it is; blank ones are null."""

    rows: list[list[str]] = field(default_factory=list)
    kinds: list[RowKind | None] = field(default_factory=list)

    def add(self, kind: RowKind | None, cells: Sequence[str] = ()) -> None:
        self.rows.append(list(cells))
        self.kinds.append(kind)


@st.composite
def made_up_sheets(draw: st.DrawFn) -> MadeUpSheet:
    """Draw a sheet with one to three tables below one another, in which everything occurs that people write."""
    sheet = MadeUpSheet()
    serial = 0
    for number in range(draw(st.integers(1, 3))):
        if number:
            sheet.add(None)
            sheet.add(RowKind.TITLE, ["DAFTAR LANJUTAN"])
        for title in draw(st.lists(st.sampled_from(TITLES), max_size=0 if number else 3)):
            sheet.add(RowKind.TITLE, [title])
        unread = draw(st.lists(st.sampled_from(UNREAD_LABELS), max_size=2))
        columns = draw(st.permutations([*range(len(PENERIMA_HEADER)), *range(-len(unread), 0)]))
        has_numbers = draw(st.booleans())
        lead = ["No."] if has_numbers else []
        sheet.add(RowKind.LABEL, [*lead, *((PENERIMA_HEADER + unread)[at] for at in columns)])
        if draw(st.booleans()):
            sheet.add(RowKind.NUMBERS, [f"({at})" for at in range(1, len(lead) + len(columns) + 1)])
        amount_at = len(lead) + list(columns).index(PENERIMA_HEADER.index("nilai_bantuan"))
        whole = 0
        for _ in range(draw(st.integers(1, 2))):
            if draw(st.booleans()):
                sheet.add(RowKind.HEADING, ["", draw(st.sampled_from(HEADINGS))])
            for _ in range(draw(st.integers(1, 3))):
                serial += 1
                amount = draw(st.integers(1, 9)) * 100_000
                whole += amount
                values = ["K-01", f"357401010175{serial:04}", f"Contoh {serial}", "35.74.03.1001", "Sembako"]
                values += [str(amount), f"2023-03-{serial:02}", *(f"x{serial}" for _ in unread)]
                sheet.add(RowKind.DATA, [*([str(serial)] if lead else []), *(values[at] for at in columns)])
            if draw(st.booleans()):
                sheet.add(None)
        if draw(st.booleans()):
            total = [""] * (amount_at + 1)
            total[amount_at] = str(whole)
            total[0 if amount_at else amount_at] = "JUMLAH" if amount_at else str(whole)
            if amount_at:
                sheet.add(RowKind.TOTAL, total)
    for note in draw(st.lists(st.sampled_from(NOTES), max_size=2)):
        sheet.add(RowKind.NOTE, [note])
    if draw(st.booleans()):
        for line in SIGNATURE:
            sheet.add(RowKind.SIGNATURE, ["", "", "", *line])
    return sheet


def read_alone(path: Path, folder: Path) -> FilePart:
    """Read one file in this process."""
    return read_file(submission_file(path), TERMS, folder)


@settings(max_examples=40)
@given(made_up_sheets())
def test_every_cell_of_a_made_up_sheet_is_accounted_for_as_what_it_is(sheet: MadeUpSheet) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "penerima.csv", sheet.rows)
        part = read_alone(path, Path(folder) / "part")
        received = pq.read_table(Path(folder) / "part" / "penerima.parquet").column("source_row").to_pylist()
    (read,) = part.sheets
    assert cells_unaccounted_for([RawRow(at, cells) for at, cells in enumerate(sheet.rows, start=1)], read) == []
    expected = {at: [kind] for at, kind in enumerate(sheet.kinds, start=1) if kind is not None}
    assert kinds_by_row(read) == expected
    assert received == [at for at, kind in enumerate(sheet.kinds, start=1) if kind is RowKind.DATA]
    assert [fault for fault in part.faults if fault["rule_code"] != "unknown_column"] == []


def _unread(received: Any) -> list[tuple[str | None, int | None]]:
    return [(row["source_sheet"], row["source_row"]) for row in received.rows("file_fault")]


@pytest.mark.parametrize("name", ["Sheet1", "Rekap Kegiatan 2023", "Kegiatan dan Penerima", "Lampiran"])
def test_rows_of_a_due_data_set_in_a_sheet_named_after_none_are_told(tmp_path: Path, name: str) -> None:
    sheets = {"penerima": [PENERIMA_HEADER, ONE], name: [["LAPORAN"], [], KEGIATAN_HEADER, KEGIATAN_ROW]}
    received = receive(write_xlsx(tmp_path / "a.xlsx", sheets), due_datasets=("kegiatan", "penerima"))
    assert told(received) == [("unread_content", None, 4)]
    assert received.rows("file_fault")[0]["source_sheet"] == name


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("Contoh Kegiatan", [KEGIATAN_HEADER, KEGIATAN_ROW]),
        ("Petunjuk", [["Isi kolom kode_kegiatan dengan kode."], KEGIATAN_HEADER]),
        ("Rekap", [["kode_kegiatan", "nama_kegiatan", "anggaran", "realisasi"], ["K-01", "Sembako", 1, 1]]),
        ("Referensi", [["kelurahan", "kecamatan", "kode_wilayah"], ["Mayangan", "Mayangan", "35.74.03.1001"]]),
        ("Kosong", []),
    ],
)
def test_guides_and_summaries_are_passed_over(tmp_path: Path, name: str, rows: list[list[Any]]) -> None:
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": [PENERIMA_HEADER, ONE], name: rows}))
    assert told(received) == []


def test_rows_of_a_list_in_json_named_after_none_are_told(tmp_path: Path) -> None:
    record = "{" + ", ".join(f'"{key}": "{value}"' for key, value in zip(PENERIMA_HEADER, ONE, strict=True)) + "}"
    path = tmp_path / "a.json"
    path.write_text(f'{{"penerima": [{record}], "lampiran 2": [{record}, {record}]}}', encoding="utf-8")
    received = receive(path)
    assert received.counted == {("a.json", "penerima"): 1}
    assert told(received) == [("unread_content", None, 1)]


def test_keys_of_records_that_nothing_reads_are_known_and_running_numbers_are_none(tmp_path: Path) -> None:
    values = ", ".join(f'"{key}": "{value}"' for key, value in zip(PENERIMA_HEADER, ONE, strict=True))
    path = tmp_path / "penerima.json"
    path.write_text(f'[{{"No": 1, {values}, "paraf": "ada", "kosong": ""}}]', encoding="utf-8")
    (table,) = receive(path).rows("sheet")[0]["tables"]
    assert table["unread_columns"] == [(8, "paraf")]
    assert table["read_columns"] == [*range(8)]


def test_a_list_inside_records_is_told_once(tmp_path: Path) -> None:
    record = "{" + ", ".join(f'"{key}": "{value}"' for key, value in zip(KEGIATAN_HEADER, KEGIATAN_ROW, strict=True))
    path = tmp_path / "kegiatan.json"
    path.write_text(f'[{record}, "penerima": [{{"nama": "x"}}]}}, {record}, "penerima": [{{}}]}}]', encoding="utf-8")
    received = receive(path)
    assert received.counted == {("kegiatan.json", "kegiatan"): 2}
    assert told(received) == [("unread_content", None, 1)]


def test_rows_above_a_header_that_no_header_explains_are_told(tmp_path: Path) -> None:
    strange = ["Code", "ID", "Name", "Place", "Aid", "Value", "Day"]
    rows = [strange, ONE, TWO, [], ["TAHAP II"], PENERIMA_HEADER, ONE]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}))
    assert told(received) == [("unread_content", None, 2)]
    assert received.column("penerima", "source_row") == [7]


def test_a_block_below_a_table_and_aside_of_its_columns_is_told(tmp_path: Path) -> None:
    aside = [None] * 8
    rows = [PENERIMA_HEADER, ONE, [], [*aside, "A-1", 250000, dt.date(2023, 5, 1)]]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}))
    assert told(received) == [("unread_content", None, 4)]


def test_columns_that_nothing_reads_are_known_by_label_and_place(tmp_path: Path) -> None:
    header = ["No.", *PENERIMA_HEADER, "Nomor rekening", None, "Kosong"]
    rows = [header, [1, *ONE, "0012", "ada", None], [2, *TWO, None, None, None]]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}))
    (table,) = received.rows("sheet")[0]["tables"]
    assert table["unread_columns"] == [(8, "Nomor rekening"), (9, "")]
    assert (table["header_row"], table["first_row"], table["last_row"], table["rows_received"]) == (1, 2, 3, 2)


@pytest.mark.parametrize("text", ["NIHIL", "Laporan nihil", "TIDAK ADA KEGIATAN", "Nihil.", "- tidak ada penerima -"])
@pytest.mark.parametrize("header", [[], [PENERIMA_HEADER]])
def test_a_sheet_that_says_that_there_is_nothing_gives_no_row_and_no_fault(
    tmp_path: Path, text: str, header: list[list[str]]
) -> None:
    rows = [["LAPORAN PENERIMA SEMESTER I TAHUN 2023"], [], *header, [text]]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}))
    assert (told(received), received.counted) == ([], {("a.xlsx", "penerima"): 0})


def test_a_sheet_without_a_known_header_is_still_refused(tmp_path: Path) -> None:
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": [["Tidak ada kolom", "x"], ["Nihil", "y"]]}))
    assert {rule for rule, *_ in told(received)} == {"missing_column"}


def test_the_property_sees_a_cell_that_is_lost_or_said_to_be_two_things() -> None:
    rows = [RawRow(1, ["a", "b"]), RawRow(2, ["c", None, "d"])]
    table = {"first_row": 2, "last_row": 2, "read_columns": [0], "unread_columns": [(2, "")]}
    label, data = {"kind": "label", "first_row": 1, "last_row": 1}, {"kind": "data", "first_row": 2, "last_row": 2}
    assert cells_unaccounted_for(rows, {"row_runs": [label, data], "tables": [table]}) == []
    assert cells_unaccounted_for(rows, {"row_runs": [data], "tables": [table]}) == [(1, 0), (1, 1)]
    assert cells_unaccounted_for(rows, {"row_runs": [label, data, data], "tables": [table]}) == [(2, 0), (2, 2)]
    for columns in ({"unread_columns": []}, {"read_columns": [0, 2]}):
        assert cells_unaccounted_for(rows, {"row_runs": [label, data], "tables": [table | columns]}) == [(2, 2)]
