"""`python -m bench.history`: the cost of a run as the history grows.

One semester of a made-up city after the other, each as `sektap run` in a process of its own; then an old one again, in
which nothing has changed. Prints processor and wall seconds; `docs/performance.md` has the table.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.measured import SEKTAP, Cost, measure
from foundation.semester import Semester, parse_semester_range


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--households", type=int, default=1_000)
    parser.add_argument("--semesters", type=parse_semester_range, default=parse_semester_range("2021S1:2025S2"))
    parser.add_argument("--work", type=Path, help="folder for the city and the data (a temporary one unless given)")
    options = parser.parse_args(arguments)
    semesters: list[Semester] = options.semesters
    shown = Table("run", "wall, s", "processor, s", "processor, as the second run's", title="A run by its history")
    with tempfile.TemporaryDirectory(dir=options.work) as folder:
        work = Path(folder)
        _make_city(work, options.households, semesters)
        costs = [_run(work, semester) for semester in semesters]
        second = costs[min(1, len(costs) - 1)].cpu_seconds
        for number, (semester, cost) in enumerate(zip(semesters, costs, strict=True), start=1):
            shown.add_row(f"{number}. {semester}", *_figures(cost, second))
        shown.add_row(f"{semesters[0]} again, nothing changed", *_figures(_run(work, semesters[0]), second))
    Console().print(shown)
    return 0


def _make_city(work: Path, households: int, semesters: Sequence[Semester]) -> None:
    span = f"{semesters[0]}:{semesters[-1]}"
    asked = ["--out", str(work / "city"), "--households", str(households), "--semesters", span, "--seed", "77"]
    measure([SEKTAP, "simulate", *asked], environment={}, log=work / "simulate.txt")


def _run(work: Path, semester: Semester) -> Cost:
    environment: Mapping[str, str] = {
        "SEKTAP_DATA": str(work / "data"),
        "SEKTAP_INSTITUTIONS": str(work / "city" / "institutions.yml"),
    }
    cost = measure([SEKTAP, "run", str(semester)], environment=environment, log=work / f"{semester}.txt")
    Console(stderr=True).print(f"{semester}: {cost.wall_seconds:.1f} s, {cost.cpu_seconds:.1f} processor seconds")
    return cost


def _figures(cost: Cost, second: float) -> tuple[str, ...]:
    return f"{cost.wall_seconds:.1f}", f"{cost.cpu_seconds:.1f}", f"{cost.cpu_seconds / second:.2f}"


if __name__ == "__main__":
    sys.exit(main())
