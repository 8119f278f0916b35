"""Tables beside one another in a sheet: each is cut out, with the titles above it, before anything is read of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice, pairwise

from sources.cells.text import is_empty
from sources.readers.column_letters import column_letters
from sources.readers.header import claims_of
from sources.readers.model import ROWS_LOOKED_AT, BadFileError, MergedRange, RawRow, RawTable
from sources.readers.target_fields import TargetFields, target_fields_of

#: A header beside another one has this share of the required columns; `Tahap I` and `Tahap II` of one table have less.
_SHARE_OF_REQUIRED = 2 / 3


def tables_beside(raw: RawTable) -> Iterator[RawTable]:
    """Give the tables of a sheet that stand beside one another; mostly there is one, the sheet as it is.

    They are named after the sheet and their first column. Their rows are held in memory, and each has the title lines
    that stand above all of them.
    """
    rows = iter(raw.rows)
    seen: list[RawRow] = []
    fault = _take(islice(rows, ROWS_LOOKED_AT), seen)
    top, starts = _starts(seen, target_fields_of(raw.dataset))
    if len(starts) < 2:
        yield replace(raw, rows=_up_to(fault, chain(seen, rows)))
        return
    fault = fault or _take(rows, seen)
    for first, end in pairwise([0, *starts[1:], None]):
        yield replace(
            raw,
            name=f"{raw.name} (kolom {column_letters(first or 0)})" if first else raw.name,
            rows=_cut(seen, first or 0, end, top),
            merged=tuple(_cut_merged(raw.merged, first or 0, end)),
            first_column=first or 0,
        )
    if fault is not None:
        raise fault


def _take(rows: Iterator[RawRow], taken: list[RawRow]) -> BadFileError | None:
    """Take rows up to their end or to where the file breaks off; give what is wrong there."""
    try:
        for row in rows:
            taken.append(row)
    except BadFileError as fault:
        return fault
    return None


def _up_to(fault: BadFileError | None, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    yield from rows
    if fault is not None:
        raise fault


def _starts(rows: Sequence[RawRow], target_fields: TargetFields) -> tuple[int, list[int]]:
    """Give the row of the uppermost header, and the columns where tables begin that stand beside one another."""
    found = [(row.source_row, *table) for row in rows for table in _headers(row, target_fields)]
    starts: list[int] = []
    reach = -1
    for _, start, end in sorted(found, key=lambda table: table[1:]):
        if start > reach:
            starts.append(start)
        reach = max(reach, end)
    return min((row for row, *_ in found), default=0), starts


def _headers(row: RawRow, target_fields: TargetFields) -> Iterator[tuple[int, int]]:
    """Give the first and last column of each header in a row: apart by a column without a label, or by a repetition."""
    claims = claims_of(row, target_fields)
    labelled = [at for at, cell in enumerate(row.cells) if not is_empty(cell)]
    for _, group in groupby(enumerate(labelled), key=lambda pair: pair[1] - pair[0]):
        columns = [at for _, at in group]
        for start, end in _repetitions(columns, claims):
            fields = {claims[at] for at in range(start, end + 1) if at in claims}
            missing = len(target_fields.missing_columns(fields))
            if fields and missing <= (1 - _SHARE_OF_REQUIRED) * len(target_fields.required):
                yield start, end


def _repetitions(columns: Sequence[int], claims: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Cut adjoining columns where the labels begin anew; a running number before that is the new table's."""
    start, known = columns[0], set[int]()
    for at in columns:
        if at in claims and claims[at] in known:
            begin = at if at - 1 in claims else at - 1
            yield start, begin - 1
            start, known = begin, set()
        if at in claims:
            known.add(claims[at])
    yield start, columns[-1]


def _cut(rows: Sequence[RawRow], first: int, end: int | None, top: int) -> Iterator[RawRow]:
    for row in rows:
        cells = list(row.cells[first:end])
        if row.source_row < top and all(map(is_empty, cells)):
            cells = [cell for cell in row.cells if not is_empty(cell)]
        yield RawRow(row.source_row, cells)


def _cut_merged(merged: Sequence[MergedRange], first: int, end: int | None) -> Iterator[MergedRange]:
    for each in merged:
        if each.first_column >= first and (end is None or each.first_column < end):
            last = each.last_column if end is None else min(each.last_column, end - 1)
            yield each._replace(first_column=each.first_column - first, last_column=last - first)
