"""What a run leaves behind besides the marts: the findings by version, and what became of each submission."""

from typing import Any

import duckdb
import pyarrow.parquet as pq

from foundation.data_layout import DataLayout
from foundation.database import rows_of
from foundation.semester import Semester
from operations.history import history_file, known_semesters, state_up_to
from sources.archive import Archive, Outcome


def remembered_findings(layout: DataLayout, semester: Semester) -> int:
    """Count the findings that are kept of a semester under its present versions; none where it is closed."""
    versions = Archive(layout).versions_state(known_semesters(layout, semester))
    file = history_file(layout, semester.key, state_up_to(versions, semester.key))
    return int(pq.read_metadata(file).num_rows) if file.exists() else 0


def submission_states(layout: DataLayout) -> list[dict[str, Any]]:
    """Give the published state of every institution in every semester, as dictionaries of `fct_submission`."""
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        query = """
            select
                institution.institution_code, semester.semester, submission.status, submission.version,
                submission.received_at, submission.is_late, submission.files, submission.rows_received,
                submission.rows_accepted, submission.rows_rejected
            from marts.fct_submission as submission
            inner join marts.dim_institution as institution
                on submission.institution_key = institution.institution_key
            inner join marts.dim_semester as semester on submission.semester_key = semester.semester_key
            order by institution.institution_code, semester.semester
        """
        return rows_of(connection, query)


def record_outcomes(layout: DataLayout, semester: str) -> list[dict[str, Any]]:
    """Write into the ledger what became of each submission of the semester, and give their published states."""
    archive = Archive(layout)
    states = [state for state in submission_states(layout) if state["semester"] == semester]
    for state in states:
        if state["version"]:
            rows = (state[name] for name in ("rows_received", "rows_accepted", "rows_rejected"))
            archive.record_outcome(
                state["institution_code"], semester, state["version"], Outcome(state["status"], *rows)
            )
    return states
