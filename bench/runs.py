"""One size measured: input made, the pipeline, the floor and the analyst run on it, and their facts compared."""

import shutil
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.facts import demand_equal, load_facts, mart_facts
from bench.made_input import Plan, correct_one, make_input
from bench.measured import SEKTAP, Cost, measure
from foundation.data_layout import DataLayout
from foundation.semester import Semester
from orchestration.instance import open_instance

SEMESTER = Semester(2023, 1)
_KEY = "bench-pseudonym-key"
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class StageTime:
    """A step of a run and how long it took."""

    step: str
    seconds: float


@dataclass(frozen=True)
class Measured:
    """One command's costs, over its repetitions, and the steps of the median one."""

    size: str
    what: str
    costs: tuple[Cost, ...]
    stages: tuple[StageTime, ...] = ()

    @property
    def median(self) -> Cost:
        """The cost whose wall time is the median (the lower one of two)."""
        middle = statistics.median_low(cost.wall_seconds for cost in self.costs)
        return next(cost for cost in self.costs if cost.wall_seconds == middle)


def measure_size(
    size: str, plan: Plan, work: Path, *, repetitions: int, report: Callable[[str], None]
) -> list[Measured]:
    """Measure everything at one size, in a folder that is emptied at the end.

    Raises `FactsDifferError` where floor, analyst and marts do not agree.
    """
    folder = work / size
    shutil.rmtree(folder, ignore_errors=True)
    report(f"{size}: making {plan.receipts:,} receipts")
    make_input(folder, plan, SEMESTER)
    try:
        return list(_Size(size, plan, folder, repetitions, report).measure())
    finally:
        shutil.rmtree(folder)


class _Size:
    def __init__(self, size: str, plan: Plan, folder: Path, repetitions: int, report: Callable[[str], None]) -> None:
        self._size, self._plan, self._folder = size, plan, folder
        self._repetitions, self._report = repetitions, report
        self._data = folder / "data"

    def measure(self) -> list[Measured]:
        inbox, semester = str(self._folder / "inbox"), SEMESTER.key
        floor_facts, analyst_facts = self._folder / "floor.json", self._folder / "analyst.json"
        results = [
            self._repeat("floor", ["-m", "bench.floor", inbox, semester, _KEY, str(floor_facts)]),
            self._repeat("pandas", ["-m", "bench.analyst", inbox, semester, str(analyst_facts)]),
            self._runs(),
        ]
        facts = mart_facts(self._data / "published" / "sektap.duckdb")
        demand_equal(load_facts(floor_facts), facts, "the floor")
        # An analyst works with the numbers themselves; the last column of the receipts is a digest of pseudonyms.
        facts["receipts"] = [row[:-1] for row in facts["receipts"]]
        demand_equal(load_facts(analyst_facts), facts, "the analyst")
        return [*results, self._correction()]

    def _repeat(self, what: str, arguments: Sequence[str]) -> Measured:
        costs = [self._measure(what, [sys.executable, *arguments]) for _ in range(self._repetitions)]
        return Measured(self._size, what, tuple(costs))

    def _runs(self) -> Measured:
        """Run the semester, each time on a fresh installation."""
        costs, stages = [], []
        for _ in range(self._repetitions):
            shutil.rmtree(self._data, ignore_errors=True)
            costs.append(self._measure("run", [SEKTAP, "run", SEMESTER.key]))
            stages.append(_stage_times(self._data))
        median = Measured(self._size, "run", tuple(costs)).median
        return Measured(self._size, "run", tuple(costs), stages[costs.index(median)])

    def _correction(self) -> Measured:
        """One institution hands in a shorter report; measured once, because the second time nothing would change."""
        code = correct_one(self._folder, self._plan, SEMESTER)
        cost = self._measure("correction", [SEKTAP, "run", SEMESTER.key, "--institution", code])
        return Measured(self._size, "correction", (cost,), _stage_times(self._data))

    def _measure(self, what: str, command: Sequence[str]) -> Cost:
        environment = {
            "SEKTAP_DATA": str(self._data),
            "SEKTAP_INSTITUTIONS": str(self._folder / "institutions.yml"),
            "SEKTAP_PSEUDONYM_KEY": _KEY,
            "PYTHONPATH": str(_ROOT),
        }
        cost = measure(command, environment=environment, log=self._folder / f"{what}.log")
        self._report(
            f"{self._size}: {what} {cost.wall_seconds:.1f} s, processor {cost.cpu_seconds:.1f} s, "
            f"{cost.peak_pss_bytes / 1e6:,.0f} MB"
        )
        return cost


def _stage_times(data: Path) -> tuple[StageTime, ...]:
    """Give the steps of the newest run of an installation in the order in which they began."""
    with open_instance(DataLayout(data)) as instance:
        (run,) = instance.get_run_records(limit=1)
        steps = instance.get_run_step_stats(run.dagster_run.run_id)
    ended = [step for step in steps if step.start_time and step.end_time]
    return tuple(
        StageTime(step.step_key, step.end_time - step.start_time)
        for step in sorted(ended, key=lambda step: step.start_time or 0)
        if step.start_time and step.end_time
    )
