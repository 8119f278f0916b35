"""The folder channel: `<root>/<institution code>/<semester>/`, on a disk or a mounted share.

The inbox is written by others, so nothing in it is trusted: every step goes from an open folder to its entry without
following links, and only regular files are opened, without waiting (a pipe nobody writes to must not hang the run).
"""

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from foundation.semester import Semester
from sources.channels.channel import ByteSink, ChannelFile, ChannelSpec, ChannelUnreachable, FileChanged
from sources.junk_files import is_junk_name

#: Folders within folders beyond this depth are a mistake or an attack: the institution gets a fault, the run goes on.
MAX_DEPTH = 32

_COPY_BYTES = 1 << 20

#: What the system answers where a listed file has gone, or a link, pipe or socket has taken its place.
_NO_SUCH_FILE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO})

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FolderChannel:
    """Reads submissions from folders; never writes, so a read-only share will do."""

    def __init__(self, spec: ChannelSpec, base: Path) -> None:
        """Take the root from the entry's url, relative to `base`. Raises `ValueError` for options it does not know."""
        if spec.options:
            raise ValueError(f"a folder channel has no option {', '.join(sorted(spec.options))}")
        self._root = base / spec.url
        self._url = spec.url

    @property
    def description(self) -> str:
        """The folder as the list of institutions names it."""
        return f"folder {self._url}"

    def list_files(self, institution_code: str, semester: Semester) -> list[ChannelFile]:
        """List the regular files of the submission's folder and its sub-folders, sorted by name.

        An absent folder has no files. Raises `ChannelUnreachable` where the root or anything below it can not be
        read, `FileChanged` where a file or folder went away meanwhile.
        """
        with self._root_folder(institution_code) as root:
            try:
                files = list(_walk(root, (institution_code, semester.key)))
            except (FileNotFoundError, NotADirectoryError) as error:
                raise FileChanged from error
            except _TooDeep as error:
                raise self._unreachable(institution_code, str(error)) from error
        names = [file.name for file in files]
        if len(set(names)) < len(names):
            raise self._unreachable(institution_code, "two files have the same printable name")
        return sorted(files, key=lambda file: file.name)

    def count_unread(self, institution_code: str) -> int:
        """Count files beside the semesters' folders, and folders that are not named as a semester is (`2023 S1`).

        Raises `ChannelUnreachable` where the institution's folder can not be read.
        """
        with self._root_folder(institution_code) as root:
            try:
                with _folder(root, (institution_code,)) as folder, os.scandir(folder) as entries:
                    return sum(1 for entry in entries if not is_junk_name(entry.name) and not _is_of_a_semester(entry))
            except (FileNotFoundError, NotADirectoryError):
                return 0

    def is_deserted(self, institution_code: str) -> bool:
        """Say whether nothing but junk files stand in the root: where a share should be mounted, it is not.

        Raises `ChannelUnreachable` where the root can not be read.
        """
        with self._root_folder(institution_code) as root, os.scandir(root) as entries:
            return all(is_junk_name(entry.name) for entry in entries)

    def fetch(self, institution_code: str, semester: Semester, file: ChannelFile, target: ByteSink) -> ChannelFile:
        """Copy a listed file, and give its size and time as they were before and after the copy.

        Raises `FileChanged` where they differ, or where the file is gone or no regular file any more, and
        `ChannelUnreachable` where it can not be read.
        """
        with self._root_folder(institution_code) as root:
            try:
                return _copy(root, (institution_code, semester.key, *file.locator.split("/")), file, target)
            except OSError as error:
                if error.errno in _NO_SUCH_FILE:
                    raise FileChanged(file.name) from error
                raise

    @contextmanager
    def _root_folder(self, institution_code: str) -> Iterator[int]:
        """Open the root; what the system refuses here, or in the block, makes the channel unreachable."""
        try:
            # The root is the operator's own choice and may be a link; what stands below it may not.
            handle = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                yield handle
            finally:
                os.close(handle)
        except OSError as error:
            raise self._unreachable(institution_code, _reason(error)) from error

    def _unreachable(self, institution_code: str, reason: str) -> ChannelUnreachable:
        return ChannelUnreachable(institution_code, self.description, reason)


class _TooDeep(Exception):
    """Folders are nested deeper than `MAX_DEPTH`."""


@contextmanager
def _folder(parent: int, parts: tuple[str, ...]) -> Iterator[int]:
    """Open a folder below an open one, part by part, so that no part of the way can be a link."""
    handle = os.open(".", _OPEN_FOLDER, dir_fd=parent)
    try:
        for part in parts:
            inner = os.open(part, _OPEN_FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


def _walk(root: int, submission: tuple[str, ...]) -> Iterator[ChannelFile]:
    """Give the regular files below a submission's folder; no links, special files or junk files."""
    try:
        with _folder(root, submission):
            pass
    except (FileNotFoundError, NotADirectoryError):
        return  # no such folder, or a link or file in its place: nothing is handed in
    pending: list[tuple[str, ...]] = [()]
    while pending:
        place = pending.pop()
        if len(place) > MAX_DEPTH:
            raise _TooDeep(f"folders are nested deeper than {MAX_DEPTH}")
        with _folder(root, (*submission, *place)) as folder, os.scandir(folder) as entries:
            for entry in entries:
                if is_junk_name(entry.name):
                    continue
                status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    pending.append((*place, entry.name))
                elif stat.S_ISREG(status.st_mode):
                    locator = "/".join((*place, entry.name))
                    yield ChannelFile(_printable(locator), status.st_size, _modified_at(status), locator)


def _is_of_a_semester(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and Semester.parse(entry.name).key == entry.name
    except ValueError:
        return False


def _copy(root: int, way: tuple[str, ...], file: ChannelFile, target: ByteSink) -> ChannelFile:
    with _folder(root, way[:-1]) as folder:
        handle = os.open(way[-1], _OPEN_FILE, dir_fd=folder)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise FileChanged(file.name)
        copied = 0
        while chunk := os.read(handle, _COPY_BYTES):
            copied += len(chunk)
            if copied > before.st_size:
                # Somebody is still writing, maybe faster than it can be read.
                raise FileChanged(file.name)
            target.write(chunk)
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileChanged(file.name)
    return ChannelFile(file.name, after.st_size, _modified_at(after), file.locator)


def _modified_at(status: os.stat_result) -> datetime | None:
    """Give the modification time to the microsecond, None where the share gives a time that no calendar has."""
    try:
        return datetime.fromtimestamp(status.st_mtime_ns // 1_000_000_000, UTC).replace(
            microsecond=status.st_mtime_ns // 1_000 % 1_000_000
        )
    except (ValueError, OverflowError, OSError):
        return None


def _printable(name: str) -> str:
    r"""Show a file name's undecodable bytes and control characters as `\x..`; all else stays."""
    decoded = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(
        character.encode("unicode_escape").decode("ascii") if unicodedata.category(character) == "Cc" else character
        for character in decoded
    )


def _reason(error: OSError) -> str:
    """Say why the system refused, without the path: names in an inbox can hold personal numbers."""
    return error.strerror or type(error).__name__
