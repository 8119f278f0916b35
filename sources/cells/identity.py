"""NIK and KK numbers: digits-text, and how a spreadsheet's rounding is recognised."""

import re
from decimal import Decimal

from sources.cells.model import EMPTY, Cell, FormattedNumber, Reading, is_error
from sources.cells.text import as_written, is_empty_text, number_text, tidy

_SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")
#: For Arrow (RE2): texts that are read as they are written.
SIXTEEN_DIGITS_AS_WRITTEN = r"\A[0-9]{16}\z"
_WHOLE_WITH_ZERO_FRACTION = re.compile(r"([0-9]{16})[.,]0+")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_BETWEEN_DIGITS = re.compile(r"[\s.\-_/']+")


def read_identity_number(cell: Cell) -> Reading:
    """Read a NIK or KK number as digits-text of any length; whether it has 16 digits is for validation to say.

    Fault: `nik_precision_lost` for a spreadsheet number that ends in 0 and for text in scientific notation; an error
    cell is a `missing_value`, for something should stand there.
    """
    if isinstance(cell, str):
        if _SIXTEEN_DIGITS.fullmatch(cell):
            return Reading(cell)
        return _from_text(cell)
    if cell is None:
        return EMPTY
    if isinstance(cell, FormattedNumber):
        return read_identity_number(cell.value)
    if is_error(cell):
        return Reading(None, "missing_value", as_written(cell))
    if isinstance(cell, (float, int)) and not isinstance(cell, bool) and abs(cell) < 1e300:
        # A double keeps 15 digits as Excel shows them: the sixteenth has become 0.
        is_rounded = cell == int(cell) and int(cell) % 10 == 0
        return Reading(None, "nik_precision_lost", as_written(cell)) if is_rounded else Reading(number_text(cell))
    if isinstance(cell, Decimal) and _SCIENTIFIC.fullmatch(str(cell)):
        return Reading(None, "nik_precision_lost", as_written(cell))
    return _from_text(as_written(cell))


def _from_text(written: str) -> Reading:
    text = tidy(written)
    if is_empty_text(text):
        return EMPTY
    if is_error(text):
        return Reading(None, "missing_value", text)
    if _SCIENTIFIC.fullmatch(text):
        return Reading(None, "nik_precision_lost", text)
    zero_fraction = _WHOLE_WITH_ZERO_FRACTION.fullmatch(text)
    if zero_fraction:
        return Reading(zero_fraction[1])
    digits = _BETWEEN_DIGITS.sub("", text)
    return Reading(digits if digits.isascii() and digits.isdigit() else text)
