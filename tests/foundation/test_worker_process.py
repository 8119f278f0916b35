"""Helper processes: they answer, say what failed, are replaced when they die, and never outlive who started them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import Mock

import psutil
import pyarrow as pa
import pytest

from expectations import validator_client
from expectations.checks import RowCheck
from expectations.errors import ExpectationFailedToRunError
from foundation.worker_process import KeptWorker, WorkerError

MODULE = "tests.foundation.echo_worker"

#: Starts a helper, sets it to work without an end, and tells who it is.
OWNER = """
import sys
import threading
from foundation.worker_process import WorkerProcess
helper = WorkerProcess("tests.foundation.echo_worker")
threading.Thread(target=helper.ask, args=[tuple(sys.argv[1:])], daemon=True).start()
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the helper find the tests, which are not installed."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))


@pytest.fixture
def kept() -> Iterator[KeptWorker]:
    helper = KeptWorker(MODULE)
    yield helper
    helper.start().close()


def wait_until_gone(process: int) -> None:
    if psutil.pid_exists(process):
        psutil.Process(process).wait(30)


def test_it_answers(kept: KeptWorker) -> None:
    assert kept.start().ask(("echo", {"two": 2})) == {"two": 2}


def test_one_process_is_kept(kept: KeptWorker) -> None:
    assert kept.start() is kept.start()


def test_a_stopped_helper_ends_and_another_one_comes_at_need(kept: KeptWorker) -> None:
    helper = kept.start()
    kept.stop()
    assert not helper.is_running
    assert kept.start().ask(("echo", "at need there is another")) == "at need there is another"


def test_an_error_is_reported_and_the_helper_goes_on(kept: KeptWorker) -> None:
    helper = kept.start()
    with pytest.raises(WorkerError, match="ValueError: too heavy"):
        helper.ask(("fail", "too heavy"))
    assert helper.ask(("echo", "still here")) == "still here"


def test_a_helper_that_dies_is_reported_and_replaced(kept: KeptWorker) -> None:
    helper = kept.start()
    with pytest.raises(WorkerError, match=r"has died \(exit code 3\)"):
        helper.ask(("die", ""))
    assert not helper.is_running
    with pytest.raises(WorkerError):
        helper.ask(("echo", "anyone"))
    assert kept.start().ask(("echo", "a new one")) == "a new one"


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "ended"])
def test_a_helper_at_work_ends_with_its_owner(tmp_path: Path, kill: bool) -> None:
    written = tmp_path / "pid"
    command = [sys.executable, "-c", OWNER, "work for ever", str(written)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        deadline = time.monotonic() + 60
        while not (written.exists() and written.read_text()) and time.monotonic() < deadline:
            assert owner.poll() is None
        helper = int(written.read_text())
        assert psutil.pid_exists(helper)
        if kill:
            owner.kill()
        else:
            owner.communicate()
    wait_until_gone(helper)


def amounts(*values: int) -> pa.Table:
    return pa.table({"row_id": range(len(values)), "anggaran": pa.array(values, pa.int64())})


NOT_NEGATIVE = RowCheck("negative_amount", "anggaran", "anggaran", "between", minimum=0)


def test_an_answer_that_was_not_waited_for_is_not_taken_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as interrupted:
        interrupted.setattr(Connection, "recv", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            validator_client.validate_chunks("kegiatan", [NOT_NEGATIVE], [amounts(-1, -1, -1)])
    failing = validator_client.validate_chunks("kegiatan", [NOT_NEGATIVE], [amounts(1, -1)])
    assert failing.to_pylist() == [{"row_id": 1, "check_no": 0}]


def test_a_check_that_can_not_be_evaluated_is_named() -> None:
    absent = RowCheck("negative_amount", "realisasi", "realisasi", "between", minimum=0)
    with pytest.raises(ExpectationFailedToRunError) as raised:
        validator_client.validate_chunks("kegiatan", [absent], [amounts(1)])
    assert (raised.value.dataset, raised.value.check_id) == ("kegiatan", absent.check_id)
