"""Activities that two institutions report, or one under two codes, and look-alike pairs of activities."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from foundation.semester import Semester
from simulation.catalogue import Institution
from simulation.chance import stream
from simulation.oracle import Finding
from simulation.rows import PlacedRow, Row, Value
from simulation.slips import beside, reworded, with_other_word, with_slip

#: An activity over all its kelurahan: the reporting institution and its code.
ActivityName = tuple[str, str]

_FEWEST_PLACES = 4
_COMPANY_TYPES = ("perusahaan", "bank", "csr_forum")
_AGENCY_TYPES = ("perangkat_daerah",)
_ANY_TYPES = ("perangkat_daerah", "csr_forum", "baznas", "bank", "perusahaan", "ormas", "lainnya")


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """Rows that an institution is to hand in as an activity of its own."""

    institution: str
    rows: tuple[Row, ...]

    @property
    def name(self) -> ActivityName:
        """The reporting institution and its code."""
        return self.institution, str(self.rows[0].values["kode_kegiatan"])


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """Two activities and how they resemble each other; `reports` are those that still have to be handed in."""

    kind: str
    first: ActivityName
    second: ActivityName
    reports: tuple[PlannedReport, ...]

    def finding(self) -> Finding:
        """Give the finding of a repeated activity: the later one in the order of institution and code repeats."""
        institution, code = max(self.first, self.second)
        return {
            "rule_code": "duplicate_activity", "institution_code": institution, "activity_code": code,
            "matched_by": "probable", "kind": self.kind,
        }  # fmt: skip

    def look_alike(self) -> dict[str, str]:
        """Give the pair as one that is no finding."""
        (earlier, earlier_code), (later, later_code) = sorted((self.first, self.second))
        return {
            "kind": self.kind, "institution_code": later, "activity_code": later_code,
            "related_institution_code": earlier, "related_activity_code": earlier_code,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Occasion:
    """The inputs of a kind: the rows that are repeated, the semester, and a random stream."""

    rows: tuple[Row, ...]
    semester: Semester
    draw: Random

    @property
    def name(self) -> str:
        """The name of the activity."""
        return str(self.rows[0].text("nama_kegiatan"))

    def copies(self, name: str, **changes: Callable[[Row], Value]) -> list[Row]:
        """Give the rows once more under another name, with the columns that change."""
        changes["nama_kegiatan"] = lambda _: name
        return [
            Row("kegiatan", row.values | {column: make(row) for column, make in changes.items()}) for row in self.rows
        ]


def _same_name(occasion: _Occasion) -> list[Row]:
    return occasion.copies(f"{occasion.name}.".upper())


def _reworded_name(occasion: _Occasion) -> list[Row]:
    return occasion.copies(reworded(occasion.name, occasion.draw))


def _other_word(occasion: _Occasion) -> list[Row]:
    return occasion.copies(with_other_word(occasion.name))


def _mistyped_name(occasion: _Occasion) -> list[Row]:
    return occasion.copies(with_slip(occasion.name, occasion.draw))


def _company_and_agency(occasion: _Occasion) -> list[Row]:
    """The company reports what it gave; the agency adds its own staff costs, and each has its own start date."""
    draw = occasion.draw
    given, later = draw.uniform(0.8, 0.94), timedelta(days=draw.randint(0, 5))

    def rupiah(column: str) -> Callable[[Row], Value]:
        return lambda row: round(row.number(column) * given / 1000) * 1000

    return occasion.copies(
        beside(occasion.name, draw), sumber_dana=lambda _: "CSR", anggaran=rupiah("anggaran"),
        realisasi=rupiah("realisasi"), tanggal_mulai=lambda row: row.day("tanggal_mulai") + later,
    )  # fmt: skip


def _part_of_the_places(occasion: _Occasion) -> list[Row]:
    return occasion.copies(occasion.name)[: len(occasion.rows) // 2]


@dataclass(frozen=True)
class _Repeat:
    """A kind of repetition: how the second report comes about, and which types of institutions report first and second.

    Without types for the second it is the same institution, under another code.
    """

    make: Callable[[_Occasion], list[Row]]
    of: Sequence[str]
    by: Sequence[str] | None


REPEATS = {
    "same_name": _Repeat(_same_name, _AGENCY_TYPES, _AGENCY_TYPES),
    "reworded_name": _Repeat(_reworded_name, _AGENCY_TYPES, _ANY_TYPES),
    "other_word": _Repeat(_other_word, _AGENCY_TYPES, _ANY_TYPES),
    "mistyped_name": _Repeat(_mistyped_name, _AGENCY_TYPES, _ANY_TYPES),
    "company_and_agency": _Repeat(_company_and_agency, _AGENCY_TYPES, _COMPANY_TYPES),
    "part_of_the_places": _Repeat(_part_of_the_places, _AGENCY_TYPES, _ANY_TYPES),
    "two_codes": _Repeat(_same_name, _ANY_TYPES, None),
}


_Both = tuple[list[Row], list[Row]]


def _named(name: str, other: str) -> Callable[[_Occasion], _Both]:
    return lambda occasion: (occasion.copies(name), occasion.copies(other))


def _other_places(occasion: _Occasion) -> _Both:
    both = occasion.copies("Lomba kebersihan gang")
    return both[::2], both[1::2]


def _other_time(occasion: _Occasion) -> _Both:
    def lasting(first_day: int, last_day: int) -> list[Row]:
        start, end = (occasion.semester.start + timedelta(days=day) for day in (first_day, last_day))
        return occasion.copies("Bazar murah hari besar", tanggal_mulai=lambda _: start, tanggal_selesai=lambda _: end)

    return lasting(10, 40), lasting(60, 90)


def _other_money(occasion: _Occasion) -> _Both:
    def tripled(column: str) -> Callable[[Row], Value]:
        return lambda row: 3 * row.number(column)

    name, figures = "Santunan anak jalanan", ("anggaran", "realisasi", "target")
    return occasion.copies(name), occasion.copies(name, **{column: tripled(column) for column in figures})


#: Pairs that must not be joined; `other_course` is of one institution under two codes, the others of two.
ACTIVITY_LOOK_ALIKES: Mapping[str, Callable[[_Occasion], _Both]] = {
    "other_stage": _named("Pembinaan kampung tangguh tahap I", "Pembinaan kampung tangguh tahap II"),
    "other_course": _named("Kursus usaha rumahan barista", "Kursus usaha rumahan katering"),
    "other_places": _other_places,
    "other_time": _other_time,
    "other_money": _other_money,
}


class RepeatPlan:
    """The repeated activities of a semester and their look-alikes: one of each kind, each of another activity."""

    def __init__(
        self, placed: Iterable[PlacedRow], heard: Sequence[Institution], semester: Semester, seed: int
    ) -> None:
        """Plan what follows from the activities that were handed in; `heard` are institutions whose rows count."""
        self._draw = stream(seed, "repeats", semester.key)
        self._semester = semester
        self._heard = {institution.code: institution for institution in heard if institution.kecamatan_code is None}
        self._activities = self._worth_repeating(placed)
        self._reports = 0

    def _worth_repeating(self, placed: Iterable[PlacedRow]) -> list[tuple[str, tuple[Row, ...]]]:
        rows: dict[ActivityName, list[Row]] = {}
        for one in placed:
            if one.is_accepted and one.location.institution in self._heard:
                rows.setdefault((one.location.institution, str(one.row.values["kode_kegiatan"])), []).append(one.row)
        found = [(name[0], tuple(of_one)) for name, of_one in sorted(rows.items()) if len(of_one) >= _FEWEST_PLACES]
        self._draw.shuffle(found)
        return found

    def repeats(self) -> Iterator[PlannedPair]:
        """Give the pairs that are one activity."""
        for kind, repeat in REPEATS.items():
            institution, rows = self._take(repeat.of)
            by = institution if repeat.by is None else self._other_than(institution, repeat.by)
            occasion = _Occasion(rows, self._semester, self._draw)
            report = self._report(by, repeat.make(occasion))
            yield PlannedPair(kind, (institution, str(rows[0].values["kode_kegiatan"])), report.name, (report,))

    def look_alikes(self) -> Iterator[PlannedPair]:
        """Give the pairs that are two activities."""
        for kind, make in ACTIVITY_LOOK_ALIKES.items():
            institution, rows = self._take(_AGENCY_TYPES)
            other = institution if kind == "other_course" else self._other_than(institution, _ANY_TYPES)
            first, second = make(_Occasion(rows, self._semester, self._draw))
            reports = (self._report(institution, first), self._report(other, second))
            yield PlannedPair(kind, reports[0].name, reports[1].name, reports)

    def _take(self, types: Sequence[str]) -> tuple[str, tuple[Row, ...]]:
        fitting = [place for place, (code, _) in enumerate(self._activities) if self._heard[code].type in types]
        if not fitting:
            raise ValueError(f"no activity of {', '.join(types)} is left to be repeated")
        return self._activities.pop(fitting[0])

    def _other_than(self, code: str, types: Sequence[str]) -> str:
        others = [other.code for other in self._heard.values() if other.type in types and other.code != code]
        return self._draw.choice(others)

    def _report(self, institution: str, rows: list[Row]) -> PlannedReport:
        self._reports += 1
        for row in rows:
            strategy, group = row.values["strategi"], row.values["kelompok_program"]
            row.values["kode_kegiatan"] = f"{strategy}.{group:>02}.{institution[:4]}.9.{self._reports:02d}"
        return PlannedReport(institution, tuple(rows))
