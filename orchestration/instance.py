"""The Dagster instance of this installation: its storage stands under `SEKTAP_DATA`, telemetry is off."""

import os
from pathlib import Path

import dagster as dg
import yaml

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout

#: The queue has no limit of its own: the run lock lets one run work, and frees itself when a run dies.
_CONFIGURATION = {
    "telemetry": {"enabled": False},
    "nux": {"enabled": False},
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
}


def prepare_dagster_home(layout: DataLayout) -> Path:
    """Create DAGSTER_HOME with its configuration, where it is not there yet, and give its path.

    A `dagster.yaml` that stands there is the operator's and stays as it is.
    """
    home = layout.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    configuration = home / "dagster.yaml"
    if not configuration.exists():
        with atomic_write(configuration) as unfinished:
            unfinished.write_text(yaml.safe_dump(_CONFIGURATION), encoding="utf-8")
    return home


def open_instance(layout: DataLayout) -> dg.DagsterInstance:
    """Open the instance; the UI that is started for the same `SEKTAP_DATA` shows what runs in it."""
    home = prepare_dagster_home(layout)
    # Dagster reads both from the environment of its process, and child processes inherit them.
    os.environ["DAGSTER_HOME"] = str(home)
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    return dg.DagsterInstance.get()
