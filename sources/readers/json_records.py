"""JSON: a list of records, an object of lists by data set, or one object a line; streamed, whatever the size."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from sources.cells.model import Cell
from sources.readers.delimited import scan_text
from sources.readers.model import BadFileError, RawRecord, RawRecords, ReadingLimits
from sources.readers.naming import dataset_named

_CHUNK_CHARACTERS = 1 << 18
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[\s\ufeff]*")
_SPACE_OR_COMMA = re.compile(r"[\s,\ufeff]*")


def _broken(where: int | None = None) -> BadFileError:
    place = f" pada data ke-{where}" if where else ""
    return BadFileError("unreadable_file", f"Berkas JSON tidak sah{place}.")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


class _Scanner:
    """Takes JSON values one after another from a text that is never held whole."""

    def __init__(self, file: TextIO, limits: ReadingLimits) -> None:
        self._file = file
        self._limits = limits
        self._buffer = ""
        self._at = 0
        # Integers stay text: a NIK in JSON has never been a spreadsheet's number.
        decoder = json.JSONDecoder(parse_int=str, parse_float=Decimal, parse_constant=_refuse_constant)
        self._decode = decoder.raw_decode

    def _fill(self) -> bool:
        more = self._file.read(_CHUNK_CHARACTERS)
        self._buffer = self._buffer[self._at :] + more
        self._at = 0
        return bool(more)

    def peek(self, skip: re.Pattern[str] = _SPACE) -> str:
        """Give the next character behind what `skip` matches; empty at the end."""
        while True:
            match = skip.match(self._buffer, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._fill():
                return ""

    def take(self, character: str) -> None:
        """Go past a character that must come next."""
        if self.peek() != character:
            raise _broken()
        self._at += 1

    def value(self) -> Any:
        """Take one whole value. Raises `BadFileError`: `file_too_large` beyond a record's limit, `unreadable_file`."""
        self.peek()
        while True:
            try:
                value, end = self._decode(self._buffer, self._at)
            except (ValueError, RecursionError, ArithmeticError) as error:
                if not isinstance(error, ValueError):  # nested too deep, or a number beyond all bounds
                    raise _broken() from error
                if len(self._buffer) - self._at > self._limits.record_bytes:
                    raise self._too_large() from error
                if not self._fill():
                    raise _broken() from error
                continue
            if end == len(self._buffer) and self._fill():
                continue  # a number may go on in the next chunk
            if end - self._at > self._limits.record_bytes:
                raise self._too_large()
            self._at = end
            return value

    def _too_large(self) -> BadFileError:
        kilobytes = self._limits.record_bytes // 1000
        return BadFileError("file_too_large", f"Ada data yang lebih besar dari {kilobytes} kB.")


def _whole(text: str) -> str:
    """Replace half characters (lone surrogates), which JSON can escape and no text file can hold."""
    return text if text.isascii() else _HALF_CHARACTER.sub("\ufffd", text)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return _whole(value)
    if value is None or isinstance(value, (bool, Decimal)):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _record(number: int, value: Any) -> RawRecord:
    if not isinstance(value, dict):
        raise _broken(number)
    return RawRecord(number, {key: _cell(item) for key, item in value.items()})


def _list_records(scanner: _Scanner) -> Iterator[RawRecord]:
    """Yield the objects of a list that begins here, numbered from 1."""
    scanner.take("[")
    number = 0
    while True:
        next_character = scanner.peek()
        if next_character == "]":
            scanner.take("]")
            return
        if number:
            scanner.take(",")
        number += 1
        yield _record(number, scanner.value())


def _line_records(scanner: _Scanner, first: dict[str, Any]) -> Iterator[RawRecord]:
    yield _record(1, first)
    number = 1
    while scanner.peek(_SPACE_OR_COMMA):
        number += 1
        yield _record(number, scanner.value())


def _check_end(scanner: _Scanner) -> None:
    if scanner.peek():
        raise _broken()


def read_json(path: Path, name: str, limits: ReadingLimits) -> Iterator[RawRecords]:
    """Give the lists of a JSON file that are named after a data set: by its keys, else by `name`.

    Each must be read to its end before the next is asked for. Raises `BadFileError`: `file_too_large`,
    `unreadable_file`, `unsupported_format`.
    """
    if path.stat().st_size > limits.text_bytes:
        raise BadFileError("file_too_large", f"Berkas lebih besar dari {limits.text_bytes // 1_000_000} MB.")
    scan = scan_text(path, limits)
    with path.open(encoding=scan.encoding, errors=scan.errors) as file:
        scanner = _Scanner(file, limits)
        own_dataset = dataset_named(name)
        if scanner.peek() == "[":
            if own_dataset:
                yield RawRecords(name, own_dataset, _list_records(scanner))
                _check_end(scanner)
            return
        yield from _read_object(scanner, name, own_dataset)


def _read_object(scanner: _Scanner, name: str, own_dataset: str | None) -> Iterator[RawRecords]:
    """Read an object of lists by data set; where it holds none, it is the first of one object a line."""
    scanner.take("{")
    beside: dict[str, Any] = {}
    titles: list[str] = []
    found = False
    while scanner.peek(_SPACE_OR_COMMA) != "}":
        key = scanner.value()
        if not isinstance(key, str):
            raise _broken()
        scanner.take(":")
        dataset = dataset_named(key)
        if dataset and scanner.peek() == "[":
            found = True
            yield RawRecords(_whole(key), dataset, _list_records(scanner), titles)
            continue
        value = scanner.value()
        beside[key] = value
        if isinstance(value, (str, Decimal)):
            titles.append(f"{key} {value}")
    scanner.take("}")
    if found:
        _check_end(scanner)
    elif own_dataset:
        yield RawRecords(name, own_dataset, _line_records(scanner, beside))
