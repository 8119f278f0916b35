"""What an installation may take reaches the stages that take it."""

from pathlib import Path

from expectations.received import open_workspace
from orchestration.recovery import door_settings
from orchestration.settings import Settings


def test_the_door_keeps_to_the_memory_limit(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, memory_limit="100MB", threads=1)
    with open_workspace(settings.layout, door_settings(settings)) as connection:
        limits = connection.execute("select current_setting('memory_limit'), current_setting('threads')").fetchone()
    assert limits == ("95.3 MiB", 1)
