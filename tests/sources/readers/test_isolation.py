"""A reading process that dies takes its own file with it and nothing else, and none is left behind."""

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from sources.reading.process import start_reading_server, stop_reading_server
from sources.reading.submissions import ReadingLimits, SubmissionFile
from tests.sources.readers.submissions import (
    PENERIMA_HEADER,
    PENERIMA_ROWS,
    RECEIVED_AT,
    Received,
    receive,
    submission_file,
    write_csv,
    write_xlsx,
)

#: Rows that take some seconds to read, so that the process is there to be killed.
MANY = [PENERIMA_HEADER, *PENERIMA_ROWS * 50_000]
A_WHILE = 30

READ_A_FILE = """
import sys
from pathlib import Path
from tests.sources.readers.submissions import receive
receive(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def large_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(tmp_path_factory.mktemp("large") / "penerima besar.csv", MANY)


@pytest.fixture
def endless(tmp_path_factory: pytest.TempPathFactory) -> SubmissionFile:
    """Give a file whose reading never comes to an end: nobody writes into this pipe."""
    path = tmp_path_factory.mktemp("endless") / "tanpa akhir.csv"
    os.mkfifo(path)
    return SubmissionFile(path.name, path, "", 0, RECEIVED_AT)


@pytest.fixture
def good_csv(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])


def reading_processes(of: psutil.Process) -> Iterator[tuple[psutil.Process, psutil.Process]]:
    """Wait for a reading process, and give it after its server."""
    until = time.monotonic() + A_WHILE
    while time.monotonic() < until:
        for server in of.children():
            # Other children, of this test run or of others, come and go.
            with suppress(psutil.NoSuchProcess):
                if "sources.reading.server" in server.cmdline():
                    yield from ((server, reader) for reader in server.children())
    raise AssertionError("no reading process was seen")


def details(folder: Path, source_file: str) -> list[tuple[str, str]]:
    rows = Received(folder).rows("file_fault")
    return [(row["rule_code"], row["detail_id"]) for row in rows if row["source_file"] == source_file]


@pytest.mark.slow
def test_a_file_that_needs_too_much_memory(tmp_path: Path, good_csv: Path) -> None:
    wide = write_xlsx(tmp_path / "a.xlsx", {"Penerima": [PENERIMA_HEADER, *PENERIMA_ROWS * 40_000]})
    received = receive(wide, good_csv, limits=ReadingLimits(file_memory_bytes=150_000_000))
    ((rule, detail),) = details(received.folder, "a.xlsx")
    assert rule == "unreadable_file"
    assert "memori" in detail or "berhenti" in detail
    assert received.counted == {("penerima.csv", "penerima"): 2}
    assert {row["source_file"]: row["rows_received"] for row in received.rows("file")} == {
        "a.xlsx": 0,
        "penerima.csv": 2,
    }
    assert receive(wide, good_csv).counted[("a.xlsx", "Penerima")] == 80_000


def test_a_file_that_takes_too_long(endless: SubmissionFile, good_csv: Path, tmp_path: Path) -> None:
    limits = ReadingLimits(file_seconds=1, file_seconds_per_megabyte=0)
    received = receive(files=[endless, submission_file(good_csv)], limits=limits, target=tmp_path / "received")
    assert details(received.folder, endless.source_file) == [
        ("unreadable_file", "Pembacaan dihentikan setelah 1 detik.")
    ]
    assert received.counted == {("penerima.csv", "penerima"): 2}


@pytest.mark.parametrize("killed_by", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_reading_process_that_is_killed(
    killed_by: signal.Signals, endless: SubmissionFile, good_csv: Path, tmp_path: Path
) -> None:
    target = tmp_path / "received"
    reading = threading.Thread(target=receive, kwargs={"files": [endless], "target": target})
    reading.start()
    _, reader = next(reading_processes(psutil.Process()))
    reader.send_signal(killed_by)
    reading.join()
    ((rule, detail),) = details(target, endless.source_file)
    assert rule == "unreadable_file"
    assert killed_by.name in detail
    assert endless.source_file in (target / "died.txt").read_text(encoding="utf-8")
    assert receive(good_csv, target=target).faults == []
    assert not (target / "died.txt").exists()


@pytest.mark.slow
def test_a_server_that_is_killed_is_replaced(good_csv: Path, large_csv: Path, tmp_path: Path) -> None:
    start_reading_server()
    target = tmp_path / "received"
    reading = threading.Thread(target=receive, args=(large_csv, good_csv), kwargs={"target": target})
    reading.start()
    server, reader = next(reading_processes(psutil.Process()))
    server.kill()
    reading.join()
    assert not psutil.pid_exists(reader.pid)
    received = Received(target)
    assert received.faults == []
    assert received.counted[large_csv.name, large_csv.stem] == len(MANY) - 1


def test_nothing_outlives_a_run_that_is_killed(large_csv: Path) -> None:
    run = subprocess.Popen([sys.executable, "-c", READ_A_FILE, str(large_csv)], cwd=Path.cwd())
    server, reader = next(reading_processes(psutil.Process(run.pid)))
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    _, alive = psutil.wait_procs([server, reader], timeout=A_WHILE)
    assert not alive


def test_stopping_ends_what_is_being_read(endless: SubmissionFile, tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def read() -> None:
        try:
            receive(files=[endless], target=tmp_path / "received")
        except RuntimeError as error:
            failures.append(error)

    start_reading_server()
    reading = threading.Thread(target=read)
    reading.start()
    _, reader = next(reading_processes(psutil.Process()))
    stop_reading_server()
    reading.join()
    assert not reader.is_running()
    assert "stopped" in str(failures[0])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["penerima besar.csv", "arsip.zip"])
def test_a_disk_that_takes_no_more_is_no_fault_of_the_file(name: str, large_csv: Path, tmp_path: Path) -> None:
    path = large_csv
    if name.endswith(".zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(large_csv, "penerima.csv")
    small_files = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    completed = subprocess.run(
        [sys.executable, "-c", small_files + READ_A_FILE, str(path)], cwd=Path.cwd(), capture_output=True, text=True
    )
    assert completed.returncode == 1
    assert "OSError: [Errno 27]" in completed.stderr
    assert not (path.parent / "received" / "institution_code=DINSOS").exists()
