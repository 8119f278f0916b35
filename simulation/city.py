"""Makes the inbox of the made-up city, semester by semester and household by household."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from foundation.semester import Semester
from simulation.activities import activity_rows
from simulation.aid import AidOffice
from simulation.catalogue import CIVIL_REGISTRY, REGISTRY_KEEPER, institutions, programmes
from simulation.chance import stream
from simulation.faults import FaultPlan, twin
from simulation.handwriting import Handwriting, draw_handwriting
from simulation.households import LEAVING_RATE, City
from simulation.look_alikes import is_look_alike, look_alike_kind
from simulation.mishaps import FORMAT_OF_MISHAP, UNHEARD, draw_mishaps, formats, submission_time
from simulation.oracle import Memory, findings_of
from simulation.people import Household, Presence
from simulation.registry import RegistryOffice
from simulation.repeats import PlannedPair, RepeatPlan
from simulation.rows import PlacedRow, Row
from simulation.slips import WrongNumbers
from simulation.submissions import Submission, format_for
from simulation.truth import TruthWriter

#: Average number of members per household that an activity of this reach can serve.
_MEMBERS_REACHED = {"household": 1.0, "member": 3.7, "child": 1.8, "adult": 1.9}
_ROWS_OF_A_WRONG_REGISTRY = 5


class SemesterMaker:
    """Makes the submissions of one semester."""

    def __init__(self, inbox: Path, city: City, index: int, households: int, truth: TruthWriter) -> None:
        """Open the submissions of all institutions for the semester of this index."""
        self._city, self._index, self._truth = city, index, truth
        self._semester: Semester = city.semesters[index]
        self._households = households
        self._institutions = {institution.code: institution for institution in institutions()}
        self._programmes = programmes()
        givers = {programme.institution for programme in self._programmes if programme.kind}
        self._mishaps = draw_mishaps(self._semester, city.seed, self._institutions, givers)
        self._hands = self._draw_hands()
        self._submissions = {
            code: Submission(
                inbox / code / self._semester.key,
                institution=institution,
                semester=self._semester,
                handwriting=self._hands[code],
                mishap=self._mishaps.get(code),
                seed=city.seed,
            )
            for code, institution in self._institutions.items()
        }
        self._faults = FaultPlan(self._semester, city.seed, self._expected_rows())
        self._civil_departures: list[Row] = []

    def _expected_receipts(self, code: str) -> int:
        kecamatan_share = 0.2 if self._institutions[code].kecamatan_code else 1.0
        shares = (p.share * _MEMBERS_REACHED[p.reach] for p in self._programmes if p.institution == code)
        return round(self._households * kecamatan_share * sum(shares))

    def _expected_rows(self) -> dict[str, int]:
        receipts = sum(self._expected_receipts(code) for code in self._institutions)
        leavers = max(1, round(self._households * LEAVING_RATE))
        return {"kegiatan": 1_000, "penerima": receipts, "keluarga": self._households, "mentas": leavers}

    def _draw_hands(self) -> dict[str, Handwriting]:
        usual = formats(list(self._institutions))
        hands = {}
        for code in self._institutions:
            rows = self._expected_receipts(code)
            if code == REGISTRY_KEEPER:
                rows += self._households
            form = format_for(FORMAT_OF_MISHAP.get(self._mishaps.get(code, ""), usual[code]), rows)
            fixed: dict[str, object] = {"places": "code and names"} if code == REGISTRY_KEEPER else {}
            if self._mishaps.get(code) == "wrong_semester":
                fixed["titles"] = 3
            hands[code] = draw_handwriting(self._city.seed, code, form, **fixed)
        return hands

    def make(self, memories: dict[int, Memory], wrong_numbers: WrongNumbers) -> None:
        """Write all rows; `memories` holds what earlier semesters have reported of households, by number.

        `wrong_numbers` are the city's, of all semesters.
        """
        self._truth.begin_semester(self._semester.key)
        self._report_activities()
        registry = RegistryOffice(self._city, self._index, wrong_numbers)
        unheard = [code for code, mishap in self._mishaps.items() if mishap in UNHEARD]
        aid = AidOffice(self._city, self._index, unheard, wrong_numbers)
        leavers = 0
        for number in self._city.numbers(self._index):
            presence = self._city.presence(number, self._index)
            if presence.state == "absent":
                continue
            # Every second household that leaves is kept free of faults, for the anomalies of those who leave.
            is_leaving = presence.state == "leaving" and not is_look_alike(number)
            leavers += is_leaving
            is_notable = is_leaving and leavers % 2 == 1
            memory = memories.get(number, Memory())
            household = self._city.household(number)
            placed = self._register(registry, household, presence, is_notable=is_notable)
            receipts = aid.receipts(
                household,
                presence,
                _head_in_registry(placed),
                is_notable=is_notable,
                is_named_probably=_is_named_probably(placed, memory),
            )
            for receipt in receipts:
                placed += self._hand_in(receipt.programme.institution, receipt.row, may_be_faulty=not receipt.is_spared)
            self._truth.add_people(household)
            self._truth.entities += findings_of(household, placed, self._semester, memory)
            if memory.is_worth_keeping:
                memories[number] = memory
        for pair_number in range(self._city.look_alike_pairs):
            first, second = self._city.look_alikes(pair_number)
            self._truth.look_alikes.append(
                {"kind": look_alike_kind(pair_number), "no_kk": [first.no_kk], "related_no_kk": [second.no_kk]}
            )
        self._copy_civil_departures()
        self._close()

    def _register(
        self, registry: RegistryOffice, household: Household, presence: Presence, *, is_notable: bool
    ) -> list[PlacedRow]:
        """Hand in a household's rows of the registry and of the lists of those who left."""
        placed: list[PlacedRow] = []
        for entry in registry.entries(household, presence, is_notable=is_notable):
            placed += self._hand_in(entry.institution, entry.row, may_be_faulty=not entry.is_spared)
        is_counted = any(listed.row.values["status"] == "miskin" for listed in placed)
        for entry in registry.departures(household, presence, is_notable=is_notable, is_still_counted=is_counted):
            departures = self._hand_in(entry.institution, entry.row, may_be_faulty=not entry.is_spared)
            placed += departures
            if entry.institution == CIVIL_REGISTRY:
                self._civil_departures += [departure.row for departure in departures]
        return placed

    def _report_activities(self) -> None:
        placed: list[PlacedRow] = []
        for programme in self._programmes:
            institution = self._institutions[programme.institution]
            rows = activity_rows(programme, institution, self._semester, self._city.seed, self._households)
            for row in rows:
                placed += self._hand_in(programme.institution, row)
        heard = [one for code, one in self._institutions.items() if self._mishaps.get(code) not in UNHEARD]
        plan = RepeatPlan(placed, heard, self._semester, self._city.seed)
        for pair in plan.repeats():
            self._report_again(pair)
            self._truth.entities.append(pair.finding())
        for pair in plan.look_alikes():
            self._report_again(pair)
            self._truth.activity_look_alikes.append(pair.look_alike())

    def _report_again(self, pair: PlannedPair) -> None:
        for report in pair.reports:
            for row in report.rows:
                self._hand_in(report.institution, row, may_be_faulty=False)

    def _hand_in(self, code: str, row: Row, *, may_be_faulty: bool = True) -> list[PlacedRow]:
        """Hand in a row, with a fault where one is due, and its twin where the fault is a second row."""
        submission = self._submissions[code]
        is_validated = self._mishaps.get(code) not in UNHEARD
        second = None
        if may_be_faulty and is_validated:
            rule = self._faults.strike(row, shows_places_twice=self._hands[code].shows_places_twice)
            second = twin(rule, row) if rule else None
        placed = [submission.add(row)]
        if second is not None:
            placed.append(submission.add(second))
        if is_validated:
            for one in placed:
                self._truth.add_row(one)
        return placed

    def _copy_civil_departures(self) -> None:
        """Let a kecamatan office hand in the civil registry's list as its own, and another keep a registry."""
        departures = self._civil_departures
        for code, mishap in self._mishaps.items():
            if mishap == "duplicate_submission" and departures:
                hand = replace(self._hands[CIVIL_REGISTRY], delimiter="|", dates="long", titles=2)
                submission = self._submissions[code]
                for placed in submission.add_file("mentas", [row.copy() for row in departures], hand, counts=True):
                    self._truth.add_row(placed)
                self._truth.entities.append(
                    {
                        "rule_code": "duplicate_submission", "institution_code": code, "source_file": "mentas.csv",
                        "related_institution_code": CIVIL_REGISTRY,
                    }
                )  # fmt: skip
            elif mishap == "unexpected_registry":
                rows = [self._listed_row(number) for number in self._wrongly_listed()]
                hand = draw_handwriting(self._city.seed, code, "csv")
                list(self._submissions[code].add_file("keluarga", rows, hand, counts=False))

    def _wrongly_listed(self) -> range:
        """Give other households in each semester, so that no list repeats that of an earlier one."""
        first = self._index * _ROWS_OF_A_WRONG_REGISTRY
        return range(first, first + _ROWS_OF_A_WRONG_REGISTRY)

    def _listed_row(self, number: int) -> Row:
        """Give a registry row of a household, for a list that will be refused whole."""
        office = RegistryOffice(self._city, 0, WrongNumbers(self._city))
        household = self._city.household(number % self._households)
        presence = self._city.presence(household.number, 0)
        return office.entries(household, presence, is_notable=False)[0].row

    def _close(self) -> None:
        for code, submission in self._submissions.items():
            draw = stream(self._city.seed, "time", code, self._semester.key)
            submission.close(submission_time(self._semester, code, submission.mishap, draw))
        self._truth.end_semester({code: submission.counts for code, submission in self._submissions.items()})


def _head_in_registry(placed: Iterable[PlacedRow]) -> str | None:
    """Give the head's NIK in the household's first accepted registry row.

    None where the household's rows have only a probable match, because receipts do not depend on that.
    """
    listed = [row.row for row in placed if row.is_accepted and row.row.dataset == "keluarga"]
    if not listed or any(row.match_kind for row in listed):
        return None
    return listed[0].text("nik_kepala")


def _is_named_probably(placed: Iterable[PlacedRow], memory: Memory) -> bool:
    """Say whether the household's leaving was reported, now or earlier, in a row with only a probable match."""
    rows = [row.row for row in placed if row.row.dataset == "mentas"] + ([memory.departure] if memory.departure else [])
    return any(row.match_kind for row in rows)
