"""Every sender gets a workbook of its own submission, and only where it has changed."""

import json
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback.delivery import DeliveredWorkbook, DeliveryTerms, deliver_feedback, prepare_delivery
from feedback.review.delivery import DeliveredReview, deliver_reviews
from feedback.workbook import WrittenWorkbook, write_workbook
from foundation.semester import CITY_TIME_ZONE, Semester
from orchestration.runs import run_semester
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_cases import write_workbook as write_report
from tests.installation import Installation

pytestmark = pytest.mark.slow

SEMESTER = Semester(2023, 1)
HEADER = "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;" + (
    "satuan_sasaran;target;capaian;tanggal_mulai\n"
)
ERROR = "FFFFC7CE"


def workbooks(city: Installation, semester: Semester = SEMESTER) -> dict[str, Path]:
    """Give the senders' workbooks by institution; the list for review is the secretariat's."""
    found = set((city.layout.feedback_zone / semester.key).glob("*.xlsx"))
    return {path.stem: path for path in found - city.layout.secretariat_workbooks(semester.key)}


def marks_of(city: Installation) -> dict[str, tuple[int, int]]:
    """Give what tells one writing of a file from another, by institution."""
    return {code: (path.stat().st_ino, path.stat().st_mtime_ns) for code, path in workbooks(city).items()}


def submitted(city: Installation, semester: Semester) -> set[str]:
    rows = city.query(f"""
        select institution_code from marts.fct_submission
        inner join marts.dim_institution using (institution_key)
        inner join marts.dim_semester using (semester_key)
        where semester = '{semester.key}' and version > 0
    """)
    return {row[0] for row in rows}


def deliver(city: Installation, **changes: Any) -> list[DeliveredWorkbook]:
    others = [each for each in city.semesters if each != SEMESTER]
    prepare_delivery(city.layout)
    return deliver_feedback(city.layout, SEMESTER, others, {}, DeliveryTerms(), **changes)


def test_every_sender_has_a_workbook_that_its_owner_alone_can_read(published_city: Installation) -> None:
    for semester in published_city.semesters:
        assert workbooks(published_city, semester).keys() == submitted(published_city, semester)
        for path in workbooks(published_city, semester).values():
            assert path.stat().st_mode & 0o777 == 0o600
    assert published_city.layout.feedback_zone.stat().st_mode & 0o777 == 0o700
    assert not published_city.layout.feedback_scratch.exists()


def test_every_finding_of_a_row_is_reported_at_a_cell(copied_city: Installation) -> None:
    shutil.rmtree(copied_city.layout.feedback_zone)
    delivered = deliver(copied_city)
    assert len(delivered) == sum(len(submitted(copied_city, semester)) for semester in copied_city.semesters)
    assert all(book.is_new and book.has_rows for book in delivered)
    assert sum(book.findings_without_cell or 0 for book in delivered) == 0
    shown = sum(book.findings for book in delivered)
    of_validation = copied_city.query("""
        select count(*) from marts.fct_quality_finding
        where status = 'open' and entity_type in ('row', 'file') and evidence like '%dataset%'
    """)
    assert shown > of_validation[0][0] > 100


def test_the_same_again_writes_nothing_and_a_lost_or_broken_workbook_comes_back(copied_city: Installation) -> None:
    before = marks_of(copied_city)
    assert not any(book.is_new for book in deliver(copied_city))
    assert marks_of(copied_city) == before
    lost, broken = sorted(before)[:2]
    workbooks(copied_city)[lost].unlink()
    workbooks(copied_city)[broken].write_bytes(b"half of a workbook")
    elsewhere = workbooks(copied_city, copied_city.semesters[0])[lost]
    elsewhere.unlink()
    written = {(book.semester, book.institution_code) for book in deliver(copied_city) if book.is_new}
    assert written == {("2023S1", lost), ("2023S1", broken), ("2022S2", lost)}
    assert elsewhere.exists()


def lose_three(city: Installation) -> None:
    """Lose the workbook of DINSOS and two others, so that these are written again."""
    others = sorted(workbooks(city).keys() - {"DINSOS"})[:2]
    for code in ("DINSOS", *others):
        workbooks(city)[code].unlink()


def die_of_dinsos(report: Any, *arguments: Any, **limits: Any) -> WrittenWorkbook:
    if report.facts.institution_code == "DINSOS":
        os._exit(11)
    return write_workbook(report, *arguments, **limits)


def fail_of_dinsos(report: Any, *arguments: Any, **limits: Any) -> WrittenWorkbook:
    if report.facts.institution_code == "DINSOS":
        raise ZeroDivisionError("a bug")
    return write_workbook(report, *arguments, **limits)


@pytest.mark.slow
def test_a_writer_that_dies_costs_its_own_institution_the_rows_only(copied_city: Installation) -> None:
    lose_three(copied_city)
    delivered = [book for book in deliver(copied_city, write=die_of_dinsos) if book.semester == SEMESTER.key]
    assert [book.institution_code for book in delivered if not book.has_rows] == ["DINSOS"]
    assert len([book for book in delivered if book.is_new]) == 3
    assert workbooks(copied_city).keys() == submitted(copied_city, SEMESTER)
    book = openpyxl.load_workbook(workbooks(copied_city)["DINSOS"])
    assert book.sheetnames == ["Ringkasan", "Temuan"]
    assert book["Temuan"].max_row > 10


