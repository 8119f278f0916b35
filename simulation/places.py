"""The city's places and its official poverty over time, from the reference data."""

import csv
from bisect import bisect
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

import numpy as np

from foundation.semester import Semester
from sources.regions import Region, kelurahan, regions

#: The assumed poverty of a kecamatan relative to the city's average.
_POVERTY_OF_KECAMATAN = {
    "35.74.01": 1.1,
    "35.74.02": 1.2,
    "35.74.03": 1.0,
    "35.74.04": 0.7,
    "35.74.05": 1.25,
}


@cache
def _poor_by_kelurahan() -> tuple[float, ...]:
    """Give the running total of the poor by kelurahan: the kecamatan's people, spread by area."""
    people = {region.code: region.population or 0 for region in regions() if region.level == "kecamatan"}
    area_of_kecamatan: dict[str, float] = {}
    for place in kelurahan():
        code = place.kecamatan_code or ""
        area_of_kecamatan[code] = area_of_kecamatan.get(code, 0.0) + float(place.area_km2)
    return tuple(
        accumulate(
            people[code] * float(place.area_km2) / area_of_kecamatan[code] * _POVERTY_OF_KECAMATAN[code]
            for place in kelurahan()
            for code in [place.kecamatan_code or ""]
        )
    )


def draw_kelurahan(draw: Random) -> Region:
    """Draw the kelurahan of a poor household."""
    running = _poor_by_kelurahan()
    return kelurahan()[bisect(running, draw.random() * running[-1])]


def poverty_rate(semester: Semester) -> float:
    """Give the official poverty rate (percent) in a semester, between the surveys of each March by straight line."""
    text = files("sources").joinpath("reference", "official_poverty.csv").read_text(encoding="utf-8")
    surveys = sorted((int(row["year"]), float(row["poverty_rate_pct"])) for row in csv.DictReader(text.splitlines()))
    years, rates = zip(*surveys, strict=True)
    return float(np.interp(semester.year + (semester.half - 1) / 2, years, rates))
