"""Amounts of money and whole numbers, as people and spreadsheets write them."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from sources.cells.model import EMPTY, Cell, FormattedNumber, Reading, is_error
from sources.cells.text import as_written, is_damaged, is_empty_text, tidy
from sources.contract import fold_code, load_code_lists

_CENT = Decimal("0.01")
#: A number of 16 digits is that of a person or a family card in the wrong column, and no quantity.
TOO_LONG = Decimal(10) ** 15
#: How far a count may lie off a whole number, as a share of it: what arithmetic of spreadsheets leaves.
_HAIR = Decimal("1e-9")

_CURRENCY = re.compile(r"(?i)^(?:rp\.?|idr)|\s*(?:rp\.?|idr|rupiah)$")
#: `,-` and `.-` behind an amount say "no cents".
_NO_CENTS = re.compile(r"[.,]\s*[-=\u2013\u2014]{1,2}$")
_MINUS_SIGNS = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"), "\u2019": "'"})
_PLAIN_DIGITS = re.compile(r"[0-9]{1,15}")
#: 1500.000 and 1.500000 are written with a separator too few, and 15.0000 with a digit too many.
_SEPARATOR_TOO_FEW = re.compile(r"0*[1-9][0-9]*[.,](?:[0-9]{3}|[0-9]{6}|[0-9]{6}000)|0*[1-9][0-9]{0,2}[.,][0-9]{4,5}")
#: What a count counts may stand behind it: 25 KK.
_WITH_UNIT = re.compile(r"(.*[0-9])\s*([^\W\d_][^\d]*)")
#: Words for what is counted, beside the target units of the contract.
_UNITS = (
    "unit buah anggota anak siswa pelajar balita lansia warga penduduk penerima peserta rumah lembaga koperasi usaha"
)
_GROUPED = {
    separator: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(separator)}[0-9]{{3}})+") for separator in (".", ",", " ", "'")
}


def _unsigned(text: str) -> Decimal | None:
    """Read digits with separators; null where the text is no number or can be read two ways."""
    if not text.isascii() or not text or not (text[0].isdigit() or text[0] in ".,"):
        return None
    for separator, grouped in _GROUPED.items():
        starts_with_zero = text[0] == "0" and text.count(separator) == 1
        if grouped.fullmatch(text) and not starts_with_zero:
            return Decimal(text.replace(separator, ""))
    if _SEPARATOR_TOO_FEW.fullmatch(text):
        return None
    whole, point, fraction = _split_at_point(text)
    if point and not fraction.isdigit():
        return None
    if whole and not whole.isdigit():
        mark = next((mark for mark in ".,' " if mark in whole), None)
        # 1.500,000 can be meant as 1500 or as 1500000: nobody knows, so nobody guesses.
        if mark is None or mark == point or not _GROUPED[mark].fullmatch(whole) or len(fraction) == 3:
            return None
        whole = whole.replace(mark, "")
    if not whole and not fraction:
        return None
    return Decimal(f"{whole or '0'}.{fraction or '0'}")


def _split_at_point(text: str) -> tuple[str, str, str]:
    """Split at the last point or comma, which is the decimal one where grouping has been ruled out."""
    position = max(text.rfind("."), text.rfind(","))
    if position < 0:
        return text, "", ""
    return text[:position], text[position], text[position + 1 :]


def parse_number(text: str) -> Decimal | None:
    """Read a number written by a person; null where the text is none.

    Indonesian and English separators, `Rp` and `IDR`, `,-` for "no cents", brackets or a minus before or behind.

    >>> parse_number("Rp1.500.000,-"), parse_number("(5.000.000)"), parse_number("1,500")
    (Decimal('1500000'), Decimal('-5000000'), Decimal('1500'))
    """
    if _PLAIN_DIGITS.fullmatch(text):
        return Decimal(text)
    rest = text.translate(_MINUS_SIGNS)
    negative = False
    if rest.startswith("(") and rest.endswith(")"):
        negative, rest = True, rest[1:-1].strip()
    for _ in range(2):  # a sign may stand before and behind the currency: -Rp 5.000, Rp -5.000
        if rest.startswith("-"):
            if negative:
                return None
            negative, rest = True, rest[1:].strip()
        elif rest.startswith("+"):
            rest = rest[1:].strip()
        rest = _CURRENCY.sub("", rest).strip()
    rest = _NO_CENTS.sub("", rest).strip()
    if rest.endswith("-"):
        if negative:
            return None
        negative, rest = True, rest[:-1].strip()
    if rest.startswith("(") and rest.endswith(")") and not negative:
        negative, rest = True, rest[1:-1].strip()
    number = _unsigned(rest)
    return number if number is None or not negative else -number


def _number_of(cell: Cell) -> Decimal | None:
    """Give the number in a non-empty cell; null where there is none, or where it is shown as a percentage."""
    if isinstance(cell, FormattedNumber):
        return None if cell.is_percentage else _number_of(cell.value)
    if isinstance(cell, str):
        return None if is_damaged(cell) else parse_number(tidy(cell))
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return None
    if isinstance(cell, float):
        return Decimal(repr(cell)) if math.isfinite(cell) else None
    return Decimal(cell)


def _is_nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and is_empty_text(tidy(cell)))


def read_amount(cell: Cell) -> Reading:
    """Read an amount in rupiah, two decimals kept. Fault: `bad_number`, also from 16 digits upwards."""
    if _is_nothing(cell):
        return EMPTY
    number = None if is_error(cell) else _number_of(cell)
    # `copy_abs` and not `abs`, which is arithmetic and overflows where JSON says 1e999999999.
    if number is None or not number.is_finite() or number.copy_abs() >= TOO_LONG:
        return Reading(None, "bad_number", as_written(cell))
    return Reading(number.quantize(_CENT, rounding=ROUND_HALF_UP))


def read_whole_number(cell: Cell) -> Reading:
    """Read a count or integer, also with what it counts behind it (`25 KK`); a hair off a whole number is that.

    Fault: `bad_number`, also where it has a fraction or 16 digits; a negative number is a value.
    """
    if _is_nothing(cell):
        return EMPTY
    number = None if is_error(cell) else _number_of(_without_unit(cell))
    # The magnitude first: turning 1e999999 into an int would fill the memory.
    if number is None or not number.is_finite() or number.copy_abs() >= TOO_LONG:
        return Reading(None, "bad_number", as_written(cell))
    whole = int(number.to_integral_value())
    if abs(number - whole) > _HAIR * max(1, abs(whole)):
        return Reading(None, "bad_number", as_written(cell))
    return Reading(whole)


def _without_unit(cell: Cell) -> Cell:
    match = _WITH_UNIT.fullmatch(tidy(cell)) if isinstance(cell, str) and not is_damaged(cell) else None
    return match[1] if match and fold_code(match[2]) in _folded_units() else cell


@cache
def _folded_units() -> frozenset[str]:
    return frozenset(load_code_lists()["target_unit"]) | set(_UNITS.split())
