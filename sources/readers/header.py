"""What the header of a table says, in one row or two: which column holds what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain

from sources.cells.model import Cell
from sources.cells.text import is_empty, tidy
from sources.contract import fold_code
from sources.readers.labels import is_unit, parse_label
from sources.readers.model import RawRow
from sources.readers.row_kinds import is_units_row
from sources.readers.target_fields import Claim, TargetFields
from sources.readers.ticks import ticked_codes

#: One label can match by chance ("Kecamatan: Mayangan" above the table); two do not.
FEWEST_COLUMNS = 2
_LONGEST_LABEL = 200
#: Types of columns that hold numbers, and the years that can stand below their labels.
_NUMBERS = frozenset({"amount", "count", "integer"})
_YEARS = range(2000, 2100)
#: Folded labels of columns that number the rows.
RUNNING_NUMBERS = frozenset({"no", "nomor", "nourut", "nomorurut", "#"})


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
    if len(best) >= FEWEST_COLUMNS:
        _find_ticks(found, unknown, target_fields)
    found.silent = frozenset(at for at, labels in unknown.items() if folded_label(labels[0]) in RUNNING_NUMBERS)
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
        is_ticked = bool(double.ticks) and len(double.positions) > alone
        if explains_more or (explains_as_much and (is_ticked or is_units_row(lower.cells))):
            return _header(row, lower, double)
    return _header(row, row, single) if single.positions else None


def is_table_header(header: Header | None, row: RawRow) -> bool:
    """Say whether a row is the header of a table by itself: most of what it holds are labels of the data set."""
    filled = sum(not is_empty(cell) for cell in row.cells)
    return header is not None and len(header.positions) >= FEWEST_COLUMNS and 2 * len(header.positions) > filled


@lru_cache(maxsize=4096)
def folded_label(text: str) -> str:
    """Fold a label for comparison, and remember it: a column of words has few."""
    return fold_code(tidy(text))
