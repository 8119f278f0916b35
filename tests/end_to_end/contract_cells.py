"""Written cells and what each must become: the contract's "How untidiness is read" as a table."""

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from sources.contract import load_contracts
from tests.end_to_end.contract_cases import ErrorFormula

ANY = object()
EMPTY_TEXTS = ["", " ", "\u00a0", "\u200b", "-", " - ", "n/a", "N/A", "nihil", "NIHIL", "tidak ada", "Tidak  Ada"]


class Cell(NamedTuple):
    """A cell as it is written, the rule that it breaks (None: none), and what it is read as where that can be seen."""

    dataset: str
    column: str
    written: Any
    rule: str | None = None
    value: Any = ANY


def amounts() -> list[Cell]:
    read = {
        "Rp1.500.000,-": "1500000",
        "IDR 1500000": "1500000",
        "1.500": "1500",
        "1,500": "1500",
        "1500000,00": "1500000",
        "Rp 1.500.000,00": "1500000",
        "1,500,000": "1500000",
        "1,500,000.00": "1500000",
        "1.500.000": "1500000",
        "1500,55": "1500.55",
        "1500.5": "1500.50",
        "0,5": "0.50",
        "1 500 000": "1500000",
        1500.456: "1500.46",
        0: "0",
        "'1500000": "1500000",
    }
    negative = ["(5.000.000)", "5.000.000-", "-5", -0.01, "Rp (5.000.000)", "\u22125000"]
    none = [
        "abc",
        "Rp",
        "1.5.0",
        "1,5 juta",
        "100%",
        "1.234.567,891",
        "Rp 1500.000,-",
        "3574015708800001",
        True,
        ErrorFormula("#DIV/0!"),
        ErrorFormula(),
    ]
    column = ("kegiatan", "anggaran")
    return [
        *(Cell(*column, written, None, Decimal(amount)) for written, amount in read.items()),
        *(Cell(*column, written, "negative_amount") for written in negative),
        *(Cell(*column, written, "bad_number") for written in none),
        *(Cell(*column, written, "missing_value") for written in EMPTY_TEXTS),
    ]


def whole_numbers() -> list[Cell]:
    return [
        Cell("kegiatan", "target", "1.000", None, 1000),
        Cell("kegiatan", "target", 10.0, None, 10),
        Cell("kegiatan", "target", 1.5, "bad_number"),
        Cell("kegiatan", "target", "10 orang", None, 10),
        Cell("kegiatan", "target", "10 ribu", "bad_number"),
        Cell("kegiatan", "target", 9.999999999999998, None, 10),
        Cell("kegiatan", "target", 10_000_001, "out_of_range"),
        Cell("kegiatan", "target", 3574015708800001, "bad_number"),
        Cell("keluarga", "jumlah_anggota", 30, "household_size_outlier", 30),
        Cell("keluarga", "jumlah_anggota", 31, "out_of_range"),
        Cell("kegiatan", "capaian", "-3", "negative_amount"),
        Cell("keluarga", "jumlah_anggota", 1, None, 1),
        Cell("keluarga", "jumlah_anggota", 0, "out_of_range"),
        Cell("keluarga", "jumlah_anggota", -1, "out_of_range"),
        Cell("keluarga", "jumlah_anggota", 15, None, 15),
        Cell("keluarga", "jumlah_anggota", 16, "household_size_outlier", 16),
        Cell("keluarga", "desil", 0, "out_of_range"),
        Cell("keluarga", "desil", 11, "out_of_range"),
        Cell("keluarga", "desil", "4", None, 4),
        Cell("keluarga", "desil", 5, "decile_not_poor", 5),
        Cell("keluarga", "desil", None, None, None),
        Cell("keluarga", "desil", ErrorFormula(), "bad_number"),
    ]


