"""The archive among processes: killed at any moment, two at once, no room on the disk."""

import hashlib
import os
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.archive import Archive, ArchiveNotWritable, Submission
from sources.channels import ChannelSpec, open_channel
from tests.ledger import versions, versions_with_files

COLLECTOR = Path(__file__).with_name("collector.py")
SEMESTER = Semester(2023, 1)
NOW = datetime(2023, 8, 1, tzinfo=UTC)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox" / "DINSOS" / "2023S1"
    folder.mkdir(parents=True)
    return folder


def start_collector(root: Path, rounds: int, largest_file: int = 0) -> subprocess.Popen[str]:
    # The folder of the sources comes from this process's own path: the tests run from any working directory.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, str(COLLECTOR), str(root), str(rounds), str(largest_file)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def collect(root: Path) -> Submission:
    channel = open_channel(ChannelSpec(kind="folder", url="inbox"), root)
    return Archive(DataLayout(root / "data")).collect("DINSOS", SEMESTER, channel, NOW)


def assert_consistent(root: Path) -> None:
    """Every object is what its name says, and the ledger names none that is not there."""
    layout = DataLayout(root / "data")
    for path in layout.archive_objects.rglob("*"):
        if path.is_file():
            assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert Archive(layout).damaged_objects() == []
    found = versions(layout, "DINSOS", SEMESTER)
    assert found == list(range(1, len(found) + 1))
    assert versions_with_files(layout, "DINSOS", SEMESTER) == found


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_archive_and_ledger_consistent(tmp_path: Path, inbox: Path) -> None:
    chance = random.Random(5)
    for round_number in range(8):
        for file_number in range(3):
            (inbox / f"{file_number}.csv").write_bytes(chance.randbytes(4_000_000))
        process = start_collector(tmp_path, rounds=0)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0, 0.06))
        process.kill()
        process.communicate()
        assert_consistent(tmp_path)
        submission = collect(tmp_path)
        assert submission.version <= round_number + 1
        assert {file.name: file.path.read_bytes() for file in submission.files} == {
            path.name: path.read_bytes() for path in inbox.iterdir()
        }
        assert_consistent(tmp_path)
    assert [path.name for path in DataLayout(tmp_path / "data").archive_incoming.iterdir()] == ["lock"]
    assert len(versions(DataLayout(tmp_path / "data"), "DINSOS", SEMESTER)) == 8


def test_two_collectors_at_once_agree_on_the_versions(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.csv").write_text("first")
    collectors = [start_collector(tmp_path, rounds=40) for _ in range(2)]
    for number in range(20):
        (inbox / "new").write_text(f"content {number}")
        (inbox / "new").rename(inbox / "a.csv")
    for collector in collectors:
        collector.communicate()
        assert collector.returncode == 0
    assert collect(tmp_path).files[0].path.read_text() == "content 19"
    assert_consistent(tmp_path)


def test_threads_that_see_the_same_content_make_one_version(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.csv").write_text("first")
    found: list[Submission] = []
    threads = [threading.Thread(target=lambda: found.append(collect(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert set(found) == {found[0]}
    assert versions(DataLayout(tmp_path / "data"), "DINSOS", SEMESTER) == [1]


def test_threads_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    archive = Archive(DataLayout(tmp_path / "data"))
    channel = open_channel(ChannelSpec(kind="folder", url="inbox"), tmp_path)
    codes = [f"D{number}" for number in range(6)]
    barrier = threading.Barrier(len(codes))

    def hand_in(code: str) -> None:
        file = tmp_path / "inbox" / code / "2023S1" / "a.csv"
        file.parent.mkdir(parents=True)
        barrier.wait()
        for number in range(15):
            file.write_text(f"{code} {number}")
            archive.collect(code, SEMESTER, channel, NOW)

    threads = [threading.Thread(target=hand_in, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert archive.versions_state([SEMESTER]) == {("2023S1", code): 15 for code in codes}


def test_no_room_is_reported_and_leaves_what_was_there(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.csv").write_text("first")
    first = collect(tmp_path)
    ledger = first.files[0].path.parents[2] / "ledger.sqlite"
    before = ledger.read_bytes()
    (inbox / "b.csv").write_bytes(bytes(3_000_000))
    process = start_collector(tmp_path, rounds=1, largest_file=1_000_000)
    output, _ = process.communicate()
    assert (process.returncode, output) == (3, "File too large\n")
    assert ledger.read_bytes() == before
    assert_consistent(tmp_path)
    assert collect(tmp_path).version == 2


def test_no_room_for_the_ledger_is_reported_and_leaves_it_as_it_was(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.csv").write_text("first")
    collect(tmp_path)
    ledger = DataLayout(tmp_path / "data").ledger
    before = ledger.read_bytes()
    for number in range(150):
        (inbox / f"{number:03d}.csv").write_text(str(number))
    process = start_collector(tmp_path, rounds=1, largest_file=len(before))
    output, _ = process.communicate()
    assert process.returncode == 3
    assert output.startswith("ledger: ")
    assert collect(tmp_path).version == 2
    assert_consistent(tmp_path)


def test_a_place_that_can_not_be_made_is_reported(tmp_path: Path, inbox: Path) -> None:
    (inbox / "a.csv").write_text("first")
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(ArchiveNotWritable, match="Not a directory"):
        collect(tmp_path)
