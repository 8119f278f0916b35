"""The expected findings: warnings of each row, and across institutions those of the accepted rows of one household.

A second implementation of the rules, with dictionaries and loops, that shares no code with validation, linkage and
warehouse. It works household by household, because no number of the made-up city belongs to two.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.semester import Semester
from simulation.catalogue import fold_kind
from simulation.households import days_in
from simulation.people import Household
from simulation.rows import PlacedRow, Row

Finding = dict[str, Any]

#: Accepted rows by data set.
_Rows = dict[str, list[PlacedRow]]

#: Kinds that may come from several institutions without being a finding (the warehouse's seed says the same).
_COMPATIBLE_KINDS = ("zakatfitrah", "dagingkurban")
_DECILE_THRESHOLD = 4
_HOUSEHOLD_SIZE_LIMIT = 15
#: NIK column of a data set, its birth date and its sex.
_NIK_COLUMNS = {
    "penerima": ("nik", "tanggal_lahir", "jenis_kelamin"),
    "keluarga": ("nik_kepala", "tanggal_lahir_kepala", "jenis_kelamin_kepala"),
    "mentas": ("nik_kepala", None, None),
}


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


def findings_of(household: Household, placed: Iterable[PlacedRow], semester: Semester, memory: Memory) -> list[Finding]:
    """Give the findings of a household's rows in a semester, and update `memory` from these rows.

    `placed` are all rows about the household that were handed in, in the order of the files.
    """
    rows: _Rows = defaultdict(list)
    refused: list[Row] = []
    for row in placed:
        if row.is_accepted:
            rows[row.row.dataset].append(row)
        elif row.row.dataset == "keluarga":
            refused.append(row.row)
    _remember(rows, semester, memory, {household.no_kk, household.other_kk})
    # A poor row first, then the order of the file.
    cluster = sorted(rows["keluarga"], key=lambda row: row.row.values["status"] != "miskin")
    names = sorted({household.no_kk, household.other_kk, *memory.cards})
    heads = {row.row.text("nik_kepala") for row in cluster} - {None}
    cards = {row.row.text("no_kk") for row in cluster}
    own, lost = _whose(rows["penerima"], cards, heads)
    found = _duplicate_households(cluster)
    if memory.departure and memory.has_left and cluster and cluster[0].row.values["status"] == "miskin":
        matches = (_match(memory.departure, listed.row) for listed in cluster)
        match = next(filter(None, matches), {"matched_by": "kk", "kind": "same_kk"})
        found.append({"rule_code": "left_poverty_still_counted", "no_kk": names, **match})
    if memory.left_on and memory.has_left and any(row.row.day("tanggal_terima") > memory.left_on for row in own):
        found.append({"rule_code": "left_poverty_still_assisted", "no_kk": names})
    if own and not cluster and not any(_is_recognised(row.row, refused) for row in own):
        found.append({"rule_code": "recipient_not_in_registry", "no_kk": names})
    found += [_lost_receipt(row) for row in lost if not _is_recognised(row.row, refused)]
    return found + _overlaps(own, names) + _repeated_receipts(rows["penerima"])


def _remember(rows: _Rows, semester: Semester, memory: Memory, own_cards: set[str]) -> None:
    for left in rows["mentas"]:
        day = left.row.day("tanggal_berlaku")
        if day <= semester.end and (memory.left_on is None or day > memory.left_on):
            memory.left_on, memory.departure = day, left.row
    for listed in rows["keluarga"]:
        if listed.row.values["status"] == "miskin":
            day = listed.row.day("tanggal_pendataan")
            memory.found_poor_on = max(memory.found_poor_on or day, day)
    cards = {row.row.text("no_kk") for row in (*rows["keluarga"], *rows["mentas"])}
    memory.cards |= {card for card in cards if card is not None} - own_cards


def _match(row: Row, other: Row) -> Finding | None:
    """Give how two rows about one household match, as part of a finding; None where they have nothing in common.

    They match by `kk`, `nik` or `probable`, and by which kind of typo, if any.
    """
    for column, matched_by in (("no_kk", "kk"), ("nik_kepala", "nik")):
        number = row.text(column)
        if number is not None and number == other.text(column):
            return {"matched_by": matched_by, "kind": f"same_{matched_by}"}
    kind = row.match_kind or other.match_kind
    return {"matched_by": "probable", "kind": kind} if kind else None


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


def _is_recognised(receipt: Row, refused: Sequence[Row]) -> bool:
    """Whether a refused row of the registry, where it can be read, has the receipt's card or its person as the head."""
    return any(
        receipt.text(column) is not None and other not in row.written and receipt.text(column) == row.text(other)
        for row in refused
        for column, other in (("no_kk", "no_kk"), ("nik", "nik_kepala"))
    )


