"""Runs of the command line are found where the Dagster UI looks for them: on its home page, and at their job."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import urllib3
from dagster import DagsterInstance
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin

from foundation.data_layout import DataLayout
from orchestration.instance import open_instance
from orchestration.run_storage import CODE_LOCATION, OneLocationRunStorage
from tests.installation import SEKTAP, Installation
from tests.user_interface import free_port, running_ui


@dg.job
def nothing() -> None:
    """Do nothing: that there was a run is what counts."""


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DagsterInstance]:
    # Opening an instance names its home in the environment, which is given back as it was.
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    with open_instance(DataLayout(tmp_path)) as opened:
        yield opened


def test_a_run_without_a_code_location_belongs_to_the_uis(instance: DagsterInstance) -> None:
    assert isinstance(instance.run_storage, OneLocationRunStorage)
    nothing.execute_in_process(instance=instance)
    (run,) = instance.get_runs()
    assert run.is_success
    assert run.remote_job_origin is not None
    assert run.remote_job_origin.location_name == CODE_LOCATION
    label = {".dagster/repository": f"__repository__@{CODE_LOCATION}"}
    assert instance.get_runs(dg.RunsFilter(job_name="nothing", tags=label)) == [run]


def test_a_run_keeps_the_code_location_that_it_comes_from(instance: DagsterInstance) -> None:
    location = RegisteredCodeLocationOrigin(location_name="elsewhere")
    repository = RemoteRepositoryOrigin(code_location_origin=location, repository_name="theirs")
    origin = RemoteJobOrigin(repository_origin=repository, job_name="nothing")
    run = instance.create_run_for_job(nothing, remote_job_origin=origin)
    stored = instance.get_run_by_id(run.run_id)
    assert stored is not None
    assert stored.remote_job_origin == origin


def test_dagsters_own_storage_reads_the_runs(instance: DagsterInstance, tmp_path: Path) -> None:
    nothing.execute_in_process(instance=instance)
    stock = DagsterInstance.from_config(str(_bare_home(tmp_path)))
    with stock:
        assert type(stock.run_storage) is not OneLocationRunStorage
        assert [run.run_id for run in stock.get_runs()] == [run.run_id for run in instance.get_runs()]


def _bare_home(tmp_path: Path) -> Path:
    """Give the same DAGSTER_HOME without its configuration."""
    (tmp_path / "dagster" / "dagster.yaml").unlink()
    return tmp_path / "dagster"


#: What the UI asks for its timeline (it leaves out runs without an origin) and for the runs of a job.
TIMELINE_AND_JOB = """
query($job: PipelineSelector!) {
  repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } }
  completed: runsOrError(filter: {statuses: [SUCCESS]}) {
    ... on Runs { results { runId pipelineName repositoryOrigin { repositoryName repositoryLocationName } } }
  }
  pipelineOrError(params: $job) { ... on Pipeline { runs { runId } } }
}
"""


#: The UI says that it serves a moment before it listens.
_UNTIL_IT_LISTENS = urllib3.Retry(connect=20, backoff_factor=0.1)


def _ask(port: int, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    question = {"query": query, "variables": variables}
    address = f"http://127.0.0.1:{port}/graphql"
    with urllib3.PoolManager(retries=_UNTIL_IT_LISTENS) as pool:
        data: dict[str, Any] = pool.request("POST", address, json=question).json()["data"]
    return data


def test_the_ui_finds_runs_of_the_command_line(published_city: Installation) -> None:
    port = free_port()
    job = {"pipelineName": "semester_run", "repositoryName": "__repository__", "repositoryLocationName": CODE_LOCATION}
    command = [str(SEKTAP), "ui", "--port", str(port)]
    with running_ui(command, published_city.folder, published_city.process_environment):
        told = _ask(port, TIMELINE_AND_JOB, {"job": job})
    (repository,) = told["repositoriesOrError"]["nodes"]
    location = (repository["name"], repository["location"]["name"])
    completed = told["completed"]["results"]
    assert len(completed) >= len(published_city.semesters)
    origins = [run["repositoryOrigin"] for run in completed]
    assert {(origin["repositoryName"], origin["repositoryLocationName"]) for origin in origins} == {location}
    of_the_job = {run["runId"] for run in completed if run["pipelineName"] == "semester_run"}
    assert {run["runId"] for run in told["pipelineOrError"]["runs"]} == of_the_job
