"""Names of the workbook's sheets: the sender's, made valid for every spreadsheet program."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

#: Excel's limit, in UTF-16 units.
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Removed from names, because a cut between them would look broken within other brackets.
_BRACKETS = re.compile(r"[()]")
#: Excel reserves this name, in its own languages.
_RESERVED = frozenset({"history", "riwayat"})


def sheet_names(places: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """Name a sheet for each (file, sheet) of a submission, in order.

    It is the sender's name where that is valid and unique; equal names get their file's name, too. No two are equal
    without case, and none is in `taken`.
    """
    wanted = list(places)
    folded = [_clean(sheet).casefold() for _, sheet in wanted]
    used = {name.casefold() for name in taken} | _RESERVED
    names = []
    for (file, sheet), fold in zip(wanted, folded, strict=True):
        name = _clean(sheet)
        if folded.count(fold) > 1:
            stem = _clean(_BRACKETS.sub(" ", PurePosixPath(file).stem))
            room = _LONGEST - _units(name) - 3
            name = f"{name} ({_shortened(stem, room)})" if room > 0 and stem else name
        names.append(_unused(name, used))
    return names


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, units: int) -> str:
    while _units(text) > units:
        text = text[:-1]
    return text


def _shortened(text: str, units: int) -> str:
    """Cut a text to a number of UTF-16 units, with an ellipsis."""
    return text if _units(text) <= units else f"{_cut(text, units - 1).rstrip()}…"


def _clean(name: str) -> str:
    text = " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'").strip()
    return _cut(text, _LONGEST).strip("' ")


def _unused(name: str, used: set[str]) -> str:
    """Number a name where it is taken or empty, and add it to `used`."""
    base = name or "lembar"
    candidate, number = base, 1
    while candidate.casefold() in used:
        number += 1
        suffix = f" ({number})"
        candidate = _cut(base, _LONGEST - len(suffix)).rstrip("' ") + suffix
    used.add(candidate.casefold())
    return candidate
