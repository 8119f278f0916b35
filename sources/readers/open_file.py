"""One file, whatever its format: the tables and records in it that are named after a data set."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sources.readers.delimited import read_delimited
from sources.readers.detect import FileFormat
from sources.readers.json_records import read_json
from sources.readers.model import BadFileError, RawRecords, RawTable, ReadingLimits
from sources.readers.naming import dataset_of_file
from sources.readers.ods import read_ods
from sources.readers.xls import read_xls
from sources.readers.xlsx import read_xlsx

#: Names under which tables of text are handed in; other text beside them is no data.
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".json", ".ndjson", ".jsonl", ".xls", ".xlsx", ".ods"})


def open_tables(
    path: Path, name: str, file_format: FileFormat, limits: ReadingLimits
) -> Iterator[RawTable | RawRecords]:
    """Give the tables of a file, none where nothing in it is named after a data set.

    `path` holds the bytes, `name` is what the sender called the file. Each table must be read to its end before the
    next is asked for. Raises `BadFileError`, also while the rows of a table are read.
    """
    if file_format is FileFormat.XLSX:
        yield from read_xlsx(path, limits)
    elif file_format is FileFormat.XLS:
        yield from read_xls(path, limits)
    elif file_format is FileFormat.ODS:
        yield from read_ods(path, limits)
    else:
        yield from _open_text(path, PurePosixPath(name), file_format, limits)


def _open_text(
    path: Path, name: PurePosixPath, file_format: FileFormat, limits: ReadingLimits
) -> Iterator[RawTable | RawRecords]:
    if file_format is FileFormat.JSON:
        yield from read_json(path, name.stem, limits)
        return
    dataset = dataset_of_file(name.stem)
    if dataset:
        yield read_delimited(path, name.stem, dataset, limits)
    elif name.suffix.casefold() not in _TABLE_SUFFIXES:
        raise BadFileError("unsupported_format")
