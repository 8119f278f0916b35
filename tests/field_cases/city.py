"""A city in which each case is an institution, and the runs of it: the semester's, and a correction of some."""

import datetime as dt
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import yaml

from foundation.semester import Semester
from tests.field_cases.case import Build, FieldCase
from tests.installation import Installation

SEMESTER = Semester(2023, 1)
#: When the first file of a submission came: within a month of the semester's end.
RECEIVED_AT = dt.datetime(2023, 7, 10, 2, tzinfo=dt.UTC)


def run_city(folder: Path, cases: Sequence[FieldCase]) -> Installation:
    """Run the institutions that will hand in again with what they send first; then all with what they send at last."""
    city = Installation(folder, [SEMESTER])
    city.city.mkdir(parents=True)
    entries = [
        {
            "code": code_of(number),
            "name": f"Lembaga {code_of(number)}",
            "type": "perangkat_daerah",
            "datasets": list(case.due),
            "since": SEMESTER.key,
            "channel": {"kind": "folder", "url": "inbox"},
        }
        for number, case in enumerate(cases)
    ]
    (city.city / "institutions.yml").write_text(yaml.safe_dump({"institutions": entries}), encoding="utf-8")
    corrected = [number for number, case in enumerate(cases) if case.then is not None]
    for number in corrected:
        _hand_in(city, number, cases[number], cases[number].build, RECEIVED_AT)
    city.run(SEMESTER, *map(code_of, corrected))
    for number, case in enumerate(cases):
        _hand_in(city, number, case, case.then or case.build, RECEIVED_AT + dt.timedelta(days=3))
    city.run(SEMESTER)
    return city


def code_of(number: int) -> str:
    """Give the code of the institution that hands in the case of this number."""
    return f"K{number:03}"


def _hand_in(city: Installation, number: int, case: FieldCase, build: Build, when: dt.datetime) -> None:
    """Put files into an institution's inbox, in place of what stands there."""
    inbox = city.inbox(code_of(number), SEMESTER)
    if inbox.exists():
        shutil.rmtree(inbox)
    inbox.mkdir(parents=True)
    build(inbox)
    for path in inbox.rglob("*"):
        if path.is_file():
            later = case.hours.get(path.relative_to(inbox).as_posix(), 0)
            moment = (when + dt.timedelta(hours=later)).timestamp()
            os.utime(path, (moment, moment))
