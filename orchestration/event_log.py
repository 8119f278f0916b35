"""Dagster's event log on SQLite, with its connections kept open.

A run of the city leaves some 750 events. Dagster's own storage builds a SQLAlchemy engine, opens a connection, compiles
the statement, flushes the disk and closes the file (which empties the write-ahead log) for every one of them, twice for
those of assets: 6 to 10 ms an event, several seconds a run. The files and their place are Dagster's own, so that its
storage and this one read what the other has written.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from dagster._core.storage.event_log import SqliteEventLogStorage
from sqlalchemy.engine import Connection, Engine

#: Runs whose logs stay open; the webserver looks into many, and each costs file descriptors.
_OPEN_RUNS = 8

#: Seconds to wait for another process (the UI beside a run) that writes; as long as Dagster's own storage waits.
_BUSY_TIMEOUT_SECONDS = 60

_INDEX = "index"


class KeptSqliteEventLogStorage(SqliteEventLogStorage):
    """`SqliteEventLogStorage` with one connection per file, kept.

    What a process has committed survives its sudden death, and the files are never torn; when the machine itself loses
    power the last events may be missing, for the disk is not awaited at each of them (`synchronous=NORMAL`).
    """

    def __init__(self, base_dir: str, inst_data: Any = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._engines_lock = threading.Lock()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "KeptSqliteEventLogStorage":
        """Build from `dagster.yaml`; a relative `base_dir` stands under DAGSTER_HOME, wherever that is moved to."""
        return cls(str(Path(os.environ["DAGSTER_HOME"]) / config_value["base_dir"]), inst_data)

    @contextmanager
    def run_connection(self, run_id: str | None = None) -> Iterator[Connection]:
        """Give a connection, in a transaction, to the log of a run."""
        with self._engine(str(run_id)).begin() as connection:
            yield connection

    @contextmanager
    def index_connection(self) -> Iterator[Connection]:
        """Give a connection, in a transaction, to what is kept over all runs."""
        with self._engine(_INDEX).begin() as connection:
            yield connection

    def has_table(self, table_name: str) -> bool:
        """Tell whether the index has a table. Dagster asks at every check, and a table that is there stays."""
        # Not over the kept connection: Dagster asks while it holds that, too.
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def wipe(self) -> None:
        """Delete all events."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close the connections."""
        super().dispose()
        self._close()

    def _engine(self, shard: str) -> Engine:
        with self._engines_lock:
            engine = self._engines.get(shard)
            if engine is None:
                self._create_tables(shard)
                engine = self._engines[shard] = _kept_engine(self.conn_string_for_shard(shard))
            self._engines.move_to_end(shard)
            for surplus in [name for name in self._engines if name != _INDEX][: -_OPEN_RUNS or None]:
                self._engines.pop(surplus).dispose()
            return engine

    def _create_tables(self, shard: str) -> None:
        """Let Dagster create or recognise the tables, as it does at its own first connection to a file."""
        connection = super().index_connection() if shard == _INDEX else super().run_connection(shard)
        with connection:
            pass

    def _close(self) -> None:
        with self._engines_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


def _kept_engine(url: str) -> Engine:
    """Give an engine of one connection; who else wants it waits, as events must keep their order."""
    engine = sa.create_engine(
        url,
        poolclass=sa.pool.QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=_BUSY_TIMEOUT_SECONDS,
        connect_args={"timeout": _BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )

    @sa.event.listens_for(engine, "connect")
    def _do_not_await_the_disk(connection: Any, _record: Any) -> None:
        connection.execute("pragma synchronous=normal")

    return engine
