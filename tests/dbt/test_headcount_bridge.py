"""From received to verified, on made-up registries: the bridge adds up everywhere, and the interval is what it says."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dbt.models_again import ModelsAgain, empty
from tests.dbt.warehouse import KETAPANG, PILANG, WONOASIH, Zones, pseudonym

pytestmark = pytest.mark.slow

SEMESTERS = {"2022S2": (date(2022, 8, 1), date(2022, 12, 31)), "2023S1": (date(2023, 2, 1), date(2023, 6, 30))}
BRIDGE = (
    "received",
    "rejected",
    "unplaced_rejected",
    "reported",
    "duplicate",
    "died_or_moved",
    "risen",
    "other_left",
    "left",
    "verified",
)
REASONS = {
    "meninggal": "died_or_moved",
    "pindah": "died_or_moved",
    "ekonomi_meningkat": "risen",
    "mengundurkan_diri": "other_left",
    "ganda": "other_left",
}


@dataclass(frozen=True)
class Row:
    """One registry row: its place, members and status, and how sure it is that it repeats its household's first row.

    `uncounted` is how probably it should not count for what is said too unsurely.
    """

    region: str
    members: int
    status: str
    probability: float
    uncounted: float | None = None


@dataclass(frozen=True)
class Household:
    """The rows of one household in a semester, the counting one first, and with whom it has left: reason, how sure."""

    semester: str
    rows: tuple[Row, ...]
    left: tuple[str, float] | None


_probabilities = st.sampled_from([1.0, 1.0, 0.999, 0.95, 0.8, 0.5])
_rows = st.builds(
    Row,
    region=st.sampled_from([KETAPANG, PILANG, WONOASIH]),
    members=st.integers(1, 15),
    status=st.sampled_from(["miskin", "miskin", "rentan"]),
    probability=_probabilities,
    uncounted=st.none() | st.sampled_from([0.001, 0.2, 0.5, 0.9]),
)
_households = st.builds(
    Household,
    semester=st.sampled_from(sorted(SEMESTERS)),
    rows=st.lists(_rows, min_size=1, max_size=4).map(lambda rows: tuple(sorted(rows, key=lambda row: row.status))),
    left=st.none() | st.tuples(st.sampled_from(sorted(REASONS)), _probabilities),
)


def _zones(root: Path, households: Sequence[Household]) -> Zones:
    zones = Zones(root)
    zones.institution("DINSOS")
    for semester in SEMESTERS:
        zones.semester(semester)
        came = {"channel_state": "received", "is_expected": True, "version": 1, "files": 1, "is_late": False}
        zones.add("submission", semester, "DINSOS", **came, due_datasets=["keluarga"])
    for number, household in enumerate(households):
        _add_household(zones, f"h{number}", household)
    return zones


def _add_household(zones: Zones, label: str, household: Household) -> None:
    semester, key = household.semester, zones.household(label)
    for rank, row in enumerate(household.rows, start=1):
        values = {"region_code": row.region, "member_count": row.members, "poverty_status": row.status}
        listed = zones.add("keluarga", semester, "DINSOS", household_id=pseudonym(f"{label}/{rank}"), **values)
        zones.link(
            listed,
            "keluarga",
            semester,
            "DINSOS",
            household_key=key,
            cluster_rank=rank,
            match_probability=row.uncounted,
        )
        if rank == 1:
            first = listed
            continue
        pair = {"record_id": listed["record_id"], "related_record_id": first["record_id"]}
        ids = {"household_id": listed["household_id"], "related_household_id": first["household_id"]}
        match = {"matched_by": "probable", "match_probability": row.probability}
        zones.tables["registry_duplicate"].append(
            {"semester": semester, "institution_code": "DINSOS", **pair, **ids, **match}
        )
    if household.left is not None:
        reason, probability = household.left
        effective = SEMESTERS[semester][0]
        graduated = zones.add("mentas", semester, "DINSOS", left_reason=reason, effective_date=effective)
        zones.tables["graduation_match"].append(
            {
                "semester": semester,
                "household_key": key,
                "mentas_semester": semester,
                "mentas_institution_code": "DINSOS",
                "mentas_record_id": graduated["record_id"],
                "matched_by": "probable",
                "match_probability": probability,
            }
        )


@dataclass(frozen=True)
class Refused:
    """A refused registry row, as far as it can be read."""

    semester: str
    region: str | None
    members: int | None
    status: str | None
    is_copy: bool


_refused_rows = st.builds(
    Refused,
    semester=st.sampled_from(sorted(SEMESTERS)),
    region=st.sampled_from([KETAPANG, PILANG, None]),
    members=st.none() | st.integers(1, 15),
    status=st.sampled_from(["miskin", "miskin", "rentan", None]),
    is_copy=st.booleans(),
)

_Weights = dict[Any, list[tuple[int, float]]]


def _refuse(zones: Zones, rows: Sequence[Refused]) -> None:
    for row in rows:
        read = {"region_code": row.region, "member_count": row.members, "poverty_status": row.status}
        zones.add("rejected_household", row.semester, "DINSOS", **read, is_copy=row.is_copy)


def _add_refused(figures: dict[Any, int], rows: Sequence[Refused]) -> None:
    """Add by hand what was refused to what was reported."""
    for place, count in list(figures.items()):
        if place[2].startswith("reported"):
            figures[*place[:2], place[2].replace("reported", "received")] += count
    for row in rows:
        if row.status != "miskin" or row.is_copy:
            continue
        for region in (row.region, row.region[:8], row.region[:5]) if row.region else ("35.74",):
            for part in ("received", "rejected") if row.region else ("received", "rejected", "unplaced_rejected"):
                figures[row.semester, region, f"{part}_households"] += 1
                figures[row.semester, region, f"{part}_persons"] += row.members or 0


def _expected(households: Sequence[Household]) -> tuple[dict[Any, int], _Weights, _Weights]:
    """Count by hand: figures by (semester, region, column), and by place who may be off, and on, the list wrongly."""
    figures: dict[Any, int] = defaultdict(int)
    doubts, misses = _Weights(), _Weights()
    for household in households:
        for rank, row in enumerate(household.rows, start=1):
            if row.status != "miskin":
                continue
            parts, probability = ["verified"], 1.0
            if rank > 1:
                parts, probability = ["duplicate"], row.probability
            # A double that is found takes nobody else off.
            elif household.left is not None and not (household.left[0] == "ganda" and len(household.rows) > 1):
                parts, probability = ["left", REASONS[household.left[0]]], household.left[1]
            for region in (row.region, row.region[:8], row.region[:5]):
                place = (household.semester, region)
                for part in ("reported", *parts):
                    figures[*place, f"{part}_households"] += 1
                    figures[*place, f"{part}_persons"] += row.members
                if probability < 1:
                    doubts.setdefault(place, []).append((row.members, 1 - probability))
                if parts == ["verified"] and row.uncounted:
                    misses.setdefault(place, []).append((row.members, row.uncounted))
    return figures, doubts, misses


def _share_at_most(limit: int, weights: Sequence[tuple[int, float]]) -> float:
    """Give the probability that a sum of weights, each with its probability, is at most the limit; exactly."""
    chances: Mapping[int, float] = {0: 1.0}
    for weight, probability in weights:
        after: dict[int, float] = defaultdict(float)
        for total, chance in chances.items():
            after[total] += chance * (1 - probability)
            after[total + weight] += chance * probability
        chances = after
    return sum(chance for total, chance in chances.items() if total <= limit)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory, dbt_target: Path) -> Iterator[tuple[Path, ModelsAgain]]:
    root = tmp_path_factory.mktemp("bridge")
    with ModelsAgain(_zones(root, []), dbt_target, ["agg_poverty_headcount__adds_up"]) as models:
        yield root, models


@given(households=st.lists(_households, max_size=25), refused=st.lists(_refused_rows, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_bridge_adds_up_whatever_the_registry(
    models: tuple[Path, ModelsAgain], households: list[Household], refused: list[Refused]
) -> None:
    root, built = models
    zones = _zones(root, households)
    _refuse(zones, refused)
    empty(zones.layout)
    built.build(zones)
    figures, doubts, misses = _expected(households)
    _add_refused(figures, refused)
    headcount = built.rows("from marts.agg_poverty_headcount")
    assert len(headcount) == 35 * len(SEMESTERS)
    matched = {row["semester"] for row in headcount if row["duplicate_households"] + row["left_households"]}
    for row in headcount:
        place = (row["semester"], row["region_code"])
        for unit in ("households", "persons"):
            parts = {part: row[f"{part}_{unit}"] for part in BRIDGE}
            assert parts == {part: figures[*place, f"{part}_{unit}"] for part in BRIDGE}, place
            taken_off = parts["duplicate"] + parts["died_or_moved"] + parts["risen"] + parts["other_left"]
            assert parts["received"] - parts["rejected"] - taken_off == parts["verified"]
            verified = parts["verified"]
            for bound, may_be_wrong in ((row[f"verified_{unit}_high"], doubts), (row[f"verified_{unit}_low"], misses)):
                weights = [(members if unit == "persons" else 1, p) for members, p in may_be_wrong.get(place, [])]
                width = abs(bound - verified)
                if may_be_wrong is misses and row["semester"] in matched:
                    # What was missed as well is estimated, which unit tests are about.
                    assert (1 if weights else 0) <= width <= verified
                    continue
                assert (0 < width <= sum(weight for weight, _ in weights)) if weights else width == 0
                assert _share_at_most(width, weights) >= 0.975
            assert row[f"verified_{unit}_low"] <= verified <= row[f"verified_{unit}_high"]
    assert built.failing_rows("agg_poverty_headcount__adds_up") == []


@pytest.mark.parametrize("column", [f"{part}_{unit}" for part in BRIDGE for unit in ("households", "persons")])
def test_a_count_that_does_not_add_up_is_reported(models: tuple[Path, ModelsAgain], column: str) -> None:
    root, built = models
    household = Household("2023S1", (Row(KETAPANG, 4, "miskin", 1.0),), ("pindah", 1.0))
    zones = _zones(root, [household])
    empty(zones.layout)
    built.build(zones)
    assert built.failing_rows("agg_poverty_headcount__adds_up") == []
    built.change(f"update marts.agg_poverty_headcount set {column} = {column} + 1 where region_code = '{KETAPANG}'")
    assert built.failing_rows("agg_poverty_headcount__adds_up") != []


@pytest.mark.parametrize(
    "change", ["households_low = -1", "households_high = 99", "persons_low = 1", "persons_high = 0"]
)
def test_an_interval_that_can_not_be_is_reported(models: tuple[Path, ModelsAgain], change: str) -> None:
    root, built = models
    zones = _zones(root, [Household("2023S1", (Row(KETAPANG, 4, "miskin", 1.0),), None)])
    empty(zones.layout)
    built.build(zones)
    built.change(f"update marts.agg_poverty_headcount set verified_{change} where region_code = '{PILANG}'")
    built.change(f"update marts.agg_poverty_headcount set verified_{change} where region_code = '{KETAPANG}'")
    assert built.failing_rows("agg_poverty_headcount__adds_up") != []
