"""NIK and KK numbers: digits-text, how a spreadsheet's rounding is recognised, and what stands for no number."""

import re
from decimal import Decimal
from typing import Literal

from sources.cells.model import EMPTY, Cell, ErrorCell, FormattedNumber, Reading, is_error
from sources.cells.text import as_written, is_empty_text, number_text, tidy

#: The rule by which a stand-in is reported: a person without a NIK is kept, a household without a KK is none.
StandInRule = Literal["nik_missing", "bad_kk"]

_DIGITS = "0123456789"
#: Counting up and down, with a zero behind the nine and without one, from any digit on.
_COUNTING = {
    (circle * 3)[start : start + 16]
    for digits in (_DIGITS, _DIGITS[1:])
    for circle in (digits, digits[::-1])
    for start in range(len(digits))
}
_STAND_INS = sorted({*_COUNTING, *(digit * 16 for digit in _DIGITS)})
#: Numbers that are typed where none is known: one digit repeated, a counting row (also 12345678 and what comes next),
#: a date part of zeros, a serial of zeros. Of a rounded number, the serial may have been another one.
_KNOWN_AFTER_ROUNDING = "12345678[0-9]{8}|012345678[0-9]{7}|[0-9]{6}000000[0-9]{4}"
_STAND_IN = f"0+|{'|'.join(_STAND_INS)}|{_KNOWN_AFTER_ROUNDING}|[0-9]{{12}}0000"
_STAND_IN_TEXT = re.compile(_STAND_IN)
_STAND_IN_ROUNDED = re.compile("|".join([_KNOWN_AFTER_ROUNDING, *(digits[:15] + "0" for digits in _STAND_INS)]))

_SIXTEEN_DIGITS = re.compile(r"[0-9]{16}")
#: For Arrow (RE2): texts that are read as they are written, but those that match the second one.
SIXTEEN_DIGITS_AS_WRITTEN = r"\A[0-9]{16}\z"
STAND_IN_AS_WRITTEN = rf"\A(?:{_STAND_IN})\z"
#: What a program for spreadsheets writes of a number: decimals, or marks of thousands.
_WRITTEN_AS_NUMBER = re.compile(r"([0-9]{16})[.,]0+|([0-9](?:\.[0-9]{3}){5})(?:,0+)?|([0-9](?:,[0-9]{3}){5})(?:\.0+)?")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
#: A slash is none of these: it parts two numbers.
_BETWEEN_DIGITS = re.compile(r"[\s.\-_']+")


def read_identity_number(cell: Cell, stand_in: StandInRule) -> Reading:
    """Read a NIK or KK number as digits-text of any length; whether it has 16 digits is for validation to say.

    Faults: `nik_precision_lost` for a number that ends in 0 and for text in scientific notation; `stand_in` for what is
    typed where no number is known, so that it is nobody's; `missing_value` for an error cell, for something should
    stand there.
    """
    if cell is None:
        return EMPTY
    if isinstance(cell, FormattedNumber):
        return read_identity_number(cell.value, stand_in)
    if isinstance(cell, ErrorCell):
        return Reading(None, "missing_value", cell.text)
    if isinstance(cell, (float, int)) and not isinstance(cell, bool) and abs(cell) < 1e300:
        is_whole = cell == int(cell)
        return _from_number(number_text(cell), cell, stand_in) if is_whole else Reading(number_text(cell))
    if isinstance(cell, Decimal) and _SCIENTIFIC.fullmatch(str(cell)):
        return Reading(None, "nik_precision_lost", as_written(cell))
    return _from_text(cell if isinstance(cell, str) else as_written(cell), stand_in)


def _from_number(digits: str, cell: Cell, stand_in: StandInRule) -> Reading:
    """Read what was a number. A double keeps 15 digits as Excel shows them: the sixteenth has become 0."""
    is_rounded = digits.endswith("0") and digits.strip("0") != ""
    if (_STAND_IN_ROUNDED if is_rounded else _STAND_IN_TEXT).fullmatch(digits):
        return Reading(None, stand_in, as_written(cell))
    return Reading(None, "nik_precision_lost", as_written(cell)) if is_rounded else Reading(digits)


def _from_text(written: str, stand_in: StandInRule) -> Reading:
    text = written if _SIXTEEN_DIGITS.fullmatch(written) else tidy(written)
    if is_empty_text(text):
        return EMPTY
    if is_error(text):
        return Reading(None, "missing_value", text)
    if _SCIENTIFIC.fullmatch(text):
        return Reading(None, "nik_precision_lost", text)
    number = _WRITTEN_AS_NUMBER.fullmatch(text)
    if number:
        return _from_number(re.sub("[.,]", "", number[number.lastindex or 0]), text, stand_in)
    digits = _BETWEEN_DIGITS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return Reading(text)
    return Reading(None, stand_in, text) if _STAND_IN_TEXT.fullmatch(digits) else Reading(digits)
