"""What `dg scaffold` adds to the project is in the code location, as its documentation has it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import PROJECT_ROOT

pytestmark = pytest.mark.slow


def test_a_scaffolded_asset_is_listed_with_those_of_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    kept = shutil.ignore_patterns(".git", ".venv", "__pycache__", "target", "tests", "docs", ".*_cache")
    shutil.copytree(PROJECT_ROOT, project, ignore=kept)
    home = tmp_path / "home"
    home.mkdir()
    # dg asks its instance alone whether it may send statistics.
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "SEKTAP_DATA": str(tmp_path / "data"),
        "VIRTUAL_ENV": sys.prefix,
        # This copy goes before the project that is installed.
        "PYTHONPATH": str(project),
    }

    def dg(*arguments: str) -> str:
        command = [str(Path(sys.executable).with_name("dg")), *arguments]
        return subprocess.run(
            command, cwd=project, env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    dg("scaffold", "defs", "dagster.asset", "visits/home_visits.py")
    assets = {asset["asset_key"] for asset in json.loads(dg("list", "defs", "--json"))["assets"]}
    assert {"home_visits", "marts/fct_submission", "accepted/penerima"} <= assets
