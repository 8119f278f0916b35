"""What was published about a story, in the words of the story: findings by the names of its rows, and headcounts."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from foundation.semester import Semester
from tests.end_to_end.contract_city import pseudonym
from tests.end_to_end.story_telling import NOW, THEN, Stories, Story, Telling
from tests.installation import Installation

#: Findings about which household is which, who has left and who is assisted.
HOUSEHOLD_RULES = (
    "duplicate_household",
    "left_poverty_still_assisted",
    "left_poverty_still_counted",
    "overlapping_assistance",
    "recipient_not_in_registry",
)

#: Households and the persons in them.
Count = tuple[int, int]
_NOBODY: Count = (0, 0)


class Headcount(NamedTuple):
    """The poor of a region: households and persons refused, as reported, as verified, and what lies between.

    What was received is the first two together.
    """

    reported: Count = _NOBODY
    duplicates: Count = _NOBODY
    left: Count = _NOBODY
    verified: Count = _NOBODY
    rejected: Count = _NOBODY


class Duplicate(NamedTuple):
    """A row that repeats another one, by what the story calls them."""

    row: str
    of: str
    matched_by: str


class Departure(NamedTuple):
    """A row whose household has left, and is `counted` or `assisted` all the same."""

    row: str
    still: str
    reason: str
    matched_by: str


class Change(NamedTuple):
    """A household that was `merged` into another or has `split` from it: the key that goes on, and the other one."""

    change: str
    goes_on: str
    other: str
    matched_by: str


@dataclass(frozen=True)
class Reading:
    """What was published about one story."""

    city: "StoryCity"
    story: Story

    def headcount(self, semester: Semester = NOW, *, place: int = 0) -> Headcount:
        """Give the headcount of the story's kelurahan, or of another one of them."""
        return self.city.headcount(self.story.places[place], semester)

    def key(self, row: str, semester: Semester = NOW) -> str:
        """Give the one household of a row: its key in `dim_household`."""
        registry, own = self.city.facts("fct_household_poverty", semester), self._id(row, semester)
        (key,) = {fact["household_key"] for fact in registry if fact["household_id"] == own}
        assert key in self.city.household_keys()
        return str(key)

    def receipts(self, row: str, semester: Semester = NOW) -> int:
        """Give how many receipts lead to the household of a row."""
        key = self.key(row, semester)
        return sum(fact["household_key"] == key for fact in self.city.facts("fct_assistance", semester))

    def persons_twice(self, row: str, semester: Semester = NOW) -> list[float]:
        """Give how probable each `duplicate_person` of a household is."""
        key = self.key(row, semester)
        assisted = (fact for fact in self.city.facts("fct_assistance", semester) if fact["household_key"] == key)
        persons = {fact["person_key"] for fact in assisted}
        found = self.city.findings(["duplicate_person"], semester)
        return [finding["match_probability"] for finding in found if finding["entity_id"] in persons]

    def persons(self, row: str, semester: Semester = NOW) -> int:
        """Give how many persons of a household are assisted."""
        key = self.key(row, semester)
        assisted = (fact for fact in self.city.facts("fct_assistance", semester) if fact["household_key"] == key)
        return len({fact["person_key"] for fact in assisted})

    def targeting(self, semester: Semester = NOW) -> dict[str, Any]:
        """Give what `agg_targeting` says of the story's kelurahan."""
        (fact,) = (
            fact for fact in self.city.facts("agg_targeting", semester) if fact["region_code"] == self.story.places[0]
        )
        return fact

    def strangers(self, semester: Semester = NOW) -> list[str]:
        """Give who is assisted in the kelurahan of the story and in no registry: whom it lists, or `unlisted`."""
        names = self._names(semester)
        return sorted(
            names.get(finding["entity_id"], "unlisted")
            for finding in self.city.findings(["recipient_not_in_registry"], semester)
            if finding["region_code"] in self.story.places
        )

    def rows_with(self, rule: str, semester: Semester = NOW) -> list[str]:
        """Give the rows of the registry that have a finding of this rule."""
        rows = self._rows(semester)
        found = self.city.findings([rule], semester)
        numbers = [finding["source_row"] for finding in found if finding["source_sheet"] == "keluarga"]
        return [rows[number] for number in numbers if number in rows]

    def pair(self, semester: Semester = NOW, *, status: str = "open") -> dict[str, Any]:
        """Give the one `duplicate_household` of the story that has this status."""
        (found,) = self._findings("duplicate_household", semester, status)
        return found

    def duplicates(self, semester: Semester = NOW) -> list[Duplicate]:
        """Give what `duplicate_household` says, in the order of the rows."""
        found = []
        for finding in self._findings("duplicate_household", semester):
            row = self._rows(semester)[finding["source_row"]]
            pair = [finding["entity_id"], finding["related_entity_id"]]
            assert pair == sorted(pair)
            pair.remove(self._id(row, semester))
            found.append(Duplicate(row, self._names(semester)[pair[0]], _matched_by(finding)))
        return found

    def changes(self, semester: Semester = NOW) -> list[Change]:
        """Give what has become of the households of the story, of this semester or an earlier one."""
        known = [(row, then) for then in (THEN, NOW) if then <= semester for row in self.story.registry.get(then, {})]
        own = {self.key(row, then) for row, then in known}
        return sorted(
            Change(fact["change"], fact["household_key"], fact["other_household_key"], fact["matched_by"])
            for fact in self.city.facts("fct_household_change", semester)
            if fact["household_key"] in own
        )

    def departures(self, semester: Semester = NOW) -> list[Departure]:
        """Give what `left_poverty_still_assisted` and `left_poverty_still_counted` say."""
        names = self._names(semester)
        return [
            Departure(names[finding["entity_id"]], still, finding["evidence"]["reason"], _matched_by(finding))
            for still in ("assisted", "counted")
            for finding in self._findings(f"left_poverty_still_{still}", semester)
        ]

    def left(self, semester: Semester = NOW) -> dict[str, str | None]:
        """Give why each row has left, as the facts say; none where it has not. Without rows that repeat another."""
        names = self._names(semester)
        own = [
            fact
            for fact in self.city.facts("fct_household_poverty", semester)
            if fact["household_id"] in names and not fact["is_duplicate"]
        ]
        assert all(fact["has_left_poverty"] == (fact["left_reason"] is not None) for fact in own)
        return {names[fact["household_id"]]: fact["left_reason"] for fact in own}

    def count(self, rule: str, semester: Semester = NOW) -> int:
        """Give how many findings of a rule there are about the households of the story."""
        return len(self._findings(rule, semester))

    def _findings(self, rule: str, semester: Semester, status: str = "open") -> list[dict[str, Any]]:
        found, names = self.city.findings([rule], semester, status), self._names(semester)
        return [finding for finding in found if finding["entity_id"] in names or finding["related_entity_id"] in names]

    def _rows(self, semester: Semester) -> dict[int, str]:
        """Give what the story calls its rows, by their numbers in the registry's sheet."""
        numbered = enumerate(self.city.stories.registry_rows(semester), start=2)
        return {number: name for number, (story, name, _) in numbered if story == self.story.name}

    def _names(self, semester: Semester) -> dict[str, str]:
        """Give what the story calls the first row under each household id."""
        return {self._id(name, semester): name for name in reversed(self.story.registry[semester])}

    def _id(self, row: str, semester: Semester) -> str:
        return pseudonym(self.story.registry[semester][row]["no_kk"], self.city.installation)


