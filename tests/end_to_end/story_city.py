"""The city in which the stories happen: the institutions' workbooks, and two semesters run.

In every kelurahan live some bystanders who are not poor: no headcount counts them, but they are compared with
everybody, so that the linkage learns from a registry and not from stories alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from foundation.semester import Semester
from simulation.names import name_table
from sources.regions import kelurahan
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import hand_in
from tests.end_to_end.story_reading import StoryCity
from tests.end_to_end.story_telling import (
    ACTIVITY,
    CIVIL_REGISTRY,
    NOW,
    OTHER_GIVER,
    REGISTRY_KEEPER,
    STORIES,
    SURVEYED,
    THEN,
    Row,
    household,
    registry_rows,
)
from tests.installation import Installation

#: Who reports what.
_INSTITUTIONS = {
    REGISTRY_KEEPER: ("perangkat_daerah", "kegiatan, penerima, keluarga, mentas"),
    CIVIL_REGISTRY: ("perangkat_daerah", "mentas"),
    OTHER_GIVER: ("baznas", "kegiatan, penerima"),
}
_BYSTANDERS_OF_A_PLACE = 9
_STREETS = ("Jl. Mangga", "Jl. Rambutan", "Gang Salak", "Jl. Nangka", "Gang Manggis", "Jl. Sawo")


def run_stories(folder: Path) -> StoryCity:
    """Write all stories that have been story into the institutions' workbooks and run both semesters."""
    installation = Installation(folder, [THEN, NOW])
    _write_institutions(installation.city)
    for semester in installation.semesters:
        for code in _INSTITUTIONS:
            sheets = _workbook(semester, code)
            if sheets:
                hand_in(installation, code, sheets, semester=semester)
        installation.run(semester)
    return StoryCity(installation)


def _write_institutions(folder: Path) -> None:
    lines = ["institutions:"]
    for code, (kind, datasets) in _INSTITUTIONS.items():
        entry = f"code: {code}, name: Lembaga {code}, type: {kind}, datasets: [{datasets}], since: {THEN.key}"
        lines.append(f"  - {{{entry}, channel: {{kind: folder, url: inbox}}}}")
    folder.mkdir(parents=True)
    (folder / "institutions.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _workbook(semester: Semester, institution: str) -> dict[str, list[Row]]:
    """Give the sheets of an institution's workbook: all that the stories tell of it."""
    stories = STORIES.values()
    sheets: dict[str, list[Row]] = {}
    if institution in ACTIVITY:
        sheets["kegiatan"] = [_activity(semester, institution, place.code) for place in kelurahan()]
    sheets["penerima"] = [row for story in stories for row in story.receipts.get((semester, institution), [])]
    sheets["mentas"] = [row for story in stories for row in story.departures.get((semester, institution), [])]
    if institution == REGISTRY_KEEPER:
        sheets["keluarga"] = [*(row for _, _, row in registry_rows(semester)), *_bystanders(semester)]
    return {name: rows for name, rows in sheets.items() if rows}


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
