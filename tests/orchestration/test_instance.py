"""The Dagster instance of an installation: what its configuration says, what its files keep."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import psutil
import pytest
import yaml

from foundation.data_layout import DataLayout
from orchestration.instance import open_instance, prepare_dagster_home

KEY = dg.AssetKey("asset")

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

#: What SEKTAP 0.1 wrote into `dagster.yaml`, and a line of the operator's.
EARLIER_CONFIGURATION = {
    "telemetry": {"enabled": False},
    "run_storage": {
        "module": "orchestration.run_storage",
        "class": "OneLocationRunStorage",
        "config": {"base_dir": "history"},
    },
    "event_log_storage": {
        "module": "orchestration.event_log",
        "class": "KeptSqliteEventLogStorage",
        "config": {"base_dir": "history/runs"},
    },
    "retention": {"schedule": {"purge_after_days": 90}},
}


@dg.asset
def asset() -> None:
    """Do nothing: the events are what counts."""


@pytest.fixture
def layout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DataLayout:
    # Opening an instance names its home in the environment, which is given back as it was.
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "dagster"))
    return DataLayout(tmp_path)


def materializations(instance: dg.DagsterInstance) -> int:
    return len(instance.fetch_materializations(KEY, limit=10_000).records)


def open_files(layout: DataLayout) -> set[str]:
    opened = psutil.Process().open_files()
    return {Path(file.path).name for file in opened if file.path.startswith(str(layout.root))}


def test_an_earlier_configuration_loses_the_classes_that_are_gone_and_keeps_the_rest(
    layout: DataLayout, caplog: pytest.LogCaptureFixture
) -> None:
    file = layout.dagster_home / "dagster.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(EARLIER_CONFIGURATION))
    with caplog.at_level(logging.WARNING), open_instance(layout) as instance:
        dg.materialize([asset], instance=instance)
        assert materializations(instance) == 1
    kept = {"telemetry": {"enabled": False}, "retention": {"schedule": {"purge_after_days": 90}}}
    assert yaml.safe_load(file.read_text()) == kept
    (record,) = [record for record in caplog.records if record.name == "orchestration.instance"]
    assert "run_storage and event_log_storage" in record.getMessage()


def test_an_operators_configuration_stays_as_it_is(layout: DataLayout) -> None:
    written = "# ours\nrun_storage: {module: elsewhere.storage, class: Storage, config: {}}\n"
    file = layout.dagster_home / "dagster.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(written)
    prepare_dagster_home(layout)
    assert file.read_text() == written


def test_a_reader_sees_every_event_at_once(layout: DataLayout) -> None:
    with open_instance(layout) as instance, dg.DagsterInstance.get() as reader:
        for number in range(1, 4):
            instance.report_runless_asset_event(dg.AssetMaterialization("asset"))
            assert materializations(reader) == number


def test_files_stay_open_while_the_instance_does_and_no_longer(layout: DataLayout) -> None:
    with open_instance(layout) as instance:
        dg.materialize([asset], instance=instance)
        assert {"event_log.db", "runs.db"} <= open_files(layout)
    assert open_files(layout) == set()


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
