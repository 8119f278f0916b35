"""`make run`: a made-up city, all of its semesters up to published marts, and where to look then."""

import sys
import time
from datetime import datetime

from foundation.atomic_files import atomic_write
from foundation.semester import CITY_TIME_ZONE, Semester, semester_range
from operations.settings import SETTINGS_FILE_NAME, Settings

_HOUSEHOLDS = 5000
_SEED = 1


def main(arguments: list[str]) -> int:
    """Simulate and run; give the exit code."""
    from operations.progress import watched
    from operations.summary import semester_summary
    from orchestration.runs import run_semester
    from simulation import simulate

    last = Semester.parse(arguments[0])
    semesters = semester_range(Semester(last.year - 1, last.half), last)
    data = Settings().layout.root
    city = data / "city"
    started = time.monotonic()
    if not (city / "truth.json").exists():
        if Settings().layout.ledger.exists():
            _say(f"{data} holds real submissions: `make run` makes up a city and would mix them. Set SEKTAP_DATA.")
            return 2
        _say(f"Making up a city of {_HOUSEHOLDS:,} registered households, {semesters[0]} to {last} …")
        simulate(city, households=_HOUSEHOLDS, semesters=semesters, seed=_SEED)
    kept = data / SETTINGS_FILE_NAME
    if not kept.exists():
        # Later commands (`sektap run`, `make ui`) find the city's list of institutions here.
        with atomic_write(kept) as unfinished:
            unfinished.write_text(f"SEKTAP_INSTITUTIONS={city / 'institutions.yml'}\n", encoding="utf-8")
    settings = Settings()
    for semester in semesters:
        _say(f"\nSemester {semester}")
        with watched():
            outcome = run_semester(settings, semester, [], datetime.now(CITY_TIME_ZONE))
        if not outcome.is_successful:
            _say("\n".join(outcome.failures))
            return 1
    _say("\n" + semester_summary(settings.layout, last))
    _say(
        f"\nDone in {time.monotonic() - started:.0f} s. Where to look:\n"
        f"  marts      {data / 'published' / 'sektap.duckdb'}\n"
        f"  city       {city}  (inbox, institutions.yml, truth.json)\n"
        "  Dagster    make ui"
    )
    return 0


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
