"""A sender's cells in the workbook: same appearance, no formulas. Text stays text, whatever it begins with."""

import datetime as dt
import math
import re
from decimal import Decimal
from functools import cache, lru_cache

from xlsxwriter.utility import xl_col_to_name

from feedback.styles import Styles, Tone
from sources.cells.model import Cell, ErrorCell, FormattedNumber
from sources.cells.text import as_written

#: Characters of a cell, Excel's limit, in UTF-16 units.
LONGEST_TEXT = 32_767

#: Characters that XML does not allow, and lone surrogates.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Excel's escape of a character by its number; the same letters in a text must not be read as one.
_ESCAPED_CHARACTER = re.compile("_(x[0-9A-Fa-f]{4}_)")
#: First characters that make text a formula when somebody edits the cell or pastes it elsewhere.
_FORMULA_START = frozenset("=+-@\t\r")
#: From here on a spreadsheet shows a number without a format as 3,57E+15.
_LONG_NUMBER = 1e11
_EPOCH = dt.date(1899, 12, 30)
_FIRST_DATE = dt.date(1900, 3, 1)  # the calendar of spreadsheets has a day too many before
_DAY = dt.timedelta(days=1)


def safe_text(text: str) -> str:
    """Give text that a cell can hold: without control characters, cut at Excel's limit with a note of the cut."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST_TEXT and text[:3] != "<r>":
        return text
    clean = _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if clean.startswith("<r>"):
        clean = f" {clean}"  # XlsxWriter would take it for the XML of formatted text
    if len(clean) <= LONGEST_TEXT // 2 or len(clean.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return clean
    note = f" … (dipotong; aslinya {len(clean)} karakter)"
    cut = clean.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore")
    return cut + note


@cache
def _column_name(column: int) -> str:
    return str(xl_col_to_name(column))


def cell_xml(row: int, column: int, cell: Cell, tone: Tone, styles: Styles, column_type: str | None = None) -> str:
    """Write a cell as XML of a sheet; `row` and `column` count from 0. Empty for an empty cell without a tone.

    `column_type` is that of the contract's column. An amount gets thousands separators, because its own format is not
    known; a number in a text column, which is read as it is shown, becomes text.
    """
    if isinstance(cell, FormattedNumber):
        cell = cell.shown if cell.is_percentage or column_type == "text" else cell.value
    if cell is None or cell == "":
        return "" if tone == "plain" else f'<c r="{_column_name(column)}{row + 1}" s="{styles.index(tone)}"/>'
    kind, content = _text_xml(cell) if isinstance(cell, str) else _value_xml(cell)
    if column_type == "amount" and kind in ("number", "long_number"):
        kind = _amount_kind(float(cell), kind)  # type: ignore[arg-type]  # only numbers are of these kinds
    return f'<c r="{_column_name(column)}{row + 1}" s="{styles.index(tone, kind)}"{content}</c>'


@lru_cache(maxsize=50_000)
def _text_xml(text: str) -> tuple[str, str]:
    """Give the kind of a text and its XML after the cell's style. Cached, because codes and places repeat."""
    clean = safe_text(text)
    start = clean.lstrip()[:1]
    # Numbers as text too: a spreadsheet that re-evaluates the cell must not round a NIK.
    is_delicate = start in _FORMULA_START or start.isdigit()
    if "&" in clean or "<" in clean or ">" in clean:
        clean = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in clean:
        clean = _ESCAPED_CHARACTER.sub(r"_x005F_\1", clean)
    return (
        "text" if is_delicate else "plain_text",
        f' t="inlineStr"><is><t xml:space="preserve">{clean}</t></is>',
    )


def _value_xml(cell: Cell) -> tuple[str, str]:
    """Give the kind of a number, date or boolean and its XML; a value that no spreadsheet can hold becomes text."""
    if isinstance(cell, bool):
        return "plain_text", f' t="b"><v>{int(cell)}</v>'
    if isinstance(cell, int | float | Decimal) and _is_shown_whole(cell):
        return "long_number" if abs(float(cell)) >= _LONG_NUMBER else "number", f"><v>{cell}</v>"
    if isinstance(cell, dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        time = dt.timedelta()
        if isinstance(cell, dt.datetime):
            time = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        if day >= _FIRST_DATE:
            return "moment" if time else "date", f"><v>{(day - _EPOCH + time) / _DAY!r}</v>"
    return _text_xml(cell.text if isinstance(cell, ErrorCell) else as_written(cell))


def _amount_kind(amount: float, kind: str) -> str:
    """Give the kind of an amount; one with parts of a cent keeps its kind, or it would be shown rounded."""
    if amount.is_integer():
        return "amount"
    return "amount_with_cents" if round(amount, 2) == amount else kind


def _is_shown_whole(number: int | float | Decimal) -> bool:
    """Say whether a spreadsheet's 15 digits represent this number exactly."""
    return math.isfinite(number) and (isinstance(number, float) or len(str(abs(number)).replace(".", "")) <= 15)
