"""The inbox of the archive's tests."""

from pathlib import Path

import pytest

from tests.sources.archive.one_inbox import Inbox


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)
