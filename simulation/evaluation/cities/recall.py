"""How much matching misses per match that it finds, measured on made-up cities: the seed `linkage_recall.csv`.

`python -m simulation.evaluation.cities.recall RESULTS.jsonl SEED.csv`. The cities must not be those of a report: the
bounds that rest on the seed are held against these.
"""

import csv
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from simulation.evaluation.cities.results import RULES, CitySemester, read_results

_GROUPS = {"probable, number": True, "probable, no number": False}


@dataclass(frozen=True)
class MissedRate:
    """What is missed per found household of a rule, over the cities of an error model: its mean, and its spread.

    `both_have_nik` says which pairs it is about: those whose two rows have a NIK, right or wrong, or the others.
    """

    error_model: str
    rule_code: str
    both_have_nik: bool
    missed_per_found: float
    missed_per_found_sd: float
    city_semesters: int
    planted: int
    found: int


def missed_rates(results: Sequence[CitySemester]) -> Iterator[MissedRate]:
    """Estimate the rates from pairs without an equal number, by the method of moments.

    Given its city's rate, what a semester misses is negative binomial; what varies beyond that is between cities.
    """
    for model in sorted({result.model for result in results}):
        for rule in RULES:
            for group, both_have_nik in _GROUPS.items():
                counts = [
                    (one.planted - one.right, one.right)
                    for result in results
                    for one in result.findings
                    if (result.model, one.rule_code, one.group) == (model, rule, group)
                ]
                missed, found = (sum(side) for side in zip(*counts, strict=True))
                rate = missed / found
                beyond = sum((lost - had * rate) ** 2 - had * rate * (1 + rate) for lost, had in counts)
                between = max(beyond, 0) / sum(had**2 for _, had in counts)
                yield MissedRate(
                    model, rule, both_have_nik, round(rate, 4), round(math.sqrt(between), 4),
                    len(counts), missed + found, found,
                )  # fmt: skip


def write_seed(path: Path, rates: Sequence[MissedRate]) -> None:
    """Write the rates as the seed that dbt reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(MissedRate)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(rate) | {"both_have_nik": str(rate.both_have_nik).lower()} for rate in rates)


def main(arguments: Sequence[str]) -> int:
    """Write the seed from a file of results."""
    results, seed = map(Path, arguments)
    write_seed(seed, list(missed_rates(read_results(results))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
