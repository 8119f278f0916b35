"""Whole columns of cells as Arrow arrays: each distinct cell is read once."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from foundation.schemas import RUPIAH
from sources.cells.codes import read_code
from sources.cells.dates import DateStyle, read_date
from sources.cells.identity import SIXTEEN_DIGITS_AS_WRITTEN, STAND_IN_AS_WRITTEN, read_identity_number
from sources.cells.model import EMPTY, Cell, ErrorCell, Reading, is_error, without_format
from sources.cells.numbers import TOO_LONG, read_amount, read_whole_number
from sources.cells.text import NOT_READ_AS_WRITTEN, READ_AS_WRITTEN, as_written, read_text
from sources.contract import Column, load_code_lists
from sources.contract_schemas import arrow_type
from sources.regions import RegionIndex

_Read = TypeVar("_Read")
#: Types whose equal values are the same cell. 1, 1.0 and True are equal and not the same cell.
_TYPES_THAT_DIFFER = frozenset({str, type(None), tuple})
_TEXT_OR_EMPTY = frozenset({str, type(None)})


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
    read = _cell_reader(column, style)
    kind = arrow_type(column)
    texts = _as_texts(cells)
    if texts is None:
        return _arrays(*_read_each(cells, read), kind)
    if column.type in ("nik", "kk"):
        is_stand_in = pc.match_substring_regex(texts, STAND_IN_AS_WRITTEN)
        is_usual = pc.and_(pc.match_substring_regex(texts, SIXTEEN_DIGITS_AS_WRITTEN), pc.invert(is_stand_in))
        return _read_unusual(texts, is_usual, read)
    if column.type == "text":
        return _read_unusual(texts, _read_as_written(texts), read)
    return _read_distinct(texts, read, kind)


def scaled_amounts(read: ColumnArrays, scale: int) -> ColumnArrays:
    """Give amounts in rupiah that were written in units of `scale` rupiah.

    Fault: `bad_number`, where one outgrows what later stages hold.
    """
    wide = pc.multiply(read.values.cast(pa.decimal256(38, 2)), pa.scalar(Decimal(scale), pa.decimal256(11, 0)))
    is_too_large = pc.fill_null(pc.greater_equal(pc.abs(wide), pa.scalar(TOO_LONG, wide.type)), False)
    values = pc.if_else(is_too_large, pa.scalar(None, wide.type), wide).cast(RUPIAH)
    written = read.values.cast(pa.string())
    return ColumnArrays(
        values,
        pc.if_else(is_too_large, "bad_number", read.faults),
        pc.if_else(is_too_large, written, read.raws),
    )


def _cell_reader(column: Column, style: DateStyle) -> Callable[[Cell], Reading]:
    """Give what reads one cell of the column. A failed formula in a text or code: something should stand there."""
    match column.type:
        case "amount":
            return read_amount
        case "count" | "integer":
            return read_whole_number
        case "nik":
            return lambda cell: read_identity_number(cell, "nik_missing")
        case "kk":
            return lambda cell: read_identity_number(cell, "bad_kk")
        case "date":
            return lambda cell: read_date(cell, style)
    if column.code_list:
        spellings = load_code_lists()[column.code_list]
        return lambda cell: _unless_failed(cell, lambda known: read_code(known, spellings))
    return lambda cell: _unless_failed(cell, read_text)


def _unless_failed(cell: Cell, read: Callable[[Cell], str | None]) -> Reading:
    return Reading(None, "missing_value", as_written(cell)) if is_error(cell) else Reading(read(cell))


def _as_texts(cells: Sequence[Cell]) -> pa.Array | None:
    """Give cells as an Arrow array where all of them are texts or empty, as in every csv."""
    return pa.array(cells, pa.string()) if set(map(type, cells)) <= _TEXT_OR_EMPTY else None


def _read_as_written(texts: pa.Array) -> pa.Array:
    """Mask texts that are read as they are written; others may be too."""
    is_tidy = pc.match_substring_regex(texts, READ_AS_WRITTEN)
    return pc.and_(is_tidy, pc.invert(pc.match_substring_regex(texts, NOT_READ_AS_WRITTEN)))


def _read_unusual(texts: pa.Array, is_usual: pa.Array, read: Callable[[Cell], Reading]) -> ColumnArrays:
    """Read a column of mostly distinct texts, of which the usual ones (never null in the mask) are their own value."""
    unusual = pc.and_(pc.is_valid(texts), pc.invert(pc.fill_null(is_usual, True)))
    nothing = pa.nulls(len(texts), pa.string())
    if not pc.any(unusual).as_py():
        return ColumnArrays(texts, nothing, nothing)
    part = _arrays(*_read_each(texts.filter(unusual).to_pylist(), read), pa.string())
    return ColumnArrays(
        pc.replace_with_mask(texts, unusual, part.values),
        pc.replace_with_mask(nothing, unusual, part.faults),
        pc.replace_with_mask(nothing, unusual, part.raws),
    )


def _read_distinct(texts: pa.Array, read: Callable[[Cell], Reading], kind: pa.DataType) -> ColumnArrays:
    """Read a column of texts that occur again and again."""
    encoded = texts.dictionary_encode()
    readings = [read(text) for text in encoded.dictionary.to_pylist()]
    return ColumnArrays(*(array.take(encoded.indices) for array in _arrays(readings, readings, kind)))


class RegionArrays(NamedTuple):
    """A column of regions after reading, and what its codes say of how they are numbered.

    `is_unsure` marks rows that are read by a code alone which means another kelurahan to BPS; null where there is none.
    `has_bps_code` says whether a code that only BPS uses stands in the column.
    """

    arrays: ColumnArrays
    is_unsure: pa.Array | None
    has_bps_code: bool


class _Place(NamedTuple):
    reading: Reading
    numbering: Literal["bps", "either"] | None = None


def read_region_column(
    codes: Sequence[Cell], kelurahan: Sequence[Cell], kecamatan: Sequence[Cell], regions: RegionIndex
) -> RegionArrays:
    """Read a region from its three columns, row by row; those that a sheet lacks are columns of nulls."""
    texts = _as_texts(codes)
    if texts is not None and set(kelurahan) | set(kecamatan) <= {None}:
        encoded = texts.dictionary_encode()
        places = [_read_place((code, None, None), regions) for code in encoded.dictionary.to_pylist()]
        at = encoded.indices
    else:
        rows = [tuple(map(_as_text, place)) for place in zip(codes, kelurahan, kecamatan, strict=True)]
        numbers = {place: number for number, place in enumerate(dict.fromkeys(rows))}
        places = [_read_place(place, regions) for place in numbers]
        at = pa.array([numbers[place] for place in rows], pa.int32())
    readings, numberings = [place.reading for place in places], [place.numbering for place in places]
    arrays = ColumnArrays(*(array.take(at) for array in _arrays(readings, readings, pa.string())))
    if "either" not in numberings:
        return RegionArrays(arrays, None, "bps" in numberings)
    is_unsure = pa.array([numbering == "either" for numbering in numberings]).take(at)
    return RegionArrays(arrays, pc.fill_null(is_unsure, False), "bps" in numberings)


def _as_text(cell: Cell) -> str | ErrorCell | None:
    """Give a cell of a place as text; codes come as numbers too, and go by their digits."""
    cell = without_format(cell)
    return cell if cell is None or isinstance(cell, (str, ErrorCell)) else as_written(cell)


def _read_place(cells: Sequence[Any], regions: RegionIndex) -> _Place:
    """Read a place; names beside a code leave nothing unsure."""
    code, kelurahan, kecamatan = (read_text(cell) for cell in cells)
    if code is None and kelurahan is None:
        failed = next((cell for cell in cells[:2] if is_error(cell)), None)
        return _Place(EMPTY if failed is None else Reading(None, "missing_value", as_written(failed)))
    reading, numbering = regions.read(code, kelurahan, kecamatan), regions.numbering(code or "")
    is_sure = numbering == "either" and (kelurahan is not None or kecamatan is not None)
    return _Place(reading, None if is_sure else numbering)
