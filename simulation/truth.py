"""`truth.json`: every finding that the system should raise, written as a stream while the city is made."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from simulation.oracle import Finding, warnings_of
from simulation.people import Household
from simulation.rows import PlacedRow
from simulation.submissions import SubmissionCounts

#: People listed for the search for personal data; a sample is enough where there are more.
_MOST_PEOPLE = 20_000


class TruthWriter:
    """Writes the truth of one semester after another.

    `entities` are the semester's findings across institutions, `look_alikes` and `activity_look_alikes` its pairs of
    households and of activities that are no finding, however alike they look. Whoever makes the semester adds to them.
    """

    entities: list[Finding]
    look_alikes: list[dict[str, Any]]
    activity_look_alikes: list[dict[str, str]]

    def __init__(self, path: Path, *, seed: int, households: int) -> None:
        """Open the file."""
        self._file: IO[str] = path.open("w", encoding="utf-8")
        self._file.write(f'{{"seed": {seed}, "households": {households}, "semesters": {{')
        self._people: list[dict[str, Any]] = []
        self._semesters = 0
        self._rows = 0

    def begin_semester(self, key: str) -> None:
        """Begin a semester; its row findings follow at once."""
        self._file.write(("," if self._semesters else "") + f'\n"{key}": {{"findings": {{"row": [')
        self._semesters += 1
        self._rows = 0
        self.entities = []
        self.look_alikes = []
        self.activity_look_alikes = []

    def add_row(self, placed: PlacedRow) -> None:
        """Write the expected findings of a received row: its errors and its warnings."""
        for rule, column in (*placed.row.errors, *warnings_of(placed.row)):
            finding = {"rule_code": rule, **placed.location.facts(), "source_column": column}
            self._file.write(("," if self._rows else "") + "\n" + json.dumps(finding, ensure_ascii=False))
            self._rows += 1

    def add_people(self, household: Household) -> None:
        """Add the household's members."""
        for person in household.members:
            if len(self._people) < _MOST_PEOPLE:
                self._people.append(
                    {"nik": person.nik, "no_kk": household.no_kk, "nama": person.name, "alamat": household.address}
                )

    def end_semester(self, counted: dict[str, SubmissionCounts]) -> None:
        """Write the rest of the semester: expected findings of files and entities, and outcomes of submissions."""
        file_findings = [
            {"rule_code": rule, "institution_code": code, "source_file": file, "source_sheet": None}
            for code, counts in counted.items()
            for rule, file in counts.file_findings
        ]
        submissions = {
            code: {
                "status": counts.status,
                "rows_received": counts.rows_received,
                "rows_accepted": counts.rows_accepted,
                "rows_rejected": counts.rows_received - counts.rows_accepted,
                "accepted_realised_idr": counts.realised_idr,
                "accepted_assistance_idr": counts.assistance_idr,
            }
            for code, counts in counted.items()
        }
        self._file.write('\n], "file": ' + _lines(file_findings) + ', "entity": ' + _lines(self.entities))
        self._file.write('}, "look_alikes": ' + _lines(self.look_alikes))
        self._file.write(', "activity_look_alikes": ' + _lines(self.activity_look_alikes))
        self._file.write(', "submissions": ' + json.dumps(submissions, indent=1) + "}")

    def close(self) -> None:
        """Write the people and end the file."""
        self._file.write('\n}, "people": ' + _lines(self._people) + "}\n")
        self._file.close()


def _lines(items: Sequence[Mapping[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]"
