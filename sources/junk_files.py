"""Names of files and folders that a desktop leaves behind and nobody hands in: the one list of them."""

from pathlib import PurePosixPath

#: Files and folders of desktops, compared without case.
_JUNK = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"})

#: Lock and owner files of office programmes (`~$report.xlsx`, `.~lock.report.ods#`), and what macOS keeps of a file
#: beside it (`._report.xlsx`).
_JUNK_PREFIXES = ("~$", ".~", "._")

#: A dot file is junk (`.DS_Store`, `.git`) unless its name ends as that of a report does (`...laporan.xlsx`).
_REPORT_SUFFIXES = (
    *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".ods", ".ots"),
    *(".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".zip"),
)


def is_junk_name(name: str) -> bool:
    """Say whether a file's or folder's own name is that of a junk file, which is passed over.

    >>> is_junk_name(".DS_Store"), is_junk_name("...laporan.xlsx")
    (True, False)
    """
    if name.startswith(_JUNK_PREFIXES) or name.casefold() in _JUNK:
        return True
    return is_dot_name(name) and not name.casefold().endswith(_REPORT_SUFFIXES)


def is_dot_name(name: str) -> bool:
    """Say whether a file's own name is a dot file's: it is handed in only if its content has a readable format."""
    return name.startswith(".")


def is_junk_path(path: str) -> bool:
    """Say whether a path, with slashes of either kind, leads to a junk file or into a junk folder."""
    return any(is_junk_name(part) for part in PurePosixPath(path.replace("\\", "/")).parts)
