"""Readers of what is published never wait, never meet half of a run, and never lose what they have open."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

import duckdb
import pytest

from foundation.data_layout import DataLayout
from tests.end_to_end.publisher import FACTS, SEMESTERS, TABLES

pytestmark = pytest.mark.slow

PUBLISHER = Path(__file__).with_name("publisher.py")


class Publisher:
    """The publisher in its own process."""

    def __init__(self, layout: DataLayout) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        self.process = subprocess.Popen(
            [sys.executable, str(PUBLISHER), str(layout.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def publish(self, version: int, **death: float) -> str:
        """Publish a version, or die of it, and say which."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"version": version, **death}) + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path / "data")


@pytest.fixture
def publisher(layout: DataLayout) -> Iterator[Publisher]:
    started = Publisher(layout)
    yield started
    started.process.communicate()


def version_of(connection: duckdb.DuckDBPyConnection, relations: Iterable[tuple[str, str]]) -> int:
    """Give the version that every row of every table belongs to; `relations` are tables and how SQL names them."""
    versions = set()
    for table, relation in relations:
        lowest, highest, counted, contents = connection.execute(f"""
            select min(version), max(version), count(*), count(distinct row_no) filter (content = hash(row_no, version))
            from {relation}
        """).fetchall()[0]
        assert (counted, contents) == (TABLES[table], TABLES[table])
        versions |= {lowest, highest}
    (version,) = versions
    return int(version)


def database_version(connection: duckdb.DuckDBPyConnection) -> int:
    return version_of(connection, [(table, f"marts.{table}") for table in TABLES])


def opened_version(layout: DataLayout) -> int:
    """Open the published database anew and give its version."""
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        return database_version(connection)


def parquet_version(layout: DataLayout) -> int:
    """Follow the link to the published Parquet files, read them all and give their version."""
    folder = layout.published_parquet_root.resolve()
    with duckdb.connect() as connection:
        return version_of(connection, [(table, f"read_parquet('{folder / table}/*.parquet')") for table in TABLES])


def table_version(layout: DataLayout, table: str) -> int:
    """Read one Parquet table by its public path and give its version."""
    with duckdb.connect() as connection:
        return version_of(connection, [(table, f"read_parquet('{layout.published_parquet_root / table}/*.parquet')")])


class Reader(threading.Thread):
    """Asks again and again which version there is, until it is told to stop; an error ends it."""

    def __init__(self, ask: Callable[[], int]) -> None:
        super().__init__()
        self._ask = ask
        self._stopped = threading.Event()
        self._answered = threading.Event()
        self._versions: list[int] = []
        self._error: Exception | None = None

    def run(self) -> None:
        while not self._stopped.is_set() and self._error is None:
            try:
                self._versions.append(self._ask())
            except Exception as error:  # noqa: BLE001  # told in the test's own thread
                self._error = error
            self._answered.set()

    def wait_for_answer(self) -> None:
        """Wait until the reader has answered a question that it asked after this moment."""
        for _ in range(2):
            self._answered.clear()
            assert self._answered.wait(timeout=60)

    def stop(self) -> list[int]:
        """Give the versions that were seen, in order. Raises the error that ended the reader."""
        self._stopped.set()
        self.join()
        if self._error is not None:
            raise self._error
        return self._versions


@pytest.mark.parametrize("ask", [opened_version, parquet_version])
def test_readers_see_whole_versions_while_others_are_published(
    layout: DataLayout, publisher: Publisher, ask: Callable[[DataLayout], int]
) -> None:
    assert publisher.publish(0) == "published"
    reader = Reader(lambda: ask(layout))
    reader.start()
    for version in range(1, 4):
        assert publisher.publish(version) == "published"
        reader.wait_for_answer()
    seen = reader.stop()
    assert seen == sorted(seen)
    assert set(seen) == set(range(4))


def test_an_open_connection_goes_on_reading_the_version_that_it_opened(
    layout: DataLayout, publisher: Publisher
) -> None:
    publisher.publish(0)
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        for version in range(1, 4):
            assert publisher.publish(version) == "published"
            assert database_version(connection) == 0


def test_a_parquet_file_never_turns_into_another_version_of_itself(layout: DataLayout, publisher: Publisher) -> None:
    names = []
    for version in (0, 1, 0):
        publisher.publish(version)
        names.append({file.name for table in TABLES for file in (layout.published_parquet_root / table).iterdir()})
        assert len(names[-1]) == len(TABLES) + len(FACTS) * (len(SEMESTERS) - 1)
        assert [table_version(layout, table) for table in TABLES] == [version] * len(TABLES)
    assert not names[0] & names[1]
    assert names[2] == names[0]


@pytest.mark.slow
def test_a_kill_before_any_change_to_a_folder_leaves_the_old_version_or_the_new_one(
    layout: DataLayout, publisher: Publisher
) -> None:
    publisher.publish(0)
    outcomes = []
    before = (0, 0)
    for change in count():
        version = change + 1
        answer = publisher.publish(version, kill_at=change)
        after = (opened_version(layout), parquet_version(layout))
        # The database first, and never a step of it without the one before.
        assert after in {before, (version, before[1]), (version, version)}
        outcomes.append((after[0] == version, after[1] == version))
        before = after
        if answer == "published":
            break
        assert answer == "killed"
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {(False, False), (True, False), (True, True)}
    assert {file.name for file in layout.published_database.parent.iterdir()} == {
        *("sektap.duckdb", "parquet", ".parquet-a", ".parquet-b")
    }


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_version_or_the_new_one(layout: DataLayout, publisher: Publisher) -> None:
    publisher.publish(0)
    before = (0, 0)
    answers = []
    for version in range(1, 13):
        answers.append(publisher.publish(version, kill_after=0.0005 + 0.006 * version))
        after = (opened_version(layout), parquet_version(layout))
        assert after in {before, (version, before[1]), (version, version)}
        before = after
    assert "killed" in answers
    assert set(answers) <= {"killed", "published"}
    assert publisher.publish(13) == "published"
    assert (opened_version(layout), parquet_version(layout)) == (13, 13)
