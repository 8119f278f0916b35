"""Fixtures of the warehouse's tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def dbt_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder of dbt's artefacts."""
    return tmp_path_factory.mktemp("dbt") / "target"
