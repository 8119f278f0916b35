"""Makes a city of one registry: its inbox, its list of institutions and its truth."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from foundation.semester import Semester
from simulation.catalogue import REGISTRY_KEEPER
from simulation.chance import stream
from simulation.evaluation.cities.copies import Copy, ErrorModel
from simulation.households import City
from simulation.look_alikes import is_look_alike, leaves_by_nik, look_alike_kind
from simulation.people import Household, Presence
from simulation.registry import departure_row, registry_row
from simulation.rows import Row, Value
from sources.regions import Region

#: Shares of the poor households that are listed twice, and of those who leave that are still listed as poor.
_LISTED_TWICE, _STILL_LISTED = 0.04, 0.6


def make_registry_city(folder: Path, city: City, model: ErrorModel, *, households: int) -> None:
    """Write `inbox/`, `institutions.yml` and `truth.json` of a city, its second rows spoiled by an error model."""
    folder.mkdir(parents=True)
    keeper = {
        "code": REGISTRY_KEEPER, "name": "Dinas Sosial", "type": "perangkat_daerah",
        "datasets": ["keluarga", "mentas"], "since": city.semesters[0].key,
        "channel": {"kind": "folder", "url": "inbox"},
    }  # fmt: skip
    (folder / "institutions.yml").write_text(yaml.safe_dump({"institutions": [keeper]}), encoding="utf-8")
    cards: dict[int, set[str]] = {}
    semesters = {}
    for index, semester in enumerate(city.semesters):
        rows = _SemesterRows(city, index, cards)
        rows.fill(model)
        rows.write(folder / "inbox" / REGISTRY_KEEPER / semester.key)
        semesters[semester.key] = rows.truth()
    truth = {"seed": city.seed, "households": households, "semesters": semesters}
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")


@dataclass
class _SemesterRows:
    """The rows of one semester. `cards` are all KK numbers that any semester has written for a household."""

    city: City
    index: int
    cards: dict[int, set[str]]
    listed: dict[int, Row] = field(default_factory=dict)
    second: list[Row] = field(default_factory=list)
    departures: list[Row] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    poor: set[int] = field(default_factory=set)

    @property
    def _semester(self) -> Semester:
        return self.city.semesters[self.index]

    def fill(self, model: ErrorModel) -> None:
        """Make all rows of the semester; the second rows as the model spoils them."""
        wanted: list[Copy] = []
        for number in self.city.numbers(self.index):
            presence = self.city.presence(number, self.index)
            if presence.state not in ("absent", "outside", "left"):
                wanted += self._list(self.city.household(number), presence)
        for copy in filter(None, model(wanted)):
            number = copy.household.number
            self.copies.append(copy)
            self.listed[number] = copy.listed
            if copy.second.dataset == "mentas":
                self.departures.append(copy.second)
                self.poor.discard(number)
            else:
                self.second.append(copy.second)
            self.cards[number] |= {card for row in (copy.listed, copy.second) if (card := row.text("no_kk"))}

    def _list(self, household: Household, presence: Presence) -> Iterator[Copy]:
        """List a household; give the second row about it where one is due, still as it should be."""
        number = household.number
        draw = stream(self.city.seed, "registry city", self._semester.key, number)
        surveyed = self._semester.start + timedelta(days=draw.randrange(-400, 25))
        chance = draw.random()
        row = registry_row(household, household.status, household.decile)
        row.values["tanggal_pendataan"] = surveyed
        self.listed[number] = row
        self.cards.setdefault(number, {household.no_kk, household.other_kk})
        if presence.state == "leaving" and presence.left_date is not None:
            row.values["tanggal_pendataan"] = min(surveyed, presence.left_date - timedelta(days=30))
            is_listed = chance < _STILL_LISTED and not is_look_alike(number)
            row.values |= {"status": "miskin", "desil": draw.randint(1, 4)} if is_listed else _NOT_POOR
            departure = departure_row(household, presence, draw, year=self._semester.year)
            if is_look_alike(number):
                departure.values["no_kk" if leaves_by_nik(number) else "nik_kepala"] = None
                self.departures.append(departure)
            else:
                yield Copy(household, row, departure)
        elif presence.state == "back":
            # Found poor again: by a survey of this semester, after the leaving in an earlier one.
            row.values |= {"status": "miskin", "desil": draw.randint(1, 4)}
            row.values["tanggal_pendataan"] = self._semester.start + timedelta(days=20)
        elif chance < _LISTED_TWICE and not is_look_alike(number):
            second = row.copy()
            second.values["tanggal_pendataan"] = surveyed - timedelta(days=draw.randrange(1, 90))
            yield Copy(household, row, second)
        if row.values["status"] == "miskin":
            self.poor.add(number)

    def write(self, folder: Path) -> None:
        """Write the two files of the semester."""
        folder.mkdir(parents=True)
        _write(folder / "keluarga.csv", [*self.listed.values(), *self.second])
        _write(folder / "mentas.csv", self.departures)

    def truth(self) -> dict[str, Any]:
        """Give what the semester should show: findings, look-alikes, the households that are poor."""
        pairs = [self.city.look_alikes(number) for number in range(self.city.look_alike_pairs)]
        rows = len(self.listed) + len(self.second) + len(self.departures)
        entities = [
            finding for copy in self.copies if (finding := _finding(copy, sorted(self.cards[copy.household.number])))
        ]
        registry = (*self.listed.values(), *self.second)
        return {
            "findings": {"row": [], "file": [], "entity": entities},
            "look_alikes": [
                {"kind": look_alike_kind(number), "no_kk": [one.no_kk], "related_no_kk": [other.no_kk]}
                for number, (one, other) in enumerate(pairs)
            ],
            "submissions": {REGISTRY_KEEPER: {"rows_received": rows, "rows_accepted": rows, "rows_rejected": 0}},
            "without_number": sorted({str(row.text("no_kk")) for row in registry if not row.text("nik_kepala")}),
            "verified_households": len(self.poor),
        }


_NOT_POOR: dict[str, Value] = {"status": "tidak_miskin", "desil": 6}


def _finding(copy: Copy, cards: list[str]) -> dict[str, Any] | None:
    """Give the finding that a second row must lead to; none where the household is not counted as poor any more."""
    matched_by = copy.matched_by
    kinds = list(copy.slips) if matched_by == "probable" else [f"same_{matched_by}"]
    match = {"matched_by": matched_by, "kind": kinds[0], "kinds": kinds, "has_number": copy.has_number}
    if copy.second.dataset == "mentas":
        is_counted = copy.listed.values["status"] == "miskin"
        return {"rule_code": "left_poverty_still_counted", "no_kk": cards, **match} if is_counted else None
    pair = sorted(str(row.text("no_kk")) for row in (copy.listed, copy.second))
    return {"rule_code": "duplicate_household", "no_kk": pair[:1], "related_no_kk": pair[1:], **match}


def _write(path: Path, rows: Sequence[Row]) -> None:
    if rows:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].values)
            writer.writeheader()
            writer.writerows({name: _cell(value) for name, value in row.values.items()} for row in rows)


def _cell(value: Value) -> str:
    if isinstance(value, Region):
        return value.code
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
