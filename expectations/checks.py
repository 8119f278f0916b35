"""From a contract to its row checks: which rule looks at which column, with which expectation and bounds.

A check is a value. `suites` turns it into an expectation of Great Expectations, which carries its predicate; `derived`
computes the columns that a check looks at and that no sender has written.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import Literal

import pyarrow as pa

from expectations.settings import ValidationSettings
from foundation.semester import Semester
from sources.contract import Check, Column, ColumnType, Contract, load_code_lists
from sources.regions import kelurahan_codes

ExpectationKind = Literal[
    "not_null", "in_set", "not_in_set", "matches_no_regex", "between", "pair_not_below", "pair_equal"
]


class Bound(Enum):
    """A bound that is known only when a semester is checked."""

    SEMESTER_START = "semester_start"
    SEMESTER_END = "semester_end"
    DECILE_THRESHOLD = "decile_threshold"
    HOUSEHOLD_SIZE_LIMIT = "household_size_limit"
    LARGEST_AMOUNT = "largest_amount"
    LARGEST_COUNT = "largest_count"
    LARGEST_HOUSEHOLD = "largest_household"


Limit = int | date | Bound | None

#: First and last day that a date of a programme can have, and the first that a birth date can have.
EARLIEST_DATE = date(1990, 1, 1)
LATEST_DATE = date(2050, 12, 31)
EARLIEST_BIRTH_DATE = date(1900, 1, 1)

#: What a text of 16 ASCII digits never matches, and every other text does. It says what is wrong, because `$` would
#: let a last line break through.
NOT_SIXTEEN_DIGITS = "[^0-9]|[0-9]{17}|^[0-9]{0,15}$"

#: Number of a received row within its batch, by which a failing row is named.
ROW_ID = "row_id"

#: A row that fails a check: its number, and the place of the check in the list of the data set's checks.
FAILING_ROW = pa.schema(
    [pa.field(ROW_ID, pa.int64(), nullable=False), pa.field("check_no", pa.int64(), nullable=False)]
)

#: Columns of the view `validated` that speak of the row as a whole.
COPY_NUMBER = "row__copy_number"
KEY_VARIANTS = "row__key_variants"

#: Rule codes by which the reader may mark a cell, per column type; `missing_value` is an error cell such as `#N/A`.
#: Each costs every run an expectation, so that none stands here that no reader gives: an unforeseen one stops the run.
READING_FAULTS: dict[ColumnType, tuple[str, ...]] = {
    "text": ("missing_value",),
    "code": ("missing_value",),
    "amount": ("bad_number",),
    "count": ("bad_number",),
    "integer": ("bad_number",),
    "date": ("bad_date",),
    "nik": ("nik_precision_lost", "missing_value", "nik_missing"),
    "kk": ("nik_precision_lost", "missing_value", "bad_kk"),
    "region": ("region_mismatch", "missing_value"),
}

_MONTHS_ID = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass(frozen=True)
class RowCheck:
    """One expectation about one column of the view `validated`.

    `column` is the contract's column that a finding names (none: the whole row), `checked` the column looked at,
    `compared` the second one of a pair. Nulls never fail, except `not_null`. `limit_id` is the Indonesian text of what
    is allowed, where it is not the bounds; `beside` the contract's column whose value the message shows beside that
    of `column`.
    """

    rule_code: str
    column: str | None
    checked: str
    kind: ExpectationKind
    compared: str | None = None
    values: tuple[str | int, ...] = ()
    regex: str = ""
    minimum: Limit = None
    maximum: Limit = None
    limit_id: str = ""
    beside: str | None = None

    @property
    def is_reading_fault(self) -> bool:
        """Whether the reader has found it, and not a comparison of what was read."""
        return self.kind == "not_in_set"

    @property
    def check_id(self) -> str:
        """Name of the check, unique in its data set."""
        return f"{self.rule_code}/{self.column or 'row'}/{self.checked}/{self.kind}"

    def bind(self, semester: Semester, settings: ValidationSettings) -> "RowCheck":
        """Give the check with its bounds as numbers and dates, and its limit in words."""
        known: dict[Bound, int | date] = {
            Bound.SEMESTER_START: semester.start,
            Bound.SEMESTER_END: semester.end,
            Bound.DECILE_THRESHOLD: settings.decile_threshold,
            Bound.HOUSEHOLD_SIZE_LIMIT: settings.household_size_limit,
            Bound.LARGEST_AMOUNT: settings.largest_amount,
            Bound.LARGEST_COUNT: settings.largest_count,
            Bound.LARGEST_HOUSEHOLD: settings.largest_household,
        }
        minimum = known[self.minimum] if isinstance(self.minimum, Bound) else self.minimum
        maximum = known[self.maximum] if isinstance(self.maximum, Bound) else self.maximum
        limit_id = self.limit_id or _range_in_words(minimum, maximum)
        return replace(self, minimum=minimum, maximum=maximum, limit_id=limit_id)


def row_checks(contract: Contract) -> tuple[RowCheck, ...]:
    """Derive every row check of a data set from its contract; bounds that hang on the semester are not yet bound."""
    checks: list[RowCheck] = []
    for column in contract.columns:
        checks += _presence_checks(column)
        checks += _reading_checks(contract, column)
        checks += _value_checks(column)
    for check in contract.checks:
        checks.append(_declared_check(check))
    checks.append(RowCheck("duplicate_row", None, COPY_NUMBER, "between", maximum=1))
    if contract.key:
        keys = contract.key_label_id
        checks.append(RowCheck("conflicting_key", None, KEY_VARIANTS, "between", maximum=1, limit_id=keys))
    return tuple(checks)


def written_column(column: Column) -> str:
    """Name the validated column that is 1 where something stands in a cell, a value or a fault, and null elsewhere.

    So no name or address is handed to Great Expectations only to learn that it is there.
    """
    return f"{column.name}__written"


def _presence_checks(column: Column) -> Iterator[RowCheck]:
    if column.required or column.required_unless:
        yield RowCheck("missing_value", column.name, written_column(column), "not_null")
    elif column.flag_when_missing:
        yield RowCheck("nik_missing", column.name, written_column(column), "not_null")


def _reading_checks(contract: Contract, column: Column) -> Iterator[RowCheck]:
    if column.has_reading_faults:
        checked, may_be_empty = f"{column.name}__fault", _emptiness_in_words(contract, column)
        figure = "bilangan bulat" if column.type in ("count", "integer") else "angka"
        for rule_code in READING_FAULTS[column.type]:
            limit_id = figure if rule_code == "bad_number" else may_be_empty
            yield RowCheck(rule_code, column.name, checked, "not_in_set", values=(rule_code,), limit_id=limit_id)


def _emptiness_in_words(contract: Contract, column: Column) -> str:
    if column.required:
        return "kolom ini wajib diisi"
    counterpart = contract.counterpart(column.name)
    return f"kolom ini boleh kosong bila {counterpart} terisi" if counterpart else "kolom ini boleh kosong"


def _value_checks(column: Column) -> Iterator[RowCheck]:
    name = column.name
    if column.type in ("nik", "kk"):
        yield RowCheck(f"bad_{column.type}", name, name, "matches_no_regex", regex=NOT_SIXTEEN_DIGITS)
    elif column.type == "region":
        yield RowCheck("unknown_region", name, name, "in_set", values=kelurahan_codes())
    elif column.type == "code":
        codes = tuple(dict.fromkeys(load_code_lists()[column.code_list or ""].values()))
        yield RowCheck("unknown_code", name, name, "in_set", values=codes, limit_id=", ".join(codes))
    elif column.type in ("amount", "count"):
        largest = Bound.LARGEST_AMOUNT if column.type == "amount" else Bound.LARGEST_COUNT
        yield RowCheck("negative_amount", name, name, "between", minimum=0)
        yield RowCheck("out_of_range", name, name, "between", maximum=largest)
    elif column.type == "date" and column.birth_date:
        yield RowCheck("out_of_range", name, name, "between", minimum=EARLIEST_BIRTH_DATE, maximum=Bound.SEMESTER_END)
    elif column.type == "date":
        yield RowCheck("out_of_range", name, name, "between", minimum=EARLIEST_DATE, maximum=LATEST_DATE)
    elif column.type == "integer":
        maximum = Bound.LARGEST_HOUSEHOLD if column.maximum is None else column.maximum
        yield RowCheck("out_of_range", name, name, "between", minimum=column.minimum, maximum=maximum)


def _declared_check(check: Check) -> RowCheck:
    """Turn an entry under `checks:` of a contract into a row check."""
    name, other = check.column, check.other or ""
    base = RowCheck(check.rule, name, name, "between")
    match check.kind:
        case "accepted_in":
            return replace(base, checked=f"{name}__is_accepted", kind="in_set", values=(1,))
        case "inside_semester":
            return replace(base, minimum=Bound.SEMESTER_START, maximum=Bound.SEMESTER_END)
        case "not_after_semester":
            return replace(base, maximum=Bound.SEMESTER_END)
        case "not_before_semester":
            return replace(base, minimum=Bound.SEMESTER_START)
        case "not_before":
            limit_id = f"tidak sebelum {other}, {{pembanding}}"
            return replace(base, kind="pair_not_below", compared=other, limit_id=limit_id, beside=other)
        case "not_above":
            return replace(base, checked=f"{name}__headroom", minimum=0, limit_id=other, beside=other)
        case "decile_of_the_poor":
            return replace(base, checked=f"{name}__of_poor", maximum=Bound.DECILE_THRESHOLD)
        case "household_size_usual":
            return replace(base, maximum=Bound.HOUSEHOLD_SIZE_LIMIT)
        case "kk_date_possible" | "nik_date_possible":
            return replace(base, checked=f"{name}__has_possible_date", kind="in_set", values=(1,))
        case "nik_matches_birth_date":
            return replace(base, checked=f"{name}__born", kind="pair_equal", compared=f"{other}__born", limit_id=other)
        case "nik_matches_sex":
            return replace(base, checked=f"{name}__sex", kind="pair_equal", compared=f"{other}__sex", limit_id=other)


def _range_in_words(minimum: Limit, maximum: Limit) -> str:
    low, high = _limit_in_words(minimum), _limit_in_words(maximum)
    if low and high:
        return f"{low} sampai {high}"
    if high:
        return f"paling akhir {high}" if isinstance(maximum, date) else f"paling banyak {high}"
    if not low:
        return ""
    return f"paling awal {low}" if isinstance(minimum, date) else f"paling sedikit {low}"


def _limit_in_words(limit: Limit) -> str:
    if limit is None:
        return ""
    return day_in_words(limit) if isinstance(limit, date) else f"{limit:,}".replace(",", ".")


def day_in_words(day: date) -> str:
    """Write a day out: 17 Agustus 2023."""
    return f"{day.day} {_MONTHS_ID[day.month - 1]} {day.year}"
