"""What looks like rows of a data set where nothing reads them: in a sheet named after none, or above a header."""

from collections.abc import Iterable
from typing import NamedTuple

from sources.readers.header import Header
from sources.readers.header_search import fills_table, find_header
from sources.readers.model import RawRow, UnnamedSheet
from sources.readers.target_fields import target_fields_of
from sources.readers.unknown_columns import is_date, is_identity_number

#: This share of the required columns makes a table one of a data set; a summary of it has fewer.
_SHARE_OF_REQUIRED = 2 / 3


class UnreadRows(NamedTuple):
    """The data set whose rows a sheet seems to hold, and the first of them by its number."""

    dataset: str
    first_row: int


def looks_like_data(row: RawRow, header: Header) -> bool:
    """Say whether a row fills the columns of a header and holds a date or a person's number, as rows of data do."""
    return fills_table(row, header) and any(is_date(cell) or is_identity_number(cell) for cell in row.cells)


def unread_rows(sheet: UnnamedSheet, datasets: Iterable[str]) -> UnreadRows | None:
    """Say whether a sheet seems to hold rows of one of the data sets, of the one whose columns it has most of."""
    best, most = None, 0
    for dataset in sorted(datasets):
        target_fields = target_fields_of(dataset)
        found = find_header(iter(sheet.rows), target_fields)
        header = found.header
        if header is None or len(header.positions) <= most:
            continue
        missing = len(target_fields.missing_columns(set(header.positions)))
        first = next((row for row in found.rows if looks_like_data(row, header)), None)
        if first is not None and missing <= (1 - _SHARE_OF_REQUIRED) * len(target_fields.required):
            best, most = UnreadRows(dataset, first.source_row), len(header.positions)
    return best