def _matched_by(finding: dict[str, Any]) -> str:
    """Give what a finding was matched by: numbers are certain, and a probable match says how probable it is."""
    matched_by, probability = str(finding["evidence"]["matched_by"]), finding["match_probability"]
    assert 0.5 <= probability <= 1 if matched_by == "probable" else probability == 1
    return matched_by


@dataclass(frozen=True)
class StoryCity:
    """The city in which stories have happened."""

    installation: Installation
    stories: Stories
    #: What has been read of the published marts.
    read: dict[tuple[str, Semester], list[dict[str, Any]]] = field(default_factory=dict)

    def of(self, telling: Telling) -> Reading:
        """Give what was published about a story."""
        return Reading(self, self.stories[telling])

    def headcount(self, region_code: str, semester: Semester = NOW) -> Headcount:
        """Give the headcount of a kelurahan, a kecamatan or the city."""
        (fact,) = (fact for fact in self.facts("agg_poverty_headcount", semester) if fact["region_code"] == region_code)
        parts = ("reported", "duplicate", "left", "verified", "rejected")
        for unit in ("households", "persons"):
            assert fact[f"received_{unit}"] == fact[f"reported_{unit}"] + fact[f"rejected_{unit}"]
        return Headcount(*((fact[f"{part}_households"], fact[f"{part}_persons"]) for part in parts))

    def findings(self, rules: Collection[str], semester: Semester, status: str = "open") -> list[dict[str, Any]]:
        """Give the findings of these rules that are open, in the order of the rows, with their evidence read."""
        found = [
            fact | {"evidence": json.loads(fact["evidence"])}
            for fact in self.facts("fct_quality_finding", semester)
            if fact["rule_code"] in rules and fact["status"] == status
        ]
        return sorted(found, key=lambda finding: (finding["source_row"] or 0, finding["finding_id"]))

    def household_keys(self) -> set[str]:
        """Give the keys of `dim_household`."""
        return {key for (key,) in self.installation.query("select household_key from marts.dim_household")}

    def facts(self, table: str, semester: Semester) -> list[dict[str, Any]]:
        """Give the rows of a published table that are of a semester."""
        if (table, semester) not in self.read:
            columns = [name for (name,) in self.installation.query(f"select column_name from (describe marts.{table})")]
            rows = self.installation.query(f"""
                select facts.* from marts.{table} as facts
                inner join marts.dim_semester as semester using (semester_key)
                where semester.semester = '{semester.key}'
            """)
            self.read[table, semester] = [dict(zip(columns, row, strict=True)) for row in rows]
        return self.read[table, semester]
