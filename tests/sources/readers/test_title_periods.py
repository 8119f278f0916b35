"""Periods in titles and names of sheets: which of them refuse a table that is handed in for a half of 2023."""

import datetime as dt
from pathlib import Path

import pytest

from foundation.semester import Semester
from sources.readers.title_semester import names_other_semester
from tests.sources.readers.submissions import PENERIMA, SEMESTER, receive, write_csv, write_xlsx

#: Text, and whether it refuses 2023S1 and 2023S2.
PERIODS = [
    # semesters
    ("Laporan Semester I Tahun 2023", False, True),
    ("SEMESTER I (JANUARI - JUNI) TAHUN ANGGARAN 2023", False, True),
    ("Semester : II Tahun : 2022", True, True),
    ("SEMESTER II KOTA PROBOLINGGO TAHUN 2022", True, True),
    ("TAHUN 2022 SEMESTER II", True, True),
    ("Semester ke-2 Tahun 2022", True, True),
    ("Semester \u2161 2022", True, True),
    ("Kegiatan Smt II 2022", True, True),
    ("Penerima_Smt2_2022", True, True),
    ("Semester I dan II 2023", False, False),
    ("2023-S1", False, True),
    ("S2/2023", True, False),
    # quarters and thirds
    ("TRIWULAN I TAHUN 2023", False, True),
    ("TRIWULAN IV 2023", True, False),
    ("TW II 2023", False, True),
    ("TW.III/2023", True, False),
    ("TW2-2023", False, True),
    ("Q2 2023", False, True),
    ("2023Q3", True, False),
    ("Kuartal Keempat 2022", True, True),
    ("Triwulan I s.d. III 2023", False, False),
    ("TW I-II 2023", False, True),
    ("s.d. Triwulan IV 2023", False, False),
    ("Catur Wulan III 2023", True, False),
    ("TW I & II Tahun 2023", False, True),
    ("TRIWULAN KE IV TAHUN 2022", True, True),
    ("Kegiatan Q4", True, False),
    # months
    ("April 2023", False, True),
    ("bulan Juni 2023", False, True),
    ("BULAN : JANUARI S.D. JUNI TAHUN : 2022", True, True),
    ("Januari - Maret 2023", False, True),
    ("Januari, Februari dan Maret 2023", False, True),
    ("Januari sampai dengan bulan Juni 2022", True, True),
    ("Juni-Juli 2023", False, False),
    ("Oktober 2022 - Maret 2023", False, True),
    ("Oktober - Maret 2023", False, True),
    ("Juli 2022 s.d. Juni 2023", False, True),
    ("s.d. Juni 2023", False, True),
    ("LAPORAN - JUNI 2022", True, True),
    ("Tahap 2 April 2022", True, True),
    ("1 April 2023 - 30 Juni 2023", False, True),
    ("1 Juli s/d 31 Desember 2022", True, True),
    ("01/07/2022 - 31/12/2022", True, True),
    ("2022-07-01 s/d 2022-12-31", True, True),
    ("Penyaluran Tahap I (Januari, Februari, Maret) 2023", False, True),
    ("Penetapan DTKS Oktober 2022 untuk penyaluran April-Juni 2023", False, True),
    ("posisi Januari s.d. Juni 2022", True, True),
    # halves of a school year; without a slash the half is the calendar's
    ("genap 2022/2023", False, True),
    ("ganjil 2023/2024", True, False),
    ("ganjil 2022/2023", True, True),
    ("Semester Genap Tahun Ajaran 2022/2023", False, True),
    ("TAHUN PELAJARAN 2022/2023 SEMESTER GENAP", False, True),
    ("Semester Genap TA 2022-2023", False, True),
    ("Semester II TP 2022/2023", False, True),
    ("genap 2022/23", False, True),
    ("semester genap 2023", True, False),
    ("semester ganjil 2023", False, True),
    # words that only look like a remark on where a list comes from
    ("REKAPITULASI BERDASARKAN KELURAHAN SEMESTER II TAHUN 2022", True, True),
    ("Kelurahan Sumber Wetan Semester II 2022", True, True),
    ("Sumber Dana APBD Semester II 2022", True, True),
    ("(DTKS SEMESTER II 2022) SEMESTER I 2023", False, True),
    ("Penerima Semester I 2023 berdasarkan data DTKS Semester II 2022", False, True),
    ("Semester I, RPJMD 2019-2024", False, True),
]  # fmt: skip

