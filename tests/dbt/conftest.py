"""Fixtures of the warehouse's tests."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from foundation.data_layout import DataLayout
from tests.dbt.warehouse import dbt, failures


@pytest.fixture(scope="session")
def dbt_target(tmp_path_factory: pytest.TempPathFactory, shared_folder: Path) -> Path:
    """Give a folder of dbt's artefacts in which the project is parsed already, once for all processes of a test run."""
    parsed, whole = shared_folder / "dbt_parsed", shared_folder / "dbt_parsed.whole"
    with FileLock(shared_folder / "dbt_parsed.lock"):
        if not whole.exists():
            result = dbt(DataLayout(shared_folder / "dbt_data"), parsed, "parse")
            assert result.success, failures(result)
            whole.touch()
    target = tmp_path_factory.mktemp("dbt") / "target"
    shutil.copytree(parsed, target)
    return target
