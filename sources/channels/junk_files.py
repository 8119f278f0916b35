"""Names that a desktop leaves behind and nobody hands in."""

#: Files and folders of desktops, compared without case.
_LITTER = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"}
)

#: Lock and owner files of office programmes (`~$report.xlsx`), and dot files (`.~lock.report.ods#`, `.DS_Store`).
_LITTER_PREFIXES = ("~$", ".")


def is_junk_file(name: str) -> bool:
    """Say whether one part of a path (a file's or a folder's own name) is desktop litter, to be passed over."""
    return name.startswith(_LITTER_PREFIXES) or name.casefold() in _LITTER
