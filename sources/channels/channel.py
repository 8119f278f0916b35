"""What every channel is: its entry in the list of institutions, its files, and the ways in which it fails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from foundation.semester import Semester


class ChannelSpec(BaseModel):
    """The `channel:` of an institution's entry: `kind` names the module, `url` the place.

    Whatever else stands there (a bucket, a query, the name of a secret) is kept for the channel of that kind, which
    checks it itself.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    kind: str
    url: str

    @property
    def options(self) -> dict[str, object]:
        """What stands in the entry besides kind and url."""
        return dict(self.model_extra or {})


@dataclass(frozen=True)
class ChannelFile:
    """A file that an institution hands in.

    `name` is what people are shown: printable, relative to the submission's folder, with `/` between folders, and
    different for each file of a listing. `locator` is how the channel itself finds the file again. `modified_at` is the
    channel's own time of the file (aware), None where the channel knows none.
    """

    name: str
    size_bytes: int
    modified_at: datetime | None
    locator: str


class ChannelUnreachable(Exception):
    """A channel could not be read. The institution counts as unreachable; the others go on.

    `institution_code` and `channel` (kind and url) say which, `reason` why; no file content stands in any of them.
    """

    def __init__(self, institution_code: str, channel: str, reason: str) -> None:
        """Keep the three facts, and say them in one sentence."""
        super().__init__(f"{institution_code}: {channel} can not be read: {reason}")
        self.institution_code = institution_code
        self.channel = channel
        self.reason = reason


class FileChanged(Exception):
    """A file was written to, or went away, while it was fetched: what was fetched is no version of it."""


class ByteSink(Protocol):
    """What a channel writes a file's bytes to; any binary file will do."""

    def write(self, content: bytes, /) -> int:
        """Take all the bytes, and give their number."""
        ...


class Channel(Protocol):
    """One way of delivery, opened for one institution's entry."""

    @property
    def description(self) -> str:
        """Kind and url, as messages show them; no secret."""
        ...

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        """List what the institution hands in for the semester, sorted by name; empty where there is nothing.

        Raises `ChannelUnreachable` where the channel does not answer, `FileChanged` where files changed while listed.
        """
        ...

    def count_unread(self, institution_code: str) -> int:
        """Count what lies in the institution's own place and in that of no semester: files and folders nobody reads.

        Raises `ChannelUnreachable` where the channel does not answer.
        """
        ...

    def is_deserted(self, institution_code: str) -> bool:
        """Say whether the whole place holds nothing of anybody, as one does that is not mounted.

        Raises `ChannelUnreachable` where the channel does not answer.
        """
        ...

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        """Write a listed file's bytes to `target`, and give the file as it was when it was fetched.

        Raises `FileChanged` where the file did not hold still, `ChannelUnreachable` where it can not be read. What
        `target` raises passes through.
        """
        ...
