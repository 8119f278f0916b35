"""What a field case is: files as an institution hands them in, and what the published marts must hold of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from expectations.catalogue import load_catalogue

#: Fills the folder in which an institution hands in.
Build = Callable[[Path], object]
#: Rule, sheet, spreadsheet row, column. A finding of a whole file has no sheet.
Reported = tuple[str, str | None, int | None, str | None]

#: The kinds of faults, in the order of the page, with what goes wrong in each.
KINDS = {
    "rows or a data set vanish": "Rows that somebody sent are in no table and in no finding.",
    "a column read as another": "A value stands in the warehouse under the name of another column.",
    "another factor, another quantity": "A number is off by a thousand or a million, or counts kilograms as rupiah.",
    "a total as data": "The sum of the rows is counted as one more row.",
    "a second header in another order": "A table further down is read by the header of the first one.",
    "other people, other places": "A row is given to a person, household or kelurahan that it does not speak of.",
    "another period": "Rows of another semester, or days that are off by one, are counted.",
    "words for the cell above": "A mark that means the cell above is taken for a value.",
    "a column lost without a word": "A column was there, its label was not understood, and nobody heard of it.",
    "good files refused": "A file that any program for spreadsheets opens, or a value that is clear, is refused.",
    "noise": "Headings, notes and signatures are counted as rows and rejected, and hide what is really wrong.",
    "a submission that shrinks": "A later version with fewer rows silently takes the place of a whole one.",
}


@dataclass(frozen=True)
class Facts:
    """Rows that a mart must hold of an institution, no more and no fewer, in any order.

    `of` names one of the views in `tests.field_cases.marts`, `columns` which of its columns are compared.
    """

    of: str
    columns: str
    rows: tuple[tuple[Any, ...], ...]


def activities(columns: str, *rows: tuple[Any, ...]) -> Facts:
    return Facts("activities", columns, rows)


def receipts(columns: str, *rows: tuple[Any, ...]) -> Facts:
    return Facts("receipts", columns, rows)


def households(columns: str, *rows: tuple[Any, ...]) -> Facts:
    return Facts("households", columns, rows)


@dataclass(frozen=True)
class FieldCase:
    """One submission and what must come of it.

    `sent` says in a line what was sent and `comes` what comes of it, both as they stand on the page. `rows` are those
    received and accepted, `reported` every finding about its files, sheets, rows and cells. `then` is handed in after a
    first run, in place of what `build` has written, and what is expected is the state after it. `hours` says of a file
    how much later than the others it came. `given` marks a row of the list that this project was given. `reports` are
    ids of `reports.yml`.
    """

    sent: str
    comes: str
    build: Build
    rows: tuple[int, int]
    reported: Sequence[Reported] = ()
    facts: Sequence[Facts] = ()
    due: tuple[str, ...] = ("kegiatan",)
    then: Build | None = None
    hours: Mapping[str, int] = field(default_factory=dict)
    duplicate_households: int | None = None
    is_nil: bool = False
    given: bool = False
    reports: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The status of the submission that follows from rows and findings."""
        received, accepted = self.rows
        refused = received > accepted or any(load_catalogue()[rule].severity == "file" for rule, *_ in self.reported)
        if accepted:
            return "accepted_with_rejects" if refused else "accepted"
        return "accepted" if self.is_nil else "rejected"
