"""`make cities`: run many small cities of several error models and sizes, and keep what came of each semester.

`python -m simulation.evaluation.cities RESULTS.jsonl [CITIES [FIRST_SEED]]`. Cities that the file has already, linked
by the same version, are not run again; results of other versions are dropped.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from foundation.semester import parse_semester_range
from linkage.version import identify_linkage
from simulation.evaluation.cities.copies import ERROR_MODELS
from simulation.evaluation.cities.results import read_results, write_results
from simulation.evaluation.cities.trial import try_city

#: Seeds from here on are for reports alone: nothing is tuned on them.
FIRST_REPORTING_SEED = 8000
_CITIES = 20
#: Households of the cities in turn; with three error models in turn, every size meets every model.
_SIZES = (400, 1_000, 2_500, 600, 8_000, 1_500, 20_000)
_SEMESTERS = parse_semester_range("2022S1:2022S2")


def main(arguments: Sequence[str]) -> int:
    """Run the cities that are missing, one after the other; what is done is kept at once."""
    path = Path(arguments[0])
    cities = int(arguments[1]) if len(arguments) > 1 else _CITIES
    first_seed = int(arguments[2]) if len(arguments) > 2 else FIRST_REPORTING_SEED
    version = identify_linkage()[:12]
    results = [one for one in read_results(path) if one.version == version]
    models = tuple(ERROR_MODELS)
    for number in range(cities):
        seed, model, households = first_seed + number, models[number % len(models)], _SIZES[number % len(_SIZES)]
        if any(one.seed == seed for one in results):
            continue
        started = time.monotonic()
        results += try_city(model, seed, households, _SEMESTERS)
        write_results(path, results)
        _say(f"seed {seed}, {model}, {households:,} households: {time.monotonic() - started:.0f} s")
    return 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
