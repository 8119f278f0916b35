"""Names of files and folders that a desktop leaves behind and nobody hands in: the one list of them."""

from pathlib import PurePosixPath

#: Files and folders of desktops, compared without case.
_JUNK = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})

#: Lock and owner files of office programmes (`~$report.xlsx`), and dot files (`.~lock.report.ods#`, `.DS_Store`).
_JUNK_PREFIXES = ("~$", ".")


def is_junk_name(name: str) -> bool:
    """Say whether a file's or folder's own name is that of a junk file, which is passed over."""
    return name.startswith(_JUNK_PREFIXES) or name.casefold() in _JUNK


def is_junk_path(path: str) -> bool:
    """Say whether a path, with slashes of either kind, leads to a junk file or into a junk folder."""
    return any(is_junk_name(part) for part in PurePosixPath(path.replace("\\", "/")).parts)
