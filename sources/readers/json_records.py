"""JSON: a list of records, an object of lists by data set, or one object a line; streamed, whatever the size.

Programmes put their lists into envelopes (`{"status": true, "data": [...]}`, `{"data": {"kegiatan": [...]}}`) and write
a list with gaps as an object that is keyed by number or by id (`{"0": {...}, "2": {...}}`): both are lists here.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from sources.cells.model import Cell
from sources.readers.delimited import scan_text
from sources.readers.model import (
    ROWS_LOOKED_AT,
    BadFileError,
    RawRecord,
    RawRecords,
    RawRow,
    ReadingLimits,
    UnnamedSheet,
)
from sources.readers.naming import dataset_named, dataset_of_file
from sources.readers.target_fields import target_fields_of

_CHUNK_CHARACTERS = 1 << 18
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_LIST_BEGIN = re.compile(r"\[\s*")
#: Keys under which programmes put what was asked for, compared without case.
_ENVELOPES = frozenset(
    {
        "baris",
        "content",
        "d",
        "daftar",
        "data",
        "dataset",
        "datasets",
        "hasil",
        "isi",
        "item",
        "items",
        "list",
        "output",
        "payload",
        "record",
        "records",
        "response",
        "result",
        "results",
        "row",
        "rows",
        "tables",
        "value",
        "values",
    }
)
#: No envelope lies deeper in others than this.
_MAX_DEPTH = 8
#: An object with so many keys that are a data set's columns is one of its records.
_COLUMNS_OF_A_RECORD = 2
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

    def first_of_list(self) -> Any:
        """Give the object that begins the list that comes next, and stay before the list; null for anything else."""
        self.peek()
        while match := _LIST_BEGIN.match(self._buffer, self._at):
            if self._buffer[match.end() : match.end() + 1] not in ("", "{"):
                return None
            with suppress(ValueError, RecursionError, ArithmeticError):
                return self._decode(self._buffer, match.end())[0]
            if len(self._buffer) - self._at > self._limits.record_bytes or not self._fill():
                return None  # what is wrong with it shows when it is taken
        return None

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


def _keyed_records(scanner: _Scanner, first: dict[str, Any]) -> Iterator[RawRecord]:
    """Yield the objects of an object that is keyed by number or id, to its end; the first one has been taken."""
    yield _record(1, first)
    number = 1
    while scanner.peek(_SPACE_OR_COMMA) != "}":
        scanner.value()
        scanner.take(":")
        number += 1
        yield _record(number, scanner.value())
    scanner.take("}")


def _is_record(value: Any, dataset: str) -> bool:
    """Say whether an object's keys are columns of a data set."""
    if not isinstance(value, dict):
        return False
    known = {place for key in value if (place := target_fields_of(dataset).find(key))}
    return len(known) >= _COLUMNS_OF_A_RECORD


def _unnamed(key: str, items: list[dict[str, Any]]) -> UnnamedSheet:
    """Lay the objects of a list that is named after no data set out as a table; its rows are their numbers."""
    labels = list(dict.fromkeys(label for item in items for label in item))
    rows = [RawRow(number, [_cell(item.get(label)) for label in labels]) for number, item in enumerate(items, start=1)]
    return UnnamedSheet(_whole(key), [RawRow(0, labels), *rows])


def _line_records(scanner: _Scanner, first: dict[str, Any]) -> Iterator[RawRecord]:
    yield _record(1, first)
    number = 1
    while scanner.peek(_SPACE_OR_COMMA):
        number += 1
        yield _record(number, scanner.value())


def _check_end(scanner: _Scanner) -> None:
    if scanner.peek():
        raise _broken()


def read_json(path: Path, name: str, limits: ReadingLimits) -> Iterator[RawRecords | UnnamedSheet]:
    """Give the lists of a JSON file: named after a data set by its keys, else by `name`; or after none.

    Each must be read to its end before the next is asked for. Raises `BadFileError`: `file_too_large`,
    `unreadable_file`, `unsupported_format`.
    """
    if path.stat().st_size > limits.text_bytes:
        raise BadFileError("file_too_large", f"Berkas lebih besar dari {limits.text_bytes // 1_000_000} MB.")
    scan = scan_text(path, limits)
    with path.open(encoding=scan.encoding, errors=scan.errors) as file:
        scanner = _Scanner(file, limits)
        own_dataset = dataset_of_file(name)
        if scanner.peek() == "[":
            if own_dataset:
                yield RawRecords(name, own_dataset, _list_records(scanner))
                _check_end(scanner)
            return
        yield from _Document(scanner, name, own_dataset).lists()


class _Document:
    """An object that holds lists, in envelopes or not; where it holds none, it is the first of one object a line."""

    def __init__(self, scanner: _Scanner, name: str, dataset: str | None) -> None:
        self._scanner = scanner
        self._name = name
        self._dataset = dataset
        self._titles: list[str] = []
        self._found = False

    def lists(self) -> Iterator[RawRecords | UnnamedSheet]:
        """Give the lists one after another."""
        beside: dict[str, Any] = {}
        yield from self._members(self._name, self._dataset, beside, depth=1)
        if self._found:
            _check_end(self._scanner)
        elif self._dataset:
            yield RawRecords(self._name, self._dataset, _line_records(self._scanner, beside))

    def _members(
        self, name: str, dataset: str | None, beside: dict[str, Any], depth: int
    ) -> Iterator[RawRecords | UnnamedSheet]:
        """Go through an object that is called `name`; what is no list goes to `beside`."""
        scanner = self._scanner
        scanner.take("{")
        while scanner.peek(_SPACE_OR_COMMA) != "}":
            key = scanner.value()
            if not isinstance(key, str):
                raise _broken()
            scanner.take(":")
            named = dataset_named(key)
            inner, inner_name = (named, _whole(key)) if named else (dataset, name)
            begin = scanner.peek()
            is_expected = bool(named) or key.casefold() in _ENVELOPES
            if begin == "[" and inner and (is_expected or _is_record(scanner.first_of_list(), inner)):
                yield self._list(inner_name, inner, _list_records(scanner))
            elif begin == "{" and is_expected and depth < _MAX_DEPTH:
                yield from self._envelope(inner_name, inner, depth + 1)
            else:
                value = scanner.value()
                if dataset and isinstance(value, dict) and (key.isdecimal() or _is_record(value, dataset)):
                    yield self._list(name, dataset, _keyed_records(scanner, value))
                    return
                beside[key] = value
                if begin == "[" and value and all(isinstance(item, dict) for item in value):
                    yield _unnamed(key, value[:ROWS_LOOKED_AT])
                if isinstance(value, (str, Decimal)):
                    self._titles.append(f"{key} {value}")
        scanner.take("}")

    def _envelope(self, name: str, dataset: str | None, depth: int) -> Iterator[RawRecords | UnnamedSheet]:
        """Go through an object inside another; one that holds no list is empty, or a record itself."""
        found_before, self._found = self._found, False
        beside: dict[str, Any] = {}
        yield from self._members(name, dataset, beside, depth)
        if dataset and not self._found and (not beside or _is_record(beside, dataset)):
            yield self._list(name, dataset, iter([_record(1, beside)] if beside else []))
        self._found |= found_before

    def _list(self, name: str, dataset: str, records: Iterator[RawRecord]) -> RawRecords:
        self._found = True
        return RawRecords(name, dataset, records, self._titles)
