"""Which module serves which kind of channel."""

from importlib import import_module
from pathlib import Path
from typing import Never

from pydantic import ValidationError

from foundation.semester import Semester
from sources.channels.channel import ByteSink, Channel, ChannelFile, ChannelSpec, ChannelUnreachable

#: Kind of channel to `module:class`. A class is called with the entry and the folder of the list, and is imported
#: only where an institution uses it, so that a channel's client library is no burden for the others.
CHANNELS: dict[str, str] = {
    "folder": "sources.channels.folder:FolderChannel",
}


def open_channel(spec: ChannelSpec, base: Path) -> Channel:
    """Open the channel of an institution's entry; relative urls are relative to `base`, the folder of the list.

    Never fails: an entry that no channel understands gives a channel that is unreachable and says why, so that a
    mistake in one entry does not stop the other institutions.
    """
    target = CHANNELS.get(spec.kind)
    if target is None:
        return BrokenChannel(spec, f"there is no channel of kind {spec.kind!r}, only {', '.join(sorted(CHANNELS))}")
    module_name, _, class_name = target.partition(":")
    channel_class = getattr(import_module(module_name), class_name)
    try:
        channel: Channel = channel_class(spec, base)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        return BrokenChannel(spec, "; ".join(faults))
    except ValueError as error:
        return BrokenChannel(spec, str(error))
    return channel


class BrokenChannel:
    """Stands for a channel whose entry is wrong: every use says so."""

    def __init__(self, spec: ChannelSpec, reason: str) -> None:
        """Keep what is wrong with the entry."""
        self._reason = reason
        self._kind = spec.kind

    @property
    def description(self) -> str:
        """The kind alone, as the rest of the entry is not understood."""
        return f"channel of kind {self._kind}"

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        """Raise `ChannelUnreachable`."""
        self._refuse(institution_code)

    def count_unread(self, institution_code: str) -> int:
        """Raise `ChannelUnreachable`."""
        self._refuse(institution_code)

    def is_deserted(self, institution_code: str) -> bool:
        """Raise `ChannelUnreachable`."""
        self._refuse(institution_code)

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        """Raise `ChannelUnreachable`."""
        self._refuse(institution_code)

    def _refuse(self, institution_code: str) -> Never:
        raise ChannelUnreachable(institution_code, self.description, self._reason)
