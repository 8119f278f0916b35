"""A household's rows in the registry and in the lists of those who left in a semester, with their anomalies."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from simulation.catalogue import CIVIL_REGISTRY, REGISTRY_KEEPER
from simulation.chance import Quota, Turns, stream
from simulation.households import City
from simulation.look_alikes import is_look_alike, leaves_by_nik
from simulation.people import Household, Presence
from simulation.probable_matches import PROBABLE_DEPARTURES, PROBABLE_LISTINGS, Occasion, list_again, name_probably
from simulation.rows import Row
from simulation.slips import WrongNumbers
from sources.regions import kelurahan

_RATES = {
    "listed twice by KK": 0.006,
    "listed twice by NIK": 0.005,
    "listed twice probably": 0.020,
    # Of every second household that leaves, and of those in turn; of all that have left earlier.
    "listed though leaving": 0.33,
    "named probably, listed": 0.34,
    "named probably, not listed": 0.12,
    "listed though left": 0.04,
}
#: Reasons that the civil registry reports; the social agency reports the others.
_CIVIL_REASONS = ("meninggal", "pindah")
_GROUNDS = ("Musyawarah kelurahan", "Berita acara verifikasi", "Surat pernyataan", "Hasil pemutakhiran data")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row and the institution that hands it in. `is_spared` keeps faults of the row away from an anomaly."""

    institution: str
    row: Row
    is_spared: bool = False


