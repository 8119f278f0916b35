"""What the registry and the lists of those who left say of a household in a semester, with their anomalies."""

from dataclasses import dataclass
from datetime import timedelta

from sources.simulation.catalogue import CIVIL_REGISTRY, REGISTRY_KEEPER
from sources.simulation.chance import Quota, stream
from sources.simulation.households import City, Household, Presence
from sources.simulation.places import kelurahan
from sources.simulation.rows import Row

_RATES = {
    "listed twice by KK": 0.006,
    "listed twice by NIK": 0.005,
    "listed though leaving": 0.10,
    "listed though left": 0.04,
}
#: Reasons that the civil registry knows of; the others are the social agency's.
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

    def __init__(self, city: City, index: int) -> None:
        """Prepare the semester of this index in `city.semesters`."""
        self._semester = city.semesters[index]
        self._index = index
        self._seed = city.seed
        self._quotas = {name: Quota(rate) for name, rate in _RATES.items()}

    def entries(self, household: Household, presence: Presence, *, is_notable: bool) -> list[Entry]:
        """Give the registry rows of a household; only one that is notable can stay listed though it is leaving."""
        draw = stream(self._seed, "registry", self._semester.key, household.number)
        surveyed = self._semester.start + timedelta(days=draw.randrange(-400, 25))
        status, is_spared = household.status, presence.state == "leaving" and is_notable
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
        row = _registry_row(household, status, household.decile if status == household.status else draw.randint(1, 4))
        if status == "tidak_miskin":
            row.values["desil"] = draw.randint(5, 8)
        row.values["tanggal_pendataan"] = surveyed
        seconds = self._second_rows(household, row) if presence.state == "poor" else []
        return [Entry(REGISTRY_KEEPER, listed, is_spared or bool(seconds)) for listed in (row, *seconds)]

    def _second_rows(self, household: Household, row: Row) -> list[Row]:
        """List a household twice: under its spouse with the same KK, or under a new KK in another kelurahan."""
        draw = stream(self._seed, "twice", self._semester.key, household.number)
        if len(household.members) > 1 and self._quotas["listed twice by KK"].take():
            second, spouse = row.copy(), household.members[1]
            second.values |= {
                "nik_kepala": spouse.nik, "nama_kepala": spouse.name, "tanggal_lahir_kepala": spouse.birth_date,
                "jenis_kelamin_kepala": spouse.sex,
            }  # fmt: skip
            return [second]
        if household.head.nik is not None and self._quotas["listed twice by NIK"].take():
            second = row.copy()
            second.values |= {
                "no_kk": household.other_kk, "kode_wilayah": draw.choice(kelurahan()), "alamat": "Jl. Sunan Giri No. 7"
            }  # fmt: skip
            return [second]
        return []

    def departures(self, household: Household, presence: Presence, *, is_notable: bool) -> list[Entry]:
        """Give the `mentas` rows of a household that leaves poverty in the semester."""
        if presence.state != "leaving" or presence.left_index != self._index:
            return []
        draw = stream(self._seed, "departure", self._semester.key, household.number)
        row = Row(
            "mentas",
            {
                "no_kk": household.no_kk,
                "nik_kepala": household.head.nik,
                "nama_kepala": household.head.name,
                "kode_wilayah": household.place,
                "alasan": presence.left_reason,
                "tanggal_berlaku": presence.left_date,
                "dasar": draw.choice(_GROUNDS),
                "nomor_dokumen": f"400/{draw.randint(10, 990)}/{self._semester.year}",
            },
        )
        institution = CIVIL_REGISTRY if presence.left_reason in _CIVIL_REASONS else REGISTRY_KEEPER
        return [Entry(institution, row, is_notable)]


def _registry_row(household: Household, status: str, decile: int) -> Row:
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
