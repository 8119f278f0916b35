"""What the marts of a semester follow from: of earlier semesters, only what this one meets changes its digest."""

from collections.abc import Mapping
from datetime import date

import pytest

from foundation.atomic_files import write_rows
from foundation.data_layout import DataLayout
from foundation.file_digests import FileDigests
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.schemas import CARRIED_TABLES, SEMESTER
from foundation.semester import Semester
from operations.mart_inputs import MartInputs
from operations.zones import ensure_zones

NOTHING: Mapping[str, dict[str, object]] = {"nodes": {}, "macros": {}}
NOW = Semester.parse("2023S1")


@pytest.fixture
def layout(tmp_path) -> DataLayout:
    layout = DataLayout(tmp_path)
    ensure_zones(layout)
    semesters = [Semester.parse(key) for key in ("2022S1", "2022S2", "2023S1")]
    bounds = [
        {
            "semester": semester.key,
            "start_date": semester.start,
            "end_date": semester.end,
            "deadline": semester.deadline(),
            "is_closed": False,
        }
        for semester in semesters
    ]
    write_rows(layout.reference("semester"), bounds, SEMESTER)
    for table, schema in LINKAGE_TABLES.items():
        write_rows(layout.linkage(NOW.key, table), [], schema)
    return layout


def digest_with_poor(layout: DataLayout, poor: Mapping[str, list[str]]) -> str:
    """Give the digest of 2023S1 where the registries of the semesters find these households poor."""
    for key in ("2022S1", "2022S2", "2023S1"):
        rows = [
            {"semester_key": Semester.parse(key).number, "household_key": name, "poor_surveyed_date": date(2022, 1, 1)}
            for name in poor.get(key, [])
        ]
        write_rows(layout.carried(key, "listing"), rows, CARRIED_TABLES["listing"])
    with MartInputs(layout, FileDigests(layout.root, layout.file_digests), NOTHING) as inputs:
        return inputs.digest(NOW)


@pytest.mark.parametrize(
    ("poor", "is_met"),
    [
        ({"2022S2": ["h"]}, True),
        ({"2022S2": ["h"], "2023S1": ["i"]}, True),
        ({"2022S2": ["h"], "2023S1": ["h"]}, False),
        ({"2022S1": ["h"]}, False),
        ({"2023S1": ["h"]}, False),
    ],
)
def test_who_was_poor_the_semester_before_and_is_not_is_met(
    layout: DataLayout, poor: Mapping[str, list[str]], is_met: bool
) -> None:
    nobody = digest_with_poor(layout, {})
    assert (digest_with_poor(layout, poor) != nobody) is is_met
