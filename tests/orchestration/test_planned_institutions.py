"""Which institutions a run takes: those of its plan, with those that have left the list where it names them."""

from pathlib import Path

import pytest
import yaml

from foundation.semester import Semester
from operations.run_marker import begin, finish
from operations.settings import Settings
from orchestration.resources import RunScope, planned_institutions
from sources.institutions import InstitutionListError

SEMESTER = Semester(2023, 1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation whose list has A and B, and which remembers that C was in it."""
    settings = Settings(data=tmp_path / "data", institutions=tmp_path / "institutions.yml", postgres=None)
    write_list(settings.institutions_file, "A", "B")
    write_list(settings.layout.remembered_institutions, "A", "B", "C")
    settings.layout.ledger.parent.mkdir(parents=True)
    return settings


def write_list(file: Path, *codes: str, dataset: str = "kegiatan") -> None:
    """Write a list of these institutions, which hand in one data set."""
    file.parent.mkdir(parents=True, exist_ok=True)
    entry = {"type": "ormas", "datasets": [dataset], "since": "2021S1", "channel": {"kind": "folder", "url": "inbox"}}
    file.write_text(yaml.safe_dump({"institutions": [{"code": code, "name": code, **entry} for code in codes]}))


def planned(settings: Settings, *requested: str) -> list[str]:
    """Open a plan for the requested institutions and give those that the run takes."""
    begin(settings.layout, SEMESTER, requested, ("A", "B", "C"))
    return [institution.code for institution in planned_institutions(settings, RunScope(), SEMESTER)]


def test_a_whole_run_takes_who_has_left_the_list_too(settings: Settings) -> None:
    assert planned(settings, "A", "B", "C") == ["A", "B", "C"]


def test_an_entry_that_can_not_be_used_stops_only_the_run_that_needs_it(settings: Settings) -> None:
    planned(settings)
    finish(settings.layout, SEMESTER)
    write_list(settings.layout.remembered_institutions, "C", dataset="gone")
    assert planned(settings, "A") == ["A"]
    finish(settings.layout, SEMESTER)
    with pytest.raises(InstitutionListError, match=r"entry 1 \(C\).*gone"):
        planned(settings, "A", "B", "C")
