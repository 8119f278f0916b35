"""Runs one city through the product and holds what was published against its truth."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from pydantic import SecretStr

from foundation.data_layout import DataLayout
from foundation.pseudonym import Pseudonymiser
from foundation.semester import CITY_TIME_ZONE, Semester
from linkage.version import identify_linkage
from operations.settings import Settings
from orchestration.runs import run_semester
from simulation.evaluation.cities.copies import ERROR_MODELS
from simulation.evaluation.cities.registry_city import make_registry_city
from simulation.evaluation.cities.results import (
    GROUPS,
    RULES,
    Bounds,
    CitySemester,
    FindingCounts,
    KindCounts,
    LookAlikeCounts,
)
from simulation.evaluation.comparison import Sides, read_sides
from simulation.evaluation.scores import Label, score_kinds, score_look_alikes
from simulation.households import City

#: A pair is left for people where it is neither this improbable nor this probable.
_UNDECIDED_FROM, _UNDECIDED_TO = 0.05, 0.95
KEY = b"key of the made-up registries"

_BOUNDS = """
    select verified_households_low, verified_households, verified_households_high
    from marts.agg_poverty_headcount where region_level = 'city' and semester = ?
"""
#: Findings by whether the machine decides: by equal numbers, or a high probability, but for what waits for a person.
_FOUND = """
    with finding as (
        select rule_code <> 'graduation_unconfirmed' and match_probability >= {to} as is_decided
        from marts.fct_quality_finding
        where
            semester = ?
            and rule_code in ('duplicate_household', 'left_poverty_still_counted', 'graduation_unconfirmed')
    )

    select count(*) filter (where is_decided), count(*) filter (where not coalesce(is_decided, false)) from finding
"""
#: Registry rows that count though a pair below the threshold says that they may not.
_BELOW = """
    select count(*) from read_parquet(?) where dataset = 'keluarga' and match_probability between {at_least} and {to}
"""


class CityRunError(Exception):
    """A run of a city failed, or rows that should have been accepted were not; the message says which."""


def try_city(model: str, seed: int, households: int, semesters: Sequence[Semester]) -> list[CitySemester]:
    """Make a city in a temporary folder, run its semesters, and give what came of each.

    Raises `CityRunError`, and what `run_worker` does where the model is gecko's.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder)
        city = City(households, semesters, seed)
        make_registry_city(root / "city", city, ERROR_MODELS[model](city), households=households)
        settings = Settings(
            data=root / "data", institutions=root / "city" / "institutions.yml", pseudonym_key=SecretStr(KEY.decode())
        )
        results = []
        for semester in semesters:
            goes_on = semester != semesters[-1]
            outcome = run_semester(settings, semester, [], datetime.now(CITY_TIME_ZONE), keeps_helpers=goes_on)
            if not outcome.is_successful:
                raise CityRunError(f"seed {seed}, {semester}: {'; '.join(outcome.failures)}")
            sides = read_sides(root / "city" / "truth.json", settings.layout.published_database, KEY, [semester.key])
            results.append(_measure(sides, settings.layout, model, city, households, semester.key))
        return results


def _measure(sides: Sides, layout: DataLayout, model: str, city: City, households: int, semester: str) -> CitySemester:
    truth = sides.truths[semester]
    if sides.differences:
        raise CityRunError(f"seed {city.seed}: {sides.differences[0]}")
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        low, verified, high = connection.execute(_BOUNDS, [semester]).fetchone() or (0, 0, 0)
        decided, undecided = connection.execute(_FOUND.format(to=_UNDECIDED_TO), [semester]).fetchone() or (0, 0)
        below = connection.execute(
            _BELOW.format(at_least=_UNDECIDED_FROM, to=_UNDECIDED_TO),
            [str(layout.linkage(semester, "household_membership"))],
        ).fetchone() or (0,)
    kinds = score_kinds(sides.kinds, sides.found, Counter())
    look_alikes = score_look_alikes(sides.look_alikes, sides.found - sides.planted)
    return CitySemester(
        model=model,
        seed=city.seed,
        households=households,
        semester=semester,
        version=identify_linkage()[:12],
        findings=tuple(count_findings(sides, truth["without_number"])),
        kinds=tuple(KindCounts(one.rule_code, one.kind, one.planted, one.found) for one in kinds),
        look_alikes=tuple(
            LookAlikeCounts(one.kind, one.pairs, one.joined, one.said_to_have_left) for one in look_alikes
        ),
        bounds=Bounds(low, verified, high, truth["verified_households"]),
        decided=decided,
        undecided=undecided + below[0],
    )


def count_findings(sides: Sides, without_number: Sequence[str]) -> Iterator[FindingCounts]:
    """Count the findings of each rule in each of `GROUPS`.

    A false finding is on two rows with a NIK where none of the registry rows that it names lacks one.
    """
    pseudonymise = Pseudonymiser(KEY)
    nameless = {pseudonymise(card) for card in without_number}
    by_number = {label for label, kinds in sides.kinds if kinds[0] in ("same_kk", "same_nik")}

    def groups(label: Label) -> Iterator[str]:
        is_with = label in sides.with_number if label in sides.planted else not nameless & set(label[2:])
        group = "number" if is_with else "no number"
        yield from ("all", group)
        if label not in by_number:
            yield f"probable, {group}"

    sides_of_all = {"planted": sides.planted, "found": sides.found, "right": sides.planted & sides.found}
    for rule in RULES:
        counts: dict[str, Counter[str]] = {name: Counter() for name in sides_of_all}
        for name, side in sides_of_all.items():
            for label, many in side.items():
                if label[0] == rule:
                    counts[name].update(dict.fromkeys(groups(label), many))
        for group in GROUPS:
            yield FindingCounts(rule, group, **{name: counts[name][group] for name in counts})
