"""The blind workbooks: what a reviewer sees and does not see, and how it is read back."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from feedback.review.blind_report import BlindReport, KnownAssessment
from feedback.review.blind_workbook import write_blind
from feedback.review.report import KnownDecision, ReviewFinding
from tests.feedback.made_up import texts
from tests.feedback.review.made_up import activity_finding, finding, head_of
from tests.sources.readers.submissions import receive

SAID = KnownAssessment("tidak_dapat_dinilai", "=Petugas", dt.date(2023, 8, 1))
SAMPLE = [*(finding(number) for number in range(1, 9)), activity_finding(9, end_date=dt.date(2023, 6, 5))]


def report_of(
    sampled: list[ReviewFinding], reviewer: int = 1, known: Mapping[str, KnownAssessment] | None = None
) -> BlindReport:
    return BlindReport.of("2021S2", reviewer, sampled, known or {})


def write(report: BlindReport, folder: Path) -> Path:
    target = folder / f"periksa_buta_{report.reviewer}_2021S2.xlsx"
    write_blind(report, target, report.fingerprint())
    return target


def lines(book: Any, sheet: str = "Penilaian") -> list[dict[str, Any]]:
    head, at = head_of(book, sheet)
    return [
        {label: book[sheet].cell(row, column).value for label, column in at.items()}
        for row in range(head + 1, book[sheet].max_row + 1)
    ]


def test_both_see_the_same_pairs_in_another_order() -> None:
    first, second = (report_of(SAMPLE, reviewer) for reviewer in (1, 2))
    ids = [[pair.finding_id for pair in report.pairs] for report in (first, second)]
    assert sorted(ids[0]) == sorted(ids[1]) == [one.finding_id for one in SAMPLE]
    assert ids[0] != ids[1] != sorted(ids[1])


def test_nothing_is_seen_of_what_the_system_or_others_say(tmp_path: Path) -> None:
    decision = KnownDecision("abaikan", "Rahasia", "Petugas Tiga", dt.date(2023, 8, 1), None)
    told = [replace(one, status="waived", decision=decision, probability=0.6, weights=None) for one in SAMPLE]
    # Not even that something was decided: the workbook is not written anew.
    assert report_of(told).fingerprint() == report_of(SAMPLE).fingerprint()
    book = openpyxl.load_workbook(write(report_of(told), tmp_path))
    assert book.sheetnames == ["Penilaian", "Penilaian kegiatan", "Petunjuk"]
    seen = " ".join(text for sheet in book for text in texts(sheet))
    assert not [word for word in ("(60", "%", "Rahasia", "Petugas Tiga", "diabaikan", "mirip", "bobot") if word in seen]
    first, second = lines(book)[:2]
    assert (first["Data"], second["Data"]) == ("A: tetap", "B: ulangan")
    assert (first["No. KK"], second["No. KK"]) == ("3574010101080001", "3574010101080007")
    assert (first["Tanggal lahir"], first["pemeriksa_ke"]) == (dt.datetime(1960, 8, 17), 1)
    assert [first[name] for name in ("penilaian", "petugas", "tanggal")] == [None, None, None]
    (activity, _) = lines(book, "Penilaian kegiatan")
    assert (activity["Nama kegiatan"], activity["Anggaran"]) == ("Bantuan sembako", 150_000_000)


def test_untouched_it_says_nothing(tmp_path: Path) -> None:
    received = receive(write(report_of(SAMPLE), tmp_path), institution_code="SEKTAP")
    assert received.faults == []
    assert sum(received.counted.values()) == 0


def test_what_this_reviewer_has_said_stands_there_and_comes_back(tmp_path: Path) -> None:
    report = report_of(SAMPLE, 2, {f"{3:032x}": SAID, f"{9:032x}": replace(SAID, verdict="sama")})
    assert report.unassessed == len(SAMPLE) - 2
    received = receive(write(report, tmp_path), institution_code="SEKTAP")
    assert received.faults == []
    said = {
        int(row["finding_id"], 16): [row[name] for name in ("pemeriksa_ke", "penilaian", "petugas", "tanggal")]
        for row in received.rows("penilaian")
    }
    rest = ["=Petugas", dt.date(2023, 8, 1)]
    assert said == {3: [2, "tidak_dapat_dinilai", *rest], 9: [2, "sama", *rest]}
