"""Every fault of a file or sheet: shown to be found, and not to stop the files beside it."""

import json
from pathlib import Path

import pytest

from foundation.semester import Semester
from sources.readers.title_semester import names_other_semester
from sources.reading.submissions import ReadingLimits
from tests.sources.readers.submissions import (
    PENERIMA,
    PENERIMA_HEADER,
    PENERIMA_ROWS,
    SEMESTER,
    faults_beside_a_good_file,
    receive,
    submission_file,
    write_bytes,
    write_csv,
    write_xlsx,
    zip_bytes,
)
from tests.sources.readers.test_rows import KEGIATAN_HEADER, KEGIATAN_ROW

KELUARGA = [
    ["no_kk", "nama_kepala", "kode_wilayah", "jumlah_anggota", "status", "tanggal_pendataan"],
    ["3574010101080001", "Contoh Kepala", "35.74.03.1001", "4", "miskin", "2023-01-20"],
]
KEPUTUSAN = [
    ["finding_id", "keputusan", "alasan", "petugas", "tanggal"],
    ["0123456789abcdef0123456789abcdef", "abaikan", "Sudah dikunjungi", "Petugas Satu", "2023-08-01"],
]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("kosong.xlsx", b"", "unreadable_file"),
        ("rusak.xlsx", b"PK\x03\x04" + b"x" * 200, "unreadable_file"),
        ("rusak.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unreadable_file"),
        ("rusak.json", b'[{"nik": ', "no_known_sheet"),
        ("laporan.pdf", b"%PDF-1.7 ...", "unsupported_format"),
        ("foto.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "unsupported_format"),
        ("penerima.xls", b"<html><table><tr><td>nik</td></tr></table></html>", "unsupported_format"),
        ("catatan.txt", b"Terlampir laporan kami.", "unsupported_format"),
        ("surat.docx", zip_bytes({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "unsupported_format"),
        ("surat.odt", zip_bytes({"mimetype": b"application/vnd.oasis.opendocument.text"}), "unsupported_format"),
        ("data.csv", b"a,b\n1,2\n", "no_known_sheet"),
        ("kosong.zip", zip_bytes({}), "no_known_sheet"),
        ("keluar.zip", zip_bytes({"penerima.csv": b"nik\n", "../luar.csv": b"x"}), "unsafe_archive"),
        ("mutlak.zip", zip_bytes({"/etc/penerima.csv": b"x"}), "unsafe_archive"),
        ("windows.zip", zip_bytes({"..\\penerima.csv": b"x"}), "unsafe_archive"),
        ("drive.zip", zip_bytes({"C:\\penerima.csv": b"x"}), "unsafe_archive"),
        ("dalam.zip", zip_bytes({"a.zip": zip_bytes({"b.zip": zip_bytes({"c.csv": b"x"})})}), "unsafe_archive"),
        ("tanpa nama.zip", zip_bytes({"penerima.csv": b"nik\n", "": b"x"}), "unsafe_archive"),
        ("dalam2.zip", zip_bytes({"a.zip": zip_bytes({"../c.csv": b"x"})}), "unsafe_archive"),
    ],
)
def test_a_bad_file_is_rejected_and_the_good_one_counts(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    assert faults_beside_a_good_file(tmp_path, write_bytes(tmp_path / name, content)) == [(rule, name, None, None)]


def test_workbook_without_a_known_sheet(tmp_path: Path) -> None:
    bad = write_xlsx(tmp_path / "a.xlsx", {"Sheet1": PENERIMA})
    assert faults_beside_a_good_file(tmp_path, bad) == [
        ("no_known_sheet", "a.xlsx", None, None),
        ("unread_content", "a.xlsx", "Sheet1", None),
    ]


def test_limits_of_text(tmp_path: Path) -> None:
    long_record = [[*PENERIMA_ROWS[0][:2], "x" * 3000, *PENERIMA_ROWS[0][3:]]]
    bad = write_csv(tmp_path / "penerima_2.csv", [*PENERIMA, *long_record])
    assert faults_beside_a_good_file(tmp_path, bad, limits=ReadingLimits(record_bytes=2000)) == [
        ("file_too_large", "penerima_2.csv", None, None)
    ]
    # The rows met before the fault are counted, and written for the sender to have back.
    received = receive(bad, limits=ReadingLimits(record_bytes=2000))
    assert received.counted == {("penerima_2.csv", "penerima_2"): 2}
    assert len(received.rows("penerima")) == 2
    assert receive(bad, limits=ReadingLimits(text_bytes=2000)).faults[0][0] == "file_too_large"


def test_missing_columns_are_named_and_the_rows_are_counted(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[3], *row[4:6]] for row in PENERIMA]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": rows}))
    assert received.faults == [
        ("missing_column", "a.xlsx", "Penerima", "nama"),
        ("missing_column", "a.xlsx", "Penerima", "tanggal_terima"),
    ]
    assert received.counted == {("a.xlsx", "Penerima"): 2}
    assert len(received.rows("penerima")) == 2


def test_what_is_reported_besides_the_rule_says_nothing_twice(tmp_path: Path) -> None:
    letter = write_bytes(tmp_path / "surat.pdf", b"%PDF-1.7 ...")
    incomplete = write_csv(tmp_path / "penerima.csv", [row[1:] for row in PENERIMA])
    nobody = write_csv(tmp_path / "mentas.csv", [["nama_kepala", "alasan", "tanggal_berlaku"], ["A", "pindah", "1/3"]])
    foreign = write_csv(tmp_path / "keluarga.csv", KELUARGA)
    received = receive(letter, incomplete, nobody, foreign, due_datasets=["penerima"])
    assert [(row["rule_code"], row["source_column"], row["detail_id"]) for row in received.rows("file_fault")] == [
        (
            "unexpected_dataset",
            None,
            "Lembar keluarga hanya diterima dari lembaga yang mengelola daftar keluarga miskin.",
        ),
        ("missing_column", "no_kk", "Kolom nik_kepala, yang dapat menggantikannya, juga tidak ada."),
        ("missing_column", "kode_kegiatan", ""),
        ("unsupported_format", None, ""),
    ]


@pytest.mark.parametrize("present", ["no_kk", "nik_kepala"])
def test_one_of_two_required_numbers_is_enough(tmp_path: Path, present: str) -> None:
    rows = [[present, "nama_kepala", "alasan", "tanggal_berlaku"], ["3574010101080001", "Contoh", "pindah", "1/3/2023"]]
    assert receive(write_csv(tmp_path / "mentas.csv", rows)).faults == []
    missing = receive(write_csv(tmp_path / "mentas.csv", [row[1:] for row in rows])).faults
    assert missing == [("missing_column", "mentas.csv", "mentas", "no_kk")]


def test_an_empty_sheet_of_the_template_is_no_fault(tmp_path: Path) -> None:
    received = receive(
        write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA, "Mentas": [], "Kegiatan": [KEGIATAN_HEADER]})
    )
    assert received.faults == []
    assert received.counted == {("a.xlsx", "Penerima"): 2, ("a.xlsx", "Mentas"): 0, ("a.xlsx", "Kegiatan"): 0}


