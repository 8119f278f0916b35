"""Delimited text: encoding and delimiter told by content, records streamed."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TextIO

from sources.readers.detect import looks_like_utf16, unsupported
from sources.readers.header import find_header
from sources.readers.model import BadFileError, RawRow, RawTable, ReadingLimits
from sources.readers.slots import slots_of

DELIMITERS = (";", ",", "\t", "|")
_CHUNK = 1 << 20
_RECORDS_COMPARED = 100
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
#: `="3574…"`, by which a csv makes a spreadsheet keep digits as text.
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
#: A cell over so many lines that hold delimiters begins with a quote that nobody closed.
_SWALLOWED_LINES = 2
_FEWEST_DELIMITERS = 3


def text_encoding(path: Path) -> tuple[str, str]:
    """Tell the encoding of a text file and how to treat bytes that it does not define.

    UTF-16 and UTF-8 by mark or by content, else Windows-1252. Raises `BadFileError` `unsupported_format` where zero
    bytes show that the file is no text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        head = file.read(_CHUNK)
        utf16 = looks_like_utf16(head)
        if utf16:
            return utf16, "replace"
        chunk = head
        while chunk:
            if b"\x00" in chunk:
                raise unsupported()
            if is_utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            chunk = file.read(_CHUNK)
    return ("utf-8-sig", "replace") if is_utf8 else ("cp1252", "replace")


def _records(file: TextIO, delimiter: str, limits: ReadingLimits) -> Iterator[RawRow]:
    """Yield the records from where the file stands, numbered from 1. A line `sep=;` is no record."""
    # The csv module keeps this limit for the whole process; every reader here sets it before it reads.
    csv.field_size_limit(limits.record_bytes)
    reader = csv.reader(file, delimiter=delimiter)
    number = 0
    try:
        for record in reader:
            if number == 0 and _SEPARATOR_LINE.fullmatch(delimiter.join(record)):
                continue
            number += 1
            text = "\0".join(record)
            if len(text) > limits.record_bytes:
                raise _record_too_large(limits)
            if "\n" in text or "\r" in text:
                _check_open_quote(record, delimiter)
            if '="' in text:
                record = [_plain(field) for field in record]
            if text:
                yield RawRow(number, record)
    except csv.Error as error:
        if "field larger" in str(error):
            raise _record_too_large(limits) from error
        raise BadFileError("unreadable_file", "Berkas csv rusak: tanda kutip atau baris tidak lengkap.") from error


def _plain(field: str) -> str:
    match = _FORMULA_TEXT.fullmatch(field.strip())
    return match[1] if match else field


def _record_too_large(limits: ReadingLimits) -> BadFileError:
    return BadFileError("file_too_large", f"Ada baris yang lebih besar dari {limits.record_bytes // 1000} kB.")


def _check_open_quote(record: list[str], delimiter: str) -> None:
    """Refuse a record whose open quote has swallowed the records behind it."""
    for field in record:
        lines = [line for line in field.splitlines() if line.count(delimiter) >= _FEWEST_DELIMITERS]
        if len(lines) >= _SWALLOWED_LINES:
            raise BadFileError(
                "unreadable_file", "Berkas csv rusak: ada tanda kutip yang tidak ditutup sehingga baris tergabung."
            )


def _sniff_delimiter(path: Path, encoding: tuple[str, str], dataset: str, limits: ReadingLimits) -> str:
    """Choose the delimiter with which the first records show the best header, else the most columns."""
    with path.open(encoding=encoding[0], errors=encoding[1], newline="") as file:
        declared = _SEPARATOR_LINE.fullmatch(file.readline(20).lstrip("\ufeff").strip("\r\n"))
        if declared:
            return declared[1]
    scores = []
    for order, delimiter in enumerate(DELIMITERS):
        with path.open(encoding=encoding[0], errors=encoding[1], newline="") as file:
            rows: list[RawRow] = []
            # An error ends the comparison only; with the right delimiter it shows again when the file is read.
            with suppress(BadFileError):
                rows.extend(islice(_records(file, delimiter, limits), _RECORDS_COMPARED))
        header, _, _ = find_header(iter(rows), slots_of(dataset))
        widest = max((len(row.cells) for row in rows), default=0)
        scores.append((len(header.positions) if header else 0, widest, -order, delimiter))
    return max(scores)[3]


def read_delimited(path: Path, name: str, dataset: str, limits: ReadingLimits) -> RawTable:
    """Open a csv whose name says that it holds a data set; its records are read as they are asked for.

    `name` is what to call the table. Raises `BadFileError`: `file_too_large`, `unsupported_format`; the rows raise
    `file_too_large` (a record) and `unreadable_file` when they are met.
    """
    if path.stat().st_size > limits.text_bytes:
        raise BadFileError("file_too_large", f"Berkas lebih besar dari {limits.text_bytes // 1_000_000} MB.")
    encoding = text_encoding(path)
    delimiter = _sniff_delimiter(path, encoding, dataset, limits)

    def rows() -> Iterator[RawRow]:
        with path.open(encoding=encoding[0], errors=encoding[1], newline="") as file:
            yield from _records(file, delimiter, limits)

    return RawTable(name, dataset, rows())
