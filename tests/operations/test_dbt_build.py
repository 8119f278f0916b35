"""A warehouse is there only when its build has succeeded, and the manifest is whole and fresh, whoever else parses."""

import os
from pathlib import Path

import duckdb
import pytest

from operations import dbt_build
from operations.dbt_build import (
    DBT_PROJECT_DIR,
    MANIFEST,
    SEEDED_REFERENCE_DIR,
    ensure_manifest,
    parse_project,
    parsed_files,
    run_dbt_build,
)
from operations.settings import Settings
from operations.zones import ensure_zones

pytestmark = pytest.mark.slow


def test_only_a_build_that_succeeded_becomes_the_warehouse(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    layout = settings.layout
    ensure_zones(layout)
    ensure_manifest()
    written = MANIFEST.stat().st_mtime_ns
    build = run_dbt_build(settings)
    assert build.succeeded, build.failures
    assert MANIFEST.stat().st_mtime_ns == written
    assert list(layout.warehouse_building.parent.iterdir()) == []
    with duckdb.connect(str(layout.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from build.marts.dim_institution").fetchone() is not None

    layout.linkage("none", "household_entity").unlink()
    build = run_dbt_build(settings)
    assert not build.succeeded
    assert build.failures
    assert not layout.warehouse.exists()


def test_the_environment_keeps_what_others_set_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SEKTAP_TEST_MEANWHILE", "SEKTAP_TEST_NEW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEKTAP_TEST_OLD", "old")
    with dbt_build._environment({"SEKTAP_TEST_OLD": "lent", "SEKTAP_TEST_NEW": "lent"}):
        assert os.environ["SEKTAP_TEST_OLD"] == "lent"
        monkeypatch.setenv("SEKTAP_TEST_MEANWHILE", "kept")
    assert os.environ["SEKTAP_TEST_OLD"] == "old"
    assert os.environ["SEKTAP_TEST_MEANWHILE"] == "kept"
    assert "SEKTAP_TEST_NEW" not in os.environ


def test_a_broken_or_old_manifest_is_parsed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "target"
    monkeypatch.setenv("DBT_TARGET_PATH", str(target))
    monkeypatch.setattr(dbt_build, "MANIFEST", target / "manifest.json")
    whole = ensure_manifest()
    assert "model.sektap.dim_institution" in whole["nodes"]

    text = dbt_build.MANIFEST.read_bytes()
    dbt_build.MANIFEST.write_bytes(text[: len(text) // 2])
    assert ensure_manifest()["nodes"].keys() == whole["nodes"].keys()

    os.utime(dbt_build.MANIFEST, (0, 0))
    ensure_manifest()
    written = dbt_build.MANIFEST.stat().st_mtime_ns
    assert written > 0
    ensure_manifest()
    parse_project()
    assert dbt_build.MANIFEST.stat().st_mtime_ns == written


def test_the_seeds_beside_the_project_are_part_of_it() -> None:
    parsed = set(parsed_files())
    assert set(SEEDED_REFERENCE_DIR.glob("*.csv")) <= parsed
    assert {DBT_PROJECT_DIR / "dbt_project.yml", DBT_PROJECT_DIR / "profiles.yml"} <= parsed
