"""What is published of a recipient: sex and age band at the receipt, in place of birth date and NIK.

What the row says comes first; what it leaves out is read from the NIK, which holds both.
"""

from expectations.derived import nik_birth_date, nik_sex
from sources.contract import MatchedColumns
from sources.row_keys import quoted

UNKNOWN = "unknown"

#: The first age of each band, oldest first, and its name.
AGE_BANDS = ((60, "60+"), (18, "18-59"), (5, "5-17"), (0, "0-4"))

_OLDEST_AGE = 120


def sex_expression(matched: MatchedColumns) -> str:
    """SQL of a recipient's sex: L, P or `unknown`."""
    of_nik = nik_sex(_cell(matched.nik))
    if matched.sex is None:
        return f"coalesce({of_nik}, '{UNKNOWN}')"
    written = _cell(matched.sex)
    return f"coalesce(case when {written} in ('L', 'P') then {written} end, {of_nik}, '{UNKNOWN}')"


def age_band_expression(matched: MatchedColumns, day_column: str | None) -> str:
    """SQL of a recipient's age band on the day in `day_column`; without a day it is unknown.

    A NIK does not say the century: a birth date in it is the last one before that day.
    """
    day, of_nik = _cell(day_column), nik_birth_date(_cell(matched.nik))
    of_nik = f"case when {of_nik} > {day} then ({of_nik} - interval 100 year)::date else {of_nik} end"
    born = f"coalesce({_cell(matched.birth_date)}, {of_nik})"
    age = f"date_sub('year', {born}, {day})"
    bands = " ".join(f"when {age} >= {first} then '{band}'" for first, band in AGE_BANDS)
    return f"case when {born} > {day} or {age} > {_OLDEST_AGE} then '{UNKNOWN}' {bands} else '{UNKNOWN}' end"


def _cell(column: str | None) -> str:
    return f"received.{quoted(column)}" if column else "null::date"
