"""What holds of a city of stories whatever is told in it: regions add up, and findings are about those who are told."""

from collections.abc import Collection, Iterable

from foundation.semester import Semester
from sources.regions import kelurahan
from tests.end_to_end.contract_city import pseudonym
from tests.end_to_end.story_reading import HOUSEHOLD_RULES, Headcount, StoryCity


def assert_adds_up(city: StoryCity, semester: Semester) -> None:
    """Compare each kecamatan and the city with its kelurahan, and the city with what the stories tell."""
    codes = [place.code for place in kelurahan()]
    for region in ("35.74", *{code[:8] for code in codes}):
        within = [city.headcount(code, semester) for code in codes if code.startswith(region)]
        assert city.headcount(region, semester) == _added_up(within)
    rows = (row for _, _, row in city.stories.registry_rows(semester) if row["status"] == "miskin")
    members = [row["jumlah_anggota"] for row in rows]
    counted, refused = city.headcount("35.74", semester).reported, city.headcount("35.74", semester).rejected
    assert (counted[0] + refused[0], counted[1] + refused[1]) == (len(members), sum(members))


def assert_nobody_else_is_spoken_of(
    city: StoryCity, semester: Semester, rules: Collection[str] = HOUSEHOLD_RULES
) -> None:
    """Look for findings of these rules about households that no story lists."""
    listed = city.stories.registry_rows(semester)
    known = {pseudonym(row["no_kk"], city.installation) for _, _, row in listed}
    found = city.findings(rules, semester)
    assert [finding for finding in found if finding["entity_id"] not in known] == []
    assert {finding["related_entity_id"] for finding in found} <= known | {None}


def _added_up(headcounts: Iterable[Headcount]) -> Headcount:
    households_and_persons = [zip(*parts, strict=True) for parts in zip(*headcounts, strict=True)]
    return Headcount(*((sum(households), sum(persons)) for households, persons in households_and_persons))
