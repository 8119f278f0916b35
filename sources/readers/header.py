"""Finding the header of a table among title rows, in one row or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from sources.cells.model import Cell
from sources.cells.text import is_empty, tidy
from sources.contract import fold_code
from sources.readers.labels import is_unit, parse_label
from sources.readers.model import RawRow
from sources.readers.row_kinds import is_number_row
from sources.readers.target_fields import Claim, TargetFields

#: The header is looked for among so many rows; only where none of them matches, behind them.
_ROWS_COMPARED = 60
#: One label can match by chance ("Kecamatan: Mayangan" above the table); two do not.
_FEWEST_COLUMNS = 2
_LONGEST_LABEL = 200
#: Types of columns that hold numbers, and the years that can stand below their labels.
_NUMBERS = frozenset({"amount", "count", "integer"})
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds which target_field.

    `first_row` and `last_row` are spreadsheet rows; `positions` maps target_fields to column positions from 0; `labels`
    maps, for each of its one or two rows, column positions to folded labels. `scales` says of amounts what one unit is
    in rupiah, where the label names money. `rivals` are other columns with as good a claim, by target_field; `unknown`
    are the labels, as written, of columns that nothing knows.
    """

    first_row: int
    last_row: int
    positions: dict[int, int]
    labels: tuple[dict[int, str], ...]
    scales: dict[int, int] = field(default_factory=dict)
    rivals: dict[int, list[int]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns up to the last one that is mapped."""
        return max(self.positions.values()) + 1


@dataclass
class _Assignment:
    """Which column each target_field gets, and what the labels say besides."""

    positions: dict[int, int] = field(default_factory=dict)
    scales: dict[int, int] = field(default_factory=dict)
    rivals: dict[int, list[int]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)


def _label(cell: Cell) -> str:
    return tidy(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL else ""


def _assign(candidates: Sequence[tuple[str, ...]], target_fields: TargetFields) -> _Assignment:
    """Give each target_field the column whose label fits best; each column serves one target_field."""
    best: dict[int, tuple[int, Claim]] = {}
    found = _Assignment()
    for position, labels in enumerate(candidates):
        claim = next((hit for hit in map(target_fields.find, labels) if hit is not None), None)
        if claim is None or claim.is_of_another_year:
            if labels:
                found.unknown[position] = labels[0]
            continue
        held = best.get(claim.target_field)
        if held is None or claim.rank < held[1].rank:
            best[claim.target_field] = (position, claim)
            found.rivals.pop(claim.target_field, None)
        elif claim.rank == held[1].rank:
            found.rivals.setdefault(claim.target_field, []).append(position)
    for target_field, (position, claim) in best.items():
        found.positions[target_field] = position
        if claim.scale is not None:
            found.scales[target_field] = claim.scale
    return found


def _one_row(row: RawRow, target_fields: TargetFields) -> _Assignment:
    return _assign([(label,) if (label := _label(cell)) else () for cell in row.cells], target_fields)


def _below(cell: Cell) -> str:
    """Give what stands below a label: a label too, or a year as a number."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell in _YEARS:
        return str(int(cell))
    return _label(cell)


def _divides(upper: RawRow, lower: RawRow, target_fields: TargetFields) -> bool:
    """Say whether a row divides a label of numbers above it: `Realisasi` over `Fisik (%)` and `Keuangan (Rp)`.

    Words below such a label are no data, unless they hold a number; a year or a stage is none.
    """
    below = {at: _below(cell) for at, cell in enumerate(lower.cells) if not is_empty(cell)}
    if any(not text or (any(map(str.isdigit, text)) and not _is_year_or_stage(text)) for text in below.values()):
        return False
    divided = 0
    is_of_numbers = False
    for at in range(max(below, default=-1) + 1):
        if above := _label(upper.cells[at]) if at < len(upper.cells) else "":
            claim = target_fields.find(above)
            is_of_numbers = claim is not None and target_fields.column_of(claim.target_field).type in _NUMBERS
            divided = 0
        divided += is_of_numbers and at in below
        if divided > 1:
            return True
    return False


def _is_year_or_stage(text: str) -> bool:
    said = parse_label(f"label ({text})")
    return said.year is not None or said.is_stage


def _two_rows(upper: RawRow, lower: RawRow, target_fields: TargetFields) -> _Assignment:
    """Match a header of two rows: `Tanggal` over `Mulai` and `Selesai`; a label above an empty cell stands alone."""
    candidates: list[tuple[str, ...]] = []
    parent = ""
    for position in range(max(len(upper.cells), len(lower.cells))):
        above = _label(upper.cells[position]) if position < len(upper.cells) else ""
        below = _below(lower.cells[position]) if position < len(lower.cells) else ""
        parent = above or parent
        if below and _is_year_or_stage(below):
            candidates.append((f"{parent} ({below})",))
        elif below:
            in_brackets = (f"{parent} ({below})",) if is_unit(below) else ()
            candidates.append((f"{parent} {below}", f"{below} {parent}", *in_brackets, below))
        else:
            candidates.append((above,) if above else ())
    return _assign(candidates, target_fields)


def _is_unit_row(lower: RawRow) -> bool:
    """Say whether a row only explains the labels above it: (Rp), (orang), Rp, KK. Numbers are no units."""
    filled = [_label(cell) for cell in lower.cells if not is_empty(cell)]
    return bool(filled) and all(
        ((text.startswith("(") and text.endswith(")")) or is_unit(text)) and not any(map(str.isdigit, text))
        for text in filled
    )


def _labels_of(row: RawRow) -> dict[int, str]:
    return {position: fold_code(label) for position, cell in enumerate(row.cells) if (label := _label(cell))}


def _header(upper: RawRow, lower: RawRow, assigned: _Assignment) -> Header:
    rows = (upper,) if lower is upper else (upper, lower)
    return Header(
        upper.source_row,
        lower.source_row,
        assigned.positions,
        tuple(map(_labels_of, rows)),
        assigned.scales,
        assigned.rivals,
        assigned.unknown,
    )


def header_at(rows: Sequence[RawRow], index: int, target_fields: TargetFields) -> Header | None:
    """Read a header at a row of a list, the next row included where that explains more; null where it is none."""
    row = rows[index]
    single = _one_row(row, target_fields)
    has_lower = index + 1 < len(rows) and rows[index + 1].source_row == row.source_row + 1
    if has_lower and any(map(_label, row.cells)):
        lower = rows[index + 1]
        double = _two_rows(row, lower, target_fields)
        # A lower row that is a good header by itself makes the upper one a title.
        alone = len(_one_row(lower, target_fields).positions)
        explains_more = len(double.positions) > max(len(single.positions), alone)
        explains_more = explains_more or _divides(row, lower, target_fields)
        if explains_more or (len(double.positions) >= len(single.positions) and _is_unit_row(lower)):
            return _header(row, lower, double)
    return _header(row, row, single) if single.positions else None


def is_table_header(header: Header | None, row: RawRow) -> bool:
    """Say whether a row is the header of a table by itself: most of what it holds are labels of the data set."""
    filled = sum(not is_empty(cell) for cell in row.cells)
    return header is not None and len(header.positions) >= _FEWEST_COLUMNS and 2 * len(header.positions) > filled


class HeaderWatch:
    """Watches the rows below a header for the header of a further table."""

    def __init__(self, target_fields: TargetFields, header: Header) -> None:
        """Prepare for the table of a header."""
        self._target_fields = target_fields
        self._header = header
        kinds = {at: target_fields.column_of(target_field).type for target_field, at in header.positions.items()}
        self._first = min(header.positions.values())
        #: Columns of numbers and dates, in which a label stands out.
        self.probed = [at for at, kind in kinds.items() if kind not in ("text", "code", "region")]

    def is_label(self, cell: Cell) -> bool:
        """Say whether a cell of a probed column is a label of the data set."""
        return isinstance(cell, str) and cell[:1].isalpha() and folded_label(cell) in self._target_fields.spellings

    def may_be_header(self, row: RawRow) -> bool:
        """Say whether a row deserves a closer look, which takes its time."""
        return any(self.is_label(row.cells[at]) for at in (self._first, *self.probed) if at < len(row.cells))

    def further(self, rows: Sequence[RawRow], *, is_titled: bool) -> Header | None:
        """Give the header of a further table that the first row is; null where it is none, or only repeats this one.

        `rows` are it and the next; what repeats the header below titles (`is_titled`) begins a table of its own.
        """
        row = rows[0]
        if sum(isinstance(cell, str) and not is_empty(cell) for cell in row.cells) < _FEWEST_COLUMNS:
            return None
        header = header_at(rows, 0, self._target_fields)
        if header is None or not is_table_header(header, row):
            return None
        is_same = header.positions == self._header.positions and header.scales == self._header.scales
        return None if (is_same or self._repeats(header)) and not is_titled else header

    def _repeats(self, header: Header) -> bool:
        """Say whether each label of a further header stands where it stood in this one."""
        return all(
            any(of_row.get(at) == label for of_row in self._header.labels)
            for labels in header.labels
            for at, label in labels.items()
            if at in header.positions.values()
        )


@lru_cache(maxsize=4096)
def folded_label(text: str) -> str:
    """Fold a label for comparison, and remember it: a column of words has few."""
    return fold_code(tidy(text))


def _has_data_between(rows: Sequence[RawRow], header: Header) -> bool:
    """Say whether one of the rows below a header fills half of its columns, and does not count them."""
    for row in rows:
        cells = [row.cells[at] for at in header.positions.values() if at < len(row.cells)]
        filled = [cell for cell in cells if not is_empty(cell)]
        if len(filled) >= max(_FEWEST_COLUMNS, len(header.positions) / 2) and not is_number_row(filled, len(cells)):
            return True
    return False


def _best_header(seen: Sequence[RawRow], target_fields: TargetFields) -> tuple[int, Header] | None:
    """Give the header that knows most columns, or an earlier one that has rows of data before that."""
    best: tuple[int, Header] | None = None
    earlier: list[tuple[int, Header]] = []
    for index in range(len(seen)):
        header = header_at(seen, index, target_fields)
        if header is not None and (best is None or len(header.positions) > len(best[1].positions)):
            best = (index, header)
            if is_table_header(header, seen[index]):
                earlier.append(best)
            if not target_fields.missing_columns(set(header.positions)):
                break
    if best is None or len(best[1].positions) < _FEWEST_COLUMNS:
        return None
    for index, header in earlier:
        below = index + 1 + (header.last_row > header.first_row)
        if index < best[0] and _has_data_between(seen[below : best[0]], header):
            return index, header
    return best


def find_header(
    rows: Iterator[RawRow], target_fields: TargetFields
) -> tuple[Header | None, list[RawRow], Iterator[RawRow]]:
    """Find the header; give it, the rows above it (the titles) and the rows below it.

    Without one, the header is null, all rows seen are titles (of the first ones only) and no rows are left.
    """
    seen = list(islice(rows, _ROWS_COMPARED))
    best = _best_header(seen, target_fields)
    if best is not None:
        index, header = best
        body = index + (2 if header.last_row > header.first_row else 1)
        return header, seen[:index], chain(seen[body:], rows)
    previous: list[RawRow] = []
    for row in rows:
        previous = [*previous[-1:], row]
        for index, candidate in enumerate(previous[:-1]):
            header_here = header_at(previous, index, target_fields)
            if header_here is not None and len(header_here.positions) >= _FEWEST_COLUMNS:
                is_double = header_here.last_row > candidate.source_row
                return header_here, seen, rows if is_double else chain([row], rows)
    if previous:
        last = header_at(previous, len(previous) - 1, target_fields)
        if last is not None and len(last.positions) >= _FEWEST_COLUMNS:
            return last, seen, rows
    return None, seen, iter(())
