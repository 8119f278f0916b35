"""dbt's process: it tells what came of each node, builds what a build in this process builds, and can die."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from operations import dbt_client
from operations.dbt_build import DbtBuild, ensure_manifest
from operations.dbt_client import build_beside
from operations.settings import Settings
from operations.zones import ensure_zones

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path)
    ensure_zones(settings.layout)
    return settings


def tables(database: Path) -> set[tuple[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return set(connection.execute("select schema_name, table_name from duckdb_tables()").fetchall())


def built_nodes(build: DbtBuild) -> list[str]:
    return sorted(node.unique_id for node in build.nodes)


def test_a_build_tells_of_every_node_and_one_that_fails_says_why(settings: Settings) -> None:
    build = build_beside(settings, [])
    assert build.succeeded, build.failures
    nodes = ensure_manifest()["nodes"]
    names = {name for name, node in nodes.items() if node["resource_type"] in ("model", "seed", "test")}
    assert built_nodes(build) == sorted(names)
    assert {node.status for node in build.nodes} == {"success", "pass"}
    assert ("marts", "fct_submission") in tables(settings.layout.warehouse)

    settings.layout.linkage("none", "household_entity").unlink()
    build = build_beside(settings, [])
    assert not build.succeeded
    assert any("household_entity" in failure for failure in build.failures)
    # What the database says may quote a value.
    assert not any("IO Error" in failure for failure in build.failures)
    assert not settings.layout.warehouse.exists()


@pytest.mark.slow
def test_whatever_a_process_has_been_through_the_next_build_is_whole(settings: Settings) -> None:
    build = build_beside(settings, [])
    assert build.succeeded, build.failures
    before, of_first = built_nodes(build), tables(settings.layout.warehouse)
    assert len(before) == len(set(before))

    process, is_over = dbt_client._dbt.start()._process, threading.Event()

    def kill_in_the_middle() -> None:
        while not settings.layout.warehouse_building.exists() and not is_over.is_set():
            os.sched_yield()
        process.kill()

    killing = threading.Thread(target=kill_in_the_middle)
    killing.start()
    died = build_beside(settings, [])
    is_over.set()
    killing.join()
    assert not died.succeeded
    assert "has died (exit code -9)" in died.failures[0]
    assert not settings.layout.warehouse.exists()

    # The first build of a process and the second one build the same.
    for _ in range(2):
        build = build_beside(settings, [])
        assert build.succeeded, build.failures
        assert built_nodes(build) == before
        assert tables(settings.layout.warehouse) == of_first


def test_the_process_of_dbt_needs_no_dagster() -> None:
    program = "import sys, operations.dbt_server; sys.exit('dagster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
