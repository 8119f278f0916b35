"""How many people live where: the base of every poverty rate.

City and kecamatan are the civil registry's figures of Semester I 2024, taken for every semester. Figures by kelurahan
are not public: the kecamatan's people are spread over them by area, and marked as estimated. The secretariat's own
figures, where it has laid them down in a file, go first, and what is derived from them follows.
"""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from foundation.semester import Semester
from sources.regions import Region, regions

CENSUS_SOURCE = "Dukcapil, Semester I 2024"
ESTIMATE_SOURCE = f"{CENSUS_SOURCE}, kecamatan spread by area"
OWN_SOURCE = "secretariat's population file"
OWN_ESTIMATE_SOURCE = f"{OWN_SOURCE}, kecamatan spread by area"

_COLUMNS = ("semester", "region_code", "population")


@dataclass(frozen=True)
class Population:
    """The people of one region in one semester (persons), and where the figure comes from."""

    region_level: str
    region_code: str
    persons: int
    is_estimated: bool
    source: str


class PopulationFileError(ValueError):
    """The secretariat's population file can not be used. `row` is as a spreadsheet numbers it; `column` may be None."""

    def __init__(self, row: int, column: str | None, problem: str) -> None:
        """Keep the place, and name it in the message."""
        place = f"row {row}, column {column}" if column else f"row {row}"
        super().__init__(f"population file, {place}: {problem}")
        self.row = row
        self.column = column


def read_population_file(path: Path) -> dict[tuple[str, str], int]:
    """Read the secretariat's figures (csv: semester, region_code, population), by (semester key, region code).

    Raises `PopulationFileError` that names row and column.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise PopulationFileError(1, None, "the file is not written in UTF-8") from error
    reader = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",")
    for column in _COLUMNS:
        if column not in (reader.fieldnames or ()):
            raise PopulationFileError(1, column, "the column is missing")
    codes = {region.code for region in regions()}
    figures: dict[tuple[str, str], int] = {}
    for row in reader:
        if not any(isinstance(value, str) and value.strip() for value in row.values()):
            continue
        key, persons = _read_figure({name: (row[name] or "").strip() for name in _COLUMNS}, reader.line_num, codes)
        if key in figures:
            raise PopulationFileError(reader.line_num, "region_code", f"{key[1]} stands twice for {key[0]}")
        figures[key] = persons
    return figures


def _read_figure(row: Mapping[str, str], number: int, codes: Collection[str]) -> tuple[tuple[str, str], int]:
    try:
        semester = Semester.parse(row["semester"])
    except ValueError as error:
        raise PopulationFileError(number, "semester", str(error)) from error
    if row["region_code"] not in codes:
        raise PopulationFileError(
            number, "region_code", f"{row['region_code']!r} is no code of the city, dots included"
        )
    if not (row["population"].isascii() and row["population"].isdigit()):
        raise PopulationFileError(number, "population", f"{row['population']!r} is no whole number, digits alone")
    return (semester.key, row["region_code"]), int(row["population"])


def population_of(given: Mapping[str, int]) -> list[Population]:
    """Give the people of every region, in the order of the codes; `given` are the secretariat's figures by region code.

    What is not given is derived so that kelurahan sum up to their kecamatan and kecamatan to the city: a kecamatan is
    the sum of its kelurahan where all of them are given, else the registry's figure; its kelurahan that are not given
    share, by area, what the given ones leave. Raises `ValueError` where they leave less than nothing.
    """
    kecamatan = [
        _kecamatan(region, [inner for inner in regions() if inner.kecamatan_code == region.code], given)
        for region in regions()
        if region.level == "kecamatan"
    ]
    return [
        *(_city(region, [group[0] for group in kecamatan], given) for region in regions() if region.level == "city"),
        *(population for group in kecamatan for population in group),
    ]


def _city(region: Region, kecamatan: Iterable[Population], given: Mapping[str, int]) -> Population:
    if region.code in given:
        return Population("city", region.code, given[region.code], False, OWN_SOURCE)
    parts = list(kecamatan)
    is_own = any(part.source == OWN_SOURCE for part in parts)
    source = OWN_SOURCE if is_own else CENSUS_SOURCE
    return Population("city", region.code, sum(part.persons for part in parts), False, source)


def _kecamatan(region: Region, inner: list[Region], given: Mapping[str, int]) -> list[Population]:
    """Give a kecamatan, then its kelurahan."""
    own = {kelurahan.code: given[kelurahan.code] for kelurahan in inner if kelurahan.code in given}
    if region.code in given:
        persons, source = given[region.code], OWN_SOURCE
    elif len(own) == len(inner):
        persons, source = sum(own.values()), OWN_SOURCE
    elif region.population is not None:
        persons, source = region.population, CENSUS_SOURCE
    else:
        raise ValueError(f"regions.csv has no population for {region.code}")
    spread_over = [kelurahan for kelurahan in inner if kelurahan.code not in own]
    rest = persons - sum(own.values())
    if spread_over and rest < 0:
        raise ValueError(f"the kelurahan of {region.code} have more people than its {persons}")
    shares = spread(rest, {kelurahan.code: kelurahan.area_km2 for kelurahan in spread_over}) if spread_over else {}
    estimate_source = ESTIMATE_SOURCE if source == CENSUS_SOURCE and not own else OWN_ESTIMATE_SOURCE
    return [
        Population("kecamatan", region.code, persons, False, source),
        *(
            Population("kelurahan", kelurahan.code, own[kelurahan.code], False, OWN_SOURCE)
            if kelurahan.code in own
            else Population("kelurahan", kelurahan.code, shares[kelurahan.code], True, estimate_source)
            for kelurahan in inner
        ),
    ]


def spread(total: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Spread a whole number over weights so that the shares are whole and sum up exactly (largest remainder).

    Of equal remainders the earlier key goes first.
    """
    weight = sum(weights.values())
    exact = {key: total * share / weight for key, share in weights.items()}
    shares = {key: value.numerator // value.denominator for key, value in exact.items()}
    by_remainder = sorted(exact, key=lambda key: (shares[key] - exact[key], key))
    for key in by_remainder[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
