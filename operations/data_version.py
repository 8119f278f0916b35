"""The version of a data folder's zones: one that an earlier version of SEKTAP has made is refused with words.

Everything in it can be made again from its archive by `sektap rebuild`, so that no zone is ever converted.
"""

import shutil

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout

#: Rises where a zone changes so that its old files would be misread or left behind.
DATA_VERSION = 6

#: What a rebuild makes anew. Archive, history, settings, key and Dagster's storage stay; what is published stays until
#: it is replaced.
_REMADE = ("accepted", "linkage", "marts", "private", "plan", "warehouse")


class DataVersionError(RuntimeError):
    """The data folder is of an earlier version. Says what to do."""

    def __init__(self, layout: DataLayout) -> None:
        """Name the folder."""
        super().__init__(
            f"The data folder {layout.root} was made by an earlier version of SEKTAP. `sektap rebuild` makes all of it "
            "again from its archive, closed semesters too, so make a backup first; what is published stays "
            "meanwhile."
        )


def require_current_version(layout: DataLayout) -> None:
    """Take a new data folder, and one of this version. Raises `DataVersionError` for any other."""
    if _version(layout) == DATA_VERSION:
        return
    if layout.ledger.exists():
        raise DataVersionError(layout)
    note_version(layout)


def clear_earlier_version(layout: DataLayout) -> bool:
    """Remove what an earlier version has made and a rebuild makes again; say whether there was such a version."""
    if _version(layout) == DATA_VERSION or not layout.ledger.exists():
        return False
    for zone in _REMADE:
        shutil.rmtree(layout.root / zone, ignore_errors=True)
    return True


def note_version(layout: DataLayout) -> None:
    """Say that the data folder is of this version."""
    with atomic_write(layout.data_version) as unfinished:
        unfinished.write_text(f"{DATA_VERSION}\n", encoding="utf-8")


def _version(layout: DataLayout) -> int:
    try:
        return int(layout.data_version.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return 0
