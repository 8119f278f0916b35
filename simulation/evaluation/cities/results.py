"""What came of one semester of one city, as a line of a file that the report reads."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

#: The rules that rest on matching households, in the order of reports.
RULES = ("duplicate_household", "left_poverty_still_counted")
#: All findings, those whose two rows both have a NIK, right or wrong, or not, and of these the ones without any equal
#: number, which only a probable match can find.
GROUPS = ("all", "number", "no number", "probable, number", "probable, no number")


@dataclass(frozen=True)
class FindingCounts:
    """Findings of one rule: planted, found, and both; `group` is one of `GROUPS`."""

    rule_code: str
    group: str
    planted: int
    found: int
    right: int


@dataclass(frozen=True)
class KindCounts:
    """Planted findings of a rule with one kind of slip, and how many of them were found."""

    rule_code: str
    kind: str
    planted: int
    found: int


@dataclass(frozen=True)
class LookAlikeCounts:
    """Pairs of look-alikes of one kind, those joined, and their households wrongly said to have left."""

    kind: str
    pairs: int
    joined: int
    said_to_have_left: int


@dataclass(frozen=True)
class Bounds:
    """The published count of poor households after matching, its bounds, and the true count."""

    low: int
    verified: int
    high: int
    true: int

    @property
    def covers(self) -> bool:
        """Whether the truth lies within the bounds."""
        return self.low <= self.true <= self.high


@dataclass(frozen=True)
class CitySemester:
    """One semester of a city. `version` is what linked it; of the pairs `undecided` ones are left for people."""

    model: str
    seed: int
    households: int
    semester: str
    version: str
    findings: tuple[FindingCounts, ...]
    kinds: tuple[KindCounts, ...]
    look_alikes: tuple[LookAlikeCounts, ...]
    bounds: Bounds
    decided: int
    undecided: int


def read_results(path: Path) -> list[CitySemester]:
    """Read the lines of a file; none where there is no such file."""
    if not path.exists():
        return []
    return [_result(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write_results(path: Path, results: Iterable[CitySemester]) -> None:
    """Write the results as lines of JSON, sorted by seed and semester."""
    lines = (
        json.dumps(asdict(one), separators=(",", ":"))
        for one in sorted(results, key=lambda one: (one.seed, one.semester))
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _result(line: dict[str, object]) -> CitySemester:
    parts = {"findings": FindingCounts, "kinds": KindCounts, "look_alikes": LookAlikeCounts}
    read = {name: tuple(part(**one) for one in line[name]) for name, part in parts.items()}  # type: ignore[attr-defined]
    return CitySemester(**{**line, **read, "bounds": Bounds(**line["bounds"])})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Sum:
    """Findings of a rule and group over several semesters."""

    planted: int
    found: int
    right: int

    @property
    def recall(self) -> float | None:
        """Share of the planted findings that were found; null where none was planted."""
        return self.right / self.planted if self.planted else None

    @property
    def precision(self) -> float | None:
        """Share of the findings that are true; null where nothing was found."""
        return self.right / self.found if self.found else None


def sum_findings(results: Sequence[CitySemester], rule: str, group: str) -> Sum:
    """Add up the findings of a rule and group."""
    counts = [one for result in results for one in result.findings if (one.rule_code, one.group) == (rule, group)]
    return Sum(*(sum(getattr(one, name) for one in counts) for name in ("planted", "found", "right")))


def sum_kinds(results: Sequence[CitySemester], rule: str) -> dict[str, tuple[int, int]]:
    """Give planted and found of every kind of slip of a rule, in the order of their names."""
    summed: dict[str, tuple[int, int]] = {}
    for one in (one for result in results for one in result.kinds if one.rule_code == rule):
        planted, found = summed.get(one.kind, (0, 0))
        summed[one.kind] = planted + one.planted, found + one.found
    return dict(sorted(summed.items()))


def sum_look_alikes(results: Sequence[CitySemester]) -> dict[str, tuple[int, int, int]]:
    """Give pairs, joined and said to have left of every kind of look-alike."""
    summed: dict[str, tuple[int, int, int]] = {}
    for one in (one for result in results for one in result.look_alikes):
        pairs, joined, left = summed.get(one.kind, (0, 0, 0))
        summed[one.kind] = pairs + one.pairs, joined + one.joined, left + one.said_to_have_left
    return summed
