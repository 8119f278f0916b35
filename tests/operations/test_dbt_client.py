"""dbt's process: it tells each node when it is done, builds what a build in this process builds, and can die."""

import subprocess
import sys
from pathlib import Path
from typing import Any

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


def reported_nodes(events: list[dict[str, Any]]) -> list[str]:
    return sorted(event["data"]["node_info"]["unique_id"] for event in events)


def build(settings: Settings) -> tuple[list[dict[str, Any]], DbtBuild]:
    *events, outcome = dbt_client.build_beside(settings, [])
    assert isinstance(outcome, DbtBuild)
    return [event for event in events if isinstance(event, dict)], outcome


def test_a_build_tells_every_node_and_the_outcome_last_and_one_that_fails_says_why(settings: Settings) -> None:
    events, outcome = build(settings)
    assert outcome.succeeded, outcome.failures
    nodes = ensure_manifest()["nodes"]
    names = {name for name, node in nodes.items() if node["resource_type"] in ("model", "seed", "test")}
    assert reported_nodes(events) == sorted(names)
    assert ("marts", "fct_submission") in tables(settings.layout.warehouse)

    settings.layout.linkage("none", "household_entity").unlink()
    _, outcome = build(settings)
    assert not outcome.succeeded
    assert any("household_entity" in failure for failure in outcome.failures)
    assert not settings.layout.warehouse.exists()


@pytest.mark.slow
def test_whatever_a_process_has_been_through_the_next_build_is_whole(settings: Settings) -> None:
    # Nobody listens to the rest of these answers; the next build does not take them for its own.
    for _ in dbt_client.build_beside(settings, []):
        break
    events, outcome = build(settings)
    assert outcome.succeeded, outcome.failures
    before, of_first = reported_nodes(events), tables(settings.layout.warehouse)
    assert len(before) == len(set(before))

    died = None
    for answer in dbt_client.build_beside(settings, []):
        if isinstance(answer, DbtBuild):
            died = answer
        else:
            dbt_client._dbt.start()._process.kill()
    assert died is not None
    assert not died.succeeded
    assert "has died (exit code -9)" in died.failures[0]
    assert not settings.layout.warehouse.exists()

    # The first build of a process and the second one build the same.
    for _ in range(2):
        events, outcome = build(settings)
        assert outcome.succeeded, outcome.failures
        assert reported_nodes(events) == before
        assert tables(settings.layout.warehouse) == of_first


def test_the_process_of_dbt_needs_no_dagster() -> None:
    program = "import sys, operations.dbt_server; sys.exit('dagster' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_tests_are_reported_with_the_marts_they_look_at() -> None:
    manifest = ensure_manifest()

    def held(name: str) -> bool:
        return concerns_marts({"data": {"node_info": {"unique_id": name}}}, manifest)

    of_marts = [name for name in manifest["nodes"] if name.startswith("test.") and held(name)]
    assert held("model.sektap.fct_submission")
    assert not held("model.sektap.stg_submission")
    assert not held("seed.sektap.strategy")
    assert any("keys_fct" in name for name in of_marts)
    assert not any("staging__keeps" in name for name in of_marts)
