"""The Dagster UI under test: started as its user starts it, and ended with all its children."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import urllib3

from tests.installation import SEKTAP, Installation

_READY = "Serving dagster-webserver"
#: The UI says that it serves a moment before it listens.
_UNTIL_IT_LISTENS = urllib3.Retry(connect=20, backoff_factor=0.1)


def free_port() -> int:
    """Give a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_ui(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Iterator[None]:
    """Run the command until it says that it serves; end it and its children afterwards."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    printed = []
    try:
        for line in process.stdout:
            printed.append(line)
            if _READY in line:
                break
        else:
            raise AssertionError("the UI did not start: " + "".join(printed))
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            # Children of `dagster dev` can outlive SIGTERM, and it waits for them.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)


@contextmanager
def served(city: Installation) -> Iterator[str]:
    """Start the UI of an installation and give its address."""
    port = free_port()
    with running_ui([str(SEKTAP), "ui", "--port", str(port)], city.folder, city.process_environment):
        address = f"http://127.0.0.1:{port}"
        with urllib3.PoolManager(retries=_UNTIL_IT_LISTENS) as pool:
            pool.request("GET", address)
        yield address
