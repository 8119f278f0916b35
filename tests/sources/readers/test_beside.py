"""Tables that stand beside one another in a sheet."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.sources.readers.submissions import PENERIMA_HEADER, Received, receive, write_xlsx
from tests.sources.readers.test_tables import ONE, TWO, counted, told

BLANK: list[Any] = [None]
THREE = ["K-02", "3574014102800003", "Contoh Tiga", "35.74.03.1004", "Modal", 250000, "2023-05-15"]
TURNED = [*reversed(PENERIMA_HEADER)]


def _read(tmp_path: Path, rows: list[list[Any]]) -> Received:
    return receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}), due_datasets=())


def _rows(received: Received) -> list[tuple[str, int, str]]:
    return [(row["source_sheet"], row["source_row"], row["nama"]) for row in received.rows("penerima")]


@pytest.mark.parametrize(
    ("first_column", "gap"), [("H", []), ("I", BLANK), ("J", BLANK * 2)], ids=["adjoining", "apart", "far apart"]
)
def test_each_is_read_by_its_own_header(tmp_path: Path, first_column: str, gap: list[Any]) -> None:
    rows = [
        ["DAFTAR PENERIMA"],
        [*PENERIMA_HEADER, *gap, *TURNED],
        [*ONE, *gap, *reversed(TWO)],
        [*BLANK * len(ONE), *gap, *reversed(THREE)],
    ]
    received = _read(tmp_path, rows)
    beside = f"penerima (kolom {first_column})"
    assert _rows(received) == [
        ("penerima", 3, "Contoh Satu"),
        (beside, 3, "Contoh Dua"),
        (beside, 4, "Contoh Tiga"),
    ]
    assert told(received) == []
    assert len(set(received.column("penerima", "record_id"))) == 3


def test_a_running_number_and_a_new_column_begin_a_table(tmp_path: Path) -> None:
    header, row = ["No", "alamat", *PENERIMA_HEADER], [1, "Jl. Contoh 1", *TWO]
    received = _read(tmp_path, [["No", *PENERIMA_HEADER, None, *header], [1, *ONE, None, *row]])
    assert _rows(received) == [("penerima", 2, "Contoh Satu"), ("penerima (kolom J)", 2, "Contoh Dua")]
    assert received.column("penerima", "alamat") == [None, "Jl. Contoh 1"]
    assert told(received) == []


def test_a_running_number_begins_a_table_without_a_gap(tmp_path: Path) -> None:
    received = _read(tmp_path, [["No", *PENERIMA_HEADER, "No", *PENERIMA_HEADER], [1, *ONE, 1, *TWO]])
    assert _rows(received) == [("penerima", 2, "Contoh Satu"), ("penerima (kolom I)", 2, "Contoh Dua")]
    assert [sheet["tables"][0]["unread_columns"] for sheet in received.rows("sheet")] == [[], []]


def test_headers_need_not_stand_in_one_row(tmp_path: Path) -> None:
    lead = BLANK * (len(ONE) + 1)
    rows = [[*PENERIMA_HEADER], [*ONE, None, "TAHAP II"], [*TWO], [*lead, *PENERIMA_HEADER], [*lead, *THREE]]
    received = _read(tmp_path, rows)
    assert [row for _, row, _ in _rows(received)] == [2, 3, 5]
    assert told(received) == []


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["SEMESTER I TAHUN 2023", "SEMESTER II TAHUN 2022"], [True, False]),
        (["SEMESTER II TAHUN 2022", "SEMESTER I TAHUN 2023"], [False, True]),
        (["SEMESTER I TAHUN 2023", None], [True, True]),
    ],
)
def test_each_has_its_own_titles_and_those_above_all(
    tmp_path: Path, titles: list[str | None], expected: list[bool]
) -> None:
    gap = BLANK * len(ONE)
    rows = [[titles[0], *gap, titles[1]], [*PENERIMA_HEADER, None, *PENERIMA_HEADER], [*ONE, None, *TWO]]
    received = _read(tmp_path, rows)
    assert [counts for _, counts in counted(received, "penerima")] == expected
    refused = [row["source_sheet"] for row in received.rows("file_fault") if row["rule_code"] == "wrong_semester"]
    assert len(refused) == expected.count(False)


def test_a_title_of_another_semester_above_all_holds_for_all(tmp_path: Path) -> None:
    rows = [["SEMESTER II TAHUN 2022"], [*PENERIMA_HEADER, None, *PENERIMA_HEADER], [*ONE, None, *TWO]]
    received = _read(tmp_path, rows)
    assert [rule for rule, *_ in told(received)] == ["wrong_semester"]
    assert received.rows("file_fault")[0]["source_sheet"] is None  # the whole file, for no table is left


def test_one_that_lacks_a_column_is_refused_beside_a_good_one(tmp_path: Path) -> None:
    faulty = ["Bulan Salur" if label == "tanggal_terima" else label for label in PENERIMA_HEADER]
    received = _read(tmp_path, [[*PENERIMA_HEADER, None, *faulty], [*ONE, None, *TWO]])
    assert [(row["rule_code"], row["source_sheet"]) for row in received.rows("file_fault")] == [
        ("missing_column", "penerima (kolom I)")
    ]
    assert received.counted == {("a.xlsx", "penerima"): 1, ("a.xlsx", "penerima (kolom I)"): 1}


def test_merged_cells_hold_in_their_own_table(tmp_path: Path) -> None:
    path, at = tmp_path / "a.xlsx", len(PENERIMA_HEADER) + 1
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("penerima")
        for row, cells in enumerate([PENERIMA_HEADER, ONE, TWO]):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
                sheet.write(row, at + column, cell)
        sheet.merge_range(1, at + 4, 2, at + 4, "Beras")
    received = receive(path, due_datasets=())
    assert received.column("penerima", "jenis_bantuan") == ["Sembako", "Sembako", "Beras", "Beras"]


def test_two_stages_of_one_table_are_no_two_tables(tmp_path: Path) -> None:
    header = [*PENERIMA_HEADER, "nilai_bantuan", "tanggal_terima"]
    received = _read(tmp_path, [header, [*ONE, 100000, "2023-05-01"]])
    assert {rule for rule, *_ in told(received)} == {"ambiguous_column"}
    assert {row["source_sheet"] for row in received.rows("sheet")} == {"penerima"}