def test_a_sheet_without_any_header_lacks_its_columns(tmp_path: Path) -> None:
    faults = receive(
        write_xlsx(tmp_path / "a.xlsx", {"Keputusan": [["x", "y"], ["1", "2"]]}), institution_code="SEKTAP"
    ).faults
    assert faults == [
        ("missing_column", "a.xlsx", "Keputusan", name)
        for name in ("finding_id", "keputusan", "alasan", "petugas", "tanggal")
    ]


def test_unexpected_data_sets(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA, "Keluarga": KELUARGA, "Keputusan": KEPUTUSAN})
    received = receive(path, due_datasets=["penerima"])
    assert received.faults == [
        ("unexpected_dataset", "a.xlsx", "Keluarga", None),
        ("unexpected_dataset", "a.xlsx", "Keputusan", None),
    ]
    assert received.counted == {("a.xlsx", "Penerima"): 2, ("a.xlsx", "Keluarga"): 1, ("a.xlsx", "Keputusan"): 0}
    assert len(received.rows("keluarga")) == 1
    assert not (received.folder / "keputusan.parquet").exists()
    welcome = receive(path, institution_code="SEKTAP")
    assert welcome.faults == []
    assert welcome.counted["a.xlsx", "Keputusan"] == 1


@pytest.mark.parametrize(
    ("title", "is_other"),
    [
        ("Laporan Semester I Tahun 2023", False),
        ("SEMESTER I (JANUARI - JUNI) TAHUN ANGGARAN 2023", False),
        ("Semester II Tahun 2022, pembanding Semester I 2023", False),
        ("Periode Januari s.d. Juni 2023", False),
        ("Data tahun 2022", False),
        ("Semester I Tahun 2022", True),
        ("Semester 2 TA 2022", True),
        ("2022S2", True),
        ("Januari - Juni 2022", True),
        ("1 Juli s/d 31 Desember 2022", True),
        ("Periode: 01/07/2022 - 31/12/2022", True),
        ("Periode 1-1-2023 s.d. 30-6-2023", False),
        ("Smt. II/2023", True),
        ("Semester Kedua Tahun 2023", True),
        ("Semester II", True),
    ],
)
def test_titles_that_name_another_semester_reject_what_stands_below(tmp_path: Path, title: str, is_other: bool) -> None:
    assert names_other_semester([title], SEMESTER) is is_other
    rows = [[title], *PENERIMA]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": rows, "Kegiatan": [KEGIATAN_HEADER, KEGIATAN_ROW]}))
    assert received.faults == ([("wrong_semester", "a.xlsx", "Penerima", None)] if is_other else [])
    assert received.counted == {("a.xlsx", "Penerima"): 2, ("a.xlsx", "Kegiatan"): 1}
    alone = receive(write_xlsx(tmp_path / "b.xlsx", {"Penerima": rows}))
    assert alone.faults == ([("wrong_semester", "b.xlsx", None, None)] if is_other else [])


