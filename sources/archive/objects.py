"""Files by content: `objects/<first two hex digits>/<sha256>`, written once, whole or not there, never changed.

A file comes in beside the objects, is flushed to the disk and moved in with one rename. So a process that is killed
leaves at most an unfinished file in `incoming`, which the next collector removes.
"""

import fcntl
import hashlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foundation.atomic_files import flush_to_disk
from foundation.data_layout import DataLayout
from sources.archive.errors import ArchiveNotWritable
from sources.channels.channel import ByteSink

_log = logging.getLogger(__name__)

_LOCK_NAME = "lock"


class ObjectStore:
    """The bytes of the archive."""

    def __init__(self, layout: DataLayout) -> None:
        """Name the folders; they are made when the first file comes in."""
        self._objects = layout.archive_objects
        self._incoming = layout.archive_incoming

    def path(self, sha256: str) -> Path:
        """Say where an object stands, or would stand."""
        return self._objects / sha256[:2] / sha256

    def is_whole(self, sha256: str) -> bool:
        """Say whether an object is there and its bytes are what its name says."""
        try:
            with self.path(sha256).open("rb") as stored:
                return hashlib.file_digest(stored, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False

    @contextmanager
    def receiving(self) -> Iterator[None]:
        """Hold the store open for `add`. First removes what killed collectors left, unless others are receiving.

        Raises `ArchiveNotWritable` where the archive's folders can not be made.
        """
        with _reporting_write_failures():
            for folder in (self._objects.parent, self._objects, self._incoming):
                # Submissions hold personal data: the archive is its owner's alone.
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._incoming / _LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if _try_to_be_alone(handle):
                self._remove_unfinished()
            fcntl.flock(handle, fcntl.LOCK_SH)
            yield
        finally:
            os.close(handle)

    def add(self, fetch: Callable[[ByteSink], None]) -> tuple[str, int]:
        """Take in one file, and give its SHA-256 and size in bytes; once it returns, the bytes are on the disk.

        `fetch` writes all bytes to the target that it is given. Content that is there already is not written again.
        Raises `ArchiveNotWritable`; what `fetch` raises passes, and leaves the store as it was.
        """
        with _reporting_write_failures():
            handle, name = tempfile.mkstemp(dir=self._incoming)
        unfinished = Path(name)
        try:
            writer = _HashingWriter(handle)
            fetch(writer)
            with _reporting_write_failures():
                self._keep(handle, unfinished, writer.sha256)
            return writer.sha256, writer.size_bytes
        finally:
            os.close(handle)
            unfinished.unlink(missing_ok=True)

    def _keep(self, handle: int, unfinished: Path, sha256: str) -> None:
        target = self.path(sha256)
        if not self.is_whole(sha256):
            if target.exists():
                _log.warning("The archived object %s was damaged; the same content has come in again", sha256)
            os.fchmod(handle, 0o444)
            os.fsync(handle)
            if not target.parent.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                flush_to_disk(self._objects)
            unfinished.replace(target)
        # Also where another collector has just moved it in: the ledger may name it once this returns.
        flush_to_disk(target.parent)

    def _remove_unfinished(self) -> None:
        with _reporting_write_failures():
            for file in self._incoming.iterdir():
                if file.name != _LOCK_NAME:
                    file.unlink()


class _HashingWriter:
    """What a channel writes to: counts and hashes the bytes on their way to the file.

    A failure to write is the archive's and not the channel's, so it leaves here as `ArchiveNotWritable`.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._hash = hashlib.sha256()
        self.size_bytes = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, content: bytes) -> int:
        with _reporting_write_failures():
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
        self._hash.update(content)
        self.size_bytes += len(content)
        return len(content)


@contextmanager
def _reporting_write_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveNotWritable(error.strerror or type(error).__name__) from error


def _try_to_be_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
