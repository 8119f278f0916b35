"""The cell as a reader gives it, and what reading it yields."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias


@dataclass(frozen=True)
class ErrorCell:
    """A spreadsheet cell whose formula failed; `text` is what it shows, for example `#N/A`."""

    text: str


class FormattedNumber(NamedTuple):
    """A spreadsheet's number that its format shows otherwise than by its digits: `1.10`, `007`, `72.41%`.

    Amounts, counts and dates go by the value, texts and codes by what is shown.
    """

    value: float
    shown: str

    @property
    def is_percentage(self) -> bool:
        """Whether the cell is shown as a percentage, and so is no count."""
        return "%" in self.shown


#: A cell as a reader gives it. Text is text (csv, and JSON integers); a float or int is a spreadsheet's number and a
#: Decimal a JSON number with a fraction, so that a rounded NIK and the meaning of `1.500` can be recognised.
Cell: TypeAlias = (
    str
    | float
    | int
    | bool
    | Decimal
    | FormattedNumber
    | dt.date
    | dt.datetime
    | dt.time
    | dt.timedelta
    | ErrorCell
    | None
)

#: What spreadsheets show where a formula failed; a csv holds it as text.
ERROR_TEXTS: frozenset[str] = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#N/A!"}
)


class Reading(NamedTuple):
    """What a cell says: its value, or the rule code of its fault and the text as it was written.

    An empty cell has neither value nor fault.
    """

    value: Any = None
    fault: str | None = None
    raw: str | None = None


#: The reading of an empty cell.
EMPTY = Reading()


def without_format(cell: Cell) -> Cell:
    """Give the number behind a formatted one; any other cell as it is."""
    return cell.value if isinstance(cell, FormattedNumber) else cell


def is_error(cell: Cell) -> bool:
    """Say whether the cell shows a failed formula, as an error cell or as its text."""
    if isinstance(cell, ErrorCell):
        return True
    return isinstance(cell, str) and cell.lstrip()[:1] == "#" and cell.strip().upper() in ERROR_TEXTS
