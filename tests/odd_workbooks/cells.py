"""Cells as two programs read them, and whether they are the same."""

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from typing import NamedTuple

_DAY_ZERO = dt.datetime(1899, 12, 30)
_EPOCHS_APART = 1462
#: Half a second, in days: programs round times.
_TOLERANCE = 0.5 / 86400
#: What a number is shown as where its format says more than it: leading zeros, a percentage.
_SAYS_MORE = re.compile(r"0\d+|-?[\d.,]+%")


class Cell(NamedTuple):
    """A cell: `text`, `number` (truth values too), `moment` (a number of days from 1899-12-30), or `error`.

    `shown` is the text, or what is shown of a number where that is known.
    """

    kind: str
    value: float
    shown: str


@dataclass
class Reading:
    """The cells of the sheet by row and column from 0, and those merged over several rows; or why it was refused."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    #: Those whose first cell holds something.
    merged: set[tuple[int, int, int, int]] = field(default_factory=set)
    refusal: str = ""


def serial(moment: dt.datetime) -> float:
    """Give a moment as spreadsheets count it, in days."""
    return (moment.replace(tzinfo=None) - _DAY_ZERO) / dt.timedelta(days=1)


def are_same(office: Cell | None, ours: Cell | None, *, epoch_1904: bool = False) -> bool:
    """Whether the two say the same; a number may stand for a moment, and an ISO text of ours too."""
    if office is None or ours is None:
        return office is ours
    if office.kind in ("moment", "number") and ours.kind == "text":
        try:
            ours = Cell("moment", serial(dt.datetime.fromisoformat(ours.shown)), "")
        except ValueError:
            return False
    if "text" in (office.kind, ours.kind) or "error" in (office.kind, ours.kind):
        return office.kind == ours.kind and (office.kind == "error" or _lines(office.shown) == _lines(ours.shown))
    if (ours.shown or _SAYS_MORE.fullmatch(office.shown)) and office.shown != ours.shown:
        return False
    if "moment" in (office.kind, ours.kind):
        # In a workbook of 1904 a number, and what is shown as a time of day, counts from there.
        shifts = (0, _EPOCHS_APART, -_EPOCHS_APART) if epoch_1904 else (0,)
        return any(abs(office.value - ours.value - shift) < _TOLERANCE for shift in shifts)
    return math.isclose(office.value, ours.value, rel_tol=1e-12)


def _lines(text: str) -> str:
    """Give a text with line ends of one kind; blanks around it never count."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
