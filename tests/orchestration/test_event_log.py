"""The event log that keeps its connections: the same files as Dagster's own, live for readers, whole after a kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster import AssetKey, DagsterInstance

from foundation.data_layout import DataLayout
from orchestration import event_log
from orchestration.instance import open_instance

KEY = AssetKey("asset")

#: Reports materialisations for ever, and says how many there are by now.
WRITER = """
import sys
from pathlib import Path
import dagster as dg
from orchestration.instance import open_instance
from foundation.data_layout import DataLayout
with open_instance(DataLayout(Path(sys.argv[1]))) as instance:
    number = 0
    while True:
        instance.report_runless_asset_event(dg.AssetMaterialization("asset", metadata={"number": number}))
        number += 1
        print(number, flush=True)
"""


@dg.asset
def asset() -> None:
    """Do nothing: the events are what counts."""


@pytest.fixture(autouse=True)
def dagster_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Give the environment back as it was: opening an instance names its home there."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path)


@pytest.fixture
def instance(layout: DataLayout) -> Iterator[DagsterInstance]:
    with open_instance(layout) as opened:
        yield opened


def stock_instance(layout: DataLayout) -> DagsterInstance:
    """Open the same files as Dagster does where nothing is configured."""
    (layout.dagster_home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    return DagsterInstance.get()


def events_of(instance: DagsterInstance, run_id: str) -> list[str]:
    return [str(entry.dagster_event.event_type_value) for entry in instance.all_logs(run_id) if entry.dagster_event]


def materializations(instance: DagsterInstance) -> int:
    return len(instance.fetch_materializations(KEY, limit=10_000).records)


def test_an_installation_is_configured_with_it(instance: DagsterInstance, layout: DataLayout) -> None:
    assert isinstance(instance.event_log_storage, event_log.KeptSqliteEventLogStorage)
    assert (layout.dagster_home / "history" / "runs" / "index.db").exists()


def test_dagsters_own_storage_reads_what_it_wrote_and_the_other_way_round(layout: DataLayout) -> None:
    with open_instance(layout) as instance:
        run = dg.materialize([asset], instance=instance).run_id
        seen = events_of(instance, run)
    with stock_instance(layout) as stock:
        assert type(stock.event_log_storage) is not event_log.KeptSqliteEventLogStorage
        assert events_of(stock, run) == seen
        assert "PIPELINE_SUCCESS" in seen
        assert materializations(stock) == 1
        later = dg.materialize([asset], instance=stock).run_id
    (layout.dagster_home / "dagster.yaml").unlink()
    with open_instance(layout) as instance:
        assert events_of(instance, later) == seen
        assert materializations(instance) == 2


def test_a_reader_sees_every_event_at_once(instance: DagsterInstance, layout: DataLayout) -> None:
    with stock_instance(layout) as reader:
        for number in range(1, 4):
            instance.report_runless_asset_event(dg.AssetMaterialization("asset"))
            assert materializations(reader) == number


def test_what_is_written_outlives_a_killed_writer(layout: DataLayout) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(layout.root)], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert writer.stdout is not None
    written = 0
    while written < 20:
        written = int(writer.stdout.readline())
    writer.kill()
    writer.wait()
    writer.stdout.close()
    with open_instance(layout) as instance:
        assert materializations(instance) >= written


def test_only_the_last_runs_stay_open(instance: DagsterInstance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_log, "_OPEN_RUNS", 2)
    runs = [dg.materialize([asset], instance=instance).run_id for _ in range(4)]
    opened = {Path(file.path).name for file in psutil.Process().open_files()}
    assert {"index.db", f"{runs[-1]}.db"} <= opened
    assert not {f"{run}.db" for run in runs[:2]} & opened
    assert all("PIPELINE_SUCCESS" in events_of(instance, run) for run in runs)


def test_nothing_stays_open_when_the_instance_is_closed(layout: DataLayout) -> None:
    with open_instance(layout) as instance:
        dg.materialize([asset], instance=instance)
    opened = [file.path for file in psutil.Process().open_files() if file.path.startswith(str(layout.root))]
    assert opened == []


def test_wiped_events_are_gone_and_new_ones_are_kept(instance: DagsterInstance) -> None:
    run = dg.materialize([asset], instance=instance).run_id
    instance.event_log_storage.wipe()
    assert events_of(instance, run) == []
    assert materializations(instance) == 0
    run = dg.materialize([asset], instance=instance).run_id
    assert "PIPELINE_SUCCESS" in events_of(instance, run)


def test_many_threads_write_at_once(instance: DagsterInstance) -> None:
    with ThreadPoolExecutor(8) as threads:
        for written in [
            threads.submit(instance.report_runless_asset_event, dg.AssetMaterialization("asset")) for _ in range(40)
        ]:
            written.result()
    assert materializations(instance) == 40
