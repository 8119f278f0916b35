"""The guide's "When it pages you": each symptom is brought about, looks as it says, and goes as it says."""

import fcntl
import io
import re
import signal
import subprocess
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from dagster import DagsterRunStatus

from operations.run_marker import open_markers
from orchestration.instance import open_instance
from tests.end_to_end.guide import DOCS
from tests.installation import SEKTAP, Installation

pytestmark = pytest.mark.slow

GUIDE = (DOCS / "guide_data_engineer.md").read_text(encoding="utf-8")
TABLE = GUIDE[GUIDE.index("## When it pages you") :]


def in_the_guide(symptom: str) -> str:
    """Give a symptom that the guide's table names; what is shown must hold it."""
    assert symptom in TABLE
    return symptom


def run(city: Installation, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a correction of one institution of the last semester, which is the shortest run."""
    changed = replace(city, environment=city.environment | environment)
    return changed.sektap("run", city.semesters[-1].key, *(arguments or ("--institution", "BAZNAS")), check=False)


@pytest.fixture
def before(small_city: Installation) -> dict[str, list[tuple[object, ...]]]:
    return small_city.marts()


def test_a_broken_list_of_institutions_is_reported_before_anything_runs(small_city: Installation) -> None:
    with (small_city.city / "institutions.yml").open("a", encoding="utf-8") as institutions:
        institutions.write("- {code: X\n")
    completed = run(small_city)
    assert completed.returncode == 2
    assert "institutions.yml" in completed.stderr
    assert in_the_guide("exit 2 before anything ran")


def test_a_lock_that_is_held_is_reported(small_city: Installation, before: object) -> None:
    with small_city.layout.run_lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        completed = run(small_city, SEKTAP_LOCK_TIMEOUT_SECONDS="0")
    assert completed.returncode == 1
    assert in_the_guide("Another run is writing") in completed.stderr
    assert in_the_guide("was not published; see run") in completed.stderr
    assert str(small_city.layout.run_lock) in completed.stderr
    assert "Traceback" not in completed.stderr
    assert small_city.marts() == before


def test_another_pseudonym_key_is_refused_and_the_old_one_makes_all_well(
    small_city: Installation, before: object
) -> None:
    completed = run(small_city, SEKTAP_PSEUDONYM_KEY="another")
    assert completed.returncode == 1
    assert in_the_guide("The pseudonym key is not the one") in completed.stderr
    assert small_city.marts() == before
    assert run(small_city).returncode == 0
    assert small_city.marts() == before


def test_a_server_that_is_down_holds_up_no_publication(small_city: Installation) -> None:
    small_city.layout.published_database.unlink()
    assert in_the_guide("`published/sektap.duckdb` is missing")
    completed = run(small_city, SEKTAP_POSTGRES="postgresql://sektap:secret@127.0.0.1:1/marts")
    assert completed.returncode == 1
    assert in_the_guide("was published, but not all went well") in completed.stderr
    assert in_the_guide("published__postgres") in completed.stderr
    assert "secret" not in completed.stderr
    assert small_city.marts()


def test_damaged_rows_of_another_semester_are_not_published_and_come_back_with_its_run(
    small_city: Installation, before: object
) -> None:
    earlier = small_city.semesters[0]
    rows = small_city.layout.accepted("penerima", earlier.key, "DINSOS")
    whole = rows.read_bytes()
    for damaged, symptom in ((whole[:500], "No magic bytes"), (_without_a_row(whole), "dbt build failed: ")):
        rows.write_bytes(damaged)
        completed = run(small_city)
        assert completed.returncode == 1
        assert in_the_guide(symptom) in completed.stderr
        assert small_city.marts() == before
    small_city.run(earlier)
    assert small_city.marts() == before


def _without_a_row(parquet: bytes) -> bytes:
    written = io.BytesIO()
    pq.write_table(pq.read_table(io.BytesIO(parquet)).slice(1), written)
    return written.getvalue()


def test_an_inbox_that_is_not_mounted_is_reported_and_what_came_before_still_counts(
    small_city: Installation, before: dict[str, list[tuple[object, ...]]]
) -> None:
    listed = small_city.city / "institutions.yml"
    mounted = listed.read_text(encoding="utf-8")
    listed.write_text(re.sub(r"url: inbox", "url: not_mounted", mounted), encoding="utf-8")
    missing = small_city.query("""
        select institution_code from marts.fct_submission
        inner join marts.dim_semester using (semester_key) inner join marts.dim_institution using (institution_key)
        where status = 'missing' and semester = '2023S1'
    """)
    completed = run(small_city, "--institution", "BAZNAS", "--institution", missing[0][0])
    assert completed.returncode == 0
    assert in_the_guide("tidak terjangkau") in completed.stdout
    table = "fct_assistance"
    assert small_city.marts()[table] == before[table]
    listed.write_text(mounted, encoding="utf-8")
    assert run(small_city, "--institution", missing[0][0]).returncode == 0
    assert small_city.marts() == before


def test_a_killed_run_is_mended_by_a_run_of_any_semester(small_city: Installation, before: object) -> None:
    earlier, later = small_city.semesters
    with subprocess.Popen(
        [SEKTAP, "run", later.key],
        env=small_city.process_environment,
        cwd=small_city.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "accepted__keluarga" in line:
                break
        process.send_signal(signal.SIGKILL)
    assert open_markers(small_city.layout) == [later]
    assert small_city.marts() == before
    assert in_the_guide("a run was killed")
    # A killed run holds nobody up: this one may not wait.
    next_run = replace(small_city, environment=small_city.environment | {"SEKTAP_LOCK_TIMEOUT_SECONDS": "0"})
    next_run.sektap("run", earlier.key)
    assert open_markers(small_city.layout) == []
    assert small_city.marts() == before
    with open_instance(small_city.layout) as instance:
        statuses = [record.dagster_run.status for record in instance.get_run_records(limit=2)]
    # A dead run that counted as running would hold up the queue of the UI for good.
    assert statuses == [DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE]


def test_a_semester_that_has_not_begun_is_refused(small_city: Installation) -> None:
    completed = small_city.sektap("run", "2099S1", check=False)
    assert completed.returncode == 2
    assert in_the_guide("has not begun") in " ".join(re.sub(r"[│╭╮╰╯─\n]", " ", completed.stderr).split())


def test_everything_in_the_data_folder_is_described(published_city: Installation) -> None:
    described = GUIDE[GUIDE.index("## What a run leaves behind") : GUIDE.index("## Add an institution")]
    missing = [entry.name for entry in published_city.layout.root.iterdir() if f"`{entry.name}" not in described]
    assert missing == []
