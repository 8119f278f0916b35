"""Whether the titles over a table, or its sheet's name, name another semester than the one that it is handed in for."""

from collections.abc import Iterable, Sequence

from foundation.semester import Semester
from sources.readers.title_periods import Months, PeriodNamed, YearNamed, read_periods


def names_other_semester(titles: Iterable[str], semester: Semester, sheet_name: str = "") -> bool:
    """Say whether a table's titles name periods, and none that touches the semester that they are handed in for.

    `titles` are the lines of one table: those above it, or where it has none the last ones above an earlier table of
    its sheet. The sheet's name (of a csv the file's) is asked where they name no period. One without a year takes the
    year that its own text or else another one names; a year alone is no period.

    >>> names_other_semester(["LAPORAN SEMESTER II", "TAHUN 2022"], Semester(2023, 2))
    True
    """
    said, sheet = [read_periods(title) for title in titles], read_periods(sheet_name)
    # A sheet's name is short: whatever year stands in it is the sheet's.
    years = [year for text in said for year in text.years_in_words] or sheet.years
    for texts in (said, [sheet]):
        complete = [period for text in texts for period in text.periods if period.is_complete]
        if complete:
            return not any(_touches(period, (), semester) for period in complete)
        incomplete = [(period, text.years or years) for text in texts for period in text.periods]
        if incomplete:
            return not any(_touches(period, among, semester) for period, among in incomplete)
    return False


def _touches(period: PeriodNamed, years: Sequence[YearNamed], semester: Semester) -> bool:
    """Say whether any month of a period lies in the semester, in one of the years; in any year where none is known."""
    last = 12 * semester.year + 6 * semester.half
    own = Months(last - 5, last)
    any_year = YearNamed(semester.year, semester.year)
    spans = [period.months(year) for year in years or (any_year,)]
    return any(span.first <= own.last and span.last >= own.first for span in spans)
