"""One installation under test: a made-up city and the data that SEKTAP makes of it, driven as a user drives it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dagster import DagsterInstance
from pydantic import SecretStr

from foundation.data_layout import DataLayout
from foundation.semester import Semester, semester_range
from operations.settings import Settings
from operations.summary import semester_summary
from orchestration.runs import run_semester
from simulation import simulate

PROJECT_ROOT = Path(__file__).resolve().parent.parent
SEKTAP = Path(sys.executable).with_name("sektap")

#: Of the made-up city's sixty institutions: who keeps the registry and the decisions, and some of other kinds.
FEW_INSTITUTIONS = (
    "DINSOS",
    "SEKTAP",
    "DISPENDUKCAPIL",
    "DINKES",
    "DISDIKBUD",
    "DISPERKIM",
    "DLH",
    "BAZNAS",
    "CSRFORUM",
    "BPR-BAYUANGGA",
)

#: The run's own timestamps; everything else in the marts is a function of the submissions.
RUN_TIMESTAMPS = frozenset({"first_seen_at", "last_seen_at"})


@dataclass
class Installation:
    """One installation in a folder of its own: a made-up city and the data that SEKTAP makes of it."""

    folder: Path
    semesters: Sequence[Semester]
    #: A key of its own, so that two installations of one city have the same pseudonyms.
    environment: dict[str, str] = field(default_factory=lambda: {"SEKTAP_PSEUDONYM_KEY": "key of the tests"})

    @property
    def city(self) -> Path:
        return self.folder / "city"

    @property
    def layout(self) -> DataLayout:
        return DataLayout(self.folder / "data")

    def inbox(self, institution: str, semester: Semester) -> Path:
        return self.city / "inbox" / institution / semester.key

    @property
    def process_environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SEKTAP_DATA": str(self.layout.root),
            "SEKTAP_INSTITUTIONS": str(self.city / "institutions.yml"),
            **self.environment,
        }

    def sektap(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the command line as a user would, in a process of its own."""
        completed = subprocess.run(
            [SEKTAP, *arguments],
            env=self.process_environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        if check and completed.returncode != 0:
            raise AssertionError(f"sektap {' '.join(arguments)}: {completed.stdout}\n{completed.stderr}")
        return completed

    @property
    def settings(self) -> Settings:
        key = SecretStr(self.environment["SEKTAP_PSEUDONYM_KEY"])
        return Settings(data=self.layout.root, institutions=self.city / "institutions.yml", pseudonym_key=key)

    def run(
        self, semester: Semester, *institutions: str, is_recorded: bool = False, allow_unreachable: bool = False
    ) -> str:
        """Run a semester (or a correction) in this process, as `sektap run` does, and give the summary it ends with.

        Dagster's UI shows it only where it `is_recorded`; in memory its events cost a quarter of the run less.
        """
        with nullcontext() if is_recorded else DagsterInstance.ephemeral() as instance:
            outcome = run_semester(
                self.settings,
                semester,
                institutions,
                datetime.now(UTC),
                allow_unreachable=allow_unreachable,
                keeps_helpers=True,
                instance=instance,
            )
        assert outcome.is_successful, outcome.failures
        return semester_summary(self.layout, semester)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.layout.published_database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def marts(self) -> dict[str, list[tuple[Any, ...]]]:
        """Give the whole content of the published marts, without the run's own timestamps."""
        content = {}
        with duckdb.connect(str(self.layout.published_database), read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
            for (table,) in tables:
                columns = [
                    row[0]
                    for row in connection.execute(
                        "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ?",
                        [table],
                    ).fetchall()
                ]
                kept = ", ".join(f'"{column}"' for column in columns if column not in RUN_TIMESTAMPS)
                content[table] = connection.execute(f"select {kept} from marts.{table} order by all").fetchall()
        return content


def keep_few_institutions(city: Path) -> None:
    """Shorten a made-up city's list of institutions, so that a run of it takes half as long."""
    file = city / "institutions.yml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))["institutions"]
    kept = [entry for entry in entries if entry["code"] in FEW_INSTITUTIONS]
    assert len(kept) == len(FEW_INSTITUTIONS)
    file.write_text(yaml.safe_dump({"institutions": kept}), encoding="utf-8")


def make_installation(folder: Path, *, households: int, first: str, last: str, seed: int) -> Installation:
    semesters = semester_range(Semester.parse(first), Semester.parse(last))
    installation = Installation(folder, semesters)
    simulate(installation.city, households=households, semesters=semesters, seed=seed)
    return installation
