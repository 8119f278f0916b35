"""Which rows of an untidy sheet are rows of data, and where they stand."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.readers.submissions import PENERIMA_HEADER, PENERIMA_ROWS, receive, write_csv, write_xlsx

ONE, TWO = PENERIMA_ROWS
KEGIATAN_HEADER = [
    "Kode Kegiatan", "Nama Kegiatan", "Strategi", "Kelompok Program", "Kelurahan", "Kecamatan", "Sumber Dana",
    "Anggaran (Rp)", "Realisasi (Rp)", "Satuan", "Target", "Capaian", "Tgl. Mulai", "Tgl. Selesai",
]  # fmt: skip
KEGIATAN_ROW: list[Any] = [
    "K-01", "Sembako", 1, 1, "Mayangan", "Mayangan", "APBD Kota", 5000000, 4000000, "KK", 20, 20,
    dt.date(2023, 2, 1), dt.date(2023, 5, 1),
]  # fmt: skip


def penerima_rows(tmp_path: Path, rows: Sequence[Sequence[Any]]) -> list[tuple[int, str | None]]:
    """Give (spreadsheet row, name) of what is a row of data, read from a workbook."""
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}))
    assert received.faults == []
    return list(zip(received.column("penerima", "source_row"), received.column("penerima", "nama"), strict=True))


BOTH = [(2, "Contoh Satu"), (3, "Contoh Dua")]


@pytest.mark.parametrize(
    "below",
    [
        [["JUMLAH", None, None, None, None, 1200000]],
        [["Total Penerima", 2, None, None, None, "Rp1.200.000,00"]],
        [["", "", "Grand Total", "", "", 1200000, ""]],
        [["-", "-", "TOTAL", "-", "-", 1200000, "-"]],
        [["", "", "", "Jumlah Kel. Mayangan", "", "1.200.000"]],
        [["K-01 Total", None, None, None, None, 1200000]],
        [["Mayangan", None, "Sub Jumlah", None, None, 1200000]],
        [[], ["", " ", "-", "\u00a0"]],
        [[1, 2, 3, 4, 5, 6, 7]],
        [["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"]],
        [[name.replace("_", " ").upper() for name in PENERIMA_HEADER]],
        [
            [],
            [None, None, None, None, "Probolinggo, 30 Juni 2023"],
            ["Mengetahui,", None, None, None, "Bendahara"],
            ["Kepala Dinas Sosial"],
            [],
            ["CONTOH PEJABAT, S.Sos", None, None, None, "CONTOH BENDAHARA"],
            ["NIP. 19700101 199003 1 001", None, None, None, "NIP. 19800101 200003 2 002"],
        ],
        [[], ["Yang membuat laporan,"], [], ["CONTOH PELAPOR"]],
        [[None] * 9 + ["catatan pinggir"]],
        [["Kelurahan Mayangan"]],
        [["A.", "KECAMATAN MAYANGAN"]],
        [["II", None, "Kecamatan Kanigaran"]],
        [["BIDANG II: PERLINDUNGAN SOSIAL"]],
        [["Sumber: Dinas Sosial"]],
        [["Keterangan :", "angka sementara"]],
        [["*) menunggu verifikasi"]],
    ],
)  # fmt: skip
def test_furniture_of_a_table_is_no_row(tmp_path: Path, below: list[list[Any]]) -> None:
    assert penerima_rows(tmp_path, [PENERIMA_HEADER, ONE, TWO, *below]) == BOTH
    # Wherever it stands: rows behind it count as before.
    found = penerima_rows(tmp_path, [PENERIMA_HEADER, ONE, *below, TWO])
    assert found == [(2, "Contoh Satu"), (3 + len(below), "Contoh Dua")]


@pytest.mark.parametrize(
    "faulty",
    [
        [None, None, "Contoh Tiga"],
        ["K-01", None, None, None, None, None, None],
        [None, "3574010101750003", "Total Sukses", None, "Sembako", 600000, "2023-03-01"],
        ["K-01", None, "Ketua Contoh", None, None, 600000, None],
        [None, "3574010101750003", "Kepala Contoh", None, None, None, None],
        ["K-09", None, "Ketua Contoh", None, None, None, None],
        [None, None, "Contoh Tiga", "Jl. Lurah No. 3", None, None, None],
        [1, 2, 4, 8, 16, 32, 64],
        ["#N/A", None, None, None, None, None, None],
    ],
)
def test_a_faulty_row_stays_a_row(tmp_path: Path, faulty: list[Any]) -> None:
    rows = penerima_rows(tmp_path, [PENERIMA_HEADER, ONE, faulty, TWO])
    assert [row for row, _ in rows] == [2, 3, 4]
    rows = penerima_rows(tmp_path, [PENERIMA_HEADER, ONE, TWO, faulty])
    assert [row for row, _ in rows] == [2, 3, 4]


def test_a_signature_below_a_sheet_without_rows_is_no_row(tmp_path: Path) -> None:
    below = [["Nihil"], [], [None, None, None, None, "Probolinggo, 30 Juni 2023"], ["Kepala Dinas"], ["CONTOH PEJABAT"]]
    assert penerima_rows(tmp_path, [PENERIMA_HEADER, *below]) == []


def test_the_title_of_a_second_table_is_no_row(tmp_path: Path) -> None:
    rows = [PENERIMA_HEADER, ONE, [], ["Daftar penerima tahap II"], PENERIMA_HEADER, TWO]
    assert penerima_rows(tmp_path, rows) == [(2, "Contoh Satu"), (6, "Contoh Dua")]


def test_titles_stray_columns_and_other_spellings(tmp_path: Path) -> None:
    header = ["No.", "KODE  KEG.", "Paraf", "No. KTP *", "NAMA\nLENGKAP", "Desa/Kelurahan", "Kec.", "Jenis_Bantuan",
              "Nominal (Rp)", "Tgl Terima (hh/bb/tttt)"]  # fmt: skip
    row = [
        1,
        "K-01",
        "x",
        "'3574010101750001",
        " Contoh  Satu ",
        "Kel. Mayangan",
        "Kec. Mayangan",
        "Sembako",
        "Rp600.000,-",
        "1/3/23",
    ]
    rows = [["PEMERINTAH KOTA"], ["Kecamatan", ":", "Mayangan"], ["Semester I Tahun 2023"], [], header, row]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Rekap": [["x"]], "Daftar Penerima (final)": rows}))
    (record,) = received.rows("penerima")
    assert received.faults == []
    assert (record["source_sheet"], record["source_row"]) == ("Daftar Penerima (final)", 6)
    assert (record["nama"], record["nik"]) == ("Contoh Satu", "3574010101750001")
    assert (record["kode_wilayah"], record["tanggal_terima"]) == ("35.74.03.1001", dt.date(2023, 3, 1))


def test_a_header_may_span_two_rows(tmp_path: Path) -> None:
    upper = ["Kode Kegiatan", "Nama Kegiatan", "Strategi", "Kelompok Program", "Lokasi", None, "Sumber Dana",
             "Keuangan (Rp)", None, "Satuan", "Sasaran", None, "Tanggal", None]  # fmt: skip
    lower = [None, None, None, None, "Kelurahan", "Kecamatan", None, "Anggaran", "Realisasi", None, "Target", "Capaian",
             "Mulai", "Selesai"]  # fmt: skip
    numbers = list(range(1, 15))
    rows = [["Laporan"], upper, lower, numbers, KEGIATAN_ROW, upper, lower, KEGIATAN_ROW]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Kegiatan": rows}))
    assert received.faults == []
    assert received.column("kegiatan", "source_row") == [5, 8]
    assert received.rows("sheet")[0]["tables"][0]["header_row"] == 2
    record = received.rows("kegiatan")[0]
    assert (record["target"], record["capaian"], record["kode_wilayah"]) == (20, 20, "35.74.03.1001")
    assert (record["tanggal_mulai"], record["tanggal_selesai"]) == (dt.date(2023, 2, 1), dt.date(2023, 5, 1))


def test_units_under_the_header_are_no_row(tmp_path: Path) -> None:
    units = [None, None, None, None, None, "(Rp)", "(tanggal)"]
    assert penerima_rows(tmp_path, [PENERIMA_HEADER, units, ONE]) == [(3, "Contoh Satu")]


def test_merged_body_cells_hold_for_every_row_that_they_cover(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("penerima")
        sheet.merge_range("A1:G1", "DAFTAR PENERIMA")
        sheet.write_row(1, 0, PENERIMA_HEADER)
        sheet.write_row(2, 0, ONE)
        sheet.write_row(3, 0, TWO)
        sheet.merge_range("A3:A5", "K-07")  # its last row holds nothing else: no row
        sheet.merge_range("E3:E4", "Beras")
        sheet.write_row(6, 0, ONE)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.hide()
        workbook.add_worksheet("Depan").activate()
    received = receive(tmp_path / "a.xlsx")
    assert received.column("penerima", "source_row") == [3, 4, 7]
    assert received.column("penerima", "kode_kegiatan") == ["K-07", "K-07", "K-01"]
    assert received.column("penerima", "jenis_bantuan") == ["Beras", "Beras", "Sembako"]
    assert received.column("penerima", "nik")[1] == TWO[1]


def test_a_table_that_starts_off_the_corner_keeps_its_row_numbers(tmp_path: Path) -> None:
    shifted = [[None] * 3 + row for row in (PENERIMA_HEADER, ONE, TWO)]
    assert penerima_rows(tmp_path, [[], [], *shifted]) == [(4, "Contoh Satu"), (5, "Contoh Dua")]


def test_one_cell_in_the_far_corner_of_a_sheet_takes_no_memory(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("penerima")
        for row_index, row in enumerate([PENERIMA_HEADER, ONE, TWO]):
            sheet.write_row(row_index, 0, row)
        sheet.merge_range("E2:E3", "Beras")
        sheet.write(9_999, 16_383, "x")
    received = receive(tmp_path / "a.xlsx")
    assert received.column("penerima", "nama") == ["Contoh Satu", "Contoh Dua"]
    assert received.column("penerima", "jenis_bantuan") == ["Beras", "Beras"]


def test_record_ids_are_the_same_in_every_run_and_differ_by_place(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, ONE, ONE])
    first, again = receive(path).column("penerima", "record_id"), receive(path).column("penerima", "record_id")
    assert first == again
    assert len(set(first)) == 2
    assert all(len(record_id) == 32 and int(record_id, 16) >= 0 for record_id in first)


cells = st.sampled_from(["", "-", "K-01", "Contoh", "3574010101750001", "600000", "2023-03-15", "Kel. Jati", "x y"])
# A word alone can be a heading.
tidy_or_not = st.lists(cells, min_size=7, max_size=7).filter(
    lambda row: sum(cell not in ("", "-") for cell in row) != 1
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(tidy_or_not, max_size=12), titles=st.integers(0, 3), delimiter=st.sampled_from([",", ";", "|"]))
def test_every_row_that_holds_something_is_written_once_and_counted(
    tmp_path: Path, rows: list[list[str]], titles: int, delimiter: str
) -> None:
    sheet = [["Laporan", *[""] * 6]] * titles + [PENERIMA_HEADER] + rows
    received = receive(write_csv(tmp_path / "penerima.csv", sheet, delimiter))
    expected = [titles + 2 + index for index, row in enumerate(rows) if any(cell not in ("", "-") for cell in row)]
    assert received.column("penerima", "source_row") == expected
    assert received.counted == {("penerima.csv", "penerima"): len(expected)}
    assert received.rows("file")[0]["rows_received"] == len(expected)


ID = "0123456789abcdef0123456789abcdef"
FORM = ["No.", "finding_id", "Nama kepala keluarga", "keputusan", "alasan", "petugas", "tanggal"]
FORM_LINES = [
    ["1", ID, "Ketua RT", None, None, None, None],
    ["2", "1" * 32, "Contoh", "abaikan", None, None, dt.date(2023, 8, 1)],
    ["2", None, "Contoh", None, None, None, None],
    ["3", "2" * 32, "Contoh", None, "sudah ditanya", None, None],
    ["4", "3" * 32, "Contoh", None, None, None, None],
]


def test_a_line_of_a_form_that_nobody_filled_in_is_no_row(tmp_path: Path) -> None:
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Keputusan": [FORM, *FORM_LINES]}), institution_code="SEKTAP")
    assert received.column("keputusan", "source_row") == [3, 5]
    # Who gives a reason has decided something, and forgotten to say what.
    assert received.column("keputusan", "keputusan") == ["abaikan", None]
    assert received.counted == {("a.xlsx", "Keputusan"): 2}
    assert received.faults == []


def test_a_record_of_a_form_that_nobody_filled_in_is_none(tmp_path: Path) -> None:
    path = tmp_path / "keputusan.json"
    path.write_text(f'[{{"finding_id": "{ID}"}}, {{"finding_id": "{ID}", "keputusan": "sahkan"}}]', encoding="utf-8")
    assert receive(path, institution_code="SEKTAP").column("keputusan", "source_row") == [2]
