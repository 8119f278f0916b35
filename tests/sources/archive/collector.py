"""A process of its own that collects one institution over and over; tests kill it or run several at once.

Called with the folder of the installation, the number of rounds (0: without end), and the largest file that it may
write, in bytes (0: no limit). Each round hands the state of the inbox in.
"""

import resource
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.archive import Archive, ArchiveNotWritable
from sources.channels import ChannelSpec, open_channel


def main(root: Path, rounds: int, largest_file: int) -> int:
    if largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    archive = Archive(DataLayout(root / "data"))
    channel = open_channel(ChannelSpec(kind="folder", url="inbox"), root)
    print("ready", flush=True)
    for _ in range(rounds) if rounds else count():
        try:
            archive.collect("DINSOS", Semester(2023, 1), channel, datetime(2023, 8, 1, tzinfo=UTC))
        except ArchiveNotWritable as error:
            print(error.reason, flush=True)
            return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
