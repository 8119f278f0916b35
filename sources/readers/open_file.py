"""One file, whatever its format: the tables and records in it that are named after a data set."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sources.readers.beside import tables_beside
from sources.readers.delimited import read_delimited
from sources.readers.detect import FileFormat, detect_format
from sources.readers.json_records import read_json
from sources.readers.model import BadFileError, RawRecords, RawTable, ReadingLimits, UnnamedSheet
from sources.readers.naming import dataset_of_file
from sources.readers.ods import read_ods
from sources.readers.read_only import without_read_only_password
from sources.readers.xls import read_xls
from sources.readers.xlsx import read_xlsx

#: Names under which tables of text are handed in; other text beside them is no data.
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".json", ".ndjson", ".jsonl", ".xls", ".xlsx", ".ods"})


def open_tables(
    path: Path, name: str, file_format: FileFormat, limits: ReadingLimits, scratch: Path
) -> Iterator[RawTable | RawRecords | UnnamedSheet]:
    """Give the tables of a file, those that are named after no data set as `UnnamedSheet`.

    `path` holds the bytes, `name` is what the sender called the file, `scratch` is a folder for copies of a workbook
    that can not be read as it stands; it is left as it was. Each table must be read to its end before the
    next is asked for. Raises `BadFileError`, also while the rows of a table are read.
    """
    for table in _open(path, name, file_format, limits, scratch):
        if isinstance(table, RawTable):
            yield from tables_beside(table)
        else:
            yield table


def _open(
    path: Path, name: str, file_format: FileFormat, limits: ReadingLimits, scratch: Path
) -> Iterator[RawTable | RawRecords | UnnamedSheet]:
    if file_format is FileFormat.XLSX:
        yield from read_xlsx(path, limits, scratch)
    elif file_format is FileFormat.XLS:
        yield from _open_container(path, PurePosixPath(name).stem, limits, scratch)
    elif file_format is FileFormat.ODS:
        yield from read_ods(path, limits)
    else:
        yield from _open_text(path, PurePosixPath(name), file_format, limits)


def _open_container(path: Path, stem: str, limits: ReadingLimits, scratch: Path) -> Iterator[RawTable | UnnamedSheet]:
    """Read an xls; where it is encrypted, what it holds, if the password is the one that every program knows."""
    try:
        yield from read_xls(path, stem, limits)
        return
    except BadFileError as bad:
        if bad.rule_code != "password_protected":
            raise
    with without_read_only_password(path, scratch) as plain:
        if detect_format(plain) is FileFormat.XLSX:
            yield from read_xlsx(plain, limits, scratch)
        else:
            yield from read_xls(plain, stem, limits)


def _open_text(
    path: Path, name: PurePosixPath, file_format: FileFormat, limits: ReadingLimits
) -> Iterator[RawTable | RawRecords | UnnamedSheet]:
    if file_format is FileFormat.JSON:
        yield from read_json(path, name.stem, limits)
        return
    dataset = dataset_of_file(name.stem)
    if dataset:
        yield read_delimited(path, name.stem, dataset, limits)
    elif name.suffix.casefold() not in _TABLE_SUFFIXES:
        raise BadFileError("unsupported_format")
