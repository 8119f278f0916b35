"""The list for review as a workbook: what it shows, offers and keeps safe, and how it is read back."""

import datetime as dt
from pathlib import Path

from openpyxl.cell.rich_text import CellRichText, TextBlock

from feedback.review.columns import ACTIVITIES, HOUSEHOLDS, REVIEW_LISTS
from feedback.review.guide import GUIDE_SHEET
from feedback.review.report import KnownDecision, ReviewReport
from sources.readers.target_fields import target_fields_of
from tests.feedback.made_up import texts
from tests.feedback.review.made_up import activity_finding, finding, head_of, record, report_of, write
from tests.sources.readers.submissions import receive

SAID = KnownDecision("abaikan", "=1+1", "@petugas", dt.date(2023, 8, 1), dt.date(2023, 12, 31))
GROUNDS = {"same": "FFE2EFDA", "near": "FFFFEB9C", "differs": "FFFFC7CE", "missing": "FFEDEDED"}


def test_the_two_records_stand_below_each_other_with_what_agrees(tmp_path: Path) -> None:
    book = write(report_of(finding(1)), tmp_path)
    assert book.sheetnames == [HOUSEHOLDS.sheet, GUIDE_SHEET]
    sheet, (head, at) = book[HOUSEHOLDS.sheet], head_of(book)
    first, second, agreement = (
        {label: sheet.cell(row, column).value for label, column in at.items()} for row in range(head + 1, head + 4)
    )
    assert (str(first["No. KK"]), str(second["No. KK"])) == ("3574010101080001", "3574010101080007")
    assert (first["NIK kepala"], second["NIK kepala"]) == ("3574011708600003", None)
    assert (first["Nama kepala"], first["Tanggal lahir"]) == ("Sukarno Hadi", dt.datetime(1960, 8, 17))
    assert (first["Berkas dan lembar asal"], second["Baris asal"]) == ("laporan.xlsx, lembar keluarga", 3)
    assert (agreement["No. KK"], agreement["NIK kepala"], agreement["Kelurahan"]) == (
        "mirip +7,6",
        "kosong",
        "sama -1,2",
    )
    assert agreement["Keterangan"] == "jumlah bobot +20,7"
    assert (first["finding_id"], second["finding_id"], first["keputusan"]) == (f"{1:032x}", None, None)
    fills = {label: sheet.cell(head + 2, at[label]).fill.fgColor.rgb for label in ("No. KK", "NIK kepala", "Alamat")}
    assert fills == {"No. KK": GROUNDS["near"], "NIK kepala": GROUNDS["missing"], "Alamat": GROUNDS["same"]}


def test_digits_that_differ_stand_out(tmp_path: Path) -> None:
    book = write(report_of(finding(1)), tmp_path)
    head, at = head_of(book)
    number = book[HOUSEHOLDS.sheet].cell(head + 1, at["No. KK"]).value
    assert isinstance(number, CellRichText)
    parts = [(part.text, bool(part.font.b)) for part in number if isinstance(part, TextBlock)]
    assert parts == [("357401010108000", False), ("1", True)]


def test_the_columns_that_are_asked_for_are_offered_open_and_the_rest_is_locked(tmp_path: Path) -> None:
    book = write(report_of(finding(1), finding(2)), tmp_path)
    sheet, (head, at) = book[HOUSEHOLDS.sheet], head_of(book)
    offered = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    cells = [sheet.cell(row, at["keputusan"]) for row in (head + 1, head + 4)]
    covered = " ".join(offered).split()
    assert [cell.coordinate for cell in cells] == sorted(covered, key=lambda place: int(place[1:]))
    assert {rule.formula1 for rule in offered.values()} == {'"sahkan,abaikan"'}
    assert all(rule.allow_blank for rule in offered.values())
    assert sheet.protection.sheet
    assert not cells[0].protection.locked
    assert sheet.cell(head + 1, at["finding_id"]).protection.locked
    assert sheet.freeze_panes == sheet.cell(head + 1, at["No. KK"]).coordinate
    assert sheet.print_title_rows == f"${head}:${head}"


