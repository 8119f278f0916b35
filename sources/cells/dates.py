"""Dates as people and spreadsheets write them: day first, month names, serials."""

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal

from sources.cells.model import EMPTY, Cell, FormattedNumber, Reading, is_error
from sources.cells.text import as_written, is_damaged, is_empty_text, tidy

#: Month names, long and short, Indonesian (old spelling too) and English, without dots and in lower case.
MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari djanuari djanoeari january jan djan",
            "februari pebruari pebroeari february feb peb pebr febr",
            "maret march mar mrt maart",
            "april apr avril",
            "mei may",
            "juni djuni djoeni june jun djun",
            "juli djuli djoeli july jul djul",
            "agustus agoestoes august augustus agu agt ags agst agus agust aug",
            "september sep sept septembar",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}

_WEEKDAY = (
    r"(?:senin|selasa|rabu|kamis|jum['\u2019]?at|sabtu|minggu|ahad|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?|"
    r"sen|sel|rab|kam|jum|sab|min|mon|tue|wed|thu|fri|sat|sun"
)
#: What may stand before a date: a weekday, or the place of birth or signing with a comma; then the word for a date.
_BEFORE = re.compile(
    rf"^(?:(?:hari\s+)?(?:{_WEEKDAY})\b[.,/\s]*|[^\W\d][^\d,]*,\s*)?(?:(?:tanggal|tgl)\b[.:\s]*)?", re.IGNORECASE
)
_TIME = re.compile(
    r"(?:t|,?\s+(?:pukul|jam|pkl\.?)?\s*)(?P<hour>[0-2]?\d)[:.](?P<minute>[0-5]\d)(?:[:.][0-5]\d(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?"
    r"(?:\s*(?P<zone>wib|wita|wit|z|(?:utc|gmt)?(?P<sign>[+\-\u2212])(?P<ahead>\d{2})(?::?(?P<past>[0-5]\d))?|utc|gmt)"
    r"(?:\s*\([^()]*\))?)?$",
    re.IGNORECASE,
)
#: Hours by which the clocks of a named zone are ahead of UTC; other zones are written in hours and minutes.
_HOURS_AHEAD = {"wib": 7, "wita": 8, "wit": 9}
_WESTERN_INDONESIA = dt.timedelta(hours=_HOURS_AHEAD["wib"])
#: Three numbers with nothing around them, as most dates are written.
_PLAIN = re.compile(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*([/.\-\s])\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})")
_DAY_MONTH_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s.\-/,]*([^\W\d]+)[\s.\-/,']*(\d{4}|\d{2})", re.IGNORECASE)
_MONTH_NAME_DAY = re.compile(r"([^\W\d]+)[\s.\-/]*(\d{1,2})(?:st|nd|rd|th)?[\s,.\-/]+(\d{4})", re.IGNORECASE)
_YEAR_MONTH_NAME = re.compile(r"(\d{4})[\s.\-/]+([^\W\d]+)[\s.\-/]+(\d{1,2})", re.IGNORECASE)
_TYPOGRAPHY = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2019": "'"})
_SERIAL = re.compile(r"\d{4,5}(?:[.,]\d+)?")

_EPOCH_1900 = dt.date(1899, 12, 30)
_EPOCH_1904 = dt.date(1904, 1, 1)
_FIRST_SERIAL_DAY = dt.date(1920, 1, 1)
_LAST_SERIAL_DAY = dt.date(2050, 12, 31)


@dataclass(frozen=True)
class DateStyle:
    """What a date's text alone does not say.

    `latest_short` is the last day that a two-digit year may mean; `epoch_1904` is true in workbooks that count days
    from 1904.
    """

    latest_short: dt.date
    epoch_1904: bool = False


def _day(year: int, month: int | None, day: int) -> dt.date | None:
    if month is None:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:  # 31 February
        return None


def _full_year(text: str, month: int, day: int, style: DateStyle) -> int:
    """Give the year; two digits mean the latest such year that is not in the future."""
    if len(text) == 4:
        return int(text)
    century = style.latest_short.year // 100 * 100
    year = century + int(text)
    latest = style.latest_short
    return year if (year, month, day) <= (latest.year, latest.month, latest.day) else year - 100


def _from_serial(number: float | Decimal, style: DateStyle) -> dt.date | None:
    if not 0 < number < 100_000:
        return None
    epoch = _EPOCH_1904 if style.epoch_1904 else _EPOCH_1900
    day = epoch + dt.timedelta(days=int(number))
    return day if _FIRST_SERIAL_DAY <= day <= _LAST_SERIAL_DAY else None


def _month_number(name: str) -> int | None:
    return MONTHS.get(name.casefold())


def _from_digits(digits: str) -> dt.date | None:
    """Read eight digits, year first or day first; never both, as no month is 19 or 20."""
    year_first = _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if year_first is not None and digits[:2] in ("19", "20"):
        return year_first
    if digits[4:6] in ("19", "20"):
        return _day(int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    return None


def _from_named_month(text: str, style: DateStyle) -> dt.date | None:
    for pattern, day_at, month_at, year_at in (
        (_DAY_MONTH_NAME, 1, 2, 3),
        (_MONTH_NAME_DAY, 2, 1, 3),
        (_YEAR_MONTH_NAME, 3, 2, 1),
    ):
        match = pattern.fullmatch(text)
        month = _month_number(match[month_at]) if match else None
        if match and month:
            day = int(match[day_at])
            return _day(_full_year(match[year_at], month, day, style), month, day)
    return None


def parse_date(text: str, style: DateStyle) -> dt.date | None:
    """Read tidied text as a date, day first; null where it is none. A bare year, or month and year, is none.

    An instant, a date with a time and a zone, is a day in Western Indonesian time.

    >>> parse_date("Kamis, 17 Agustus 2023", DateStyle(dt.date(2023, 12, 31)))
    datetime.date(2023, 8, 17)
    """
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY)
        if any(character.isdigit() and not character.isascii() for character in text):
            return None
    time = _TIME.search(text)
    day = _parse_day(_BEFORE.sub("", text[: time.start()] if time else text).strip(" .,"), style)
    return day if day is None or time is None or time["zone"] is None else _western_day(day, time)


def _western_day(day: dt.date, time: re.Match[str]) -> dt.date:
    """Give the day in Western Indonesian time of an instant whose zone is written behind its time."""
    hours = int(time["hour"])
    if time["half"]:
        hours = hours % 12 + (12 if time["half"] in "pP" else 0)
    ahead = dt.timedelta(hours=_HOURS_AHEAD.get(time["zone"].casefold(), 0))
    if time["sign"]:
        written = dt.timedelta(hours=int(time["ahead"]), minutes=int(time["past"] or 0))
        ahead = written if time["sign"] == "+" else -written
    clock = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hours, minutes=int(time["minute"]))
    try:
        return (clock - ahead + _WESTERN_INDONESIA).date()
    except OverflowError:  # within a day of the first or last that there is
        return day


