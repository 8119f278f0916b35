"""The semester partitions of every stage, and the grid of institutions and semesters."""

from collections.abc import Sequence
from datetime import date

import dagster as dg

from foundation.semester import FIRST_SEMESTER, Semester, semester_range


def semester_partitions(today: date, extra: Sequence[Semester] = ()) -> dg.StaticPartitionsDefinition:
    """Give the semesters from the first one to the one that runs today, oldest first.

    `extra` are semesters that must be there whatever the clock says, such as those already archived. Static keys and
    not a time window, because a time window can not be keyed `2023S1` and hides the half-year that is still running.
    """
    last = max([Semester.of(today), *extra], default=FIRST_SEMESTER)
    first = min([FIRST_SEMESTER, *extra])
    return dg.StaticPartitionsDefinition([semester.key for semester in semester_range(first, last)])


def it_and_earlier(semesters: dg.PartitionsDefinition[str]) -> dg.PartitionMapping:
    """Let a semester depend on the same semester of what is upstream, and on all earlier ones.

    Linkage and marts of a semester follow from those of the one before. Dagster lets an asset depend on itself only
    where its partitions are time windows (ADR 4), so the lineage says what this comes to: the rows of all semesters up
    to this one.
    """
    keys = semesters.get_partition_keys()
    return dg.StaticPartitionMapping({key: set(keys[number:]) for number, key in enumerate(keys)})


def institution_grid(
    semesters: dg.StaticPartitionsDefinition, institution_codes: Sequence[str]
) -> dg.MultiPartitionsDefinition:
    """Give the grid in which the UI shows each institution's state in each semester."""
    return dg.MultiPartitionsDefinition(
        {"institution": dg.StaticPartitionsDefinition(list(institution_codes)), "semester": semesters}
    )
