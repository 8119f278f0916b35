"""Content digests of files, remembered: a file is read again only where it has been replaced since."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from foundation.atomic_files import atomic_write


class FileDigests:
    """SHA-256 digests of files below a folder, kept in a JSON file.

    A file is known by its size, its inode and the moment it was written, as in git's index. Files of SEKTAP are
    replaced by a rename and never written in place, so that another content is always another inode.
    """

    def __init__(self, root: Path, kept: Path) -> None:
        """Remember digests of files below `root` in the file `kept`; one that can not be read is begun anew."""
        self._root = root
        self._kept = kept
        self._asked: dict[str, list[object]] = {}
        try:
            self._known: dict[str, list[object]] = json.loads(kept.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self._known = {}

    def digest(self, file: Path) -> str:
        """Give the digest of a file. Raises `OSError` where it can not be read."""
        name = str(file.relative_to(self._root))
        facts = file.stat()
        identity = [facts.st_size, facts.st_ino, facts.st_mtime_ns]
        known = self._known.get(name)
        if known is None or known[:3] != identity:
            with file.open("rb") as content:
                known = [*identity, hashlib.file_digest(content, "sha256").hexdigest()]
        self._asked[name] = known
        return str(known[3])

    def digest_all(self, files: Iterable[Path]) -> str:
        """Give one digest of many files: of their names below the root and of their contents."""
        digest = hashlib.sha256()
        for file in sorted(files):
            digest.update(f"{file.relative_to(self._root)}={self.digest(file)};".encode())
        return digest.hexdigest()

    def keep(self) -> None:
        """Write down the digests of the files that were asked for; the others are forgotten."""
        with atomic_write(self._kept) as unfinished:
            unfinished.write_text(json.dumps(self._asked), encoding="utf-8")
