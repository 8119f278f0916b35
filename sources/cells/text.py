"""Text of a cell: what counts as empty, and how text is tidied before it is compared."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from sources.cells.model import Cell, ErrorCell, FormattedNumber, is_error

#: Spellings of "nothing", after folding of case and spaces.
EMPTY_WORDS: frozenset[str] = frozenset({"", "-", "\u2013", "\u2014", "n/a", "nihil", "null", "tidak ada"})

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")
_OUTER_CONTROL = re.compile("^[\x00-\x20\x7f]+|[\x00-\x20\x7f]+$")
#: Control characters, zero-width ones, byte order mark, soft hyphen, direction marks: they show nothing and defeat
#: comparison.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
#: Joiners (and non-joiners) that join nothing: at an end, or beside a space, a digit or a sign of ASCII.
_IDLE_JOINER = re.compile("(?<![^\x00-@\\[-`{-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-@\\[-`{-\x7f])")
#: Carriage returns as Office writes them inside XML.
_ESCAPED_RETURN = re.compile("_x000[dD]_")
_PLAIN = re.compile(r"[!-&(-~][!-~]*(?: [!-~]+)*")
#: For Arrow (RE2): texts that `read_text` gives as they are, though not all of them; what matches the second is not
#: among them: it may mean nothing, be an error, or hold an escaped return.
READ_AS_WRITTEN = r"\A[!-&(-~][!-~]*(?: [!-~]+)*\z"
NOT_READ_AS_WRITTEN = r"(?i)\A(?:#|(?:-|n/a|nihil|null|tidak ada)\z)|_x000"
#: The apostrophe by which people make a spreadsheet keep digits as text.
_TEXT_MARK = re.compile("^['\u2019`\u00b4](?=[0-9+(])")
_LARGEST_EXACT_WHOLE = 2.0**63


def tidy(text: str) -> str:
    r"""Fold whitespace, drop invisible characters and the text mark before digits, and compose accents (NFC).

    Joiners inside a word stay: in some scripts they are part of how it is written.

    >>> tidy(" Jl.\u00a0Mawar   3 ")
    'Jl. Mawar 3'
    """
    if _PLAIN.fullmatch(text) and "_x000" not in text:
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", _ESCAPED_RETURN.sub(" ", text)))
    text = " ".join(_IDLE_JOINER.sub("", " ".join(text.split())).split())
    return _TEXT_MARK.sub("", text)


def is_damaged(text: str) -> bool:
    r"""Say whether a control character stands inside a text: where it stands, something else stood before.

    Texts are kept without it, but a number or date would be another one.

    >>> is_damaged("100\x7f074"), is_damaged("1000074\x1a")
    (True, False)
    """
    return _CONTROL.search(_OUTER_CONTROL.sub("", text)) is not None


def is_empty_text(text: str) -> bool:
    """Say whether tidied text is one of the spellings of "nothing"."""
    return len(text) <= 9 and text.casefold() in EMPTY_WORDS


def is_empty(cell: Cell) -> bool:
    """Say whether a cell holds nothing. An error cell is not empty: something should stand there."""
    if isinstance(cell, str):
        # Only these beginnings can turn out to mean nothing; most cells are done here.
        may_be_nothing = not cell or cell[0] in "-nNtT" or not cell[0].isalnum()
        return may_be_nothing and is_empty_text(tidy(cell))
    return cell is None


def number_text(number: float | int | Decimal) -> str:
    """Write a number as people would: whole numbers without a point, others shortest.

    >>> number_text(3574011001.0)
    '3574011001'
    """
    if isinstance(number, float):
        return str(int(number)) if number.is_integer() and abs(number) < _LARGEST_EXACT_WHOLE else repr(number)
    if isinstance(number, Decimal):
        return format(number, "f") if abs(number.adjusted()) < 40 else str(number)
    return str(number)


def as_written(cell: Cell) -> str:
    """Give the text that stands in a cell, as near as possible to what its author sees."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _CONTROL.sub("", cell).strip()
    if isinstance(cell, ErrorCell):
        return cell.text
    if isinstance(cell, FormattedNumber):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (float, int, Decimal)):
        return number_text(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)


def read_text(cell: Cell) -> str | None:
    """Read a cell of a text column; null where it is empty or an error.

    >>> read_text("tidak  ada") is None
    True
    """
    if is_error(cell):
        return None
    text = tidy(cell if isinstance(cell, str) else as_written(cell))
    return None if is_empty_text(text) else text