def dates() -> list[Cell]:
    read = {
        "03/04/2023": dt.date(2023, 4, 3),
        "17 Februari 2023": dt.date(2023, 2, 17),
        "17 PEBRUARI 2023": dt.date(2023, 2, 17),
        "17 Djanuari 2023": dt.date(2023, 1, 17),
        "17 Nop. 2022": dt.date(2022, 11, 17),
        "17 Agust 2022": dt.date(2022, 8, 17),
        "17-Feb-23": dt.date(2023, 2, 17),
        "17 August 2022": dt.date(2022, 8, 17),
        "Oct 17, 2022": dt.date(2022, 10, 17),
        "17/02/2023": dt.date(2023, 2, 17),
        "17.02.2023": dt.date(2023, 2, 17),
        "17/02/23": dt.date(2023, 2, 17),
        "2023-02-17": dt.date(2023, 2, 17),
        "Jumat, 17 Februari 2023": dt.date(2023, 2, 17),
        "Jum'at 17/02/2023": dt.date(2023, 2, 17),
        "Monday, 13 February 2023": dt.date(2023, 2, 13),
        "2023-02-17T08:30:00": dt.date(2023, 2, 17),
        "17 Februari 2023 pukul 08.30 WIB": dt.date(2023, 2, 17),
        "2023-02-16T17:00:00.000Z": dt.date(2023, 2, 17),
        44974: dt.date(2023, 2, 17),
        "44974": dt.date(2023, 2, 17),
        dt.date(2023, 2, 17): dt.date(2023, 2, 17),
        "1990-01-01": dt.date(1990, 1, 1),
        "2023-06-30": dt.date(2023, 6, 30),
    }
    none = ["2023", 2023, "Februari 2023", "31/02/2023", "12/31/2022", "belum", 7305, 55154, ErrorFormula()]
    column = ("kegiatan", "tanggal_mulai")
    return [
        *(Cell(*column, written, None, day) for written, day in read.items()),
        *(Cell(*column, written, "bad_date") for written in none),
        *(Cell(*column, written, "missing_value") for written in (None, "nihil")),
        Cell(*column, "2023-07-01", "outside_semester"),
        Cell(*column, "1989-12-31", "out_of_range"),
        Cell(*column, "2051-01-01", "out_of_range"),
        Cell(*column, 7306, "out_of_range"),  # 1 January 1920, the first serial that is a date
        Cell("kegiatan", "tanggal_selesai", "2023-12-31", None, dt.date(2023, 12, 31)),
        Cell("kegiatan", "tanggal_selesai", "1990-01-01", "out_of_range"),  # before its start
        Cell("kegiatan", "tanggal_selesai", "2051-01-01", "out_of_range"),
        Cell("penerima", "tanggal_terima", "2023-01-01", None, dt.date(2023, 1, 1)),
        Cell("penerima", "tanggal_terima", "2023-06-30", None, dt.date(2023, 6, 30)),
        Cell("penerima", "tanggal_terima", "2022-12-31", "outside_semester"),
        Cell("penerima", "tanggal_terima", "2023-07-01", "outside_semester"),
        Cell("penerima", "tanggal_lahir", "17/08/80"),
        Cell("penerima", "tanggal_lahir", "17 Agustus 1980"),
        Cell("penerima", "tanggal_lahir", "1980", "bad_date"),
        Cell("keluarga", "tanggal_pendataan", "2022-01-01", None, dt.date(2022, 1, 1)),
        Cell("mentas", "tanggal_berlaku", "2022-01-01", None, dt.date(2022, 1, 1)),
    ]


def codes() -> list[Cell]:
    read = {
        "strategi": {
            1: "1",
            "4": "4",
            "1.0": "1",
            "Pengurangan Beban Pengeluaran Masyarakat Miskin": "1",
            "peningkatan_kemampuan dan pendapatan masyarakat miskin": "2",
            "Pengembangan dan Penguatan Usaha Ekonomi Mikro dan Kecil": "3",
            "SINERGI KEBIJAKAN DAN PROGRAM PENANGGULANGAN KEMISKINAN": "4",
        },
        "kelompok_program": {
            3: "3",
            "Bantuan Sosial dan Jaminan Sosial Terpadu": "1",
            "pemberdayaan masyarakat dan penguatan pelaku usaha mikro dan kecil": "2",
            "program lainnya": "3",
        },
        "sumber_dana": {
            "apbn": "APBN",
            "APBD Prov": "APBD_PROV",
            "APBD.KOTA": "APBD_KOTA",
            "apbd kota": "APBD_KOTA",
            "csr": "CSR",
            "Z.I.S": "ZIS",
            "Hibah": "HIBAH",
            "lainnya": "LAINNYA",
        },
        "satuan_sasaran": {
            "Rumah Tangga": "RUMAH_TANGGA",
            "keluarga": "KELUARGA",
            "Individu": "INDIVIDU",
            "kelompok": "KELOMPOK",
            "usaha": "USAHA",
        },
    }
    unknown = [
        ("strategi", 5),
        ("strategi", 0),
        ("kelompok_program", 4),
        ("sumber_dana", "DAK"),
        ("satuan_sasaran", "m2"),
    ]
    return [
        *(Cell("kegiatan", name, written, None, code) for name, by in read.items() for written, code in by.items()),
        *(Cell("kegiatan", column, written, "unknown_code") for column, written in unknown),
        Cell("keluarga", "status", "Tidak Miskin", None, "tidak_miskin"),
        Cell("keluarga", "status", "RENTAN", None, "rentan"),
        Cell("keluarga", "status", "kaya", "unknown_code"),
        Cell("mentas", "alasan", "Ekonomi Meningkat", None, "ekonomi_meningkat"),
        Cell("mentas", "alasan", "mengundurkan diri", None, "mengundurkan_diri"),
        Cell("mentas", "alasan", "lain", "unknown_code"),
        Cell("penerima", "jenis_kelamin", "p"),
        Cell("penerima", "jenis_kelamin", "X", "unknown_code"),
        Cell("penerima", "jenis_kelamin", ErrorFormula(), "missing_value"),
        Cell("penerima", "alamat", ErrorFormula("#REF!"), "missing_value"),
        Cell("penerima", "nama", ErrorFormula(), "missing_value"),
    ]


