"""Which pairs of rows are one household in the truth of a made-up city, and which are look-alikes.

Pairs are identified by the numbers in their rows, so that missed pairs are recognised, too.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class KnownPair(NamedTuple):
    """The truth on two rows: the expected finding, and the kind of fault."""

    finding: str
    kind: str


class KnownPairs:
    """The pairs and the households that left, of some semesters of a `truth.json`."""

    def __init__(self, truth: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the semesters of a truth (by their keys) that are evaluated."""
        self._duplicates: dict[tuple[str, frozenset[str]], KnownPair] = {}
        self._look_alikes: dict[tuple[str, frozenset[str]], str] = {}
        self._units: dict[str, str] = {}
        self._departures: dict[str, KnownPair] = {}
        #: The semesters that are evaluated.
        self.semesters = frozenset(truth)
        for semester in sorted(truth):
            for entity in truth[semester]["findings"]["entity"]:
                if entity["rule_code"] == "duplicate_household":
                    self._add_duplicate(semester, entity)
                elif entity["rule_code"] == "left_poverty_still_counted":
                    self._add_departure(entity)
            for pair in truth[semester].get("look_alikes", ()):
                self._look_alikes[semester, _cards(pair)] = pair["kind"]

    def _add_duplicate(self, semester: str, entity: Mapping[str, Any]) -> None:
        cards = _cards(entity)
        if entity["matched_by"] == "probable":
            self._duplicates[semester, cards] = KnownPair(f"{semester} {' '.join(sorted(cards))}", entity["kind"])

    def _add_departure(self, entity: Mapping[str, Any]) -> None:
        numbers = entity["no_kk"]
        unit = next((self._units[number] for number in numbers if number in self._units), numbers[0])
        for number in numbers:
            self._units.setdefault(number, unit)
            self._departures.setdefault(number, KnownPair(unit, entity["kind"]))

    def duplicate(self, semester: str, card: str, other: str) -> KnownPair | None:
        """Give the expected finding on two rows of a semester's registry; None where they are not one household."""
        return self._duplicates.get((semester, frozenset((card, other))))

    def departure(self, card: str) -> KnownPair | None:
        """Give the expected finding, in any semester, on a household that has left; None without one."""
        return self._departures.get(card)

    def look_alike(self, semester: str, card: str, other: str) -> str | None:
        """Give the kind of look-alikes that two rows of a semester's registry are; none where they are not."""
        return self._look_alikes.get((semester, frozenset((card, other))))

    def pairs(self, semester: str) -> Iterable[tuple[str, ...]]:
        """Give the KK numbers of a semester's pairs that are one household, or look like it."""
        known = [*self._duplicates, *self._look_alikes]
        return [tuple(sorted(cards)) for of_semester, cards in known if of_semester == semester and len(cards) == 2]

    @property
    def duplicates(self) -> set[str]:
        """The findings of households listed twice without an equal number."""
        return {pair.finding for pair in self._duplicates.values()}

    @property
    def departures(self) -> set[str]:
        """The households that left and are still counted, without an equal number; each once."""
        return {pair.finding for pair in self._departures.values() if pair.kind != "same_kk"}


def _cards(entity: Mapping[str, Any]) -> frozenset[str]:
    return frozenset((entity["no_kk"][0], entity["related_no_kk"][0]))
