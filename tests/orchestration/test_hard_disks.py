"""Disks that are full or read-only, an inbox that changes under the run, and a clock that is wrong.

Whatever stops a run is reported without a traceback, readers keep what was published, and the next run ends in the
right marts. Small disks are real ones: a tmpfs or a read-only mount, which takes the right to mount.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sources.archive import Archive
from tests.installation import SEKTAP, Installation
from tests.ledger import versions
from tests.orchestration.test_closing import hand_in

FAKETIME = shutil.which("faketime")

pytestmark = pytest.mark.slow


def mount(*arguments: str) -> None:
    mounted = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"no right to mount: {mounted.stderr.strip()}")


@contextmanager
def small_disk(folder: Path, room_bytes: int) -> Iterator[None]:
    """Put a folder on a disk of its own that has so much room beyond what it holds."""
    kept = folder.with_name(f"{folder.name}-kept")
    folder.rename(kept)
    folder.mkdir()
    used = sum(-(-file.stat().st_size // 4096) * 4096 for file in kept.rglob("*") if file.is_file())
    mount("-t", "tmpfs", "-o", f"size={used + room_bytes}", "tmpfs", str(folder))
    try:
        shutil.copytree(kept, folder, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(kept)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let nobody write into a folder."""
    mount("--bind", str(folder), str(folder))
    try:
        mount("-o", "remount,ro,bind", str(folder))
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def give_room(folder: Path) -> None:
    mount("-o", "remount,size=1g", str(folder))


def failed_run(city: Installation) -> str:
    """Run the last semester, which must fail, and give what it says."""
    completed = city.sektap("run", city.semesters[-1].key, check=False)
    assert completed.returncode == 1, completed.stdout
    assert "Traceback" not in completed.stderr
    return completed.stderr


def test_a_run_on_a_full_disk_fails_plainly_and_the_next_one_with_room_is_right(small_city: Installation) -> None:
    before = small_city.marts()
    for zone, room in (("published", 200_000), ("", 2_000_000)):
        disk = small_city.layout.root / zone
        with small_disk(disk, room):
            printed = failed_run(small_city)
            assert "space" in printed or "full" in printed or "can not be written" in printed, printed
            assert small_city.marts() == before
            assert Archive(small_city.layout).damaged_objects() == []
            assert small_city.sektap("status").returncode == 0
            kept = shutil.copytree(disk, small_city.folder / "kept", symlinks=True)
        shutil.rmtree(disk)
        kept.rename(disk)
    small_city.run(small_city.semesters[-1])
    assert small_city.marts() == before


def test_what_does_not_fit_into_the_archive_is_taken_in_once_it_does(small_city: Installation) -> None:
    before = small_city.marts()
    semester = small_city.semesters[-1]
    hand_in(small_city, "DINSOS", semester, "NEW1")
    large = small_city.inbox("DINSOS", semester) / "penerima.csv"
    large.write_text("nik;nama\n" + ";\n" * 500_000, encoding="utf-8")
    archive = small_city.layout.archive_objects.parent
    with small_disk(archive, 100_000):
        assert "The archive can not be written: No space left on device" in failed_run(small_city)
        assert small_city.marts() == before
        assert Archive(small_city.layout).damaged_objects() == []
        assert versions(small_city.layout, "DINSOS", semester) == [1]
        give_room(archive)
        small_city.run(semester, "DINSOS")
        assert versions(small_city.layout, "DINSOS", semester) == [1, 2]
        activities = small_city.query("""
            select activity_code from marts.fct_program_activity
            inner join marts.dim_institution using (institution_key)
            where institution_code = 'DINSOS' and semester_key = 20231
        """)
        assert activities == [("NEW1",)]


def test_a_read_only_data_folder_is_reported_and_the_status_still_works(small_city: Installation) -> None:
    with read_only(small_city.layout.root):
        printed = failed_run(small_city)
        assert f"The data folder {small_city.layout.root} can not be written: Read-only file system" in printed
        refused = small_city.sektap("close", "2023S1", check=False)
        assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
        assert small_city.sektap("status", "2023S1").returncode == 0


def test_a_read_only_inbox_is_read_as_any_other(small_city: Installation) -> None:
    before = small_city.marts()
    with read_only(small_city.city / "inbox"):
        small_city.run(small_city.semesters[-1], "DINSOS", "DINKES")
    assert small_city.marts() == before


def test_an_inbox_that_changes_during_the_run_does_not_harm_it(small_city: Installation) -> None:
    before = small_city.marts()
    semester = small_city.semesters[-1]
    inbox = small_city.inbox("DINKES", semester)
    kept = shutil.copytree(inbox, small_city.folder / "kept")
    stopped = threading.Event()

    def keep_changing() -> None:
        number = 0
        while not stopped.is_set():
            number += 1
            hand_in(small_city, "DINKES", semester, f"NEW{number}")

    changing = threading.Thread(target=keep_changing)
    changing.start()
    try:
        small_city.sektap("run", semester.key)
    finally:
        stopped.set()
        changing.join()
    shutil.rmtree(inbox)
    shutil.copytree(kept, inbox)
    small_city.run(semester, "DINKES")
    assert small_city.marts() == before


@pytest.mark.skipif(FAKETIME is None, reason="faketime is not installed")
def test_a_wrong_clock_changes_no_mart_and_loses_nothing(small_city: Installation) -> None:
    before = small_city.marts()
    first = small_city.query("select max(first_seen_at) from marts.fct_quality_finding")[0][0]

    def run_at(clock: str, semester: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(FAKETIME), clock, SEKTAP, "run", semester],
            env=small_city.process_environment,
            capture_output=True,
            text=True,
            check=False,
        )

    early = run_at("1970-01-02 00:00:00", "2023S1")
    assert early.returncode == 2
    assert "clock says 1970-01-02" in early.stderr
    completed = run_at("2099-07-01 12:00:00", "2023S1")
    assert completed.returncode == 0, completed.stderr
    assert small_city.marts() == before
    small_city.run(small_city.semesters[-1])
    backwards = small_city.query("select count(*) from marts.fct_quality_finding where last_seen_at < first_seen_at")
    assert backwards == [(0,)]
    assert small_city.marts() == before
    seen = small_city.query("select max(first_seen_at), max(last_seen_at) from marts.fct_quality_finding")[0]
    assert seen[0] <= first
    assert seen[1].year < 2099
