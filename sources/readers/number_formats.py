"""Formats of spreadsheets: what a cell shows where that is more or less than its value.

Three kinds matter: a percentage, decimals or leading zeros (`1.10`, `007`), and a text around the digits (`K-007`).
Formats of money and dates, fractions, powers and everything else say nothing beyond the number, and are not looked at.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from sources.cells.model import Cell, FormattedNumber
from sources.cells.text import number_text

#: One piece of a format: quoted or escaped text, a padding or filling character (shows nothing), a bracket, a sign.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[([^\]]*)\]|(.)', re.DOTALL)
_PLACEHOLDERS = frozenset("0#?")
#: Signs that stand for themselves without quotes; a letter, a comma or a stroke is something else than a number.
_BARE_TEXT = frozenset("-+() :%")
_COLOURS = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color\s?\d+|\$-[0-9a-f]+", re.IGNORECASE)
_MONEY = re.compile(r"rp|idr|rupiah|[$\u20ac\u00a3\u00a5]", re.IGNORECASE)
#: Spreadsheets keep 15 digits.
_MOST_DIGITS = Decimal(10) ** 15


@dataclass(frozen=True)
class _Section:
    """A format for positive, negative or zero numbers: what stands before the point and behind it.

    Each piece is a placeholder or a text; of placeholders `scale` hundreds, one per sign of per cent, are shown.
    """

    whole: tuple[tuple[bool, str], ...]
    fraction: tuple[tuple[bool, str], ...]
    has_point: bool
    hundreds: int

    def show(self, number: Decimal) -> str:
        """Write a number that is not negative."""
        scaled = number * 100**self.hundreds
        places = [piece for is_digit, piece in self.fraction if is_digit]
        digits = f"{scaled.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP):f}"
        whole, _, fraction = digits.partition(".")
        return self._whole(whole.lstrip("0")) + ("." if self.has_point else "") + self._fraction(fraction, places)

    def _whole(self, digits: str) -> str:
        """Fill the placeholders from the right; what is left over stands before the first of them."""
        places = sum(is_digit for is_digit, _ in self.whole)
        shown = []
        for is_digit, piece in reversed(self.whole):
            if not is_digit:
                shown.append(piece)
                continue
            places -= 1
            taken = digits if places == 0 else digits[-1:]
            digits = digits[: len(digits) - len(taken)]
            shown.append(taken or ("0" if piece == "0" else ""))
        return "".join(reversed(shown))

    def _fraction(self, digits: str, places: list[str]) -> str:
        needed = max((at + 1 for at, piece in enumerate(places) if piece == "0"), default=0)
        rest = iter(digits[:needed] + digits[needed:].rstrip("0"))
        return "".join(next(rest, "") if is_digit else piece for is_digit, piece in self.fraction)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    """Read a format; empty where it shows nothing beyond the number."""
    sections: list[_Section] = []
    pieces: list[re.Match[str]] = []
    for piece in [*_PIECE.finditer(code), None]:
        if piece is not None and piece[4] != ";":
            pieces.append(piece)
            continue
        section = _section(pieces)
        if section is None:
            # What a later section shows, a dash for zero perhaps, is for numbers that are none of a code's.
            break
        sections.append(section)
        pieces = []
    return tuple(sections) if sections and _says_more(sections[0]) else ()


def _section(pieces: list[re.Match[str]]) -> _Section | None:
    """Read one section of a format; null where it is none of a plain number or a percentage."""
    sides: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    has_point = has_comma = has_condition = False
    hundreds = 0
    text = ""
    for piece in pieces:
        quoted, escaped, bracket, sign = piece.groups()
        if bracket is not None:
            has_condition = has_condition or not _COLOURS.fullmatch(bracket)
        elif sign == "." and not has_point:
            has_point = True
        elif sign == ",":
            has_comma = True
        elif sign is not None and sign in _PLACEHOLDERS:
            sides[has_point].append((True, sign))
        elif sign is not None and sign not in _BARE_TEXT:
            return None
        elif literal := sign or escaped or quoted:
            hundreds += sign == "%"
            sides[has_point].append((False, literal))
            text += literal
    # A condition decides which section holds, a comma groups digits: a percentage is one all the same.
    is_other_than_number = has_comma or has_condition or _MONEY.search(text) is not None
    if not any(is_digit for is_digit, _ in sides[0] + sides[1]) or (is_other_than_number and "%" not in text):
        return None
    return _Section(tuple(sides[0]), tuple(sides[1]), has_point, hundreds)


def _says_more(section: _Section) -> bool:
    """Say whether a number can look otherwise than its digits: text, decimals, or more than one digit at least."""
    return (
        bool(section.fraction)
        or any(not is_digit and piece.strip() for is_digit, piece in section.whole)
        or sum(is_digit and piece == "0" for is_digit, piece in section.whole) > 1
    )


def says_more_than_number(code: str) -> bool:
    """Say whether cells with this format can show something beyond their number.

    >>> [says_more_than_number(code) for code in ("0.00", "000", "0%", "General", "0", "#,##0.00", "dd/mm/yyyy", "@")]
    [True, True, True, False, False, False, False, False]
    """
    return bool(_sections(code))


@lru_cache(maxsize=65_536)
def _shown(number: float, code: str) -> Cell:
    sections = _sections(code)
    exact = Decimal(repr(number))
    if not sections or not exact.is_finite() or exact.copy_abs() >= _MOST_DIGITS:
        return number
    if number == 0 and len(sections) > 2:
        shown = sections[2].show(exact)
    elif number < 0 and len(sections) > 1:
        shown = sections[1].show(-exact)
    else:
        shown = ("-" if number < 0 else "") + sections[0].show(exact.copy_abs())
    shown = shown.strip()
    return number if shown in ("", number_text(number)) else FormattedNumber(number, shown)


def as_formatted(cell: Cell, code: str) -> Cell:
    """Give a cell as its number format shows it: itself where it is no number, or where its digits are all.

    >>> as_formatted(1.1, "0.00"), as_formatted(600000.0, "0.00%"), as_formatted(12.0, "00")
    (FormattedNumber(value=1.1, shown='1.10'), FormattedNumber(value=600000.0, shown='60000000.00%'), 12.0)
    """
    return _shown(float(cell), code) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


class CellStyle(NamedTuple):
    """What a style does to its cells: whether it strikes them through, and its number format where that says more."""

    is_struck: bool = False
    number_format: str | None = None

    def applied_to(self, cell: Cell) -> Cell:
        """Give a cell as it is shown; what is struck through is not there."""
        if self.is_struck:
            return None
        return cell if self.number_format is None else as_formatted(cell, self.number_format)
