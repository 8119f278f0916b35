"""dbt's process: it tells each node when it is done, builds what a build in this process builds, and can die."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from operations import dbt_client
from operations.dbt_build import DbtBuild, ensure_manifest
from operations.settings import Settings
from operations.zones import ensure_zones
from orchestration.defs.warehouse.assets import concerns_marts


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path)
    ensure_zones(settings.layout)
    return settings


def tables(database: Path) -> set[tuple[str, str]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return set(connection.execute("select schema_name, table_name from duckdb_tables()").fetchall())


def test_every_node_is_told_and_the_outcome_last(settings: Settings) -> None:
    *events, build = dbt_client.build_beside(settings, [])
    assert isinstance(build, DbtBuild)
    assert build.succeeded, build.failures
    nodes = ensure_manifest()["nodes"]
    built = {name for name, node in nodes.items() if node["resource_type"] in ("model", "seed", "test")}
    assert {event["data"]["node_info"]["unique_id"] for event in events if isinstance(event, dict)} == built
    assert ("marts", "fct_submission") in tables(settings.layout.warehouse)


def test_a_second_build_in_the_same_process_builds_the_same(settings: Settings) -> None:
    *_, first = dbt_client.build_beside(settings, [])
    before = tables(settings.layout.warehouse)
    *_, second = dbt_client.build_beside(settings, [])
    assert isinstance(first, DbtBuild)
    assert isinstance(second, DbtBuild)
    assert first.succeeded
    assert second.succeeded
    assert tables(settings.layout.warehouse) == before


def test_a_build_that_fails_says_why(settings: Settings) -> None:
    settings.layout.linkage("none", "household_entity").unlink()
    *_, build = dbt_client.build_beside(settings, [])
    assert isinstance(build, DbtBuild)
    assert not build.succeeded
    assert any("household_entity" in failure for failure in build.failures)
    assert not settings.layout.warehouse.exists()


def test_a_process_that_dies_is_a_build_that_failed_and_the_next_one_builds(settings: Settings) -> None:
    build = None
    for answer in dbt_client.build_beside(settings, []):
        if isinstance(answer, DbtBuild):
            build = answer
        else:
            dbt_client._dbt.start()._process.kill()
    assert build is not None
    assert not build.succeeded
    assert "has died (exit code -9)" in build.failures[0]
    assert not settings.layout.warehouse.exists()
    *_, build = dbt_client.build_beside(settings, [])
    assert isinstance(build, DbtBuild)
    assert build.succeeded, build.failures


def test_who_stops_listening_gets_no_old_answers(settings: Settings) -> None:
    for _ in dbt_client.build_beside(settings, []):
        break
    *events, build = dbt_client.build_beside(settings, [])
    assert isinstance(build, DbtBuild)
    assert build.succeeded, build.failures
    assert events


def test_the_process_of_dbt_needs_no_dagster() -> None:
    program = "import sys, operations.dbt_server; sys.exit('dagster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_tests_are_told_with_the_marts_they_look_at() -> None:
    manifest = ensure_manifest()

    def held(name: str) -> bool:
        return concerns_marts({"data": {"node_info": {"unique_id": name}}}, manifest)

    of_marts = [name for name in manifest["nodes"] if name.startswith("test.") and held(name)]
    assert held("model.sektap.fct_submission")
    assert not held("model.sektap.stg_submission")
    assert not held("seed.sektap.strategy")
    assert any("keys_fct" in name for name in of_marts)
    assert not any("staging__keeps" in name for name in of_marts)