def test_what_was_said_stands_there_as_it_was_and_as_text(tmp_path: Path) -> None:
    hostile = record(name='=HYPERLINK("http://contoh.invalid")', address="+1", source_file="-1.xlsx")
    listed = finding(1, status="waived", decision=SAID, records=(hostile, None))
    book = write(report_of(listed), tmp_path)
    sheet, (head, at) = book[HOUSEHOLDS.sheet], head_of(book)
    cells = [cell for row in sheet.iter_rows(min_row=head) for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    said = {label: sheet.cell(head + 1, at[label]) for label in ("alasan", "petugas", "Nama kepala", "Alamat")}
    assert [cell.value for cell in said.values()] == ["=1+1", "@petugas", hostile.name, "+1"]
    assert {cell.number_format for cell in said.values()} == {"@"}
    # A spreadsheet that is asked to look at the cell again keeps it a text.
    assert sheet.cell(head + 1, at["berlaku_sampai"]).value == dt.datetime(2023, 12, 31)
    assert "tidak ada lagi" in sheet.cell(head + 2, at["Keterangan"]).value


def test_it_comes_back_as_the_decisions_that_stand_in_it(tmp_path: Path) -> None:
    write(report_of(finding(1), finding(2, status="waived", decision=SAID), finding(3)), tmp_path)
    received = receive(tmp_path / "daftar_periksa_2023S1.xlsx", institution_code="SEKTAP")
    assert received.faults == []
    (row,) = received.rows("keputusan")
    assert (row["finding_id"], row["keputusan"], row["tanggal"]) == (f"{2:032x}", "abaikan", dt.date(2023, 8, 1))
    assert (row["alasan"], row["petugas"], row["berlaku_sampai"]) == ("=1+1", "@petugas", dt.date(2023, 12, 31))


def test_it_comes_back_through_the_inbox_of_any_semester(tmp_path: Path) -> None:
    listed = ReviewReport.of(
        "2021S2", [finding(1, decision=SAID, status="waived")], is_closed=False, most=10, certain=0.99
    )
    write(listed, tmp_path)
    received = receive(tmp_path / "daftar_periksa_2023S1.xlsx", institution_code="SEKTAP")
    assert received.faults == []
    assert len(received.rows("keputusan")) == 1


def test_what_stands_in_a_wrong_line_is_shown_and_not_lost(tmp_path: Path) -> None:
    book = write(report_of(finding(1), finding(2)), tmp_path)
    head, at = head_of(book)
    book[HOUSEHOLDS.sheet].cell(head + 2, at["keputusan"]).value = "abaikan"  # line B, where no id stands
    book[HOUSEHOLDS.sheet].cell(head + 4, at["alasan"]).value = "Ketua RT"  # and no word of what is decided
    book.save(tmp_path / "salah.xlsx")
    received = receive(tmp_path / "salah.xlsx", institution_code="SEKTAP")
    assert received.column("keputusan", "finding_id") == [None, f"{2:032x}"]
    assert received.column("keputusan", "keputusan") == ["abaikan", None]


def test_no_label_is_taken_for_a_column_that_it_is_not() -> None:
    target_fields = target_fields_of("keputusan", 2023)
    for review_list in REVIEW_LISTS:
        read = {
            label: target_fields.names[found.target_field]
            for label in review_list.labels
            if (found := target_fields.find(label))
        }
        assert read == {name: name for name in target_fields.names}


def test_what_is_left_out_and_that_a_semester_is_closed_is_shown(tmp_path: Path) -> None:
    book = write(report_of(*(finding(number) for number in range(5)), most=2, is_closed=True), tmp_path)
    assert any("3 temuan lain belum ditampilkan" in text for text in texts(book[HOUSEHOLDS.sheet]))
    assert any("sudah ditutup" in text for text in texts(book[GUIDE_SHEET]))


def test_activities_stand_in_a_sheet_of_their_own(tmp_path: Path) -> None:
    book = write(report_of(finding(1), activity_finding(2, end_date=dt.date(2023, 6, 5))), tmp_path)
    assert book.sheetnames == [HOUSEHOLDS.sheet, ACTIVITIES.sheet, GUIDE_SHEET]
    sheet, (head, at) = book[ACTIVITIES.sheet], head_of(book, ACTIVITIES.sheet)
    first, second, agreement = (
        {label: sheet.cell(row, at[label]).value for label in at} for row in range(head + 1, head + 4)
    )
    assert (first["Dugaan"], first["Keyakinan"], first["Data"]) == ("kegiatan ganda", "mungkin (97,0%)", "A: kegiatan")
    assert (first["Nama kegiatan"], first["Anggaran"], first["Sasaran"]) == ("Bantuan sembako", 150_000_000, "100 KK")
    assert (first["Mulai"], first["Penerima"], second["Penerima"]) == (dt.datetime(2023, 3, 1), 12, 10)
    assert (second["Lembaga"], second["Sumber dana"]) == ("PT-SEGARA", "CSR")
    labels = ("Nama kegiatan", "Kelurahan", "Selesai", "Anggaran", "Sasaran", "Sumber dana", "Penerima", "Keterangan")
    assert [agreement[label] for label in labels] == [
        "mirip",
        "sama",
        "mirip",
        "sama",
        "sama",
        "beda",
        "sama",
        "2 kelurahan sama",
    ]


def test_decisions_of_both_sheets_come_back(tmp_path: Path) -> None:
    book = write(report_of(finding(1), activity_finding(2)), tmp_path)
    for name in (HOUSEHOLDS.sheet, ACTIVITIES.sheet):
        head, at = head_of(book, name)
        said = {"keputusan": "abaikan", "alasan": "Dua yang berbeda", "petugas": "Ani", "tanggal": dt.date(2023, 8, 1)}
        for label, value in said.items():
            book[name].cell(head + 1, at[label]).value = value
    book.save(tmp_path / "putusan.xlsx")
    received = receive(tmp_path / "putusan.xlsx", institution_code="SEKTAP")
    assert received.faults == []
    assert received.column("keputusan", "finding_id") == [f"{1:032x}", f"{2:032x}"]
