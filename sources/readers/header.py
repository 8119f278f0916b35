"""Finding the header of a table among title rows, in one row or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from sources.cells.model import Cell
from sources.cells.text import is_empty, tidy
from sources.contract import fold_label
from sources.readers.model import RawRow
from sources.readers.target_fields import TargetFields

#: The header is the best match among so many rows; only where none of them matches, the first match behind them.
_ROWS_COMPARED = 60
#: One label can match by chance ("Kecamatan: Mayangan" above the table); two do not.
_FEWEST_COLUMNS = 2
_LONGEST_LABEL = 200


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds which target_field.

    `first_row` and `last_row` are spreadsheet rows; `positions` maps target_fields to column positions from 0; `labels`
    maps, for each of its one or two rows, column positions to folded labels.
    """

    first_row: int
    last_row: int
    positions: dict[int, int]
    labels: tuple[dict[int, str], ...]

    @property
    def width(self) -> int:
        """Number of columns up to the last one that is mapped."""
        return max(self.positions.values()) + 1


def _label(cell: Cell) -> str:
    return tidy(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL else ""


def _assign(candidates: Sequence[tuple[str, ...]], target_fields: TargetFields) -> dict[int, int]:
    """Give each target_field the column whose label fits best; each column serves one target_field."""
    best: dict[int, tuple[int, int]] = {}
    for position, labels in enumerate(candidates):
        found = next((hit for hit in map(target_fields.find, labels) if hit is not None), None)
        if found is None:
            continue
        target_field, rank = found
        if target_field not in best or rank < best[target_field][0]:
            best[target_field] = (rank, position)
    return {target_field: position for target_field, (_, position) in best.items()}


def _one_row(row: RawRow, target_fields: TargetFields) -> dict[int, int]:
    return _assign([(label,) if (label := _label(cell)) else () for cell in row.cells], target_fields)


def _two_rows(upper: RawRow, lower: RawRow, target_fields: TargetFields) -> dict[int, int]:
    """Match a header of two rows: `Tanggal` over `Mulai` and `Selesai`; a label above an empty cell stands alone."""
    candidates: list[tuple[str, ...]] = []
    parent = ""
    for position in range(max(len(upper.cells), len(lower.cells))):
        above = _label(upper.cells[position]) if position < len(upper.cells) else ""
        below = _label(lower.cells[position]) if position < len(lower.cells) else ""
        parent = above or parent
        if below:
            candidates.append((f"{parent} {below}", f"{below} {parent}", below))
        else:
            candidates.append((above,) if above else ())
    return _assign(candidates, target_fields)


def _is_unit_row(upper: RawRow, lower: RawRow) -> bool:
    """Say whether a row only explains the labels above it, in brackets: (Rp), (orang). Numbers are no units."""
    filled = [_label(cell) for cell in lower.cells if not is_empty(cell)]
    return bool(filled) and all(
        text.startswith("(") and text.endswith(")") and not any(map(str.isdigit, text)) for text in filled
    )


def _labels_of(row: RawRow) -> dict[int, str]:
    return {position: fold_label(label) for position, cell in enumerate(row.cells) if (label := _label(cell))}


def _header_at(rows: Sequence[RawRow], index: int, target_fields: TargetFields) -> Header | None:
    """Read a header at a row of a list, the next row included where that explains more; null where it is none."""
    row = rows[index]
    single = _one_row(row, target_fields)
    has_lower = index + 1 < len(rows) and rows[index + 1].source_row == row.source_row + 1
    if has_lower and any(map(_label, row.cells)):
        lower = rows[index + 1]
        double = _two_rows(row, lower, target_fields)
        # A lower row that is a good header by itself makes the upper one a title.
        explains_more = len(double) > max(len(single), len(_one_row(lower, target_fields)))
        if explains_more or (len(double) == len(single) and _is_unit_row(row, lower)):
            return Header(row.source_row, lower.source_row, double, (_labels_of(row), _labels_of(lower)))
    return Header(row.source_row, row.source_row, single, (_labels_of(row),)) if single else None


def find_header(
    rows: Iterator[RawRow], target_fields: TargetFields
) -> tuple[Header | None, list[RawRow], Iterator[RawRow]]:
    """Find the header; give it, the rows above it (the titles) and the rows below it.

    Without one, the header is null, all rows seen are titles (of the first ones only) and no rows are left.
    """
    seen = list(islice(rows, _ROWS_COMPARED))
    best: tuple[int, Header] | None = None
    for index in range(len(seen)):
        header = _header_at(seen, index, target_fields)
        if header is not None and (best is None or len(header.positions) > len(best[1].positions)):
            best = (index, header)
            if not target_fields.missing_columns(set(header.positions)):
                break
    if best is not None and len(best[1].positions) >= _FEWEST_COLUMNS:
        index, header = best
        body = index + (2 if header.last_row > header.first_row else 1)
        return header, seen[:index], chain(seen[body:], rows)
    previous: list[RawRow] = []
    for row in rows:
        previous = [*previous[-1:], row]
        for index, candidate in enumerate(previous[:-1]):
            header_here = _header_at(previous, index, target_fields)
            if header_here is not None and len(header_here.positions) >= _FEWEST_COLUMNS:
                is_double = header_here.last_row > candidate.source_row
                return header_here, seen, rows if is_double else chain([row], rows)
    if previous:
        last = _header_at(previous, len(previous) - 1, target_fields)
        if last is not None and len(last.positions) >= _FEWEST_COLUMNS:
            return last, seen, rows
    return None, seen, iter(())
