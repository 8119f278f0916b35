"""Finding the header of a table among title rows, in one row or two."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice

from sources.cells.model import Cell
from sources.cells.text import is_empty, tidy
from sources.contract import fold_code
from sources.readers.labels import is_unit, parse_label
from sources.readers.model import ROWS_LOOKED_AT, RawRow
from sources.readers.row_kinds import is_number_row, is_units_row
from sources.readers.target_fields import Claim, TargetFields
from sources.readers.ticks import ticked_codes

#: One label can match by chance ("Kecamatan: Mayangan" above the table); two do not.
_FEWEST_COLUMNS = 2
_LONGEST_LABEL = 200
#: Types of columns that hold numbers, and the years that can stand below their labels.
_NUMBERS = frozenset({"amount", "count", "integer"})
_YEARS = range(2000, 2100)
#: Fewer filled cells are no row of a table.
_FEWEST_FILLED = 3
#: Folded labels of columns that number the rows.
_RUNNING_NUMBERS = frozenset({"no", "nomor", "nourut", "nomorurut", "#"})


@dataclass(frozen=True)
class Header:
    """Where the header stands and which column holds which target_field.

    `first_row` and `last_row` are spreadsheet rows; `positions` maps target_fields to column positions from 0; `labels`
    maps, for each of its one or two rows, column positions to folded labels. `scales` says of amounts what one unit is
    in rupiah, where the label names money. `rivals` are other columns with as good a claim, by target_field; `ticks`
    are the columns in which codes are ticked, with the code of each; `unknown` are the labels, as written, of columns
    that nothing reads; `silent` are columns of running numbers and of currency signs.
    """

    first_row: int
    last_row: int
    positions: dict[int, int]
    labels: tuple[dict[int, str], ...]
    scales: dict[int, int] = field(default_factory=dict)
    rivals: dict[int, list[int]] = field(default_factory=dict)
    ticks: dict[int, dict[int, str]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()

    @property
    def read_columns(self) -> set[int]:
        """Positions of the columns of which something is made, or that need not be read."""
        several = chain(chain.from_iterable(self.rivals.values()), chain.from_iterable(self.ticks.values()))
        return {*self.positions.values(), *several, *self.silent}

    @property
    def width(self) -> int:
        """Number of columns up to the last one that is read."""
        return max(self.read_columns) + 1


@dataclass
class _Assignment:
    """Which column each target_field gets, and what the labels say besides."""

    positions: dict[int, int] = field(default_factory=dict)
    scales: dict[int, int] = field(default_factory=dict)
    rivals: dict[int, list[int]] = field(default_factory=dict)
    ticks: dict[int, dict[int, str]] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()


def _label(cell: Cell) -> str:
    return tidy(cell) if isinstance(cell, str) and len(cell) <= _LONGEST_LABEL else ""


def _assign(candidates: Sequence[tuple[str, ...]], target_fields: TargetFields) -> _Assignment:
    """Give each target_field the column whose label fits best; each column serves one target_field."""
    best: dict[int, tuple[int, Claim]] = {}
    found = _Assignment()
    unknown: dict[int, tuple[str, ...]] = {}
    for position, labels in enumerate(candidates):
        claim = next((hit for hit in map(target_fields.find, labels) if hit is not None), None)
        if claim is None or claim.is_of_another_year:
            if labels:
                unknown[position] = labels
            continue
        held = best.get(claim.target_field)
        if held is None or claim.rank < held[1].rank:
            for loser in [] if held is None else [held[0], *found.rivals.pop(claim.target_field, [])]:
                unknown[loser] = candidates[loser]
            best[claim.target_field] = (position, claim)
        elif claim.rank == held[1].rank:
            found.rivals.setdefault(claim.target_field, []).append(position)
        else:
            unknown[position] = labels
    for target_field, (position, claim) in best.items():
        found.positions[target_field] = position
        if claim.scale is not None:
            found.scales[target_field] = claim.scale
    if len(best) >= _FEWEST_COLUMNS:
        _find_ticks(found, unknown, target_fields)
    found.silent = frozenset(at for at, labels in unknown.items() if folded_label(labels[0]) in _RUNNING_NUMBERS)
    found.unknown = {at: labels[0] for at, labels in unknown.items() if at not in found.silent}
    return found


def _find_ticks(found: _Assignment, unknown: dict[int, tuple[str, ...]], target_fields: TargetFields) -> None:
    """Give the columns that are named after the codes of a column of the contract to that column."""
    for target_field, column in enumerate(target_fields.contract.columns):
        if column.type == "code" and target_field not in found.positions:
            codes = ticked_codes(unknown, column)
            if codes:
                found.ticks[target_field] = codes
                found.positions[target_field] = min(codes)


def claims_of(row: RawRow, target_fields: TargetFields) -> dict[int, int]:
    """Give the target_field that the label in each column of a row claims, by position."""
    found = ((at, target_fields.find(label)) for at, cell in enumerate(row.cells) if (label := _label(cell)))
    return {at: claim.target_field for at, claim in found if claim is not None and not claim.is_of_another_year}


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
        assigned.ticks,
        assigned.unknown,
        assigned.silent,
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
        explains_as_much = bool(double.positions) and len(double.positions) >= len(single.positions)
        if explains_more or (explains_as_much and (double.ticks or is_units_row(lower.cells))):
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


def fills_table(row: RawRow, header: Header) -> bool:
    """Say whether a row looks like one of a table: it fills half of a header's columns, and does not count them."""
    cells = [row.cells[at] for at in header.positions.values() if at < len(row.cells)]
    filled = [cell for cell in cells if not is_empty(cell)]
    return len(filled) >= max(_FEWEST_FILLED, len(header.positions) / 2) and not is_number_row(filled, len(cells))


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
        if index < best[0] and any(fills_table(row, header) for row in seen[below : best[0]]):
            return index, header
    return best


def find_header(
    rows: Iterator[RawRow], target_fields: TargetFields
) -> tuple[Header | None, list[RawRow], Iterator[RawRow]]:
    """Find the header; give it, the rows above it (the titles) and the rows below it.

    Without one, the header is null, all rows seen are titles (of the first ones only) and no rows are left.
    """
    # Only where none of these matches is the header looked for behind them.
    seen = list(islice(rows, ROWS_LOOKED_AT))
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
