"""What a household receives in a semester, as rows of `penerima`, with the anomalies that only a comparison shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from foundation.semester import Semester
from simulation.catalogue import Programme, fold_kind, institutions, programmes
from simulation.chance import Quota, stream
from simulation.households import City
from simulation.look_alikes import is_look_alike
from simulation.people import Household, Person, Presence
from simulation.rows import Row, Value
from simulation.slips import WrongNumbers, another_manner

_RATES = {
    "overlap": 0.010,
    "same person twice": 0.008,
    "assisted after leaving": 0.08,
    "assisted long after": 0.04,
    "no KK": 0.015,
    "no number at all": 0.004,
    "old KK": 0.008,
    "wrong numbers": 0.008,
    # Poor households that no institution assists, for the exclusion error.
    "overlooked": 0.06,
}


@dataclass(slots=True)
class Aid:
    """One receipt: who gives, and the row. `is_spared` keeps faults of the row away from an anomaly."""

    programme: Programme
    person: Person
    row: Row
    is_spared: bool = False


class AidOffice:
    """Gives aid to the households of one semester."""

    def __init__(self, city: City, index: int, unheard: Collection[str], numbers: WrongNumbers) -> None:
        """Prepare the semester of this index in `city.semesters`; `unheard` are institutions whose rows are lost."""
        self._numbers = numbers
        self._unheard = unheard
        self._semester: Semester = city.semesters[index]
        self._seed = city.seed
        self._kecamatan = {institution.code: institution.kecamatan_code for institution in institutions()}
        offered = programmes()
        self._giving = [programme for programme in offered if programme.kind and programme.share > 0]
        #: Two programmes of two institutions that give the same kind, and may not.
        self._rivals = [
            (one, other)
            for one in self._giving
            for other in offered
            if other.kind and other.share == 0 and fold_kind(one.kind) == fold_kind(other.kind)
            if not {one.institution, other.institution} & set(unheard)
        ]
        self._quotas = {name: Quota(rate) for name, rate in _RATES.items()}
        self._days: dict[tuple[str, str], date] = {}

    def receipts(
        self,
        household: Household,
        presence: Presence,
        head_in_registry: str | None,
        *,
        is_notable: bool,
        is_named_probably: bool,
    ) -> list[Aid]:
        """Give all receipts of a household. `head_in_registry` is the head's NIK where an accepted row names it.

        Only a notable household can go on receiving when it leaves, and not one whose leaving has only a probable match
        (`is_named_probably`): findings on receipts do not depend on that.
        """
        draw = stream(self._seed, "aid", self._semester.key, household.number)
        received = [
            self._receipt(programme, household, person, draw)
            for programme in self._giving
            if self._kecamatan[programme.institution] in (None, household.place.kecamatan_code)
            for person in _reached(programme, household, draw)
        ]
        if is_named_probably and presence.state == "left":
            return []
        may_go_on = is_notable and not is_named_probably
        received = self._keep_what_befits(received, presence, draw, may_go_on=may_go_on)
        if presence.state in ("poor", "back"):
            if not is_notable and self._quotas["overlooked"].take():
                return []
            self._give_twice(received, household, draw)
            self._overlap(received, household, draw)
            self._forget_numbers(received, household, head_in_registry)
            if head_in_registry is not None and not is_look_alike(household.number):
                self._mistake_numbers(received, household, draw)
        return received

    def _receipt(self, programme: Programme, household: Household, person: Person, draw: Random) -> Aid:
        day = self._distribution_day(programme, household.place.code) + timedelta(days=draw.randint(0, 5))
        row = Row(
            "penerima",
            {
                "kode_kegiatan": programme.code,
                "nik": person.nik,
                "no_kk": household.no_kk,
                "nama": person.name,
                "tanggal_lahir": person.birth_date,
                "jenis_kelamin": person.sex,
                "alamat": household.address,
                "rt": household.rt,
                "rw": household.rw,
                "kode_wilayah": household.place,
                "jenis_bantuan": programme.kind,
                "nilai_bantuan": programme.amount,
                "tanggal_terima": day,
            },
        )
        return Aid(programme, person, row)

    def _distribution_day(self, programme: Programme, place_code: str) -> date:
        """Give the first day on which an activity hands out its aid in a kelurahan."""
        key = (programme.code, place_code)
        if key not in self._days:
            draw = stream(self._seed, "distribution", self._semester.key, *key)
            self._days[key] = self._semester.start + timedelta(days=draw.randint(5, 165))
        return self._days[key]

    def _keep_what_befits(self, received: list[Aid], presence: Presence, draw: Random, *, may_go_on: bool) -> list[Aid]:
        """Drop aid that a household no longer gets, unless the institutions have not noticed that it has left."""
        if presence.state == "outside":
            return received[: draw.randint(1, 3)]
        if presence.left_date is not None and presence.state == "leaving":
            after = [aid for aid in received if aid.row.day("tanggal_terima") > presence.left_date]
            heard = [aid for aid in after if aid.programme.institution not in self._unheard]
            if may_go_on and heard and self._quotas["assisted after leaving"].take():
                heard[0].is_spared = True
                return received
            return [aid for aid in received if aid not in after]
        if presence.state == "left":
            return received[:2] if received and self._quotas["assisted long after"].take() else []
        return received

    def _give_twice(self, received: list[Aid], household: Household, draw: Random) -> None:
        """Let one person receive the same from the same activity on another day as well."""
        heard = [aid for aid in received if aid.programme.institution not in self._unheard]
        if heard and self._quotas["same person twice"].take():
            aid = draw.choice(heard)
            aid.is_spared = True
            again = aid.row.copy()
            day = again.day("tanggal_terima")
            again.values["tanggal_terima"] = day + timedelta(days=7) if day.day < 15 else day - timedelta(days=7)
            if not is_look_alike(household.number):
                self._write_otherwise(again, aid.person, household)
            received.append(Aid(aid.programme, aid.person, again, is_spared=True))

    def _write_otherwise(self, again: Row, person: Person, household: Household) -> None:
        """Write the person differently in every second of those receipts, if there is a NIK to mistype."""
        # A random stream of its own, so that the rest of the city stays the same.
        draw = stream(self._seed, "written otherwise", self._semester.key, household.number)
        if person.nik is None or draw.random() < 0.5:
            return
        ways: dict[str, dict[str, Value]] = {
            "mistyped_nik": {"nik": self._numbers.mistype(person.nik, draw)},
            "no_nik": {"nik": None},
            "no_nik_and_another_manner": {"nik": None, "nama": another_manner(person.name, person.sex, draw)},
        }
        again.match_kind = draw.choice(sorted(ways))
        again.true_nik = person.nik
        again.values |= ways[again.match_kind]

    def _overlap(self, received: list[Aid], household: Household, draw: Random) -> None:
        """Let a second institution give the same kind of aid."""
        if not self._quotas["overlap"].accrue():
            return
        taken = {aid.programme: aid for aid in received}
        rivals = [(one, other) for one, other in self._rivals if one in taken]
        if rivals:
            one, other = draw.choice(rivals)
            taken[one].is_spared = True
            received.append(self._receipt(other, household, taken[one].person, draw))
            received[-1].is_spared = True
            self._quotas["overlap"].spend()

    def _forget_numbers(self, received: list[Aid], household: Household, head_in_registry: str | None) -> None:
        """Leave out the KK number, or give that of an earlier card, where the head's NIK identifies the household.

        Receipts without both numbers cannot be assigned, except the head's; at most one per person.
        """
        for aid in received:
            if head_in_registry is not None and aid.person.nik == head_in_registry and aid.row.match_kind is None:
                # A fault of the NIK would remove the only link to the household.
                if self._quotas["no KK"].take():
                    aid.row.values["no_kk"], aid.is_spared = None, True
                elif self._quotas["old KK"].take():
                    aid.row.values["no_kk"], aid.is_spared = household.other_kk, True
        nameless = next((aid for aid in received if aid.person.nik is None and aid.person is not household.head), None)
        if nameless is not None and self._quotas["no number at all"].take():
            nameless.row.values["no_kk"] = None

    def _mistake_numbers(self, received: list[Aid], household: Household, draw: Random) -> None:
        """Make numbers of the head wrong or missing, so that only a probable match finds the household."""
        for aid in received:
            nik = aid.person.nik
            if aid.is_spared or aid.person is not household.head or nik is None:
                continue
            if self._quotas["wrong numbers"].take():
                wrong: dict[str, dict[str, Value]] = {
                    "mistyped_kk": {"no_kk": self._numbers.mistype(household.no_kk, draw), "nik": None},
                    "mistyped_nik": {"no_kk": None, "nik": self._numbers.mistype(nik, draw)},
                    "no_number": {"no_kk": None, "nik": None},
                }
                kind = draw.choice(sorted(wrong))
                aid.row.values |= wrong[kind]
                aid.row.match_kind, aid.is_spared = kind, True


def _reached(programme: Programme, household: Household, draw: Random) -> list[Person]:
    """Draw the members whom an activity reaches; one for the household is its head or the head's spouse."""
    if programme.reach == "household":
        if draw.random() >= programme.share:
            return []
        return [household.members[min(len(household.members) - 1, int(draw.random() < 0.3))]]
    candidates = household.members
    if programme.reach != "member":
        candidates = tuple(person for person in candidates if person.is_child == (programme.reach == "child"))
    return [person for person in candidates if draw.random() < programme.share]