def test_an_error_of_our_own_is_raised_when_the_others_have_their_workbooks(copied_city: Installation) -> None:
    lose_three(copied_city)
    with pytest.raises(ZeroDivisionError):
        deliver(copied_city, write=fail_of_dinsos)
    assert workbooks(copied_city).keys() == submitted(copied_city, SEMESTER)


def hand_in(city: Installation, code: str, name: str, content: str | bytes) -> Path:
    folder = city.inbox(code, SEMESTER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.slow
def test_a_correction_rewrites_the_workbooks_that_it_changes(copied_city: Installation) -> None:
    before = marks_of(copied_city)
    senders = sorted(before.keys() - {"DINSOS", "SEKTAP"})
    of_csv, of_json, unreadable, vanished, of_xlsx = senders[:5]
    for code in senders[:5]:
        shutil.rmtree(copied_city.inbox(code, SEMESTER))
    hand_in(
        copied_city,
        of_csv,
        "kegiatan.csv",
        f"Laporan;\n{HEADER}K1;=1+1;2;2;35.74.01.1001;APBD_KOTA;1000000;banyak;INDIVIDU;10;9;2023-02-01\n",
    )
    hand_in(copied_city, of_json, "kegiatan.json", json.dumps([sound("kegiatan", anggaran="seribu")]))
    hand_in(copied_city, unreadable, "laporan.xlsx", b"PK\x03\x04 this is no workbook")
    copied_city.inbox(of_xlsx, SEMESTER).mkdir()
    write_report(copied_city.inbox(of_xlsx, SEMESTER) / "laporan.xlsx", {"Kegiatan": [sound("kegiatan", target="x")]})

    copied_city.run(SEMESTER, *senders[:5])

    after = marks_of(copied_city)
    assert vanished not in after
    changed = {code for code in after if after[code] != before[code]}
    assert {of_csv, of_json, unreadable, of_xlsx} <= changed
    # Others only where a finding across institutions has come or gone.
    assert len(changed) < len(before) / 2
    books = {code: openpyxl.load_workbook(workbooks(copied_city)[code]) for code in changed}
    of_sheet = books[of_csv]["kegiatan"]
    assert (of_sheet["B3"].value, of_sheet["B3"].data_type) == ("=1+1", "s")
    assert of_sheet["H3"].fill.fgColor.rgb == ERROR
    assert "bad_number" in of_sheet["H3"].comment.text
    record = {cell.value: at for at, cell in enumerate(books[of_json]["kegiatan"][1])}
    assert books[of_json]["kegiatan"][2][record["anggaran"]].fill.fgColor.rgb == ERROR
    assert books[unreadable].sheetnames == ["Ringkasan", "Temuan"]
    assert books[of_xlsx]["Kegiatan"]["J2"].fill.fgColor.rgb == ERROR
    assert submitted(copied_city, SEMESTER) == after.keys()


@pytest.mark.slow
def test_a_failure_of_the_feedback_leaves_the_publication(small_city: Installation) -> None:
    # A file where the folder should be: the stage can not write, whoever runs it.
    shutil.rmtree(small_city.layout.feedback_zone)
    small_city.layout.feedback_zone.write_text("in the way")
    outcome = run_semester(small_city.settings, SEMESTER, ["DINSOS"], datetime.now(CITY_TIME_ZONE))
    assert outcome.is_published
    assert not outcome.is_successful
    assert any("feedback" in failure for failure in outcome.failures)


def test_lists_for_review_are_written_where_something_has_changed(copied_city: Installation) -> None:
    def deliver_lists(most: int = 1_000) -> list[DeliveredReview]:
        return deliver_reviews(copied_city.layout, copied_city.semesters, most=most, certain=0.99)

    kept = [copied_city.layout.review(semester.key) for semester in copied_city.semesters]
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in kept)
    to_decide = copied_city.query("""
        select semester, count(*) from marts.fct_quality_finding
        where
            rule_code in ('duplicate_household', 'left_poverty_still_counted', 'duplicate_activity')
            and status <> 'resolved'
        group by semester order by semester
    """)
    lists = deliver_lists()
    assert [(one.semester, one.findings) for one in lists] == to_decide
    assert not any(one.is_new for one in lists)
    kept[0].write_bytes(b"half of a workbook")
    assert [one.is_new for one in deliver_lists()] == [True, False]
    # Writing the senders' workbooks leaves the lists alone.
    assert not any(book.is_new for book in deliver(copied_city))
    assert all(path.exists() for path in kept)
    assert not any(one.is_new for one in deliver_lists())
    (earlier, later) = deliver_lists(most=2)
    assert (later.findings, later.left_out) == (2, to_decide[1][1] - 2)
    assert earlier.is_new == (to_decide[0][1] > 2)
