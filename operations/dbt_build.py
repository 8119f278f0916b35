"""The dbt project, parsed and built by dbt's programmatic runner inside the calling process.

A run builds in a process that has imported dbt beforehand (`dbt_client`, ADR 3, ADR 8).
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from dbt_project.dictionary import described_tables
from foundation.semester import Semester
from operations.settings import PROJECT_ROOT, Settings

DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"

#: A seed path of the dbt project outside of it.
SEEDED_REFERENCE_DIR = PROJECT_ROOT / "sources" / "reference"

#: What the project is parsed under; only a build needs the real places.
_PARSE_ENVIRONMENT = {"SEKTAP_DATA": ".", "SEKTAP_WAREHOUSE": "warehouse/build.duckdb"}

#: A key that no semester has.
_NO_SEMESTER = "none"


class DbtProjectError(RuntimeError):
    """The dbt project can not be parsed. Says why in dbt's words."""


@dataclass(frozen=True)
class ParsedProject:
    """dbt's manifest object, and the state of the files that it was parsed from."""

    manifest: Any
    files: frozenset[tuple[Path, int, int]]

    @property
    def is_fresh(self) -> bool:
        """Tell whether no file has changed since."""
        return self.files == _state_of_files()


@dataclass(frozen=True)
class NodeResult:
    """What came of a model, seed or test of dbt: its status, what it took, and the rows that a test complains of."""

    unique_id: str
    status: str
    seconds: float
    failing_rows: int | None


@dataclass
class DbtBuild:
    """What came of a build: the result of each node in order, and what is wrong with those that failed."""

    nodes: list[NodeResult] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    succeeded: bool = False


def dbt_environment(settings: Settings, semesters: Sequence[Semester] | None) -> Mapping[str, str]:
    """Give the environment variables that the dbt project reads; with no `semesters`, all are built."""
    layout = settings.layout
    return {
        "SEKTAP_SEMESTERS": "" if semesters is None else ",".join(map(str, semesters)) or _NO_SEMESTER,
        "SEKTAP_DATA": str(layout.root),
        "SEKTAP_WAREHOUSE": str(layout.warehouse_building),
        "SEKTAP_MEMORY_LIMIT": settings.memory_limit,
        "SEKTAP_THREADS": str(settings.threads),
    }


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Let dbt see the settings, which it reads from the process's environment alone."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def ensure_manifest() -> dict[str, Any]:
    """Give dbt's manifest (its JSON), parsed anew where a file of the dbt project is younger than it or it is broken.

    Raises `DbtProjectError` where the project can not be parsed.
    """
    # Not under the lock: dbt's own process parses at the same time, and a half-written manifest is no JSON.
    manifest = _read_manifest() if _is_fresh() else None
    if manifest is None:
        with _parse_lock():
            _parse()
            manifest = _read_manifest()
    if manifest is None:
        raise DbtProjectError(f"dbt has written no usable {MANIFEST.name}")
    return manifest


def parse_project() -> ParsedProject:
    """Parse the dbt project; only what has changed since the last time is read.

    The parsed project knows nothing of the installation (paths are relative to its data folder), so it is parsed under
    one fixed environment and serves every installation on this machine. `manifest.json` stays as it is: it is there for
    those who load the assets. Raises `DbtProjectError`.
    """
    files = _state_of_files()
    with _parse_lock():
        return ParsedProject(_parse("--no-write-json"), files)


def _parse(*arguments: str) -> Any:
    with _environment(_PARSE_ENVIRONMENT):
        result = _runner().invoke(["parse", *_common_arguments(), *arguments])
    if not result.success:
        raise DbtProjectError(f"dbt can not parse {DBT_PROJECT_DIR.name}: {result.exception}")
    return result.result


def _parse_lock() -> FileLock:
    """Give the lock of those who write or read what dbt keeps of its last parse."""
    MANIFEST.parent.mkdir(exist_ok=True)
    return FileLock(MANIFEST.parent / ".parse.lock")


def _is_fresh() -> bool:
    return MANIFEST.exists() and MANIFEST.stat().st_mtime >= max(file.stat().st_mtime for file in parsed_files())


def parsed_files() -> list[Path]:
    """List the files that the manifest is made of."""
    folders = [DBT_PROJECT_DIR / name for name in ("models", "macros", "seeds", "tests")]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in {".sql", ".yml", ".csv"}]
    return [*files, *DBT_PROJECT_DIR.glob("*.yml"), *SEEDED_REFERENCE_DIR.glob("*.csv")]


def _state_of_files() -> frozenset[tuple[Path, int, int]]:
    stats = [(file, file.stat()) for file in parsed_files()]
    return frozenset((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)


def _read_manifest() -> dict[str, Any] | None:
    """Read the manifest; none where a kill has left half of it."""
    try:
        manifest: dict[str, Any] = json.loads(MANIFEST.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return manifest


def run_dbt_build(
    settings: Settings,
    semesters: Sequence[Semester] | None = None,
    *,
    with_unit_tests: bool = False,
    project: ParsedProject | None = None,
) -> DbtBuild:
    """Build and test the marts of these semesters (of all, if None) in a fresh database; leave nothing open.

    It takes its place at `layout.warehouse` only when all has succeeded: what has failed or was killed is never
    published. dbt's unit tests try the logic on made-up rows and say nothing of the data, so a run
    goes without them. `project` saves parsing where it was parsed before.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if project is None or not project.is_fresh:
        project = parse_project()
    layout = settings.layout
    folder = layout.warehouse.parent
    # Nothing of an earlier build counts, least of all the halves of one that was killed.
    shutil.rmtree(folder, ignore_errors=True)
    layout.warehouse_building.parent.mkdir(parents=True)
    build = DbtBuild()
    runner = _runner(project.manifest)
    excluded = [] if with_unit_tests else ["--exclude-resource-type", "unit_test"]
    target = ["--target-path", str(folder / "target"), "--no-write-json"]
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    try:
        with _environment(dbt_environment(settings, semesters)):
            result = runner.invoke(["build", *_common_arguments(), *target, *excluded])
    finally:
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    build.succeeded = bool(result.success)
    for node in result.result or ():
        build.nodes.append(NodeResult(node.node.unique_id, str(node.status), node.execution_time, node.failures))
        if node.status in ("error", "fail"):
            # Its first line says where, or how many rows; below it the database may quote a value.
            said = (node.message or "").strip().partition("\n")[0]
            build.failures.append(f"{node.status.upper()} {node.node.name}: {said}")
    if result.exception is not None:
        build.failures.append(str(result.exception))
    if build.succeeded:
        lost = _settle(layout.warehouse_building)
        build.failures += lost
        build.succeeded = not lost
    if build.succeeded:
        layout.warehouse_building.replace(layout.warehouse)
    return build


def _settle(database: Path) -> list[str]:
    """Write the database's log into its file, and name the marts that are missing from it.

    The last connection to close does so too, but says nothing where the disk is full: the file that is moved into its
    place without its log would then lack tables, or hold none.
    """
    try:
        with duckdb.connect(str(database)) as connection:
            connection.execute("checkpoint")
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    except duckdb.Error as error:
        return [f"the warehouse could not be written: {error}"]
    missing = sorted({table.name for table in described_tables()} - {name for (name,) in rows})
    return [f"the warehouse could not be written: {', '.join(missing)} missing, no space left?"] if missing else []


def _runner(manifest: Any = None) -> Any:
    from dbt.cli.main import dbtRunner

    return dbtRunner(manifest=manifest)


def _common_arguments() -> list[str]:
    folders = ["--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)]
    return [*folders, "--quiet", "--log-level-file", "none"]
