"""Dagster's storage of runs on SQLite, in which runs of the command line belong to the code location of the UI.

A run that is started from the UI says which code location its job comes from. The UI's timeline (its home page) and a
job's page show runs that say so, and leave all others out. `sektap run` needs no code location: it builds its job
itself. Its runs are recorded as if they came from the one that `sektap ui` loads, for they are of the same jobs.
"""

import os
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.storage.runs import SqliteRunStorage

#: The module that the UI loads, which Dagster also takes as the name of the code location.
CODE_LOCATION = "orchestration.definitions"

#: Dagster's name for the definitions of a module.
_REPOSITORY = "__repository__"


class OneLocationRunStorage(SqliteRunStorage):
    """`SqliteRunStorage` in which every run comes from a code location; the files are Dagster's own."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> "OneLocationRunStorage":
        """Build from `dagster.yaml`; a relative `base_dir` stands under DAGSTER_HOME, wherever that is moved to."""
        return cls.from_local(str(Path(os.environ["DAGSTER_HOME"]) / config_value["base_dir"]), inst_data)

    def add_run(self, dagster_run: dg.DagsterRun) -> dg.DagsterRun:
        """Record a new run; one that names no code location belongs to ours."""
        if dagster_run.remote_job_origin is None:
            location = RegisteredCodeLocationOrigin(location_name=CODE_LOCATION)
            repository = RemoteRepositoryOrigin(code_location_origin=location, repository_name=_REPOSITORY)
            origin = RemoteJobOrigin(repository_origin=repository, job_name=dagster_run.job_name)
            dagster_run = dagster_run.with_job_origin(origin)
        return super().add_run(dagster_run)
