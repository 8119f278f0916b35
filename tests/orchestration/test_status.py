"""`sektap status`: before any run, of a published semester, of a closed one, for people and for programs."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from expectations.catalogue import load_catalogue
from foundation.semester import Semester
from operations.heartbeat import alive
from operations.intake import collect_submissions
from operations.status import semester_status
from sources.archive import Archive
from sources.institutions import load_institutions
from tests.installation import Installation, make_installation
from tests.orchestration.test_closing import hand_in

COUNTS = {"expected", "reported", "late", "missing", "rows_rejected", "waiting"}


def reported(city: Installation, *arguments: str) -> list[dict[str, Any]]:
    content = json.loads(city.sektap("status", *arguments, "--json").stdout)
    semesters: list[dict[str, Any]] = content["semesters"]
    return semesters


def collect(city: Installation, code: str, semester: Semester) -> None:
    """Archive what an institution has handed in, as the first step of a run does."""
    institution = load_institutions(city.settings.institutions_file).institution(code)
    collect_submissions(city.settings, [institution], semester, datetime.now(UTC))


def test_before_any_run_it_says_that_nothing_was_collected_and_makes_nothing(tmp_path: Path) -> None:
    city = make_installation(tmp_path, households=20, first="2023S1", last="2023S1", seed=3)
    printed = " ".join(city.sektap("status", "2023S1").stdout.split())
    assert "belum pernah diambil dari kotak masuk: jalankan `sektap run 2023S1`" in printed
    (semester,) = reported(city, "2023S1")
    assert (semester["is_collected"], semester["is_published"], semester["reported"]) == (False, False, 0)
    assert {one["status"] for one in semester["institutions"]} == {"not_collected"}
    assert not city.layout.root.exists()


def test_a_published_semester_is_reported_as_the_marts_have_it(published_city: Installation) -> None:
    (semester,) = reported(published_city, "2023S1")
    assert semester.keys() >= COUNTS
    rows = published_city.query("""
        select institution_code, status, version, is_late, files, rows_received, rows_accepted, rows_rejected
        from marts.fct_submission
        inner join marts.dim_institution using (institution_key)
        inner join marts.dim_semester using (semester_key)
        where semester = '2023S1' order by 1
    """)
    names = ("status", "version", "is_late", "files", "rows_received", "rows_accepted", "rows_rejected")
    published = {code: dict(zip(names, row, strict=True)) for code, *row in rows}
    for one in semester["institutions"]:
        expected = published.pop(one["code"])
        assert {**one, "version": one["version"] or 0} | expected == {**one, "version": one["version"] or 0}
    assert published == {}
    rejected = published_city.query("""
        select institution_code, rule_code, count(*) from marts.fct_quality_finding
        where semester = '2023S1' and severity in ('error', 'file') group by all
    """)
    assert {
        (one["code"], reason["rule_code"], reason["count"])
        for one in semester["institutions"]
        for reason in one["rejections"]
    } == set(rejected)
    assert semester["reported"] + semester["missing"] == semester["expected"]


def test_people_read_names_reasons_and_days_within_a_hundred_columns(published_city: Installation) -> None:
    published_city.environment["COLUMNS"] = "100"
    printed = published_city.sektap("status", "2023S1").stdout
    assert max(len(line) for line in printed.splitlines()) <= 100
    assert "31 Jul 2023 (lewat" in printed
    assert "belum melapor" in printed
    assert load_catalogue()["password_protected"].title_id in printed
    overview = published_city.sektap("status").stdout
    assert max(len(line) for line in overview.splitlines()) <= 100
    assert {"2022S2", "2023S1"} <= set(re.findall(r"\d{4}S\d", overview))


def test_what_comes_after_closing_is_reported_as_waiting(copied_city: Installation) -> None:
    semester = copied_city.semesters[-1]
    archive, layout = Archive(copied_city.layout), copied_city.layout
    known = load_institutions(copied_city.settings.institutions_file)
    archive.close(semester, datetime.now(UTC))
    before = semester_status(layout, known, semester, date(2023, 7, 1), None)
    assert before.is_closed
    hand_in(copied_city, "DINSOS", semester, "LATE1")
    collect(copied_city, "DINSOS", semester)
    after = semester_status(layout, known, semester, date(2023, 7, 1), None)
    waiting = {one.code: one.waiting_version for one in after.institutions if one.waiting_version}
    assert waiting == {"DINSOS": 2}
    assert [one.status for one in after.institutions] == [one.status for one in before.institutions]
    assert "setelah semester ditutup" in " ".join(copied_city.sektap("status", semester.key).stdout.split())
    assert reported(copied_city, semester.key)[0]["waiting"] == 1


def test_what_a_run_has_archived_and_not_published_is_reported_as_received(copied_city: Installation) -> None:
    semester = copied_city.semesters[-1]
    hand_in(copied_city, "DINSOS", semester, "NEW1")
    collect(copied_city, "DINSOS", semester)
    with alive(copied_city.layout, "a-run"):
        assert json.loads(copied_city.sektap("status", "--json").stdout)["is_running"]
        (reported_now,) = reported(copied_city, semester.key)
    (dinsos,) = (one for one in reported_now["institutions"] if one["code"] == "DINSOS")
    assert (dinsos["status"], dinsos["version"], dinsos["rows_received"]) == ("received", 2, None)


@pytest.mark.parametrize(("day", "left"), [(0, 0), (-3, 3), (5, -5)])
def test_the_days_left_end_with_the_deadlines_day(published_city: Installation, day: int, left: int) -> None:
    known = load_institutions(published_city.settings.institutions_file)
    today = date(2023, 7, 31) + timedelta(days=day)
    status = semester_status(published_city.layout, known, Semester(2023, 1), today, None)
    assert status.days_left == left


def test_wrong_usage_exits_with_2(published_city: Installation) -> None:
    assert published_city.sektap("status", "2023S3", check=False).returncode == 2
