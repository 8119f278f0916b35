"""The expected findings across institutions, computed from the accepted rows of one household at a time.

A second implementation of the rules, with dictionaries and loops, that shares no code with linkage and warehouse. It
works household by household, because no number of the made-up city belongs to two.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from foundation.semester import Semester
from simulation.aid import is_compatible_with_itself
from simulation.people import Household
from simulation.rows import PlacedRow, Row

Finding = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """How two rows of one household match: `kk`, `nik` or `probable`, and by which kind of typo, if any."""

    matched_by: str
    kind: str

    def facts(self) -> Finding:
        """Give it as part of a finding."""
        return {"matched_by": self.matched_by, "kind": self.kind}


@dataclass(slots=True)
class Memory:
    """What earlier semesters have reported of a household: latest leaving, and latest survey that found it poor.

    `departure` is the row of that leaving, `cards` are all KK numbers ever written for the household.
    """

    left_on: date | None = None
    found_poor_on: date | None = None
    departure: Row | None = None
    cards: frozenset[str] = frozenset()

    @property
    def is_worth_keeping(self) -> bool:
        """Whether it holds anything that the household itself does not."""
        return self.left_on is not None or bool(self.cards)

    @property
    def has_left(self) -> bool:
        """Whether the household has left poverty and not been found poor after that."""
        return self.left_on is not None and (self.found_poor_on is None or self.found_poor_on <= self.left_on)


@dataclass(slots=True)
class _Rows:
    keluarga: list[PlacedRow] = field(default_factory=list)
    mentas: list[PlacedRow] = field(default_factory=list)
    penerima: list[PlacedRow] = field(default_factory=list)


def findings_of(household: Household, placed: Iterable[PlacedRow], semester: Semester, memory: Memory) -> list[Finding]:
    """Give the findings of a household's rows in a semester, and update `memory` from these rows.

    `placed` are all rows about the household that were handed in, in the order of the files.
    """
    rows = _Rows()
    for row in placed:
        if row.is_accepted:
            getattr(rows, row.row.dataset).append(row)
    _remember(rows, semester, memory, {household.no_kk, household.other_kk})
    # A poor row first, then the order of the file.
    cluster = sorted(rows.keluarga, key=lambda row: row.row.values["status"] != "miskin")
    names = sorted({household.no_kk, household.other_kk, *memory.cards})
    heads = {row.row.text("nik_kepala") for row in cluster} - {None}
    cards = {row.row.text("no_kk") for row in cluster}
    own, lost = _whose(rows.penerima, cards, heads)
    found = _duplicate_households(cluster)
    if memory.departure and memory.has_left and cluster and cluster[0].row.values["status"] == "miskin":
        match = next(filter(None, (_match(memory.departure, listed.row) for listed in cluster)), Match("kk", "same_kk"))
        found.append({"rule_code": "left_poverty_still_counted", "no_kk": names, **match.facts()})
    if memory.left_on and memory.has_left and any(row.row.day("tanggal_terima") > memory.left_on for row in own):
        found.append({"rule_code": "left_poverty_still_assisted", "no_kk": names})
    if own and not cluster:
        found.append({"rule_code": "recipient_not_in_registry", "no_kk": names})
    found += [_lost_receipt(row) for row in lost]
    return found + _overlaps(own, names) + _repeated_receipts(rows.penerima)


def _remember(rows: _Rows, semester: Semester, memory: Memory, own_cards: set[str]) -> None:
    for left in rows.mentas:
        day = left.row.day("tanggal_berlaku")
        if day <= semester.end and (memory.left_on is None or day > memory.left_on):
            memory.left_on, memory.departure = day, left.row
    for listed in rows.keluarga:
        if listed.row.values["status"] == "miskin":
            day = listed.row.day("tanggal_pendataan")
            memory.found_poor_on = max(memory.found_poor_on or day, day)
    cards = {row.row.text("no_kk") for row in (*rows.keluarga, *rows.mentas)}
    memory.cards |= {card for card in cards if card is not None} - own_cards


def _match(row: Row, other: Row) -> Match | None:
    """Give how two rows about one household match; None where they have nothing in common."""
    for column, matched_by in (("no_kk", "kk"), ("nik_kepala", "nik")):
        number = row.text(column)
        if number is not None and number == other.text(column):
            return Match(matched_by, f"same_{matched_by}")
    kind = row.match_kind or other.match_kind
    return Match("probable", kind) if kind else None


def _whose(
    receipts: Sequence[PlacedRow], cards: set[str | None], heads: set[str | None]
) -> tuple[list[PlacedRow], list[PlacedRow]]:
    """Separate the receipts that identify the household from those that identify nobody."""
    known_persons = {row.row.text("nik") for row in receipts if row.row.text("no_kk")} - {None}
    own: list[PlacedRow] = []
    lost: list[PlacedRow] = []
    for row in receipts:
        leads = row.row.text("no_kk") or row.row.text("nik") in heads | known_persons or row.row.match_kind
        (own if leads else lost).append(row)
    return own, lost


def _duplicate_households(cluster: Sequence[PlacedRow]) -> list[Finding]:
    found: list[Finding] = []
    for position, later in enumerate(cluster):
        for earlier in cluster[:position]:
            match = _match(later.row, earlier.row)
            if match is not None:
                pair = sorted((str(later.row.text("no_kk")), str(earlier.row.text("no_kk"))))
                finding: Finding = {"rule_code": "duplicate_household", "no_kk": pair[:1], "related_no_kk": pair[1:]}
                found.append(finding | match.facts())
                break
    return found


def _lost_receipt(row: PlacedRow) -> Finding:
    finding: Finding = {
        "rule_code": "recipient_not_in_registry", "institution_code": row.location.institution,
        "source_file": row.location.file, "source_sheet": row.location.sheet, "source_row": row.location.row,
    }  # fmt: skip
    nik = row.row.text("nik")
    return finding | {"nik": [nik]} if nik else finding


def _fold(kind: object) -> str:
    return "".join(str(kind).casefold().split())


def _overlaps(receipts: Sequence[PlacedRow], names: list[str]) -> list[Finding]:
    givers: dict[str, set[str]] = defaultdict(set)
    for row in receipts:
        givers[_fold(row.row.values["jenis_bantuan"])].add(row.location.institution)
    return [
        {"rule_code": "overlapping_assistance", "no_kk": names, "kind": kind, "institutions": sorted(institutions)}
        for kind, institutions in givers.items()
        if len(institutions) > 1 and not is_compatible_with_itself(kind)
    ]


def _repeated_receipts(receipts: Sequence[PlacedRow]) -> list[Finding]:
    received: dict[tuple[object, ...], list[PlacedRow]] = defaultdict(list)
    for row in receipts:
        values = row.row.values
        person = row.row.true_nik or values["nik"] or (values["nama"], values["tanggal_lahir"])
        what = (row.location.institution, values["kode_kegiatan"], _fold(values["jenis_bantuan"]))
        received[(*what, person)].append(row)
    found: list[Finding] = []
    for (institution, activity, kind, _), repeated in received.items():
        if len(repeated) > 1:
            finding: Finding = {
                "rule_code": "duplicate_person",
                "institution_code": institution,
                "activity_code": activity,
                "kind": kind,
                "rows": sorted([row.location.file, row.location.row] for row in repeated),
            }
            niks = {nik for row in repeated for nik in (row.row.true_nik, row.row.text("nik")) if nik}
            if niks:
                finding["nik"] = sorted(niks)
            otherwise = next((row.row.match_kind for row in repeated if row.row.true_nik), None)
            finding |= {"matched_by": "probable" if otherwise else "number", "fault_kind": otherwise or "same_number"}
            found.append(finding)
    return found
