"""What the cells of an ods show beyond their values: struck-through text, and numbers as their formats write them.

An ods holds the shown text of every number beside it; only which styles strike text through must be known.
"""

import math
import re
import zipfile
from decimal import Decimal
from functools import lru_cache

from sources.cells.model import Cell, FormattedNumber
from sources.cells.text import number_text, tidy
from sources.readers.xlsx_scan import parse_part

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_STYLE_TAG = f"{_STYLE}style"
_TEXT_PROPERTIES = f"{_STYLE}text-properties"
_LINE_THROUGH = (f"{_STYLE}text-line-through-style", f"{_STYLE}text-line-through-type")
_STYLES_PART = "styles.xml"
_MENTION = b"line-through"

#: Digits with a point or comma, and a text around them that has no digits.
_DIGITS_AND_TEXT = re.compile(r"(-?)([^\d]*?)(-?)(\d+)(?:([.,])(\d+))?([^\d]*)")
_GROUPED = re.compile(r"[^\d]*\d{1,3}(?:[.,\s'\u2019]\d{3})+(?:[.,]\d+)?[^\d]*")
_MOST_ROUNDED_DECIMALS = 4
_MONEY = re.compile(r"rp|idr|rupiah|[$\u20ac\u00a3\u00a5]", re.IGNORECASE)


class StruckStyles:
    """Takes the elements of styles, and knows which of them strike text through."""

    def __init__(self) -> None:
        """Know of no style."""
        self._name: tuple[str, str] | None = None
        self._own: dict[tuple[str, str], bool] = {}
        self._parents: dict[tuple[str, str], str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no style strikes text through."""
        return not any(self._own.values())

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        if tag == _STYLE_TAG:
            family = attributes.get(f"{_STYLE}family", "")
            self._name = (family, attributes.get(f"{_STYLE}name", ""))
            self._parents[self._name] = attributes.get(f"{_STYLE}parent-style-name", "")
        elif tag == _TEXT_PROPERTIES and self._name is not None:
            lines = [attributes[name] for name in _LINE_THROUGH if name in attributes]
            if lines:
                self._own[self._name] = "none" not in lines

    def data(self, text: str) -> None:
        """Take text, of which styles have none."""

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if tag == _STYLE_TAG:
            self._name = None

    def of(self, family: str, name: str) -> bool | None:
        """Say whether a style strikes text through; null where neither it nor one that it stands on says so."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            if (family, name) in self._own:
                return self._own[family, name]
            name = self._parents.get((family, name), "")
        return None

    def read_part(self, package: zipfile.ZipFile) -> None:
        """Read the styles that have a name, where one of them strikes text through."""
        if _STYLES_PART in package.namelist() and _MENTION in package.read(_STYLES_PART):
            with package.open(_STYLES_PART) as stream:
                for _ in parse_part(stream, self):
                    pass


@lru_cache(maxsize=65_536)
def as_shown(number: float, text: str, is_percentage: bool) -> Cell:
    """Give a number as its cell shows it: itself where the text is money or says no more than the number.

    `text` is written as in the author's country; a comma before decimals becomes a point.

    >>> as_shown(1.1, "1,10", False), as_shown(0.72, "72%", True), as_shown(1500.0, "1.500", False)
    (FormattedNumber(value=1.1, shown='1.10'), FormattedNumber(value=0.72, shown='72%'), 1500.0)
    """
    text = tidy(text)
    if not math.isfinite(number):
        return number
    if is_percentage and "%" not in text:
        text = f"{number_text(float(Decimal(repr(number)) * 100))}%"
    if "%" in text:
        return FormattedNumber(number, text)
    shown = _normalised(number, text)
    return number if shown is None or shown == number_text(number) else FormattedNumber(number, shown)


def _normalised(number: float, text: str) -> str | None:
    """Give the shown text with a point before decimals; null where it does not write the number, or is money."""
    if _MONEY.search(text):
        return None
    match = _DIGITS_AND_TEXT.fullmatch(text)
    if match is None:
        # 1.02.01 for 10201 are its digits with texts between them; 1.500.000 is grouped.
        is_code = number_text(number) == re.sub(r"\D", "", text) and not _GROUPED.fullmatch(text)
        return text if is_code else None
    *_, whole, point, fraction, after = match.groups()
    decimals = len(fraction or "")
    # A number without a format of its own is shown with more decimals than that, as far as it has them.
    tolerance = Decimal("0.5").scaleb(-decimals) if 0 < decimals <= _MOST_ROUNDED_DECIMALS else Decimal(0)
    is_written = abs(abs(Decimal(repr(number))) - Decimal(f"{whole}.{fraction or '0'}")) <= tolerance
    if not is_written or re.search(r"[eE/:]", text[match.start(4) :]):
        return None
    before = text[: match.start(4)]
    return f"{before}{whole}.{fraction}{after}" if point else text
