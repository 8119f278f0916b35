"""Zip archives: checked whole before anything is unpacked, then unpacked member by member into a folder of ours."""

import hashlib
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources.junk_files import is_junk_path
from sources.readers.detect import ZIP_ERRORS, FileFormat, detect_format, raise_disk_failure
from sources.readers.model import BadFileError, ReadingLimits

_DRIVE = re.compile(r"^[A-Za-z]:")
_ENCRYPTED_FLAG = 0x1
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Member:
    """A file that was unpacked: `name` is its path inside the archive, archives within archives included."""

    name: str
    path: Path
    sha256: str
    size_bytes: int


@dataclass
class _Budget:
    """What an archive may still unpack, archives within it included."""

    members: int
    unpacked_bytes: int


def _unsafe(reason_id: str) -> BadFileError:
    return BadFileError("unsafe_archive", f"Sebabnya: {reason_id}.")


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.orig_filename.replace("\\", "/")
    if not name:
        raise _unsafe("ada isi tanpa nama")
    if name.startswith("/") or _DRIVE.match(name) or ".." in PurePosixPath(name).parts or "\x00" in name:
        raise _unsafe("ada isi yang menunjuk ke luar arsip")
    mode = member.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _unsafe("ada tautan atau berkas khusus di dalamnya")


def _check_archive(archive: zipfile.ZipFile, budget: _Budget) -> list[zipfile.ZipInfo]:
    """Give the members worth unpacking. Raises `BadFileError` where one of them is unsafe, junk files included."""
    infos = archive.infolist()
    for info in infos:
        _check_member(info)
    members = [info for info in infos if not info.is_dir()]
    budget.members -= len(infos)
    budget.unpacked_bytes -= sum(info.file_size for info in members)
    if budget.members < 0:
        raise _unsafe("isinya terlalu banyak")
    if budget.unpacked_bytes < 0:
        raise _unsafe("isinya terlalu besar setelah dibuka")
    if len({info.filename for info in members}) < len(members):
        raise _unsafe("ada dua isi dengan nama yang sama")
    wanted = [info for info in members if not is_junk_path(info.filename)]
    if any(info.flag_bits & _ENCRYPTED_FLAG for info in wanted):
        raise BadFileError("password_protected")
    return wanted


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> str:
    """Unpack one member to a path of our own choosing; give its sha256."""
    digest = hashlib.sha256()
    with archive.open(info) as source, path.open("wb") as target:
        # zipfile stops at the declared size and checks the checksum, so a member can not unpack to more than it says.
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def unpack(path: Path, folder: Path, limits: ReadingLimits) -> list[Member]:
    """Unpack an archive, and archives in it down to `limits.archive_depth`, into `folder`.

    Raises `BadFileError`: `unsafe_archive` for the whole archive where one member, at any depth, is unsafe or the
    limits of members or unpacked bytes are passed; `password_protected`; `unreadable_file`; `file_too_large`.
    """
    budget = _Budget(limits.archive_members, limits.unpacked_bytes)
    return list(_unpack(path, folder, limits, budget, depth=1, prefix=""))


def _unpack(
    path: Path, folder: Path, limits: ReadingLimits, budget: _Budget, depth: int, prefix: str
) -> Iterator[Member]:
    if path.stat().st_size > limits.workbook_bytes:
        raise BadFileError("file_too_large", f"Arsip lebih besar dari {limits.workbook_bytes // 1_000_000} MB.")
    if depth > limits.archive_depth:
        raise _unsafe(f"arsip bersarang lebih dari {limits.archive_depth} tingkat")
    try:
        with zipfile.ZipFile(path) as archive:
            for info in _check_archive(archive, budget):
                target = folder / f"{budget.members}-{depth}-{len(list(folder.iterdir()))}"
                sha256 = _extract(archive, info, target)
                name = f"{prefix}{info.filename}"
                if _is_archive(target):
                    yield from _unpack(target, folder, limits, budget, depth + 1, f"{name}/")
                    target.unlink()
                else:
                    yield Member(name, target, sha256, target.stat().st_size)
    except ZIP_ERRORS as error:
        raise_disk_failure(error)
        raise BadFileError("unreadable_file", "Arsipnya rusak atau tidak lengkap.") from error


def _is_archive(path: Path) -> bool:
    try:
        return detect_format(path) is FileFormat.ARCHIVE
    except BadFileError:
        return False  # becomes the member's own fault when it is read