def regions() -> list[Cell]:
    ketapang = "35.74.01.1001"
    column = ("kegiatan", "kode_wilayah")
    return [
        *(Cell(*column, written, None, ketapang) for written in (ketapang, "3574011001", 3574011001, "'3574011001")),
        *(Cell(*column, written, "unknown_region") for written in ("35.74.01.9999", "35.74.01", "35.78.01.1001")),
        Cell(*column, None, "missing_value"),
        Cell(*column, ErrorFormula(), "missing_value"),
    ]


def numbers() -> list[Cell]:
    nik, kk = "3574015708800001", "3574010101080001"
    return [
        *(
            Cell("penerima", "nik", written, None, nik)
            for written in (nik, "3574 0157 0880 0001", "357401.570880.0001", f"'{nik}", int(nik), f"\u200b{nik}")
        ),
        Cell("penerima", "nik", "3574015708800010", None, "3574015708800010"),  # text: nothing was rounded
        Cell("penerima", "nik", 3574015708800010, "nik_precision_lost"),
        Cell("penerima", "nik", "3,57402E+15", "nik_precision_lost"),
        Cell("penerima", "nik", "3574015708800010,00", "nik_precision_lost"),
        Cell("penerima", "nik", "1111111111111111", "nik_missing", None),
        Cell("penerima", "nik", "3574010000000001", "nik_missing", None),
        Cell("penerima", "nik", "3574015708800001 / 3574015708800002", "bad_nik"),
        Cell("penerima", "no_kk", "1234567890123456", "bad_kk"),
        Cell("penerima", "no_kk", "3574010101080000", "bad_kk"),
        Cell("penerima", "no_kk", "3574013102080001", "kk_impossible_date", "3574013102080001"),
        Cell("penerima", "nik", "357401570880001", "bad_nik"),
        Cell("penerima", "nik", "35740157088000011", "bad_nik"),
        Cell("penerima", "nik", "3574015708800O01", "bad_nik"),
        Cell("penerima", "nik", "\u0663574015708800001", "bad_nik"),  # a digit, and no ASCII one
        Cell("penerima", "nik", ErrorFormula(), "missing_value"),
        *(Cell("penerima", "nik", written, "nik_missing", None) for written in (None, *EMPTY_TEXTS)),
        Cell("penerima", "nik", "3574013002800001", "nik_impossible_date", "3574013002800001"),
        Cell("penerima", "nik", "3574015808800001", "nik_birth_date_mismatch", "3574015808800001"),
        Cell("penerima", "nik", "3574011708800001", "nik_sex_mismatch", "3574011708800001"),
        Cell("penerima", "no_kk", "3574 0101 0108 0001", None, kk),
        Cell("penerima", "no_kk", int(kk), None, kk),
        Cell("penerima", "no_kk", None, None, None),
        Cell("penerima", "no_kk", 3574010101080010, "nik_precision_lost"),
        Cell("penerima", "no_kk", "357401010108001", "bad_kk"),
        Cell("keluarga", "no_kk", None, "missing_value"),
        Cell("keluarga", "no_kk", "12", "bad_kk"),
        Cell("keluarga", "nik_kepala", None, "nik_missing", None),
        Cell("mentas", "no_kk", None, None, None),
        Cell("mentas", "nik_kepala", None, None, None),
        Cell("mentas", "no_kk", "12", "bad_kk"),
    ]


def required_cells() -> list[Cell]:
    """Every required column left empty; numbers and dates have their own tables."""
    return [
        Cell(dataset, column.name, None, "missing_value")
        for dataset in ("kegiatan", "penerima", "keluarga", "mentas")
        for column in load_contracts()[dataset].columns
        if column.required
    ]


CELLS = [
    *amounts(),
    *whole_numbers(),
    *dates(),
    *codes(),
    *regions(),
    *numbers(),
    *required_cells(),
    Cell("kegiatan", "realisasi", 1_000_001, "overspent", Decimal(1_000_001)),
    Cell("penerima", "kode_kegiatan", "K-99", "orphan_activity"),
    Cell("penerima", "nilai_bantuan", 0, None, Decimal(0)),
    Cell("penerima", "nilai_bantuan", -1, "negative_amount"),
]