class RegistryOffice:
    """Keeps the registry of one semester."""

    def __init__(self, city: City, index: int, numbers: WrongNumbers) -> None:
        """Prepare the semester of this index in `city.semesters`; `numbers` gives mistyped numbers."""
        self._semester = city.semesters[index]
        self._index = index
        self._city = city
        self._seed = city.seed
        self._numbers = numbers
        self._quotas = {name: Quota(rate) for name, rate in _RATES.items()}
        # A small city that can not show all kinds in one semester goes on with others in the next.
        self._listings = Turns(PROBABLE_LISTINGS, first=index * 3)
        self._departures = {
            quota: Turns(PROBABLE_DEPARTURES, first=index * 2)
            for quota in ("named probably, listed", "named probably, not listed")
        }

    def entries(self, household: Household, presence: Presence, *, is_notable: bool) -> list[Entry]:
        """Give the registry rows of a household; only one that is notable can stay listed though it is leaving."""
        draw = stream(self._seed, "registry", self._semester.key, household.number)
        surveyed = self._semester.start + timedelta(days=draw.randrange(-400, 25))
        status = household.status
        is_spared = is_look_alike(household.number) or (presence.state == "leaving" and is_notable)
        if presence.state == "outside":
            return []
        if presence.state == "leaving":
            unnoticed = is_notable and self._quotas["listed though leaving"].take()
            status = "miskin" if unnoticed else "tidak_miskin"
        elif presence.state == "left":
            if not self._quotas["listed though left"].take():
                return []
            status, is_spared = "miskin", True
        elif presence.state == "back":
            # Found poor again: in a survey of this semester, which is later than the leaving in an earlier one.
            status = "miskin"
            surveyed = self._semester.start + timedelta(days=draw.randrange(0, 25))
        if presence.left_date is not None and presence.state != "back":
            surveyed = min(surveyed, presence.left_date - timedelta(days=draw.randrange(10, 200)))
        row = registry_row(household, status, household.decile if status == household.status else draw.randint(1, 4))
        if status == "tidak_miskin":
            row.values["desil"] = draw.randint(5, 8)
        row.values["tanggal_pendataan"] = surveyed
        may_be_listed_twice = presence.state == "poor" and not is_look_alike(household.number)
        rows = self._listed_twice(household, row) if may_be_listed_twice else None
        return [Entry(REGISTRY_KEEPER, listed, is_spared or rows is not None) for listed in rows or [row]]

    def _listed_twice(self, household: Household, row: Row) -> list[Row] | None:
        """List a household twice where that is due: with the same KK or NIK, or with only a probable match."""
        draw = stream(self._seed, "twice", self._semester.key, household.number)
        if len(household.members) > 1 and self._quotas["listed twice by KK"].take():
            second, spouse = row.copy(), household.members[1]
            second.values |= {
                "nik_kepala": spouse.nik, "nama_kepala": spouse.name, "tanggal_lahir_kepala": spouse.birth_date,
                "jenis_kelamin_kepala": spouse.sex,
            }  # fmt: skip
            return [row, second]
        if household.head.nik is not None and self._quotas["listed twice by NIK"].take():
            second = row.copy()
            second.values |= {
                "no_kk": household.other_kk, "kode_wilayah": draw.choice(kelurahan()), "alamat": "Jl. Sunan Giri No. 7"
            }  # fmt: skip
            return [row, second]
        if self._quotas["listed twice probably"].accrue():
            occasion = Occasion(household, draw, self._numbers)
            rows = self._listings.take(lambda kind: list_again(kind, occasion, row))
            if rows is not None:
                self._quotas["listed twice probably"].spend()
            return rows
        return None

    def departures(
        self, household: Household, presence: Presence, *, is_notable: bool, is_still_counted: bool
    ) -> list[Entry]:
        """Give the `mentas` rows of a household that leaves poverty in the semester.

        Only a notable one can be named with only a probable match. `is_still_counted` is whether the registry still
        lists it as poor.
        """
        if presence.state != "leaving" or presence.left_index != self._index:
            return []
        draw = stream(self._seed, "departure", self._semester.key, household.number)
        row = departure_row(household, presence, draw, year=self._semester.year)
        if is_look_alike(household.number):
            row.values["no_kk" if leaves_by_nik(household.number) else "nik_kepala"] = None
            is_notable = True
        elif is_notable:
            row = self._named_probably(household, row, draw, is_still_counted=is_still_counted) or row
        institution = CIVIL_REGISTRY if presence.left_reason in _CIVIL_REASONS else REGISTRY_KEEPER
        return [Entry(institution, row, is_notable)]

    def _named_probably(self, household: Household, row: Row, draw: Random, *, is_still_counted: bool) -> Row | None:
        """Name a household in a manner that is not its own where that is due."""
        quota = "named probably, listed" if is_still_counted else "named probably, not listed"
        if not self._quotas[quota].accrue():
            return None
        occasion = Occasion(household, draw, self._numbers)
        named = self._departures[quota].take(lambda kind: name_probably(kind, occasion, self._city, row))
        if named is not None:
            self._quotas[quota].spend()
        return named


def departure_row(household: Household, presence: Presence, draw: Random, *, year: int) -> Row:
    """Give the row of `mentas` of a household that leaves poverty, under its own numbers."""
    return Row(
        "mentas",
        {
            "no_kk": household.no_kk,
            "nik_kepala": household.head.nik,
            "nama_kepala": household.head.name,
            "kode_wilayah": household.place,
            "alasan": presence.left_reason,
            "tanggal_berlaku": presence.left_date,
            "dasar": draw.choice(_GROUNDS),
            "nomor_dokumen": f"400/{draw.randint(10, 990)}/{year}",
        },
    )


def registry_row(household: Household, status: str, decile: int) -> Row:
    """Give the registry row of a household; the day of the survey is still to be filled in."""
    head = household.head
    return Row(
        "keluarga",
        {
            "no_kk": household.no_kk,
            "nik_kepala": head.nik,
            "nama_kepala": head.name,
            "tanggal_lahir_kepala": head.birth_date,
            "jenis_kelamin_kepala": head.sex,
            "alamat": household.address,
            "rt": household.rt,
            "rw": household.rw,
            "kode_wilayah": household.place,
            "jumlah_anggota": len(household.members),
            "desil": decile,
            "status": status,
            "tanggal_pendataan": None,
        },
    )
