"""The cities in which the stories happen: the institutions' workbooks, and two semesters run.

In every kelurahan live some bystanders who are not poor: no headcount counts them, but they are compared with
everybody, so that the linkage learns from a registry and not from stories alone.
"""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from foundation.semester import Semester
from simulation.names import name_table
from sources.regions import kelurahan
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import LATE, hand_in
from tests.end_to_end.story_reading import StoryCity
from tests.end_to_end.story_telling import (
    ACTIVITY,
    CIVIL_REGISTRY,
    FIRST_CITY,
    NOW,
    OTHER_GIVER,
    REGISTRY_KEEPER,
    SECRETARIAT,
    SURVEYED,
    THEN,
    Row,
    Stories,
    household,
)
from tests.installation import Installation

#: Who reports what.
_INSTITUTIONS = {
    REGISTRY_KEEPER: ("perangkat_daerah", "kegiatan, penerima, keluarga, mentas"),
    CIVIL_REGISTRY: ("perangkat_daerah", "mentas"),
    OTHER_GIVER: ("baznas", "kegiatan, penerima"),
    SECRETARIAT: ("lainnya", "keputusan"),
}
_BYSTANDERS_OF_A_PLACE = 9
_STREETS = ("Jl. Mangga", "Jl. Rambutan", "Gang Salak", "Jl. Nangka", "Gang Manggis", "Jl. Sawo")


def run_stories(folder: Path, stories: Stories = FIRST_CITY) -> StoryCity:
    """Write the stories of a city into the institutions' workbooks and run both semesters.

    What the secretariat decides on the earlier one it hands in with the later one.
    """
    installation = Installation(folder, [THEN, NOW])
    _write_institutions(installation.city)
    for semester in installation.semesters:
        for code in _INSTITUTIONS:
            sheets = _workbook(stories, semester, code)
            if code == SECRETARIAT:
                sheets = _decisions(StoryCity(installation, stories), semester)
            if sheets:
                hand_in(installation, code, sheets, semester=semester)
        installation.run(semester)
    return StoryCity(installation, stories)


def run_corrections(city: StoryCity, folder: Path) -> StoryCity:
    """Hand in the second version of the registry in a copy of a city, and run it."""
    shutil.copytree(city.installation.folder, folder, symlinks=True)
    copy = StoryCity(Installation(folder, city.installation.semesters), city.stories.corrected())
    hand_in(copy.installation, REGISTRY_KEEPER, _workbook(copy.stories, NOW, REGISTRY_KEEPER), semester=NOW, at=LATE)
    copy.installation.run(NOW, REGISTRY_KEEPER)
    return copy


def _write_institutions(folder: Path) -> None:
    lines = ["institutions:"]
    for code, (kind, datasets) in _INSTITUTIONS.items():
        entry = f"code: {code}, name: Lembaga {code}, type: {kind}, datasets: [{datasets}], since: {THEN.key}"
        lines.append(f"  - {{{entry}, channel: {{kind: folder, url: inbox}}}}")
    folder.mkdir(parents=True)
    (folder / "institutions.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _workbook(stories: Stories, semester: Semester, institution: str) -> dict[str, list[Row]]:
    """Give the sheets of an institution's workbook: all that the stories tell of it."""
    sheets: dict[str, list[Row]] = {}
    if institution in ACTIVITY:
        sheets["kegiatan"] = [_activity(semester, institution, place.code) for place in kelurahan()]
    sheets["penerima"] = [row for story in stories.values() for row in story.receipts.get((semester, institution), [])]
    sheets["mentas"] = [row for story in stories.values() for row in story.departures.get((semester, institution), [])]
    if institution == REGISTRY_KEEPER:
        sheets["keluarga"] = [*(row for _, _, row in stories.registry_rows(semester)), *_bystanders(semester)]
    return {name: rows for name, rows in sheets.items() if rows}


def _decisions(city: StoryCity, semester: Semester) -> dict[str, list[Row]]:
    """Give the secretariat's workbook: its waivers of what was published of earlier semesters."""
    waived = [(telling, then) for telling, story in city.stories.items() for then in story.waived if then < semester]
    reasons = {"alasan": "Dua keluarga, menurut kunjungan", "petugas": "Petugas Satu", "tanggal": date(2023, 3, 6)}
    rows = [
        sound("keputusan") | {"finding_id": city.of(telling).pair(then)["finding_id"]} | reasons
        for telling, then in waived
    ]
    return {"keputusan": rows} if rows else {}


def _activity(semester: Semester, institution: str, region_code: str) -> Row:
    fund = {REGISTRY_KEEPER: "APBD_KOTA", OTHER_GIVER: "ZIS"}[institution]
    return sound("kegiatan") | {
        "kode_kegiatan": ACTIVITY[institution],
        "nama_kegiatan": f"Bantuan {institution}",
        "kode_wilayah": region_code,
        "sumber_dana": fund,
        "tanggal_mulai": semester.start,
        "tanggal_selesai": semester.end,
    }


def _bystanders(semester: Semester) -> Iterator[Row]:
    random = Random("bystanders")
    places = [place.name for place in kelurahan() for _ in range(_BYSTANDERS_OF_A_PLACE)]
    names = {sex: iter(name_table(sex, len(places))) for sex in "LP"}
    for place in places:
        sex = random.choice("LLLP")
        yield household(
            place,
            next(names[sex]),
            date(1945, 1, 1) + timedelta(days=random.randrange(50 * 365)),
            sex=sex,
            members=random.randint(1, 6),
            house=f"{random.choice(_STREETS)} No. {random.randint(1, 60)}",
            status="rentan",
            desil=5,
            tanggal_pendataan=SURVEYED[semester],
        )
