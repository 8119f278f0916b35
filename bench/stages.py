"""The times of a run's steps, from Dagster's event log."""

from dataclasses import dataclass
from pathlib import Path

from foundation.data_layout import DataLayout
from orchestration.instance import open_instance


@dataclass(frozen=True)
class StageTime:
    """A step of a run and how long it took."""

    step: str
    seconds: float


def stage_times(data: Path) -> list[StageTime]:
    """Give the steps of the newest run of an installation in the order in which they began."""
    with open_instance(DataLayout(data)) as instance:
        (run,) = instance.get_run_records(limit=1)
        steps = instance.get_run_step_stats(run.dagster_run.run_id)
    ended = [step for step in steps if step.start_time and step.end_time]
    return [
        StageTime(step.step_key, step.end_time - step.start_time)
        for step in sorted(ended, key=lambda step: step.start_time or 0)
        if step.start_time and step.end_time
    ]
