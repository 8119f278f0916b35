"""Fixtures of the warehouse's tests."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def dbt_target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of dbt's artefacts, shared so that the project is parsed whole only once."""
    return tmp_path_factory.mktemp("dbt_target")
