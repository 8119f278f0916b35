"""One institution's folder, and the archive that collects it."""

import os
from datetime import UTC, datetime
from pathlib import Path

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.archive import Archive, Submission
from sources.channels import Channel, ChannelSpec, open_channel

SEMESTER = Semester(2023, 1)
NOW = datetime(2023, 8, 1, 9, tzinfo=UTC)
JULY = datetime(2023, 7, 10, 3, tzinfo=UTC)
LATER = datetime(2023, 7, 20, 3, tzinfo=UTC)


class Inbox:
    """One institution's folder for a semester, and the archive that collects it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "inbox" / "DINSOS" / "2023S1"
        self.folder.mkdir(parents=True)
        self.layout = DataLayout(root / "data")
        self.archive = Archive(self.layout)
        self.channel: Channel = open_channel(ChannelSpec(kind="folder", url="inbox"), root)

    def put(self, name: str, content: str, modified_at: datetime = JULY) -> None:
        (self.folder / name).write_text(content)
        os.utime(self.folder / name, (modified_at.timestamp(), modified_at.timestamp()))

    def collect(self, now: datetime = NOW, channel: Channel | None = None) -> Submission:
        return self.archive.collect("DINSOS", SEMESTER, channel or self.channel, now)

    def objects(self) -> set[str]:
        return {path.name for path in self.layout.archive_objects.rglob("*") if path.is_file()}
