"""A PostgreSQL server for the tests that need one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.postgres_server import running_server, server_programs


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    programs = server_programs()
    assert programs is not None
    # Not below pytest's folders: those are closed to the user that the server runs as.
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        with running_server(programs, Path(parent) / "server") as dsn:
            yield dsn
