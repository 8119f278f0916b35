"""The Dagster instance of this installation: its storage stands under `SEKTAP_DATA`, telemetry is off."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa
import yaml

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout

#: The queue has no limit of its own: the run lock lets one run work, and frees itself when a run dies. Events stand in
#: one SQLite file: Dagster's default writes most of them twice, into a file of the run and into a common one (ADR 6).
_CONFIGURATION = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
    "event_log_storage": {
        "module": "dagster._core.storage.event_log",
        "class": "ConsolidatedSqliteEventLogStorage",
        "config": {"base_dir": {"env": "DAGSTER_HOME"}},
    },
}

#: Storage classes that an earlier SEKTAP named in the file. Their files are those of Dagster's own classes.
_DROPPED_STORAGE = {
    "run_storage": "orchestration.run_storage",
    "event_log_storage": "orchestration.event_log",
}

#: The module that the UI loads, which Dagster also takes as the name of the code location.
CODE_LOCATION = "orchestration.definitions"

#: With this tag a run of the command line, which needs no code location, is shown at its job's page in the UI. Dagster
#: sets it on runs of the UI itself. The timeline of the home page asks for more and leaves such runs out.
COMMAND_LINE_TAGS = {".dagster/repository": f"__repository__@{CODE_LOCATION}"}

_LOG = logging.getLogger(__name__)


def prepare_dagster_home(layout: DataLayout) -> Path:
    """Create DAGSTER_HOME with its configuration, where it is not there yet, and give its path.

    A `dagster.yaml` that stands there is the operator's and stays as it is. The exception are entries that an earlier
    SEKTAP wrote and that name classes which are gone: they are taken out, and the log says so.
    """
    home = layout.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    file = home / "dagster.yaml"
    if not file.exists():
        _write(file, _CONFIGURATION)
        return home
    found = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    dropped = [key for key, module in _DROPPED_STORAGE.items() if (found.get(key) or {}).get("module") == module]
    if dropped:
        _write(file, {key: value for key, value in found.items() if key not in dropped})
        _LOG.warning(
            "%s: %s named a storage class that this version no longer has; Dagster's own goes on with the same files",
            file,
            " and ".join(dropped),
        )
    return home


def _write(file: Path, configuration: dict[str, Any]) -> None:
    with atomic_write(file) as unfinished:
        unfinished.write_text(yaml.safe_dump(configuration), encoding="utf-8")


@contextmanager
def open_instance(layout: DataLayout) -> Iterator[dg.DagsterInstance]:
    """Open the instance; the UI that is started for the same `SEKTAP_DATA` shows what runs in it."""
    home = prepare_dagster_home(layout)
    # Dagster reads both from the environment of its process, and child processes inherit them.
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    with _storage_files_kept_open(), dg.DagsterInstance.get() as instance:
        yield instance


@contextmanager
def _storage_files_kept_open() -> Iterator[None]:
    """Spare Dagster's SQLite files what follows from one connection per event (ADR 6).

    Dagster opens and closes a connection for each of the hundreds of events of a run. The last one to close empties the
    file's write-ahead log and waits for the disk, so one connection to each file is held here until the run ends. And a
    commit does not wait for the disk: it outlives a killed process, and may be missing after a power cut.
    """
    held: dict[str, sqlite3.Connection] = {}

    def settle(connection: object, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = normal")
            _, _, file = connection.execute("pragma database_list").fetchone()
            if file and file not in held:
                held[file] = sqlite3.connect(file, check_same_thread=False)
                # A file counts as opened when it was first read.
                held[file].execute("select count(*) from sqlite_master").fetchone()

    sa.event.listen(sa.Engine, "connect", settle)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "connect", settle)
        for connection in held.values():
            connection.close()
