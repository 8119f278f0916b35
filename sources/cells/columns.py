"""Whole columns of cells as Arrow arrays: each distinct cell is read once."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa

from sources.border import arrow_type
from sources.cells.codes import read_code
from sources.cells.dates import DateStyle, read_date
from sources.cells.identity import read_identity_number
from sources.cells.model import EMPTY, Cell, ErrorCell, Reading, is_error
from sources.cells.numbers import read_amount, read_whole_number
from sources.cells.text import as_written, read_text
from sources.contract import Column, load_code_lists
from sources.regions import RegionIndex

_Read = TypeVar("_Read")
#: Types whose equal values are the same cell. 1, 1.0 and True are equal and not the same cell.
_TYPES_THAT_DIFFER = frozenset({str, type(None), tuple})


class ColumnArrays(NamedTuple):
    """A column after reading, one element per row: values, rule codes of faults, and texts as written where faulty."""

    values: pa.Array
    faults: pa.Array
    raws: pa.Array


def _read_each(cells: Sequence[Any], read: Callable[[Any], _Read]) -> tuple[list[_Read], list[_Read]]:
    """Read every cell, equal ones once; give the readings by row, and the distinct ones."""
    if {type(cell) for cell in cells} <= _TYPES_THAT_DIFFER:
        by_cell = {cell: read(cell) for cell in set(cells)}
        return [by_cell[cell] for cell in cells], list(by_cell.values())
    keys = [(type(cell), cell) for cell in cells]
    by_key = {key: read(key[1]) for key in set(keys)}
    return [by_key[key] for key in keys], list(by_key.values())


def _arrays(readings: Sequence[Reading], distinct: Sequence[Reading], kind: pa.DataType) -> ColumnArrays:
    values = pa.array([reading.value for reading in readings], kind)
    if not any(reading.fault for reading in distinct):
        return ColumnArrays(values, pa.nulls(len(readings), pa.string()), pa.nulls(len(readings), pa.string()))
    faults = pa.array([reading.fault for reading in readings], pa.string())
    return ColumnArrays(values, faults, pa.array([reading.raw for reading in readings], pa.string()))


def read_column(column: Column, cells: Sequence[Cell], style: DateStyle) -> ColumnArrays:
    """Read the cells of a column that is no region, by the column's type. `style` is for its dates."""
    kind = arrow_type(column)
    if column.type in ("text", "code"):
        return _read_texts(column, cells)
    readers: dict[str, Callable[[Cell], Reading]] = {
        "amount": read_amount,
        "count": read_whole_number,
        "integer": read_whole_number,
        "nik": read_identity_number,
        "kk": read_identity_number,
        "date": lambda cell: read_date(cell, style),
    }
    readings, distinct = _read_each(cells, readers[column.type])
    return _arrays(readings, distinct, kind)


def _read_texts(column: Column, cells: Sequence[Cell]) -> ColumnArrays:
    """Read texts or codes. Fault: `missing_value` for a failed formula, for something should stand there."""
    read: Callable[[Cell], str | None] = read_text
    if column.code_list:
        spellings = load_code_lists()[column.code_list]
        read = lambda cell: read_code(cell, spellings)  # noqa: E731
    has_failed = False

    def read_and_note(cell: Cell) -> str | None:
        nonlocal has_failed
        has_failed = has_failed or is_error(cell)
        return read(cell)

    texts, _ = _read_each(cells, read_and_note)
    faults = raws = pa.nulls(len(cells), pa.string())
    if has_failed:
        faults = pa.array(["missing_value" if is_error(cell) else None for cell in cells], pa.string())
        raws = pa.array([as_written(cell) if is_error(cell) else None for cell in cells], pa.string())
    return ColumnArrays(pa.array(texts, arrow_type(column)), faults, raws)


def read_region_column(
    codes: Sequence[Cell], kelurahan: Sequence[Cell], kecamatan: Sequence[Cell], regions: RegionIndex
) -> ColumnArrays:
    """Read a region from its three columns, row by row; those that a sheet lacks are columns of nulls."""
    places = [tuple(map(_as_text, place)) for place in zip(codes, kelurahan, kecamatan, strict=True)]
    readings, distinct = _read_each(places, lambda place: _read_region(place, regions))
    return _arrays(readings, distinct, pa.string())


def _as_text(cell: Cell) -> str | ErrorCell | None:
    """Give a cell of a place as text; codes come as numbers too."""
    return cell if cell is None or isinstance(cell, (str, ErrorCell)) else as_written(cell)


def _read_region(cells: Sequence[Any], regions: RegionIndex) -> Reading:
    code, kelurahan, kecamatan = (read_text(cell) for cell in cells)
    if code is None and kelurahan is None:
        failed = next((cell for cell in cells[:2] if is_error(cell)), None)
        return EMPTY if failed is None else Reading(None, "missing_value", as_written(failed))
    return regions.read(code, kelurahan, kecamatan)
