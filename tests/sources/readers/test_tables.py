"""Several tables in one sheet, what their labels mean, and which rows are totals or say `idem`."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.sources.readers.submissions import PENERIMA_HEADER, Received, receive, write_xlsx

KEGIATAN_HEADER = [
    "kode_kegiatan", "nama_kegiatan", "strategi", "kelompok_program", "kode_wilayah", "sumber_dana", "anggaran",
    "realisasi", "satuan_sasaran", "target", "capaian", "tanggal_mulai",
]  # fmt: skip
KEGIATAN_ROW: list[Any] = [
    "K-01", "Sembako", 1, 1, "35.74.03.1001", "APBD_KOTA", 5000000, 4000000, "KELUARGA", 20, 20, "2023-02-01",
]  # fmt: skip
ONE = ["K-01", "3574010101750001", "Contoh Satu", "35.74.03.1001", "Sembako", 600000, "2023-03-15"]
TWO = ["K-01", "3574014102800002", "Contoh Dua", "35.74.03.1004", "Sembako", 400000, "2023-04-15"]


def told(received: Received) -> list[tuple[str, str | None, int | None]]:
    """Give what is told of tables as (rule, column, row)."""
    return [(row["rule_code"], row["source_column"], row["source_row"]) for row in received.rows("file_fault")]


def penerima(tmp_path: Path, *rows: list[Any]) -> Received:
    return _sheet(tmp_path, "penerima", rows)


def kegiatan(tmp_path: Path, *rows: list[Any]) -> Received:
    return _sheet(tmp_path, "kegiatan", rows)


def _sheet(tmp_path: Path, name: str, rows: Sequence[list[Any]]) -> Received:
    tmp_path.mkdir(exist_ok=True)
    return receive(write_xlsx(tmp_path / "a.xlsx", {name: rows}), due_datasets=())


def relabelled(header: list[Any], **labels: str) -> list[Any]:
    """Give a header with other labels for some columns."""
    return [labels.get(name, name) for name in header]


def counted(received: Received, dataset: str) -> list[tuple[int, bool]]:
    """Give row number and whether its table counts, of every row read."""
    return [(row["source_row"], not row["is_in_rejected_table"]) for row in received.rows(dataset)]


def test_a_table_that_lacks_a_column_is_refused_and_the_next_one_counts(tmp_path: Path) -> None:
    faulty = relabelled(PENERIMA_HEADER, tanggal_terima="Bulan Salur")
    received = penerima(tmp_path, ["TAHAP I"], faulty, ONE, TWO, ONE, [], ["TAHAP II"], PENERIMA_HEADER, ONE, TWO, ONE)
    assert told(received) == [("missing_column", "tanggal_terima", 2)]
    assert counted(received, "penerima") == [(3, False), (4, False), (5, False), (9, True), (10, True), (11, True)]


def test_each_table_is_read_by_its_own_header(tmp_path: Path) -> None:
    at = KEGIATAN_HEADER.index("anggaran"), KEGIATAN_HEADER.index("realisasi")
    turned, row = list(KEGIATAN_HEADER), list(KEGIATAN_ROW)
    for values in (turned, row):
        values[at[0]], values[at[1]] = values[at[1]], values[at[0]]
    received = kegiatan(tmp_path, ["BIDANG I"], KEGIATAN_HEADER, KEGIATAN_ROW, ["BIDANG II"], turned, row)
    first, second = received.rows("kegiatan")
    assert (first["source_row"], second["source_row"]) == (3, 6)
    assert (first["anggaran"], first["realisasi"]) == (second["anggaran"], second["realisasi"])
    assert told(received) == []


@pytest.mark.parametrize(
    ("above", "expected"),
    [("SEMESTER II TAHUN 2022", False), ("SEMESTER I TAHUN 2023", True), ("Daftar penerima tahap II", True)],
)
def test_a_title_holds_for_the_table_below_it(tmp_path: Path, above: str, expected: bool) -> None:
    received = penerima(tmp_path, ["SEMESTER I TAHUN 2023"], PENERIMA_HEADER, ONE, [], [above], PENERIMA_HEADER, TWO)
    assert counted(received, "penerima") == [(3, True), (7, expected)]
    assert told(received) == ([] if expected else [("wrong_semester", None, 6)])


@pytest.mark.parametrize(
    ("label", "factor"),
    [
        ("Anggaran (Juta Rp)", 10**6),
        ("Anggaran (dalam ribuan rupiah)", 10**3),
        ("Anggaran Rp Ribu", 10**3),
        ("Pagu (Rp. 000)", 10**3),
        ("Anggaran (miliar)", 10**9),
        ("Anggaran TA 2023 (Rp Juta)", 10**6),
        ("Anggaran (Rp)", 1),
    ],
)
def test_a_unit_in_a_label_multiplies_and_is_told(tmp_path: Path, label: str, factor: int) -> None:
    row = list(KEGIATAN_ROW)
    row[KEGIATAN_HEADER.index("anggaran")] = 350
    received = kegiatan(tmp_path, relabelled(KEGIATAN_HEADER, anggaran=label), row)
    assert received.column("kegiatan", "anggaran") == [Decimal(350 * factor)]
    assert told(received) == ([("scaled_amount", "anggaran", 1)] if factor != 1 else [])


def test_a_unit_in_a_title_holds_for_every_amount_below(tmp_path: Path) -> None:
    row = list(KEGIATAN_ROW)
    for name in ("anggaran", "realisasi"):
        row[KEGIATAN_HEADER.index(name)] = 7
    in_rupiah = relabelled(KEGIATAN_HEADER, anggaran="Anggaran (Rp)")
    received = kegiatan(tmp_path, ["(dalam ribuan rupiah)"], in_rupiah, row, ["BIDANG II"], in_rupiah, row)
    assert received.column("kegiatan", "anggaran") == received.column("kegiatan", "realisasi") == [Decimal(7000)] * 2
    expected = [("scaled_amount", name, at) for at in (2, 5) for name in ("anggaran", "realisasi")]
    assert told(received) == expected


@pytest.mark.parametrize(
    ("title", "factor"),
    [
        ("(Jutaan Rupiah)", 10**6),
        ("Rp. Juta", 10**6),
        ("(Rp. 000,-)", 10**3),
        ("(dalam Rp. 000)", 10**3),
        ("Satuan : Rp. 1.000,-", 10**3),
        ("LAPORAN KEGIATAN (Rp x 1.000)", 10**3),
        ("LAPORAN (SEMESTER I 2023) disajikan dalam jutaan rupiah, kecuali disebut lain", 10**6),
        ("Nilai dalam Rp Miliar", 10**9),
        ("Satuan : Rupiah", 1),
        ("Bantuan dalam Rp 600.000 per keluarga", 1),
        ("1000", 1),
        ("Satuan : orang", 1),
        ("Program seribu juta pohon", 1),
    ],
)
def test_what_a_title_says_of_the_money(tmp_path: Path, title: str, factor: int) -> None:
    row = list(KEGIATAN_ROW)
    row[KEGIATAN_HEADER.index("anggaran")] = 7
    received = kegiatan(tmp_path, ["LAPORAN"], [title], KEGIATAN_HEADER, row)
    assert received.column("kegiatan", "anggaran") == [Decimal(7 * factor)]
    assert len(told(received)) == (2 if factor != 1 else 0)


@pytest.mark.parametrize("label", ["Realisasi (%)", "Realisasi Fisik (%)", "Realisasi (Paket)", "Realisasi (2022)"])
def test_another_quantity_or_year_is_none_of_the_columns(tmp_path: Path, label: str) -> None:
    header = [*relabelled(KEGIATAN_HEADER, realisasi=label), "Realisasi (Rp)"]
    received = kegiatan(tmp_path, header, [*KEGIATAN_ROW, 4321])
    assert received.column("kegiatan", "realisasi") == [Decimal(4321)]
    alone = kegiatan(tmp_path / "alone", relabelled(KEGIATAN_HEADER, realisasi=label), KEGIATAN_ROW)
    assert told(alone) == [("missing_column", "realisasi", None)]


def test_of_two_years_that_of_the_semester_counts(tmp_path: Path) -> None:
    header = [*relabelled(KEGIATAN_HEADER, anggaran="Anggaran (2022)"), "Anggaran (2023)"]
    received = kegiatan(tmp_path, header, [*KEGIATAN_ROW, 99])
    assert (received.column("kegiatan", "anggaran"), told(received)) == ([Decimal(99)], [])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Nilai Bantuan (Tahap I)", "Nilai Bantuan (Tahap II)"),
        ("Nilai Bantuan", "Nilai Bantuan"),
        ("Nilai Bantuan (Januari)", "Nilai Bantuan (Februari)"),
    ],
)
def test_two_equal_claims_are_told(tmp_path: Path, first: str, second: str) -> None:
    header = [*relabelled(PENERIMA_HEADER, nilai_bantuan=first), second]
    received = penerima(tmp_path, header, [*ONE, 5], [*TWO, 6])
    assert told(received) == [("ambiguous_column", "nilai_bantuan", None)]


def test_of_two_equal_claims_one_without_a_value_has_none(tmp_path: Path) -> None:
    received = penerima(tmp_path, [*PENERIMA_HEADER, "Nilai Bantuan"], [*ONE, None], [*TWO, None])
    assert (received.column("penerima", "nilai_bantuan"), told(received)) == ([Decimal(600000), Decimal(400000)], [])


@pytest.mark.parametrize("label", ["NIK Penerima Manfaat", "NIK KPM", "No. Induk Kependudukan (NIK)", "NIK (16 digit)"])
def test_a_label_may_say_whose_the_column_is(tmp_path: Path, label: str) -> None:
    received = penerima(tmp_path, relabelled(PENERIMA_HEADER, nik=label), ONE)
    assert received.column("penerima", "nik") == ["3574010101750001"]


@pytest.mark.parametrize("label", ["Nomor Identitas", "Nomer NIK"])
def test_a_lost_column_is_told(tmp_path: Path, label: str) -> None:
    received = penerima(tmp_path, relabelled(PENERIMA_HEADER, nik=label), ONE)
    assert ("unknown_column", "nik", 1) in told(received)
    assert received.column("penerima", "nik") == [None]


def test_an_unknown_column_of_another_kind_is_not_told(tmp_path: Path) -> None:
    header = [*[name for name in PENERIMA_HEADER if name != "nik"], "Pekerjaan"]
    received = penerima(tmp_path, header, [*ONE[:1], *ONE[2:], "petani"])
    assert told(received) == []


@pytest.mark.parametrize("name", ["TOTAL", "Jumlah", "T O T A L", "Jumlah Seluruhnya"])
def test_a_total_is_no_row_however_complete(tmp_path: Path, name: str) -> None:
    total = ["K-01", None, name, "35.74.03.1001", "Sembako", 1_000_000, "2023-04-15"]
    assert counted(penerima(tmp_path, PENERIMA_HEADER, ONE, TWO, total), "penerima") == [(2, True), (3, True)]


def test_subtotals_and_what_is_no_sum(tmp_path: Path) -> None:
    def total(amount: int) -> list[Any]:
        return ["K-01", None, "Jumlah", "35.74.03.1001", "Sembako", amount, "2023-04-15"]

    rows = [PENERIMA_HEADER, ONE, total(600_000), TWO, total(400_000), total(1_000_000)]
    assert counted(penerima(tmp_path, *rows), "penerima") == [(2, True), (4, True)]
    other = penerima(tmp_path / "other", PENERIMA_HEADER, ONE, TWO, total(123))
    assert counted(other, "penerima") == [(2, True), (3, True), (4, True)]


@pytest.mark.parametrize("mark", ['"', "sda", "s.d.a", "Idem", "IDEM", "\u201d", "ditto"])
def test_words_for_the_cell_above(tmp_path: Path, mark: str) -> None:
    same = [*TWO[:4], mark, mark, mark]
    received = penerima(tmp_path, PENERIMA_HEADER, ONE, same, same, TWO)
    assert received.column("penerima", "jenis_bantuan") == ["Sembako"] * 4
    assert received.column("penerima", "nilai_bantuan") == [*[Decimal(600000)] * 3, Decimal(400000)]


def test_rp_in_a_narrow_column_of_its_own(tmp_path: Path) -> None:
    at = PENERIMA_HEADER.index("nilai_bantuan")
    header = [*PENERIMA_HEADER[: at + 1], None, *PENERIMA_HEADER[at + 1 :]]
    rows = [[*row[:at], "Rp", row[at], *row[at + 1 :]] for row in (ONE, TWO)]
    received = penerima(tmp_path, header, *rows)
    assert received.column("penerima", "nilai_bantuan") == [Decimal(600000), Decimal(400000)]


def test_money_in_a_merged_cell_is_told(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("penerima")
        for number, row in enumerate((PENERIMA_HEADER, ONE, TWO)):
            sheet.write_row(number, 0, row)
        sheet.merge_range("F2:F3", 600000)
    received = receive(tmp_path / "a.xlsx", due_datasets=())
    assert received.column("penerima", "nilai_bantuan") == [Decimal(600000)] * 2
    assert told(received) == [("merged_amount", "nilai_bantuan", 3)]


def test_a_header_in_another_order_needs_no_title(tmp_path: Path) -> None:
    at = KEGIATAN_HEADER.index("anggaran"), KEGIATAN_HEADER.index("realisasi")
    turned, row = list(KEGIATAN_HEADER), list(KEGIATAN_ROW)
    for values in (turned, row):
        values[at[0]], values[at[1]] = values[at[1]], values[at[0]]
    received = kegiatan(tmp_path, KEGIATAN_HEADER, KEGIATAN_ROW, turned, row)
    first, second = received.rows("kegiatan")
    assert (first["anggaran"], first["realisasi"]) == (second["anggaran"], second["realisasi"])
    shorter = [name for name in PENERIMA_HEADER if name != "nilai_bantuan"]
    lacking = penerima(tmp_path / "lacking", PENERIMA_HEADER, ONE, [], shorter, [*TWO[:5], TWO[6]])
    assert told(lacking) == [("missing_column", "nilai_bantuan", 4)]


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (("Fisik (%)", "Keuangan (Rp)"), [Decimal(222)]),
        (("Keuangan (Rp)", "Fisik (%)"), [Decimal(111)]),
        ((2022, 2023), [Decimal(222)]),
        (("2023", "2022"), [Decimal(111)]),
        (("Rp Juta", "%"), [Decimal(111_000_000)]),
    ],
)
def test_a_label_of_numbers_may_be_divided_below(tmp_path: Path, below: tuple[Any, Any], expected: list[Any]) -> None:
    assert _divided(tmp_path, *below).column("kegiatan", "realisasi") == expected


@pytest.mark.parametrize(
    ("below", "rule"),
    [(("Murni", "Perubahan"), "missing_column"), (("Tahap I", "Tahap II"), "ambiguous_column")],
)
def test_of_a_divided_label_nobody_guesses(tmp_path: Path, below: tuple[str, str], rule: str) -> None:
    assert told(_divided(tmp_path, *below)) == [(rule, "realisasi", None)]


def _divided(tmp_path: Path, *below: Any) -> Received:
    at = KEGIATAN_HEADER.index("realisasi")
    upper = [*KEGIATAN_HEADER[: at + 1], None, *KEGIATAN_HEADER[at + 1 :]]
    row = [*KEGIATAN_ROW[:at], 111, 222, *KEGIATAN_ROW[at + 1 :]]
    return kegiatan(tmp_path, upper, [*[None] * at, *below], row)


def test_numbers_below_two_columns_are_data(tmp_path: Path) -> None:
    header = [*KEGIATAN_HEADER, None]
    received = kegiatan(tmp_path, header, [*KEGIATAN_ROW, "x"], [None] * 6 + ["Rp 5", "Rp 4"])
    assert counted(received, "kegiatan") == [(2, True), (3, True)]


@pytest.mark.parametrize(
    "row",
    [
        ["Terbilang: satu juta rupiah"],
        [None, None, "Persentase", None, None, "90%"],
        [None, None, "Rata-rata", None, None, 500_000],
        [None, None, "Sisa anggaran", None, None, 500_000],
        ["Halaman 1 dari 2"],
        ["Dicetak pada 3 Juli 2023"],
        ["Demikian laporan ini disampaikan."],
    ],
)
def test_what_is_said_of_the_rows_is_none(tmp_path: Path, row: list[Any]) -> None:
    assert counted(penerima(tmp_path, PENERIMA_HEADER, ONE, TWO, row), "penerima") == [(2, True), (3, True)]


@pytest.mark.parametrize(
    "row", [["K-01", None, "Cetak"], [None, None, "Halaman Rumah"], [None, None, "Sisa Hasil", None]]
)
def test_a_poor_row_is_still_one(tmp_path: Path, row: list[Any]) -> None:
    assert counted(penerima(tmp_path, PENERIMA_HEADER, ONE, row), "penerima") == [(2, True), (3, True)]


def test_a_row_of_units_is_none(tmp_path: Path) -> None:
    units = [None] * 6 + ["Rp", "Juta Rp", None, "KK", "KK", "dd/mm/yyyy"]
    received = kegiatan(tmp_path, KEGIATAN_HEADER, units, [*KEGIATAN_ROW[:7], 4, *KEGIATAN_ROW[8:]])
    assert received.column("kegiatan", "realisasi") == [Decimal(4_000_000)]
    assert told(received) == [("scaled_amount", "realisasi", 1)]


def test_records_know_idem_and_totals_too(tmp_path: Path) -> None:
    first = dict(zip(PENERIMA_HEADER, ONE, strict=True))
    second = first | {"nik": None, "nama": "Contoh Dua", "jenis_bantuan": "sda", "nilai_bantuan": "idem"}
    total = first | {"nik": None, "nama": "TOTAL", "nilai_bantuan": 1_200_000}
    (tmp_path / "penerima.json").write_text(json.dumps([first, second, total]), encoding="utf-8")
    received = receive(tmp_path / "penerima.json", due_datasets=())
    assert received.column("penerima", "jenis_bantuan") == ["Sembako"] * 2
    assert received.column("penerima", "nilai_bantuan") == [Decimal(600_000)] * 2


@pytest.mark.parametrize(
    "row",
    [
        ["Perlindungan dan Jaminan Sosial"],
        ["RW 01"],
        ["Kel. Ketapang : 2 KPM"],
        ["2. Realisasi per 30 Juni 2023"],
        ["A.", "BANTUAN TAHUN 2023"],
        ["1.", "KECAMATAN MAYANGAN"],
        [None, None, None, None, None, "Kademangan, 3 Juli 2023"],
    ],
)
def test_words_alone_at_the_begin_are_no_row(tmp_path: Path, row: list[Any]) -> None:
    rows = [KEGIATAN_HEADER, KEGIATAN_ROW, row, ["K-02", *KEGIATAN_ROW[1:]]]
    assert counted(kegiatan(tmp_path, *rows), "kegiatan") == [(2, True), (4, True)]
    assert counted(kegiatan(tmp_path / "below", *rows[:2], row), "kegiatan") == [(2, True)]


@pytest.mark.parametrize(
    "row",
    [
        ["K-99"],
        ["K-99", "Bantuan"],
        [None, "Bantuan pangan"],
        ["1.", "Siti Contoh"],
        [None, None, None, "Kel. Ketapang"],
    ],
)
def test_little_of_a_row_is_still_one(tmp_path: Path, row: list[Any]) -> None:
    received = kegiatan(tmp_path, KEGIATAN_HEADER, KEGIATAN_ROW, row, ["K-02", *KEGIATAN_ROW[1:]])
    assert counted(received, "kegiatan") == [(2, True), (3, True), (4, True)]


def test_a_name_alone_may_be_a_person(tmp_path: Path) -> None:
    header = PENERIMA_HEADER[2:]
    rows = [header, ONE[2:], ["Contoh Warga Tiga"], TWO[2:]]
    received = penerima(
        tmp_path, *[[*row, "K-01" if at else "kode_kegiatan"] for at, row in enumerate(rows)][:2], rows[2]
    )
    assert counted(received, "penerima") == [(2, True), (3, True)]


@pytest.mark.parametrize(("key", "expected"), [("Nomor Identitas", True), ("Pekerjaan", False)])
def test_a_key_that_nothing_knows_is_told_too(tmp_path: Path, key: str, *, expected: bool) -> None:
    record = {key if name == "nik" else name: cell for name, cell in zip(PENERIMA_HEADER, ONE, strict=True)}
    record |= {} if expected else {key: "petani"}
    (tmp_path / "penerima.json").write_text(json.dumps([record]), encoding="utf-8")
    received = receive(tmp_path / "penerima.json", due_datasets=())
    assert (("unknown_column", "nik", None) in told(received)) is expected
