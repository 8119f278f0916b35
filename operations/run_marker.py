"""How far the work on a semester has come, so that a run that dies is taken up by whichever run comes next.

The accepted rows of a semester are replaced institution by institution and data set by data set. Between the first of
these steps and the last the semester's plan is open; the warehouse must not be built on it as it stands.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.semester import Semester


@dataclass(frozen=True)
class RunMarker:
    """The institutions whose rows a run replaces, and whether it came to its end.

    `was_complete` says whether an earlier run of the semester did: what an open plan leaves behind is then a published
    semester that must be mended, and else one that nobody has seen yet.
    """

    institutions: tuple[str, ...]
    is_complete: bool
    was_complete: bool


def load_marker(layout: DataLayout, semester: Semester) -> RunMarker | None:
    """Give the plan of a semester; none where no run of it was ever begun."""
    file = layout.run_marker(semester.key)
    if not file.exists():
        return None
    plan = json.loads(file.read_text(encoding="utf-8"))
    return RunMarker(tuple(plan["institutions"]), plan["is_complete"], plan["was_complete"])


def begin(layout: DataLayout, semester: Semester, requested: Sequence[str], known: Sequence[str]) -> RunMarker:
    """Open the plan of a semester for the requested institutions (codes).

    All known ones are taken instead where no run of the semester has come to its end, or the last one has not: a part
    of a semester can only be corrected where the rest of it stands.
    """
    last = load_marker(layout, semester)
    is_correction = last is not None and last.is_complete
    plan = RunMarker(
        institutions=tuple(requested if is_correction else known),
        is_complete=False,
        was_complete=last is not None and (last.is_complete or last.was_complete),
    )
    _write(layout, semester, plan)
    return plan


def finish(layout: DataLayout, semester: Semester) -> None:
    """Close the plan of a semester, where it has one: its accepted rows are whole."""
    if load_marker(layout, semester) is not None:
        finish_rebuilt(layout, semester)


def finish_rebuilt(layout: DataLayout, semester: Semester) -> None:
    """Say that a semester's accepted rows are whole, whoever began them: they were made again from the archive."""
    plan = load_marker(layout, semester)
    _write(layout, semester, RunMarker(plan.institutions if plan else (), is_complete=True, was_complete=True))


def open_markers(layout: DataLayout) -> list[Semester]:
    """List the semesters whose plan is open, oldest first: those of dead runs, as the run lock lets one run work."""
    semesters = (Semester.parse(file.stem) for file in layout.run_marker("any").parent.glob("*.json"))
    return sorted(semester for semester in semesters if _is_open(load_marker(layout, semester)))


def _is_open(plan: RunMarker | None) -> bool:
    return plan is not None and not plan.is_complete


def _write(layout: DataLayout, semester: Semester, plan: RunMarker) -> None:
    with atomic_write(layout.run_marker(semester.key)) as unfinished:
        unfinished.write_text(json.dumps(asdict(plan)), encoding="utf-8")
