"""Delimited text: encoding and delimiter are recognised by content, records are streamed."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from sources.readers.detect import looks_like_utf16
from sources.readers.header_search import find_header
from sources.readers.model import BadFileError, RawRow, RawTable, ReadingLimits
from sources.readers.target_fields import target_fields_of

DELIMITERS = (";", ",", "\t", "|")
_CHUNK = 1 << 20
_RECORDS_COMPARED = 100
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
#: `="3574…"`, by which a csv makes a spreadsheet keep digits as text.
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
#: A cell over so many lines that hold delimiters begins with a quote that nobody closed.
_SWALLOWED_LINES = 2
_FEWEST_DELIMITERS = 3


class TextScan(NamedTuple):
    """What is known of a text before it is read.

    `encoding` and how to treat bytes that it does not define; whether some line is longer than a record may be.
    """

    encoding: str
    errors: str
    has_long_lines: bool


def scan_text(path: Path, limits: ReadingLimits) -> TextScan:
    """Tell the encoding of a text file, and whether it can be read line by line.

    UTF-16 and UTF-8 by mark or by content, else Windows-1252. Raises `BadFileError` `unsupported_format` where zero
    bytes show that the file is no text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    unbroken, longest = 0, 0
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        utf16 = looks_like_utf16(chunk)
        while chunk:
            if not utf16 and b"\x00" in chunk:
                raise BadFileError("unsupported_format")
            if is_utf8 and not utf16:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            # Lines inside a chunk are shorter than it; only what runs through whole chunks can be longer.
            has_end = b"\n" in chunk or b"\r" in chunk
            unbroken = 0 if has_end else unbroken + len(chunk)
            longest = max(longest, unbroken)
            chunk = file.read(_CHUNK)
    encoding = utf16 or ("utf-8-sig" if is_utf8 else "cp1252")
    return TextScan(encoding, "replace", longest > limits.record_bytes)


def _lines(file: TextIO, limits: ReadingLimits) -> Iterator[str]:
    """Give the lines of a file of which some may be longer than memory."""
    while line := file.readline(limits.record_bytes + 1):
        if len(line) > limits.record_bytes:
            raise _record_too_large(limits)
        yield line


def _records(path: Path, scan: TextScan, delimiter: str, limits: ReadingLimits) -> Iterator[RawRow]:
    """Yield the records of a file, numbered from 1. A line `sep=;` is no record."""
    # The csv module keeps this limit for the whole process; every reader here sets it before it reads.
    csv.field_size_limit(limits.record_bytes)
    number = widest = 0
    with path.open(encoding=scan.encoding, errors=scan.errors, newline="") as file:
        reader = csv.reader(_lines(file, limits) if scan.has_long_lines else file, delimiter=delimiter)
        try:
            for record in reader:
                if number == 0 and _SEPARATOR_LINE.fullmatch(delimiter.join(record)):
                    continue
                number += 1
                text = "\0".join(record)
                if len(text) > limits.record_bytes:
                    raise _record_too_large(limits)
                if "\n" in text or "\r" in text:
                    _check_open_quote(record, delimiter, widest)
                widest = max(widest, len(record))
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


def _check_open_quote(record: list[str], delimiter: str, widest: int) -> None:
    """Refuse a record whose open quote has swallowed the records behind it.

    `widest` is the number of fields of the records before: a quote that opened in one of them leaves the rest of its
    record in the field's first line.
    """
    for place, field in enumerate(record):
        counts = [line.count(delimiter) for line in field.splitlines()]
        rest_of_record = max(_FEWEST_DELIMITERS, widest - 1 - place)
        has_swallowed = sum(count >= _FEWEST_DELIMITERS for count in counts) >= _SWALLOWED_LINES
        if len(counts) > 1 and (has_swallowed or counts[0] >= rest_of_record):
            raise BadFileError(
                "unreadable_file", "Berkas csv rusak: ada tanda kutip yang tidak ditutup sehingga baris tergabung."
            )


def _sniff_delimiter(path: Path, scan: TextScan, dataset: str, limits: ReadingLimits) -> str:
    """Choose the delimiter with which the first records show the best header, else the most columns."""
    with path.open(encoding=scan.encoding, errors=scan.errors, newline="") as file:
        declared = _SEPARATOR_LINE.fullmatch(file.readline(20).lstrip("\ufeff").strip("\r\n"))
        if declared:
            return declared[1]
    scores = []
    for order, delimiter in enumerate(DELIMITERS):
        rows: list[RawRow] = []
        # An error ends the comparison only; with the right delimiter it shows again when the file is read.
        with suppress(BadFileError):
            rows.extend(islice(_records(path, scan, delimiter, limits), _RECORDS_COMPARED))
        header = find_header(iter(rows), target_fields_of(dataset)).header
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
    scan = scan_text(path, limits)
    delimiter = _sniff_delimiter(path, scan, dataset, limits)
    return RawTable(name, dataset, _records(path, scan, delimiter, limits))
