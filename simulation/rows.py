"""A row as its institution means it, before it is written down."""

from dataclasses import dataclass, field, replace
from datetime import date

from sources.regions import Region

Value = str | int | date | Region | None


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number that must be written as a number: a NIK or KK that the spreadsheet has rounded."""

    number: int


@dataclass(frozen=True, slots=True)
class WrongPlace:
    """A place as written in all the ways in which an institution may write one; they need not agree."""

    code: str
    kelurahan: str
    kecamatan: str


Written = str | NumberCell | WrongPlace


@dataclass(slots=True)
class Row:
    """One row of a data set.

    `values` are the true values by the contract's column names. `written` holds the faulty cells' texts. `errors` are
    the findings that reject the row, as (rule, column or None). `match_kind` is the error that hides the numbers of its
    household or person, so that only a probable match finds it; `true_nik` is the person's own where the row has
    another one or none.
    """

    dataset: str
    values: dict[str, Value]
    written: dict[str, Written] = field(default_factory=dict)
    errors: list[tuple[str, str | None]] = field(default_factory=list)
    match_kind: str | None = None
    true_nik: str | None = None

    def copy(self) -> "Row":
        """Give the same row once more, free to be changed."""
        return replace(self, values=dict(self.values), written=dict(self.written), errors=list(self.errors))

    def text(self, column: str) -> str | None:
        """Give the value of a text column."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def number(self, column: str) -> int:
        """Give the value of a column of whole numbers (or rupiah); 0 where it is empty."""
        value = self.values.get(column)
        return value if isinstance(value, int) else 0

    def day(self, column: str) -> date:
        """Give the value of a date column that is filled. Raises `TypeError` where it is not."""
        value = self.values[column]
        if not isinstance(value, date):
            raise TypeError(f"column {column} holds no date")
        return value


@dataclass(frozen=True, slots=True)
class Location:
    """The place of a row in what was handed in."""

    institution: str
    file: str
    sheet: str
    row: int

    def facts(self) -> dict[str, str | int]:
        """Give it as part of a finding."""
        return {
            "institution_code": self.institution, "source_file": self.file, "source_sheet": self.sheet,
            "source_row": self.row,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row that was handed in, its place, and whether it counts."""

    row: Row
    location: Location
    is_accepted: bool