def _duplicate_households(cluster: Sequence[PlacedRow]) -> list[Finding]:
    found: list[Finding] = []
    for position, later in enumerate(cluster):
        for earlier in cluster[:position]:
            match = _match(later.row, earlier.row)
            if match is not None:
                pair = sorted((str(later.row.text("no_kk")), str(earlier.row.text("no_kk"))))
                finding: Finding = {"rule_code": "duplicate_household", "no_kk": pair[:1], "related_no_kk": pair[1:]}
                found.append(finding | match)
                break
    return found


def _lost_receipt(row: PlacedRow) -> Finding:
    finding: Finding = {"rule_code": "recipient_not_in_registry", **row.location.facts()}
    nik = row.row.text("nik")
    return finding | {"nik": [nik]} if nik else finding


def _overlaps(receipts: Sequence[PlacedRow], names: list[str]) -> list[Finding]:
    givers: dict[str, set[str]] = defaultdict(set)
    for row in receipts:
        givers[fold_kind(str(row.row.values["jenis_bantuan"]))].add(row.location.institution)
    return [
        {"rule_code": "overlapping_assistance", "no_kk": names, "kind": kind, "institutions": sorted(institutions)}
        for kind, institutions in givers.items()
        if len(institutions) > 1 and kind not in _COMPATIBLE_KINDS
    ]


def _repeated_receipts(receipts: Sequence[PlacedRow]) -> list[Finding]:
    received: dict[tuple[object, ...], list[PlacedRow]] = defaultdict(list)
    for row in receipts:
        values = row.row.values
        person = row.row.true_nik or values["nik"] or (values["nama"], values["tanggal_lahir"])
        what = (row.location.institution, values["kode_kegiatan"], fold_kind(str(values["jenis_bantuan"])))
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


def warnings_of(row: Row) -> list[tuple[str, str]]:
    """Give (rule, column) of every warning; a cell with an error has no warning."""
    found = []
    if row.dataset in _NIK_COLUMNS:
        column, birth, sex = _NIK_COLUMNS[row.dataset]
        rule = None if column in row.written else _nik_warning(row, column, birth, sex)
        if rule is not None:
            found.append((rule, column))
        card = row.text("no_kk") if "no_kk" not in row.written else None
        if card is not None and (card[6:8] > "31" or not list(days_in(card))):
            found.append(("kk_impossible_date", "no_kk"))
    if row.dataset == "kegiatan":
        is_readable = not {"anggaran", "realisasi"} & row.written.keys()
        if is_readable and row.number("realisasi") > row.number("anggaran"):
            found.append(("overspent", "realisasi"))
    if row.dataset == "keluarga":
        is_said_poor = row.values["status"] == "miskin" and not {"desil", "status"} & row.written.keys()
        if is_said_poor and row.number("desil") > _DECILE_THRESHOLD:
            found.append(("decile_not_poor", "desil"))
        if "jumlah_anggota" not in row.written and row.number("jumlah_anggota") > _HOUSEHOLD_SIZE_LIMIT:
            found.append(("household_size_outlier", "jumlah_anggota"))
    return found


def _nik_warning(row: Row, column: str, birth: str | None, sex: str | None) -> str | None:
    nik = row.text(column)
    if nik is None:
        return None if row.dataset == "mentas" else "nik_missing"
    days = list(days_in(nik))
    if not days:
        return "nik_impossible_date"
    born = row.values.get(birth) if birth and birth not in row.written else None
    if isinstance(born, date) and born not in days:
        return "nik_birth_date_mismatch"
    said_sex = row.values.get(sex) if sex and sex not in row.written else None
    if said_sex is not None and (said_sex == "P") != (int(nik[6:8]) > 40):
        return "nik_sex_mismatch"
    return None
