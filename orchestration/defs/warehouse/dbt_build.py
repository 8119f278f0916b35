"""One `dbt build` inside this process.

dagster-dbt's own `cli().stream()` starts dbt as a child, which costs several seconds of imports per run; here the
events of dbt's programmatic runner are handed to dagster-dbt's translation into Dagster events (ADR 3).
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.settings import PROJECT_ROOT, Settings

DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"

_RESULT_EVENTS = frozenset({"LogSeedResult", "LogModelResult", "LogTestResult"})


@dataclass
class DbtBuild:
    """What came of a build: the result events in order, and the messages of nodes that failed."""

    events: list[dict[str, Any]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    succeeded: bool = False


def dbt_environment(settings: Settings) -> Mapping[str, str]:
    """Give the environment variables that the dbt project reads."""
    layout = settings.layout
    return {
        "SEKTAP_DATA": str(layout.root),
        "SEKTAP_WAREHOUSE": str(layout.warehouse),
        "SEKTAP_MEMORY_LIMIT": settings.memory_limit,
        "SEKTAP_THREADS": str(settings.threads),
    }


@contextmanager
def _environment(settings: Settings) -> Iterator[None]:
    """Let dbt see the settings, which it reads from the process's environment alone."""
    before = dict(os.environ)
    os.environ.update(dbt_environment(settings))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def ensure_manifest(settings: Settings) -> Path:
    """Give dbt's manifest, parsed anew where a file of the dbt project is younger than it.

    Raises `RuntimeError` with dbt's message where the project can not be parsed.
    """
    folders = [DBT_PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests")]
    parsed = [file for folder in folders for file in folder.rglob("*") if file.suffix in {".sql", ".yml", ".csv"}]
    parsed += DBT_PROJECT_DIR.glob("*.yml")
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < max(file.stat().st_mtime for file in parsed):
        with _environment(settings):
            result = _runner().invoke(["parse", *_common_arguments()])
        if not result.success:
            raise RuntimeError(f"dbt can not parse {DBT_PROJECT_DIR.name}: {result.exception}")
    return MANIFEST


def run_dbt_build(settings: Settings) -> DbtBuild:
    """Build the whole warehouse from Parquet in a fresh database, tests included, and leave no connection open."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    # Nothing of an earlier build counts, least of all the halves of one that was killed.
    shutil.rmtree(settings.layout.warehouse.parent, ignore_errors=True)
    settings.layout.warehouse.parent.mkdir(parents=True)
    build = DbtBuild()
    runner = _runner([lambda event: _collect(build, event)])
    try:
        with _environment(settings):
            result = runner.invoke(["build", *_common_arguments(), "--exclude-resource-type", "unit_test"])
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    build.succeeded = bool(result.success)
    if result.exception is not None:
        build.failures.append(str(result.exception))
    return build


def _runner(callbacks: list[Any] | None = None) -> Any:
    from dbt.cli.main import dbtRunner

    return dbtRunner(callbacks=callbacks or [])


def _common_arguments() -> list[str]:
    return ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR), "--quiet"]


def _collect(build: DbtBuild, event: Any) -> None:
    if event.info.name not in _RESULT_EVENTS:
        return
    from google.protobuf.json_format import MessageToDict

    message = MessageToDict(event, preserving_proto_field_name=True)
    build.events.append(message)
    status = message["data"]["node_info"]["node_status"]
    if status in ("error", "fail"):
        build.failures.append(message["info"]["msg"])
