"""A publisher in a process of its own, to be killed in the midst of it.

`publisher.py ROOT` takes one JSON object a line: `version` to publish and, if it shall die, `kill_at` (which change to
a folder it does not live to make) or `kill_after` (seconds). It answers `published` or `killed`.
"""

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from foundation.data_layout import DataLayout
from foundation.schemas import CARRIED_TABLES
from foundation.semester import Semester
from operations.mart_partitions import sign_partition, write_partition
from operations.publishing import publish_database
from operations.publishing_parquet import publish_parquet

#: Tables of the made-up marts and their rows; each row says which version it belongs to.
TABLES = {"dim_region": 29, "fct_assistance": 30_000, "fct_household_poverty": 20_000}

#: Those of which the rows of a semester are a partition.
FACTS = ("fct_assistance", "fct_household_poverty")
SEMESTERS = (Semester(2022, 2), Semester(2023, 1))

#: Audit events of what changes a folder. What DuckDB does to its files in between is no event of Python.
CHANGES = frozenset({"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"})


def build_warehouse(layout: DataLayout, version: int) -> None:
    """Build marts of which every row says `version`."""
    layout.warehouse.parent.mkdir(parents=True, exist_ok=True)
    layout.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(layout.warehouse)) as connection:
        connection.execute("create schema marts; create schema carried")
        for table, schema in CARRIED_TABLES.items():
            connection.register("nothing", schema.empty_table())
            connection.execute(f"create table carried.{table} as from nothing")
        semester_keys = [semester.number for semester in SEMESTERS]
        for table, rows in TABLES.items():
            connection.execute(
                f"create table marts.{table} as select range as row_no, {version} as version, "
                f"hash(range, {version}) as content, {semester_keys}[range % 2 + 1] as semester_key from range({rows})"
            )
    for semester in SEMESTERS:
        sign_partition(layout, semester, str(version), write_partition(layout, semester, FACTS))


def die_at(change: int) -> None:
    """Kill this process before the n-th (from 0) change that Python makes to a folder from now on."""
    numbers = count()

    def hook(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in CHANGES and next(numbers) == change:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def publish(layout: DataLayout, order: dict[str, Any]) -> None:
    build_warehouse(layout, order["version"])
    if "kill_at" in order:
        die_at(order["kill_at"])
    if "kill_after" in order:
        # Left to its default, the alarm ends the process as abruptly as a kill does.
        signal.setitimer(signal.ITIMER_REAL, order["kill_after"])
    publish_database(layout)
    publish_parquet(layout)
    signal.setitimer(signal.ITIMER_REAL, 0)


def main(root: Path) -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            publish(DataLayout(root), json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        # Anything but a kill or a good end is a failure of the publication, and of the test.
        answer = {0: "published", signal.SIGKILL: "killed", signal.SIGALRM: "killed"}.get(status, f"status {status}")
        print(answer, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
