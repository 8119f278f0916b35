"""Which semester the title rows of a table name."""

import re
from collections.abc import Iterable

from foundation.semester import Semester
from sources.cells.dates import MONTHS

_HALF = r"(?P<half>ii|i|1|2|pertama|kedua|satu|dua|ganjil|genap)"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_BETWEEN = r"[\s,.\-/:]*(?:(?:tahun|thn|th|ta|t\.a|anggaran|pelaporan|periode)\b[\s.,\-/:]*)*"
_KEY = re.compile(rf"\b{_YEAR}\s*[-/]?\s*s(?:mt|em)?\s*[-.]?\s*(?P<half>[12])\b")
_KEY_TURNED = re.compile(rf"\bs\s*(?P<half>[12])\s*[-/]?\s*{_YEAR}\b")
_NAMED = re.compile(
    rf"\b(?:semester|smt|sem|smstr)\b[\s.:\-]*(?:ke[\s\-]*)?{_HALF}\b(?:\s*\([^)]*\))?{_BETWEEN}{_YEAR}?"
)
_YEAR_THEN_NAMED = re.compile(rf"\b{_YEAR}\b[\s,.\-/:]*(?:semester|smt|sem)\b[\s.:\-]*{_HALF}\b")
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 2), key=len, reverse=True))
_UNTIL = r"(?:[-\u2013\u2014]|s\s*[./]?\s*d\.?|sampai(?:\s+dengan)?|hingga|sd|to)"
_MONTHS = re.compile(
    rf"\b(?P<first>{_MONTH})\b\.?\s*(?P<first_year>(?:19|20)\d\d)?\s*"
    rf"{_UNTIL}\s*(?:\d{{1,2}}\s+)?"
    rf"(?P<last>{_MONTH})\b\.?\s*{_BETWEEN}{_YEAR}?"
)
#: 01/07/2022 - 31/12/2022, in figures; months within one year.
_DATES = re.compile(
    rf"\b0?1[/.\-]0?(?P<first>[17])[/.\-](?P<first_year>(?:19|20)\d\d)\s*{_UNTIL}\s*"
    rf"3[01][/.\-]0?(?P<last>6|12)[/.\-]{_YEAR}\b"
)
_ANY_YEAR = re.compile(rf"\b(?:tahun|thn|t\.?a\.?)\b[\s.:]*(?:anggaran\s*)?{_YEAR}\b")
_SECOND = frozenset({"ii", "2", "kedua", "dua", "genap"})
#: First and last month of a half-year.
_HALF_BY_MONTHS = {(1, 6): 1, (7, 12): 2}


def _mentions(text: str) -> Iterable[tuple[int | None, int]]:
    """Give every (year or null, half) that a text names."""
    for pattern in (_KEY, _KEY_TURNED, _NAMED, _YEAR_THEN_NAMED):
        for match in pattern.finditer(text):
            yield int(match["year"]) if match["year"] else None, 2 if match["half"] in _SECOND else 1
    for match in _MONTHS.finditer(text):
        half = _HALF_BY_MONTHS.get((MONTHS[match["first"]], MONTHS[match["last"]]))
        year = match["year"] or match["first_year"]
        if half is not None:
            yield int(year) if year else None, half
    for match in _DATES.finditer(text):
        half = _HALF_BY_MONTHS.get((int(match["first"]), int(match["last"])))
        if half is not None and match["year"] == match["first_year"]:
            yield int(match["year"]), half


def names_other_semester(titles: Iterable[str], semester: Semester) -> bool:
    """Say whether the titles name a semester, and never the one that they are handed in for.

    A half without a year takes the year that another title names; a year without a half names no semester.

    >>> names_other_semester(["LAPORAN SEMESTER II", "TAHUN 2022"], Semester(2023, 2))
    True
    """
    folded = [title.casefold() for title in titles]
    mentions = {mention for text in folded for mention in _mentions(text)}
    with_year = {(year, half) for year, half in mentions if year is not None}
    if with_year:
        return (semester.year, semester.half) not in with_year
    halves = {half for _, half in mentions}
    years = {int(match["year"]) for text in folded for match in _ANY_YEAR.finditer(text)}
    if not halves:
        return False
    return semester.half not in halves or bool(years and semester.year not in years)
