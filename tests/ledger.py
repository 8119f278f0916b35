"""What the ledger of an archive holds of a submission's versions."""

from typing import Any

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from sources.archive.schema import reading


def versions(layout: DataLayout, institution_code: str, semester: Semester) -> list[int]:
    """Give the number of every version that was ever handed in, in order."""
    return [version for (version,) in _rows(layout, "version", "submission_version", institution_code, semester)]


def versions_with_files(layout: DataLayout, institution_code: str, semester: Semester) -> list[int]:
    """Give the number of every version of which files are known, in order."""
    return [version for (version,) in _rows(layout, "distinct version", "version_file", institution_code, semester)]


def outcomes(layout: DataLayout, institution_code: str, semester: Semester) -> list[tuple[Any, ...]]:
    """Give version, status and rows received, accepted and rejected of what became of each version."""
    columns = "version, status, rows_received, rows_accepted, rows_rejected"
    return _rows(layout, columns, "version_outcome", institution_code, semester)


def _rows(layout: DataLayout, columns: str, table: str, institution_code: str, semester: Semester) -> list[Any]:
    with reading(layout.ledger) as ledger:
        return ledger.execute(
            f"select {columns} from {table} where institution_code = ? and semester = ? order by version",
            (institution_code, semester.key),
        ).fetchall()
