"""The city's places and its official poverty over time, from the reference data."""

import csv
from bisect import bisect
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

from foundation.semester import Semester

#: How much poorer than the average of the city the people of a kecamatan are taken to be.
_POVERTY_OF_KECAMATAN = {
    "35.74.01": 1.1,
    "35.74.02": 1.2,
    "35.74.03": 1.0,
    "35.74.04": 0.7,
    "35.74.05": 1.25,
}


@dataclass(frozen=True)
class Kelurahan:
    """One kelurahan: dotted Kemendagri code, names in the Kemendagri and the BPS spelling, and its kecamatan."""

    code: str
    name: str
    name_bps: str
    kecamatan_code: str
    kecamatan: str


def _reference_rows(name: str) -> list[dict[str, str]]:
    text = files("sources").joinpath("reference", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def kelurahan() -> tuple[Kelurahan, ...]:
    """Give the 29 kelurahan in the order of their codes."""
    return tuple(
        Kelurahan(row["code_kemendagri"], row["name"], row["name_bps"], row["kecamatan_code"], row["kecamatan"])
        for row in _reference_rows("regions.csv")
        if row["level"] == "kelurahan"
    )


@cache
def _poor_by_kelurahan() -> tuple[float, ...]:
    """Give the running total of the poor by kelurahan: the kecamatan's people, spread by area."""
    rows = _reference_rows("regions.csv")
    people = {row["code_kemendagri"]: int(row["population_2024s1"]) for row in rows if row["level"] == "kecamatan"}
    areas = [float(row["area_km2_polygon"]) for row in rows if row["level"] == "kelurahan"]
    area_of_kecamatan: dict[str, float] = {}
    for place, area in zip(kelurahan(), areas, strict=True):
        area_of_kecamatan[place.kecamatan_code] = area_of_kecamatan.get(place.kecamatan_code, 0.0) + area
    return tuple(
        accumulate(
            people[place.kecamatan_code]
            * area
            / area_of_kecamatan[place.kecamatan_code]
            * _POVERTY_OF_KECAMATAN[place.kecamatan_code]
            for place, area in zip(kelurahan(), areas, strict=True)
        )
    )


def draw_kelurahan(draw: Random) -> Kelurahan:
    """Draw the kelurahan of a poor household."""
    running = _poor_by_kelurahan()
    return kelurahan()[bisect(running, draw.random() * running[-1])]


def poverty_rate(semester: Semester) -> float:
    """Give the official poverty rate (percent) in a semester, between the surveys of each March by straight line."""
    rows = _reference_rows("official_poverty.csv")
    surveys = sorted((int(row["year"]), float(row["poverty_rate_pct"])) for row in rows)
    when = semester.year + (semester.half - 1) / 2
    before = max((survey for survey in surveys if survey[0] <= when), default=surveys[0])
    after = min((survey for survey in surveys if survey[0] >= when), default=surveys[-1])
    if before[0] >= after[0]:
        return before[1]
    return before[1] + (after[1] - before[1]) * (when - before[0]) / (after[0] - before[0])
