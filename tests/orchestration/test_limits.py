"""What an installation may take reaches the stages that take it."""

from pathlib import Path

from expectations.received import open_workspace
from operations.recovery import validation_settings
from operations.settings import Settings


def test_validation_keeps_to_the_memory_limit(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, memory_limit="100MB", threads=1)
    with open_workspace(settings.layout, validation_settings(settings)) as connection:
        limits = connection.execute("select current_setting('memory_limit'), current_setting('threads')").fetchone()
    assert limits == ("95.3 MiB", 1)
