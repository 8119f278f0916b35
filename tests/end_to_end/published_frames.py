"""The published tables as pandas frames, read from Parquet."""

from functools import cached_property
from pathlib import Path

import pandas as pd

#: The semester that the questions ask for.
SEMESTER = "2023S1"


class Marts:
    """The published tables as frames, read from Parquet, and the semester that the questions ask for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def table(self, name: str) -> pd.DataFrame:
        frame = pd.read_parquet(self._folder / name)
        for column in frame.columns[[str(kind).startswith("decimal") for kind in frame.dtypes]]:
            frame[column] = frame[column].astype(float)
        for column in [name for name in frame.columns if name.endswith("_idr")]:
            frame[column] = frame[column].astype(float)
        # The unknown household or person is nobody: pandas leaves out what is missing.
        for column in frame.columns.intersection(["household_key", "person_key", "head_person_key"]):
            frame[column] = frame[column].where(frame[column] != "unknown")
        return frame

    @cached_property
    def semester_key(self) -> int:
        semesters = self.table("dim_semester").set_index("semester")
        return int(semesters.loc[SEMESTER, "semester_key"])

    def of_semester(self, name: str) -> pd.DataFrame:
        frame = self.table(name)
        return frame[frame["semester_key"] == self.semester_key]

    def submissions(self) -> pd.DataFrame:
        return self.of_semester("fct_submission").merge(self.table("dim_institution"), on="institution_key")

    def standing_findings(self, *rules: str) -> pd.DataFrame:
        findings = self.of_semester("fct_quality_finding")
        findings = findings[findings["status"].isin(["open", "confirmed"])]
        return findings[findings["rule_code"].isin(rules)] if rules else findings