NO_PERIODS = [
    "Data tahun 2022",
    "Sumber: DTKS Semester II 2022",
    "Sumber data: P3KE 2022 Semester II",
    "per DTKS Oktober 2022",
    "Berdasarkan hasil pendataan Triwulan IV 2022",
    "Data KPM per Desember 2022",
    "SK Wali Kota Nomor 188.45/12/2022 tanggal 3 Januari 2022",
    "Keputusan Wali Kota Nomor 5 Tahun 2022",
    "DPA Nomor 1/DPA/2022",
    "SK Kepala Dinas Desember 2022",
    "Dasar: penetapan Triwulan IV 2022",
    "Hasil verval DTKS Juli - Desember 2022",
    "KEADAAN S.D. 31 DESEMBER 2022",
    "Probolinggo, Juli 2022",
    "Probolinggo, 5 Juli 2022",
    "Dicetak 10 Juli 2022",
    "Update Juli 2022",
    "Kegiatan (rev Juli 2022)",
    "Beasiswa S2 2022",
    "Semi Permanen Tahun 2022",
    "Operasi ganjil genap tahun 2022",
    "Semester 3 Tahun 2022",
    "RT 03 RW 05, 7 April 2022",
]


@pytest.mark.parametrize(("text", "refuses_first", "refuses_second"), PERIODS, ids=[case[0] for case in PERIODS])
def test_a_title_or_a_sheets_name_that_names_another_period(
    text: str, refuses_first: bool, refuses_second: bool
) -> None:
    for half, refuses in ((1, refuses_first), (2, refuses_second)):
        assert names_other_semester([text], Semester(2023, half)) is refuses
        assert names_other_semester(["DAFTAR PENERIMA"], Semester(2023, half), text) is refuses


@pytest.mark.parametrize("text", NO_PERIODS)
def test_sources_decrees_and_days_are_no_periods(text: str) -> None:
    assert not names_other_semester([text], Semester(2023, 1), text)
    assert not names_other_semester([text], Semester(2023, 2), text)


@pytest.mark.parametrize(
    ("titles", "sheet", "is_other"),
    [
        (["SEMESTER I"], "Kegiatan 2022", True),
        (["SEMESTER I"], "Kegiatan Smt II 2022", True),
        (["SEMESTER I 2023"], "Kegiatan Smt II 2022", False),
        (["SEMESTER II 2022"], "Kegiatan Smt I 2023", True),
        (["SEMESTER GENAP", "TAHUN AJARAN 2022/2023"], "Penerima", False),
        (["SEMESTER GANJIL", "TAHUN AJARAN 2022/2023"], "Penerima", True),
        (["TRIWULAN II", "TAHUN ANGGARAN 2022"], "Penerima", True),
        (["TRIWULAN II", "SK Nomor 5 Tahun 2022"], "Penerima", False),
        (["DINAS SOSIAL", "Sumber: DTKS Semester II 2022"], "TW IV 2022", True),
    ],
)
def test_titles_go_before_the_sheets_name_and_complete_each_other(
    titles: list[str], sheet: str, is_other: bool
) -> None:
    assert names_other_semester(titles, SEMESTER, sheet) is is_other


def test_a_sheets_name_refuses_as_a_title_does(tmp_path: Path) -> None:
    for sheet, rule in (("Penerima Smt II 2022", "wrong_semester"), ("Penerima TW II 2023", None)):
        received = receive(write_xlsx(tmp_path / "a.xlsx", {sheet: PENERIMA}))
        assert received.faults == ([(rule, "a.xlsx", None, None)] if rule else [])
        assert received.counted == {("a.xlsx", sheet): 2}


def test_a_title_can_stand_in_several_cells_and_its_year_as_a_number(tmp_path: Path) -> None:
    for year, rule in ((2022, "wrong_semester"), (2023, None)):
        rows = [["Semester", ":", "I", "Tahun", year], ["Dicetak", dt.date(2022, 7, 5)], *PENERIMA]
        received = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": rows}))
        assert received.faults == ([(rule, "a.xlsx", None, None)] if rule else [])


def test_a_csvs_name_is_its_sheets(tmp_path: Path) -> None:
    assert receive(write_csv(tmp_path / "penerima 2023S1.csv", PENERIMA)).faults == []
    faults = receive(write_csv(tmp_path / "penerima triwulan 3 2023.csv", PENERIMA)).faults
    assert faults == [("wrong_semester", "penerima triwulan 3 2023.csv", None, None)]