def _parse_day(text: str, style: DateStyle) -> dt.date | None:
    match = _YEAR_FIRST.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _DAY_FIRST.fullmatch(text)
    if match:
        day, month = int(match[1]), int(match[3])
        return _day(_full_year(match[4], month, day, style), month, day)
    if text.isdigit() and len(text) == 8:
        return _from_digits(text)
    if _SERIAL.fullmatch(text):
        return _from_serial(float(text.replace(",", ".")), style)
    return _from_named_month(text, style)


def _typed_date(cell: Cell, style: DateStyle) -> dt.date | None:
    """Read a cell that is no text: a spreadsheet's date, or the number behind one."""
    if isinstance(cell, dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        # A year typed into a cell of date format is a day in 1905: no date that anybody meant.
        return day if _FIRST_SERIAL_DAY <= day <= _LAST_SERIAL_DAY else None
    if isinstance(cell, bool) or not isinstance(cell, (int, float, Decimal)):
        return None
    if not (cell.is_finite() if isinstance(cell, Decimal) else math.isfinite(cell)):
        return None
    if 19_000_000 < cell < 21_000_000 and cell == int(cell):
        return _from_digits(str(int(cell)))
    return _from_serial(cell, style)


def read_date(cell: Cell, style: DateStyle) -> Reading:
    """Read a date. Fault: `bad_date`.

    A number goes by its value, else by what it shows: 1082023 as 01082023, 17082023 as 17/08/2023.
    """
    if cell is None:
        return EMPTY
    if isinstance(cell, FormattedNumber):
        by_value = read_date(cell.value, style)
        return by_value if by_value.fault is None else read_date(cell.shown, style)
    if isinstance(cell, str):
        if _PLAIN.fullmatch(cell):
            day = _parse_day(cell, style)
        elif is_empty_text(text := tidy(cell)):
            return EMPTY
        else:
            day = None if is_error(text) or is_damaged(cell) else parse_date(text, style)
    else:
        day = None if is_error(cell) else _typed_date(cell, style)
    return Reading(None, "bad_date", as_written(cell)) if day is None else Reading(day)
