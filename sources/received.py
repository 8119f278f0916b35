"""Rows of data as received tables: typed columns, where each row came from, and what identifies a file's content."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foundation.semester import Semester
from sources.cells.columns import ColumnArrays, RegionArrays, read_column, read_region_column, scaled_amounts
from sources.cells.dates import DateStyle
from sources.contract import Contract, load_contracts
from sources.contract_schemas import RECEIVED_PROVENANCE, received_schema
from sources.readers.blocks import DataBlock
from sources.readers.target_fields import TargetFields
from sources.regions import region_index

_ID_HEX_DIGITS = 32
_DIGEST_BYTES = 16
_FIELD_END, _NULL = "\x1f", "\x00"


@dataclass(frozen=True)
class SheetAddress:
    """Where rows come from; with the row's number it is what a record id stands for."""

    semester: Semester
    institution_code: str
    source_file: str
    source_sheet: str
    dataset: str

    def record_ids(self, source_rows: Iterable[int]) -> list[str]:
        """Give the ids of rows: 32 hex digits, the same in every run that reads them at this place."""
        place = (self.semester.key, self.institution_code, self.source_file, self.source_sheet)
        prefix = hashlib.sha256("\0".join((*place, "")).encode())
        ids = []
        for row in source_rows:
            digest = prefix.copy()
            digest.update(f"{row}\0{self.dataset}".encode())
            ids.append(digest.hexdigest()[:_ID_HEX_DIGITS])
        return ids


@dataclass
class SemesterEvidence:
    """What the dates of a file say about its semester: rows that a date places, and those that it places inside."""

    dated_rows: int = 0
    rows_inside: int = 0

    @property
    def speaks_against(self) -> bool:
        """Whether every row that is dated lies in another semester."""
        return self.dated_rows > 0 and self.rows_inside == 0

    def add(self, batch: pa.RecordBatch, contract: Contract, semester: Semester) -> None:
        """Take the rows of a batch into account, where the data set is bound to a semester (`Contract.dated_by`)."""
        if contract.dated_by is None:
            return
        first, last = (pa.scalar(day, pa.date32()) for day in (semester.start, semester.end))
        begins, *period = (batch.column(name) for name in contract.dated_by)
        if not period:
            inside = pc.and_(pc.greater_equal(begins, first), pc.less_equal(begins, last))
            self.dated_rows += len(begins) - begins.null_count
        else:
            (ends,) = period
            # One that began earlier and has no end says nothing; neither does an end alone.
            outside = pc.or_kleene(pc.greater(begins, last), pc.less(ends, first))
            open_ended = pc.and_kleene(pc.is_null(ends), pc.less(begins, first))
            inside = pc.and_kleene(pc.invert(pc.fill_null(outside, False)), pc.invert(open_ended))
            inside = pc.and_(inside, pc.is_valid(begins))
            outside = pc.and_(pc.fill_null(outside, False), pc.is_valid(begins))
            self.dated_rows += (pc.sum(inside).as_py() or 0) + (pc.sum(outside).as_py() or 0)
        self.rows_inside += pc.sum(inside).as_py() or 0