def test_a_json_document_can_name_its_semester_behind_the_list(tmp_path: Path) -> None:
    record = dict(zip(PENERIMA[0], PENERIMA[1], strict=True))
    path = tmp_path / "laporan.json"
    path.write_text(json.dumps({"penerima": [record], "semester": "2022S2"}), encoding="utf-8")
    assert receive(path).faults == [("wrong_semester", "laporan.json", None, None)]
    path.write_text(json.dumps({"penerima": [record], "semester": "2023S1"}), encoding="utf-8")
    assert receive(path).faults == []


@pytest.mark.parametrize(
    ("start", "end", "is_other"),
    [
        ("2023-02-01", "2023-05-01", False),
        ("2022-02-01", "2023-01-01", False),
        ("2022-02-01", "2022-12-31", True),
        ("2023-07-01", "", True),
        ("2022-02-01", "", False),  # may still go on: tells nothing
        ("", "2022-12-31", False),
    ],
)
def test_dates_that_all_lie_in_another_semester_reject_the_file(
    tmp_path: Path, start: str, end: str, is_other: bool
) -> None:
    rows = [KEGIATAN_HEADER, [*KEGIATAN_ROW[:12], start, end]]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Kegiatan": rows}))
    assert received.faults == ([("wrong_semester", "a.xlsx", None, None)] if is_other else [])


def test_one_receipt_in_the_semester_keeps_the_file(tmp_path: Path) -> None:
    elsewhere = [*PENERIMA_ROWS[0][:6], "2022-12-31"]
    only = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, elsewhere])
    assert receive(only).faults == [("wrong_semester", "penerima.csv", None, None)]
    assert receive(only, semester=Semester(2022, 2)).faults == []
    assert receive(write_csv(only, [PENERIMA_HEADER, elsewhere, PENERIMA_ROWS[1]])).faults == []


def test_two_sheets_of_one_data_set_are_both_read(tmp_path: Path) -> None:
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA, "Penerima (2)": PENERIMA}))
    assert received.counted == {("a.xlsx", "Penerima"): 2, ("a.xlsx", "Penerima (2)"): 2}
    assert len(set(received.column("penerima", "record_id"))) == 4
    assert [row["sheet_order"] for row in received.rows("sheet")] == [1, 2]


def test_reading_again_replaces_the_tables_whole(tmp_path: Path) -> None:
    both = receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": PENERIMA, "Keluarga": KELUARGA}))
    assert len(both.rows("keluarga")) == 1
    again = receive(write_csv(tmp_path / "penerima.csv", PENERIMA))
    assert not (again.folder / "keluarga.parquet").exists()
    assert {path.name for path in again.folder.iterdir()} == {
        "penerima.parquet", "sheet.parquet", "file.parquet", "file_fault.parquet",
    }  # fmt: skip
    assert [path.name for path in again.folder.parent.iterdir()] == [again.folder.name]


def test_leftovers_of_a_killed_run_do_no_harm(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", PENERIMA)
    folder = receive(path).folder
    for suffix in ("building", "replaced", "unpacked"):
        leftover = folder.parent / f".{folder.name}.{suffix}"
        leftover.mkdir()
        (leftover / "penerima.parquet").write_bytes(b"torn")
    assert len(receive(path).rows("penerima")) == 2
    assert [entry.name for entry in folder.parent.iterdir()] == [folder.name]


def test_nothing_handed_in_gives_empty_tables(tmp_path: Path) -> None:
    received = receive(tmp_path / "x", files=[], target=tmp_path / "out")
    assert received.rows("sheet") == received.rows("file") == received.rows("file_fault") == []
    assert len(list(received.folder.iterdir())) == 3


def test_an_archived_file_that_is_gone_is_no_fault_of_the_sender(tmp_path: Path) -> None:
    file = submission_file(write_csv(tmp_path / "penerima.csv", PENERIMA))
    file.path.unlink()
    with pytest.raises(FileNotFoundError):
        receive(tmp_path / "x", files=[file], target=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
