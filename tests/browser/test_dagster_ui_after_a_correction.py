"""The Dagster UI after two semesters and a correction, in a real headless Chromium."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Page

from foundation.semester import CITY_TIME_ZONE, Semester
from orchestration.defs.common import STATUS_SIGNS
from orchestration.jobs import SEMESTER_RUN
from orchestration.partitions import semester_partitions
from tests.end_to_end.contract_cases import sound, write_workbook
from tests.installation import Installation
from tests.user_interface import served

pytestmark = pytest.mark.browser

SEMESTER = Semester(2023, 1)
#: Its submission was rejected as a whole: an empty workbook. It hands in a better one.
CORRECTED = "BPJSTK"
_JOBS = "locations/orchestration.definitions/jobs"

_STATES = """
    select institution_code, semester, status, version, rows_received, rows_accepted, rows_rejected, is_late
    from marts.fct_submission
    inner join marts.dim_institution using (institution_key)
    inner join marts.dim_semester using (semester_key)
    order by all
"""

States = dict[tuple[str, str], tuple[Any, ...]]


def states(city: Installation) -> States:
    """Give the state of each institution in each semester, as published."""
    return {(code, semester): tuple(facts) for code, semester, *facts in city.query(_STATES)}


@pytest.fixture(scope="module")
def before(published_city: Installation) -> States:
    return states(published_city)


@pytest.fixture(scope="module")
def city(
    published_city: Installation, before: States, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """Give a copy of the published city in which one institution has handed in its report again."""
    assert before[CORRECTED, SEMESTER.key][0] == "rejected"
    folder = tmp_path_factory.mktemp("corrected") / "city"
    shutil.copytree(published_city.folder, folder, symlinks=True)
    copy = Installation(folder, published_city.semesters)
    inbox = copy.inbox(CORRECTED, SEMESTER)
    shutil.rmtree(inbox)
    inbox.mkdir()
    receipts = [
        sound("penerima"),
        sound("penerima", nik="3574016505750002", nama="Rini Contoh", jenis_kelamin="P", tanggal_lahir="1975-05-25"),
        # An activity that the report does not have.
        sound("penerima", kode_kegiatan="K-99"),
    ]
    write_workbook(inbox / "laporan.xlsx", {"kegiatan": [sound("kegiatan")], "penerima": receipts})
    yield copy
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def address(city: Installation) -> Iterator[str]:
    """Correct the institution, and serve the UI."""
    city.sektap("run", SEMESTER.key, "--institution", CORRECTED)
    with served(city) as address:
        yield address


def test_no_semester_that_was_run_is_missing(page: Page, address: str, city: Installation) -> None:
    page.goto(f"{address}/{_JOBS}/{SEMESTER_RUN}/partitions")
    total = len(semester_partitions(datetime.now(CITY_TIME_ZONE).date()).get_partition_keys())
    missing = total - len(city.semesters)
    for said in (rf"\b{total}\s+Total partitions", rf"\b{missing}\s+Missing partitions"):
        page.wait_for_function("said => new RegExp(said).test(document.body.innerText)", arg=said)
    page.goto(f"{address}/assets/marts/fct_assistance?view=partitions&partition={SEMESTER.key}")
    ((receipts,),) = city.query(
        "select count(*) from marts.fct_assistance inner join marts.dim_semester using (semester_key) "
        f"where semester = '{SEMESTER.key}'"
    )
    page.get_by_role("row").filter(has_text="partition_row_count").get_by_text(str(receipts), exact=True).wait_for()
    page.get_by_text(f"Materialized ({len(city.semesters)})", exact=True).wait_for()


def test_a_check_speaks_of_the_whole_semester(page: Page, address: str, city: Installation) -> None:
    failing = dict(
        city.query(f"""
            select institution_code, count(distinct (source_file, source_sheet, source_row))
            from marts.fct_quality_finding
            where rule_code = 'orphan_activity' and semester = '{SEMESTER.key}' and status <> 'resolved'
            group by all
        """)
    )
    assert failing[CORRECTED] == 1
    assert len(failing) > 1
    sheets = str(city.layout.accepted("sheet_reconciliation", SEMESTER.key, "*", "penerima"))
    ((received,),) = duckdb.execute("select sum(rows_received) from read_parquet(?)", [sheets]).fetchall()

    page.goto(f"{address}/assets/accepted/penerima?view=checks&checkDetail=orphan_activity")
    page.get_by_role("cell", name=CORRECTED, exact=True).wait_for()
    table = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="rows failing", exact=True))
    shown_rows = [row.get_by_role("cell").all_inner_texts() for row in table.last.get_by_role("row").all()[1:]]
    assert {code: int(rows) for code, rows in shown_rows} == failing
    for label, value in (("rows failing", sum(failing.values())), ("rows received", received)):
        assert re.search(rf"{label}\s+{value}\b", page.inner_text("body")), label
    (rate,) = re.findall(r"^rate\s+(0\.\d+)", page.inner_text("body"), re.MULTILINE)
    assert float(rate) == pytest.approx(sum(failing.values()) / received)


def test_the_overview_shows_the_new_state_and_the_others_as_they_were(
    page: Page, address: str, city: Installation, before: States
) -> None:
    after = states(city)
    assert after.keys() == before.keys()
    assert {key for key in after if after[key] != before[key]} == {(CORRECTED, SEMESTER.key)}
    assert after[CORRECTED, SEMESTER.key][:5] == ("accepted_with_rejects", 2, 4, 3, 1)
    page.goto(f"{address}/assets/published/reporting_overview?view=overview")
    page.get_by_role("cell", name="BAGEKON", exact=True).wait_for()
    table = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="code", exact=True)).last
    header, *rows = (row.split("\t") for row in table.inner_text().strip().split("\n"))
    shown_rows = {(row[0], semester): cell for row in rows for semester, cell in zip(header[2:], row[2:], strict=True)}
    assert shown_rows == {key: in_words(*facts) for key, facts in after.items()}


def in_words(status: str, _version: int, _received: int, _accepted: int, rejected: int, is_late: bool) -> str:
    """Say a state as the overview does."""
    return f"{STATUS_SIGNS[status]}{f' {rejected} rejected' if rejected else ''}{' ⏰' if is_late else ''}"


@pytest.mark.parametrize(
    ("code", "status"),
    [(CORRECTED, "🟡 accepted_with_rejects"), ("BAGEKON", "❌ rejected"), ("DINKES", "🟡 accepted_with_rejects")],
)
def test_the_grid_shows_an_institutions_state(
    page: Page, address: str, city: Installation, code: str, status: str
) -> None:
    state, version, received, accepted, rejected, _ = states(city)[code, SEMESTER.key]
    assert status.endswith(f" {state}")
    page.goto(f"{address}/assets/intake/institution_state?view=partitions&partition={code}%7C{SEMESTER.key}")
    page.get_by_role("row").filter(has_text="status").get_by_text(status, exact=True).wait_for()
    said = page.inner_text("body")
    for label, value in (
        ("version", version),
        ("rows received", received),
        ("rows accepted", accepted),
        ("rows rejected", rejected),
    ):
        assert re.search(rf"{label}\s+{value}\b", said), label


def test_in_the_grid_only_those_who_sent_nothing_are_missing(page: Page, address: str, city: Installation) -> None:
    page.goto(f"{address}/assets/intake/institution_state?view=partitions&partition=BPR-BAYUANGGA%7C{SEMESTER.key}")
    sent = [facts for facts in states(city).values() if facts[0] != "missing"]
    assert "rejected" in {facts[0] for facts in sent}
    page.get_by_text(f"Materialized ({len(sent)})", exact=True).wait_for()
    page.get_by_text("No metadata entries", exact=True).wait_for()