@dataclass
class ContentDigest:
    """Identifies what a file says, whatever its format, its sheets' names and the order of its rows."""

    _rows: bytearray = field(default_factory=bytearray)

    def add(self, batch: pa.RecordBatch, dataset: str) -> None:
        """Take the rows of a batch in: their values, and the text of cells that could not be read."""
        cells = zip(batch.schema.names, batch.columns, strict=True)
        texts = [
            pc.fill_null(pc.cast(column, pa.string()), _NULL)
            for name, column in islice(cells, len(RECEIVED_PROVENANCE), None)
            if not name.endswith("__fault")
        ]
        joined = pc.binary_join_element_wise(*texts, _FIELD_END)
        start = hashlib.blake2b(dataset.encode(), digest_size=_DIGEST_BYTES)
        for text in joined.to_pylist():
            row = start.copy()
            row.update(text.encode())
            self._rows += row.digest()

    def hex(self) -> str | None:
        """Give the digest; null where there are no rows."""
        if not self._rows:
            return None
        import numpy as np

        digests = np.frombuffer(self._rows, dtype=">u8").reshape(-1, _DIGEST_BYTES // 8)
        return hashlib.sha256(digests[np.lexsort(digests.T[::-1])].tobytes()).hexdigest()


@dataclass
class RegionNumbering:
    """How the undotted codes of one table are numbered, which is known when all of its rows have been read.

    Six of them mean one kelurahan to Kemendagri and another to BPS. Rows that have nothing else are read as Kemendagri
    means them and remembered by `unsure_ids`; where a code that only BPS uses stands in the column, they are none.
    """

    has_bps_code: bool = False
    unsure_ids: list[pa.Array] = field(default_factory=list)

    def add(self, column: RegionArrays, record_ids: pa.Array) -> None:
        """Take the rows of a block into account."""
        self.has_bps_code |= column.has_bps_code
        if column.is_unsure is not None:
            self.unsure_ids.append(record_ids.filter(column.is_unsure))


class ReceivedTables:
    """The Parquet files of one submission's rows, one per data set; use as a context, which closes them."""

    def __init__(self, folder: Path) -> None:
        """Write into a folder that exists."""
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._unknown_regions: dict[str, list[pa.Array]] = {}

    def __enter__(self) -> "ReceivedTables":
        """Begin to write."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        for writer in self._writers.values():
            writer.close()
        for dataset, record_ids in self._unknown_regions.items():
            _take_regions_back(
                self._folder / f"{dataset}.parquet", load_contracts()[dataset], pa.concat_arrays(record_ids)
            )

    def open(self, dataset: str) -> pq.ParquetWriter:
        """Give the writer of a data set; its file is there from now on, with or without rows."""
        if dataset not in self._writers:
            schema = received_schema(load_contracts()[dataset])
            path = self._folder / f"{dataset}.parquet"
            self._writers[dataset] = pq.ParquetWriter(path, schema, compression="zstd")
        return self._writers[dataset]

    def settle(self, dataset: str, numbering: RegionNumbering) -> None:
        """Say that a table has been read to its end: the unsure regions of one that BPS has numbered are not known."""
        if numbering.has_bps_code and numbering.unsure_ids:
            self._unknown_regions.setdefault(dataset, []).extend(numbering.unsure_ids)


def _take_regions_back(path: Path, contract: Contract, record_ids: pa.Array) -> None:
    """Write a data set's file anew, with the regions of these rows as the bare codes that they were read from."""
    schema = received_schema(contract)
    place = schema.get_field_index(next(column.name for column in contract.columns if column.type == "region"))
    unsettled = path.with_suffix(".unsettled")
    path.rename(unsettled)
    with pq.ParquetFile(unsettled) as file, pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in file.iter_batches():
            is_unsure = pc.is_in(batch.column("record_id"), value_set=record_ids)
            codes = pc.if_else(is_unsure, pc.replace_substring(batch.column(place), ".", ""), batch.column(place))
            writer.write_batch(batch.set_column(place, schema.field(place), codes))
    unsettled.unlink()


def to_batch(
    block: DataBlock,
    target_fields: TargetFields,
    address: SheetAddress,
    epoch_1904: bool,
    numbering: RegionNumbering,
    *,
    scales: Mapping[int, int],
    is_rejected: bool,
) -> pa.RecordBatch:
    """Type rows of data; gives a batch of `received_schema`, in their order.

    `numbering` is the table's, and learns; `scales` are what one unit of an amount is in rupiah, by target field;
    `is_rejected` is their whole table.
    """
    columns, count = block.columns, len(block.source_rows)
    arrays: list[pa.Array] = [
        pa.array(address.record_ids(block.source_rows), pa.string()),
        _constant(address.source_file, count),
        _constant(address.source_sheet, count),
        pa.array(block.source_rows, pa.int64()),
        pa.repeat(pa.scalar(is_rejected), count),
    ]
    semester = address.semester
    for target_field, column in enumerate(target_fields.contract.columns):
        if column.type == "region":
            kelurahan, kecamatan = (columns[target_fields.names.index(name)] for name in ("kelurahan", "kecamatan"))
            places = read_region_column(columns[target_field], kelurahan, kecamatan, region_index())
            numbering.add(places, arrays[0])
            read: ColumnArrays = places.arrays
        else:
            # Nobody is born after the semester; a plan may end later in its year, so 31/12/23 is no 1923.
            latest = semester.end if column.birth_date else semester.end.replace(month=12, day=31)
            read = read_column(column, columns[target_field], DateStyle(latest, epoch_1904))
            scale = scales.get(target_field, 1)
            if scale != 1:
                read = scaled_amounts(read, scale)
        arrays += read if column.has_reading_faults else [read.values]
    return pa.RecordBatch.from_arrays(arrays, schema=received_schema(target_fields.contract))


def _constant(text: str, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), count)
