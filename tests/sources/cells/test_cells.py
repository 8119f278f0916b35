"""What untidy cells say: one row of a table per way in which people and spreadsheets write a value."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.cells.codes import read_code
from sources.cells.columns import read_column
from sources.cells.dates import DateStyle, read_date
from sources.cells.identity import read_identity_number
from sources.cells.model import EMPTY, ErrorCell, FormattedNumber, Reading
from sources.cells.numbers import read_amount, read_whole_number
from sources.cells.text import as_written, is_empty, read_text, tidy
from sources.contract import load_code_lists, load_contracts
from sources.regions import region_index

STYLE = DateStyle(dt.date(2023, 12, 31))
STYLE_1904 = DateStyle(dt.date(2023, 12, 31), epoch_1904=True)
NOTHING = [
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "-",
    " - ",
    "\u2013",
    "n/a",
    "N/A",
    "nihil",
    "NIHIL",
    "NULL",
    "null",
    " Null ",
    "\u200d",
    "Tidak  Ada",
    None,
]


@pytest.mark.parametrize("cell", NOTHING)
def test_every_spelling_of_nothing_is_empty_in_every_type(cell: str | None) -> None:
    assert is_empty(cell)
    assert read_text(cell) is None
    assert read_amount(cell) == read_whole_number(cell) == read_identity_number(cell, "bad_kk") == EMPTY
    assert read_date(cell, STYLE) == EMPTY
    assert read_code(cell, {}) is None


@pytest.mark.parametrize(
    "cell", ["0", 0, 0.0, False, "--", "nihilisme", "nullum", "tidak", "Nia", ErrorCell("#N/A"), "#N/A"]
)
def test_what_only_looks_like_nothing_is_not_empty(cell: object) -> None:
    assert not is_empty(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("Rp1.500.000,-", "1500000"),
        ("Rp 1.500.000,00", "1500000"),
        ("Rp. 1.500.000", "1500000"),
        ("IDR 1500000", "1500000"),
        ("1.500.000 rupiah", "1500000"),
        ("1,500,000", "1500000"),
        ("1,500,000.00", "1500000"),
        ("1 500 000", "1500000"),
        ("1\u00a0500\u00a0000", "1500000"),
        ("1.500", "1500"),
        ("1,500", "1500"),
        ("1500000,00", "1500000"),
        ("1500000.5", "1500000.50"),
        ("0.500", "0.50"),
        ("1.250,75", "1250.75"),
        ("1.500.000.-", "1500000"),
        ("(5.000.000)", "-5000000"),
        ("Rp(5.000)", "-5000"),
        ("5.000.000-", "-5000000"),
        ("-5.000", "-5000"),
        ("\u22125.000", "-5000"),
        ("Rp -5.000", "-5000"),
        ("-Rp 5.000", "-5000"),
        ("0", "0"),
        ("007", "7"),
        (0, "0"),
        (600000.0, "600000"),
        (1500000.126, "1500000.13"),
        (Decimal("1.500"), "1.50"),
        (-250, "-250"),
        ("999999999999999", "999999999999999"),
        # Half rupiahs stay: nothing is rounded away.
        (2500000.5, "2500000.50"),
        ("2500000,5", "2500000.50"),
        ("Rp 2.500.000,50", "2500000.50"),
        (Decimal("0.5"), "0.50"),
        # Decimals as programs write them, where no separator can be missing.
        ("1500000.0000", "1500000"),
        ("1500000.0000000002", "1500000"),
        ("1500\u200d000", "1500000"),
    ],
)
def test_amounts(written: str | float, amount: str) -> None:
    assert read_amount(written) == Reading(Decimal(amount).quantize(Decimal("0.01")))


@pytest.mark.parametrize(
    "written",
    [
        "seratus ribu", "Rp", "1.50.000", "1.500,000", "1,5,0", "12a", "1e6", "--5", "(5", "5.", "10000000000000000",
        # A separator too few, or a digit too many: nobody knows which number is meant.
        "Rp 1500.000", "Rp 1500.000,-", "1500,000", "1500000.000", "1.500000", "1,500000", "15.0000", "1500 000",
        "(1500.000)", "1500.000-", "IDR 25000,000", "1.500000000",
        # The number of a person in a column of numbers.
        "3574010101750001", 3574010101750001.0, Decimal("3574010101750001"), "3574 0101 0175 0001",
        "\u0661\u0662", 1e16, float("nan"), float("inf"), True, dt.date(2023, 1, 5), ErrorCell("#DIV/0!"), "#REF!",
        "1/2", "100\x7f074",
    ],
)  # fmt: skip
def test_what_is_no_amount_keeps_its_text(written: object) -> None:
    value, fault, raw = read_amount(written)  # type: ignore[arg-type]
    assert (value, fault) == (None, "bad_number")
    assert raw == as_written(written)  # type: ignore[arg-type]


@pytest.mark.parametrize(("written", "count"), [
        ("200", 200), ("1.500", 1500), (12.0, 12), ("12,0", 12), ("-3", -3),
        ("25 KK", 25), ("25 orang", 25), ("30 Jiwa", 30), ("12 unit", 12), ("5 kelompok", 5), ("1.250 KPM", 1250),
        ("25KK", 25), ("25 rumah tangga", 25), ("40 Org.", 40), ("7 UMKM", 7), ("-3 orang", -3),
        # A hair off a whole number, as the arithmetic of spreadsheets leaves it.
        (24.999999999999996, 25), ("24.999999999999996", 25), (3.0000000000000004, 3), ("25.0000000001", 25),
        (Decimal("9999999.999999999"), 10_000_000), (-1e-12, 0),
    ],
)  # fmt: skip
def test_counts(written: str | float, count: int) -> None:
    assert read_whole_number(written) == Reading(count)


@pytest.mark.parametrize("written", [
        "12,5", 12.5, "dua", 1e300, Decimal("1e999999"), "#N/A", "25 ribu", "25 rb", "2 lusin", "25 %", "25 persen",
        "25 Kg", "25 dari 30 KK", "12,5 orang", "1500.000 KK", "KK", "orang 25", 25.0000001, "1500.001", "25.000001",
        "3574010101750001", 3574010101750001.0,
    ],
)  # fmt: skip
def test_counts_are_whole(written: str | float) -> None:
    assert read_whole_number(written).fault == "bad_number"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-08-17", "2023-08-17"),
        ("17/08/2023", "2023-08-17"),
        ("17-8-2023", "2023-08-17"),
        ("17.08.2023", "2023-08-17"),
        ("17 08 2023", "2023-08-17"),
        ("03/04/2023", "2023-04-03"),
        ("2023/8/17", "2023-08-17"),
        ("17082023", "2023-08-17"),
        ("20230817", "2023-08-17"),
        ("17 Agustus 2023", "2023-08-17"),
        ("17 Agust. 2023", "2023-08-17"),
        ("17 Agoestoes 2023", "2023-08-17"),
        ("Tgl. 17 Agustus 2023", "2023-08-17"),
        ("Hari Kamis, tanggal 17-08-2023", "2023-08-17"),
        ("17 AGUSTUS 2023", "2023-08-17"),
        ("17-Agt-23", "2023-08-17"),
        ("17 Ags. 2023", "2023-08-17"),
        ("5 Mei 2023", "2023-05-05"),
        ("1 Peb 2023", "2023-02-01"),
        ("17 Nopember 1965", "1965-11-17"),
        ("17 Djuni 1950", "1950-06-17"),
        ("4 March 1980", "1980-03-04"),
        ("August 17, 2023", "2023-08-17"),
        ("4-Mar-80", "1980-03-04"),
        ("1/1/45", "1945-01-01"),
        ("1/1/23", "2023-01-01"),
        ("Kamis, 17 Agustus 2023", "2023-08-17"),
        ("Jum'at 3 Maret 2023", "2023-03-03"),
        ("Minggu 5-3-2023", "2023-03-05"),
        ("Thursday, 17 August 2023", "2023-08-17"),
        ("17/08/2023 00:00", "2023-08-17"),
        ("2023-08-17T10:30:00", "2023-08-17"),
        ("2023-08-17 10:30:00.000", "2023-08-17"),
        ("17 Agustus 2023 pukul 10.00 WIB", "2023-08-17"),
        ("Probolinggo, 17-08-1980", "1980-08-17"),
        # Instants with a zone are days in Western Indonesian time.
        ("2023-05-16T17:00:00.000Z", "2023-05-17"),
        ("2023-05-16T16:59:59.999Z", "2023-05-16"),
        ("2023-05-16T17:00:00+00:00", "2023-05-17"),
        ("2023-05-16 17:00:00+00", "2023-05-17"),
        ("2023-05-16T17:00:00+0700", "2023-05-16"),
        ("2023-05-17T01:30:00+09:00", "2023-05-16"),
        ("2023-05-16T09:00:00-08:00", "2023-05-17"),
        ("17 Mei 2023 00.30 WITA", "2023-05-16"),
        ("17 Mei 2023 23.30 WIB", "2023-05-17"),
        ("16/05/2023 5:00 PM UTC", "2023-05-17"),
        ("16/05/2023 12:30 am UTC", "2023-05-16"),
        ("Tue May 16 2023 17:00:00 GMT+0000 (Coordinated Universal Time)", "2023-05-17"),
        ("2022-12-31T17:00:00Z", "2023-01-01"),
        # A time without a zone is of the day beside it.
        ("2023-05-16T17:00:00.000", "2023-05-16"),
        ("45000", "2023-03-15"),
        (45000, "2023-03-15"),
        (45000.75, "2023-03-15"),
        (20230817.0, "2023-08-17"),
        (dt.datetime.fromisoformat("2023-08-17T10:30"), "2023-08-17"),
        (dt.date(2023, 8, 17), "2023-08-17"),
    ],
)
def test_dates(written: object, day: str) -> None:
    assert read_date(written, STYLE) == Reading(dt.date.fromisoformat(day))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "2023", 2023, 2023.0, "Agustus 2023", "31/02/2023", "17/13/2023", "besok", "1/2", 1, 7305, 55154, 1e12, True,
        dt.date(1905, 7, 15), dt.time(10, 30), dt.timedelta(hours=30), ErrorCell("#VALUE!"), "#VALUE!", "0/0/0000",
        "\u0661\u0667/08/2023",
    ],
)  # fmt: skip
def test_what_is_no_date_keeps_its_text(written: object) -> None:
    assert read_date(written, STYLE) == Reading(None, "bad_date", as_written(written))  # type: ignore[arg-type]


def test_serials_of_1904_workbooks_count_from_1904() -> None:
    assert read_date(43538, STYLE_1904).value == dt.date(2023, 3, 15)


def test_a_two_digit_year_is_never_in_the_future() -> None:
    birth = DateStyle(dt.date(2023, 6, 30))
    assert read_date("30/06/23", birth).value == dt.date(2023, 6, 30)
    assert read_date("01/07/23", birth).value == dt.date(1923, 7, 1)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("3574010101750001", "3574010101750001"),
        ("'3574010101750001", "3574010101750001"),
        ("3574 0101 0175 0001", "3574010101750001"),
        ("35.74.01.010175.0001", "3574010101750001"),
        ("3574010101750011,00", "3574010101750011"),
        ("3,574,010,101,750,011", "3574010101750011"),
        # Any 16 digits that are no stand-in, these too: a serial of 1, a day of 0, neighbours that repeat or count.
        ("3574010000750001", "3574010000750001"),
        ("3574011234567890", "3574011234567890"),
        ("1111111111111112", "1111111111111112"),
        ("3574010000011000", "3574010000011000"),
        # Numbers of two people are not one.
        ("3574010101750001/3574010101750002", "3574010101750001/3574010101750002"),
        ("3574010101750001\n3574010101750002", "35740101017500013574010101750002"),
        ("3574010101750001, 3574010101750002", "3574010101750001, 3574010101750002"),
        ("3574010101750001 dan 3574010101750002", "3574010101750001 dan 3574010101750002"),
        ("357401010175000/1", "357401010175000/1"),
        ("\u200b3574010101750001\u00a0", "3574010101750001"),
        ("3574010101750010", "3574010101750010"),
        ("3574010101750001.0", "3574010101750001"),
        (3574010101750001.0, "3574010101750001"),
        (3574010101750001, "3574010101750001"),
        ("357401010175000", "357401010175000"),
        ("tidak punya", "tidak punya"),
        (12.5, "12.5"),
    ],
)
def test_identity_numbers(written: str | float, number: str) -> None:
    assert read_identity_number(written, "nik_missing") == Reading(number)


@pytest.mark.parametrize("written", [
        3574010101750000.0, 3574010101750000, "3,57401E+15", "3.57401e15",
        # A csv cell of this kind was a number.
        "3574010101750010,00", "3574010101750010.0", "3.574.010.101.750.010", "3,574,010,101,750,010.00",
        Decimal("3574010101750010.0"),
    ],
)  # fmt: skip
def test_a_rounded_identity_number_is_reported(written: str | float) -> None:
    value, fault, raw = read_identity_number(written, "nik_missing")
    assert (value, fault) == (None, "nik_precision_lost")
    assert raw == as_written(written)


@pytest.mark.parametrize("written", [ErrorCell("#N/A"), "#N/A"])
def test_an_identity_number_that_failed_to_be_looked_up_is_missing_and_not_merely_empty(written: object) -> None:
    missing = Reading(None, "missing_value", "#N/A")
    assert read_identity_number(written, "nik_missing") == missing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        "0000000000000000", "1111111111111111", "9999999999999999", "1234567890123456", "0123456789012345",
        "9876543210987654", "1234567891234567", "6543210987654321", "1234567891011121", "1234567812345678",
        "3574000000000000", "3574010000000001", "3574010000001234", "3574010101750000", "3574 0101 0175 0000",
        "'1111111111111111", "35.74.01.000000.0001", "0", "000", 0, 0.0, 1111111111111111, 2222222222222222.0,
        # Rounded by the spreadsheet, and a stand-in whatever the last digit was.
        1111111111111110.0, 1234567890123450.0, 3574010000000010, "1111111111111110,00",
    ],
)  # fmt: skip
def test_a_stand_in_is_nobodys_number(written: str | float) -> None:
    assert read_identity_number(written, "nik_missing") == Reading(None, "nik_missing", as_written(written).lstrip("'"))
    assert read_identity_number(written, "bad_kk").fault == "bad_kk"


def test_a_failed_formula_in_an_optional_text_or_code_is_missing_and_not_merely_empty() -> None:
    contract = load_contracts()["penerima"]
    cells = ["P", ErrorCell("#REF!"), None, "#N/A"]
    for name, read in (("jenis_kelamin", "P"), ("alamat", "P")):
        values, faults, raws = read_column(contract.column(name), cells, STYLE)
        assert values.to_pylist() == [read, None, None, None]
        assert faults.to_pylist() == [None, "missing_value", None, "missing_value"]
        assert raws.to_pylist() == [None, "#REF!", None, "#N/A"]


@pytest.mark.parametrize(
    ("code_list", "written", "code"),
    [
        ("fund_source", "APBD Kota", "APBD_KOTA"),
        ("fund_source", "apbd.prov", "APBD_PROV"),
        ("fund_source", "Bansos pribadi", "Bansos pribadi"),
        ("strategy", 1.0, "1"),
        ("strategy", "1.0", "1"),
        ("strategy", Decimal("2.0"), "2"),
        ("strategy", "1.5", "1.5"),
        ("strategy", "Strategi 2", "2"),
        ("strategy", "1. Pengurangan beban pengeluaran masyarakat miskin", "1"),
        ("strategy", "2. Pengurangan beban pengeluaran", "2. Pengurangan beban pengeluaran"),
        ("sex", "Laki-Laki", "L"),
        ("sex", "1", "L"),
        ("sex", 2.0, "P"),
        ("sex", "1. Laki-laki", "L"),
        ("sex", "2 = Perempuan", "P"),
        ("sex", "Laki-laki (L)", "L"),
        ("sex", "1. Perempuan", "1. Perempuan"),
        ("sex", "3", "3"),
        ("sex", "L/P", "L/P"),
        # A sign is part of what is written: -1 is no code.
        ("strategy", "-1", "-1"),
        ("strategy", -1.0, "-1"),
        ("strategy", "\u22121", "\u22121"),
        ("strategy", "+2", "+2"),
        ("strategy", "1-", "1-"),
        ("sex", " - 2", "- 2"),
        ("program_group", "-3.0", "-3.0"),
        ("poverty_status", "non-miskin", "tidak_miskin"),
        ("fund_source", "APBD\u200dKota", "APBD_KOTA"),
        ("sex", "perempuan", "P"),
        ("target_unit", "Rumah Tangga", "RUMAH_TANGGA"),
        ("left_reason", "Meninggal  Dunia", "meninggal"),
    ],
)  # fmt: skip
def test_codes(code_list: str, written: str | float | Decimal, code: str) -> None:
    assert read_code(written, load_code_lists()[code_list]) == code


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (("35.74.03.1001", None, None), "35.74.03.1001"),
        (("3574031001", None, None), "35.74.03.1001"),
        (("3574031001.0", None, None), "35.74.03.1001"),
        (("35 74 03 1001", None, None), "35.74.03.1001"),
        (("Kel. Mayangan", None, None), "35.74.03.1001"),
        (("Sumbertaman", None, None), "35.74.02.1006"),
        (("4. Sumber Taman", None, None), "35.74.02.1006"),
        ((None, "KEDUNGASEM", None), "35.74.02.1005"),
        ((None, "Kelurahan Kedung Asem", "Kec. Wonoasih"), "35.74.02.1005"),
        (("35.74.03.1001", "mayangan", "MAYANGAN"), "35.74.03.1001"),
        (("35.74.03.1001", None, "Mayangan"), "35.74.03.1001"),
        # Ketapang to Kemendagri, Sumber Wetan to BPS: the contract asks for Kemendagri codes.
        (("3574011001", None, None), "35.74.01.1001"),
        # Names beside a code say whose numbering it is in; the kecamatan does by itself.
        (("3574011001", "Ketapang", "Kademangan"), "35.74.01.1001"),
        (("3574011001", "Sumber Wetan", "Kedopok"), "35.74.05.1003"),
        (("3574011001", None, "Kedopok"), "35.74.05.1003"),
        (("3574031004", "SUKOHARJO", None), "35.74.04.1002"),
        (("3574010009", "Ketapang", "Kademangan"), "35.74.01.1001"),
        (("3574030011", "Kel. Mayangan", "Mayangan"), "35.74.03.1001"),
        (("35.74.010.009", "Ketapang", None), "35.74.01.1001"),
        # A name that is a kecamatan's too says no more than that.
        (("Wonoasih", "Pakistaji", None), "35.74.02.1002"),
        (("Mayangan", "Mayangan", "Mayangan"), "35.74.03.1001"),
        (("Ketapang", None, "Kademangan"), "35.74.01.1001"),
        # Codes of BPS and names of a kecamatan are no places by themselves.
        (("3574030011", None, None), "3574030011"),
        (("3574010009", None, None), "3574010009"),
        (("35.74.011.001", None, None), "35.74.011.001"),
        *(((name, None, None), name) for name in ("Mayangan", "KANIGARAN", "Kec. Wonoasih", "kademangan", "Kedopok")),
        (("Mayangan", None, "Mayangan"), "Mayangan"),
        # Unknown places stay as they are written.
        (("35.74.03", None, None), "35.74.03"),
        (("35.13.01.2001", None, None), "35.13.01.2001"),
        ((None, "Antah Berantah", "Mayangan"), 'kelurahan "Antah Berantah", kecamatan "Mayangan"'),
    ],
)
def test_regions(place: tuple[str | None, str | None, str | None], code: str) -> None:
    assert region_index().read(*place) == Reading(code)


@pytest.mark.parametrize(
    ("place", "raw"),
    [
        (("35.74.03.1001", "Jati", "Mayangan"), 'kode_wilayah 35.74.03.1001, kelurahan "Jati", kecamatan "Mayangan"'),
        (("35.74.03.1001", None, "Wonoasih"), 'kode_wilayah 35.74.03.1001, kecamatan "Wonoasih"'),
        (("3574010009", "Jati", "Mayangan"), 'kode_wilayah 3574010009, kelurahan "Jati", kecamatan "Mayangan"'),
        (("35.74.01.1001", None, "Kedopok"), 'kode_wilayah 35.74.01.1001, kecamatan "Kedopok"'),
        (("3574011001", "Jati", None), 'kode_wilayah 3574011001, kelurahan "Jati"'),
        (("Wonoasih", "Jati", "Mayangan"), 'kode_wilayah Wonoasih, kelurahan "Jati", kecamatan "Mayangan"'),
        ((None, "Jati", "Wonoasih"), 'kelurahan "Jati", kecamatan "Wonoasih"'),
    ],
)
def test_places_that_disagree(place: tuple[str | None, str | None, str | None], raw: str) -> None:
    assert region_index().read(*place) == Reading(None, "region_mismatch", raw)


def test_equal_numbers_of_different_types_are_different_cells() -> None:
    column = load_contracts()["kegiatan"].column("anggaran")
    arrays = read_column(column, [1, True, 1.0, "1"], STYLE)
    assert arrays.values.to_pylist() == [Decimal("1.00"), None, Decimal("1.00"), Decimal("1.00")]
    assert arrays.faults.to_pylist() == [None, "bad_number", None, None]
    assert arrays.raws.to_pylist() == [None, "TRUE", None, None]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u200d\u0937"),
        ("\u0645\u06cc\u200c\u0631\u0648\u062f", "\u0645\u06cc\u200c\u0631\u0648\u062f"),
        ("Nur\u200dAini", "Nur\u200dAini"),
        ("\u200dNur \u200c Aini\u200d\u200d", "Nur Aini"),
        ("RT 0\u200d1", "RT 01"),
    ],
)
def test_joiners_inside_a_word_stay_and_others_show_nothing(written: str, text: str) -> None:
    assert read_text(written) == text


@given(st.text(st.one_of(st.characters(), st.sampled_from("\u200c\u200d a1"))))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2), st.sampled_from(["id", "en"]), st.booleans())
def test_an_amount_survives_being_written_with_separators(amount: Decimal, language: str, with_currency: bool) -> None:
    written = f"{amount:,.2f}"
    if language == "id":
        written = written.translate(str.maketrans(",.", ".,"))
    assert read_amount(f"Rp {written}" if with_currency else written).value == amount


@given(st.dates(min_value=dt.date(1920, 1, 1), max_value=dt.date(2050, 12, 31)))
def test_a_date_and_its_serial_are_one_day(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_date(serial, STYLE).value == read_date(f"{day:%d/%m/%Y}", STYLE).value == day


@given(st.one_of(st.text(), st.floats(), st.integers(), st.decimals(), st.booleans(), st.datetimes(), st.timedeltas()))
def test_no_cell_breaks_a_reader(cell: object) -> None:
    for read in (
        read_amount,
        read_whole_number,
        lambda cell: read_identity_number(cell, "bad_kk"),
        lambda cell: read_date(cell, STYLE),
    ):
        reading = read(cell)  # type: ignore[arg-type]
        assert reading.value is None or reading.fault is None
        assert (reading.fault is None) == (reading.raw is None)
    assert read_text(cell) != ""  # type: ignore[arg-type]


def test_a_formatted_number_goes_by_its_value_or_by_what_it_shows() -> None:
    code, share = FormattedNumber(1.1, "1.10"), FormattedNumber(0.7241, "72.41%")
    assert not is_empty(code)
    assert (read_text(code), read_text(share)) == ("1.10", "72.41%")
    assert read_amount(FormattedNumber(1500.5, "1500.500")) == Reading(Decimal("1500.50"))
    assert read_whole_number(FormattedNumber(25.0, "25.000")) == Reading(25)
    assert read_amount(share) == read_whole_number(share) == Reading(None, "bad_number", "72.41%")
    assert read_whole_number(FormattedNumber(12.5, "12.50")) == Reading(None, "bad_number", "12.50")
    strategies = load_code_lists()["strategy"]
    assert read_code(FormattedNumber(1.0, "1.00"), strategies) == read_code(1.0, strategies) == "1"
    assert read_code(FormattedNumber(1.0, "100%"), strategies) == "100%"
    assert read_code(FormattedNumber(9.0, "9.00"), strategies) == "9.00"
    assert read_identity_number(FormattedNumber(3574010101750001.0, "x"), "bad_kk") == Reading("3574010101750001")
    assert read_identity_number(FormattedNumber(3574010101750000.0, "x"), "bad_kk").fault == "nik_precision_lost"
    assert read_date(FormattedNumber(45000.0, "45000.00"), STYLE) == Reading(dt.date(2023, 3, 15))
    assert read_date(FormattedNumber(5032023.0, "05/03/2023"), STYLE) == Reading(dt.date(2023, 3, 5))
    assert read_date(FormattedNumber(3.0, "3.00"), STYLE) == Reading(None, "bad_date", "3.00")


def test_equal_numbers_of_a_column_that_show_otherwise_are_not_one() -> None:
    column = next(column for column in load_contracts()["kegiatan"].columns if column.name == "kode_kegiatan")
    cells = [FormattedNumber(1.1, "1.10"), 1.1, FormattedNumber(1.1, "1.100"), FormattedNumber(1.1, "1.10")]
    assert read_column(column, cells, STYLE).values.to_pylist() == ["1.10", "1.1", "1.100", "1.10"]
