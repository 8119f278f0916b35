"""The books that the tests keep themselves: what became of each row and rupiah by the contract's words alone.

Dictionaries and loops over what was meant; shares nothing with readers, validation and warehouse.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from foundation.semester import Semester
from tests.end_to_end.made_up_rows import AMOUNTS, Row
from tests.end_to_end.made_up_submissions import File, Sheet

_KEYS: Mapping[str, tuple[str, ...]] = {
    "kegiatan": ("kode_kegiatan", "kode_wilayah"),
    "penerima": ("kode_kegiatan", "nik", "jenis_bantuan", "tanggal_terima"),
    "keluarga": (),
    "mentas": ("no_kk", "tanggal_berlaku"),
}
#: The registry comes only from who keeps it.
_REGISTRY = "keluarga"


@dataclass
class Reconciliation:
    """What one sheet was handed in with, and what of it was accepted: rows, and rupiah by column."""

    dataset: str
    received: int = 0
    accepted: int = 0
    received_idr: dict[str, Decimal] = field(default_factory=dict)
    accepted_idr: dict[str, Decimal] = field(default_factory=dict)


@dataclass
class _Entry:
    """A row in the books of its submission."""

    row: Row
    meant: Mapping[str, Any]
    is_open: bool
    counts: Reconciliation


def keep_books(
    files: Sequence[File], semester: Semester, *, keeps_registry: bool
) -> dict[tuple[str, str], Reconciliation]:
    """Reconcile every sheet of a submission, by file and sheet."""
    all_counts: dict[tuple[str, str], Reconciliation] = {}
    entries: dict[str, list[_Entry]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.source_file):
        file_is_open = not file.names_other_semester and not _all_dates_lie_elsewhere(file, semester)
        for sheet in file.sheets:
            counts = all_counts[file.source_file, sheet.name] = Reconciliation(sheet.dataset)
            is_open = file_is_open and sheet.lacks is None and (keeps_registry or sheet.dataset != _REGISTRY)
            for row in sheet.rows:
                entries[sheet.dataset].append(_Entry(row, _meant(sheet, row), is_open, counts))
    accepted_codes: set[str] = set()
    for dataset in AMOUNTS:
        for entry, is_accepted in _validator(dataset, entries[dataset], accepted_codes):
            _book(entry, dataset, is_accepted)
            if dataset == "kegiatan" and is_accepted:
                accepted_codes.add(entry.meant["kode_kegiatan"])
    for counts in all_counts.values():
        for column in AMOUNTS[counts.dataset]:
            counts.received_idr.setdefault(column, Decimal(0))
            counts.accepted_idr.setdefault(column, Decimal(0))
    return all_counts


def _meant(sheet: Sheet, row: Row) -> Mapping[str, Any]:
    return {column: None if column == sheet.lacks else value for column, value in row.meant.items()}


def _all_dates_lie_elsewhere(file: File, semester: Semester) -> bool:
    column = {"kegiatan": "tanggal_mulai", "penerima": "tanggal_terima"}
    days = [
        _meant(sheet, row)[column[sheet.dataset]]
        for sheet in file.sheets
        if sheet.dataset in column
        for row in sheet.rows
    ]
    dated = [day for day in days if day is not None]
    return bool(dated) and all(not semester.start <= day <= semester.end for day in dated)


def _validator(dataset: str, entries: Sequence[_Entry], accepted_codes: set[str]) -> Iterator[tuple[_Entry, bool]]:
    """Say of each row whether it is accepted: no fault, no copy of an earlier one, no other content of its key."""
    contents_by_key: dict[tuple[Any, ...], set[tuple[Any, ...]]] = defaultdict(set)
    for entry in entries:
        key = _key(dataset, entry.meant)
        if entry.is_open and key is not None:
            contents_by_key[key].add(tuple(entry.meant.items()))
    seen: Counter[tuple[Any, ...]] = Counter()
    codes = frozenset(accepted_codes)
    for entry in entries:
        content, key = tuple(entry.meant.items()), _key(dataset, entry.meant)
        is_copy = entry.is_open and seen[content] > 0
        seen[content] += entry.is_open
        is_cannot_linked = key is not None and len(contents_by_key[key]) > 1
        is_orphan = dataset == "penerima" and entry.meant["kode_kegiatan"] not in codes
        is_faulty = entry.row.is_faulty or is_copy or is_cannot_linked or is_orphan
        yield entry, entry.is_open and not is_faulty


def _key(dataset: str, meant: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Give the key of a row, with name and birth date for a person without NIK; none where a part is missing."""
    key = tuple(meant[column] for column in _KEYS[dataset])
    if dataset == "penerima" and meant["nik"] is None:
        key = (meant["kode_kegiatan"], meant["nama"], meant["tanggal_lahir"], *key[2:])
    return None if not key or None in key else key


def _book(entry: _Entry, dataset: str, is_accepted: bool) -> None:
    counts = entry.counts
    counts.received += 1
    counts.accepted += is_accepted
    for column in AMOUNTS[dataset]:
        amount = entry.meant[column] or Decimal(0)
        counts.received_idr[column] = counts.received_idr.get(column, Decimal(0)) + amount
        counts.accepted_idr[column] = counts.accepted_idr.get(column, Decimal(0)) + amount * is_accepted
