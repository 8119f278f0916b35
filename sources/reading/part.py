"""What reading one file gives, besides the rows in its folder."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sources.readers.data_sheet import DataSheet
from sources.readers.naming import storable_name


@dataclass(frozen=True)
class SubmissionFile:
    """One file of a submission.

    `source_file` is its path relative to the submission's folder, as shown to people; `path` holds the archived bytes,
    `size_bytes` of them with this `sha256`; `received_at` is time-zone aware.
    """

    source_file: str
    path: Path
    sha256: str
    size_bytes: int
    received_at: datetime


@dataclass
class FilePart:
    """What reading a file gave, besides the rows in its folder: rows of the tables `sheet`, `file_fault` and `file`.

    An archive that is whole has none of them, but `members`, which are files to be read by themselves.
    """

    sheets: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    members: list[SubmissionFile] = field(default_factory=list)

    def add_sheet(self, file: SubmissionFile, sheet_name: str, sheet: DataSheet) -> None:
        """Add what a sheet was, once it has been read."""
        self.sheets.append(
            {
                "source_file": storable_name(file.source_file),
                "source_sheet": sheet_name,
                "dataset": sheet.target_fields.contract.dataset,
                "rows_received": sheet.rows_received,
                "row_runs": [run._asdict() for run in sheet.account.runs],
                "tables": [table.as_record(sheet.first_column) for table in sheet.tables],
            }
        )

    def add_fault(
        self,
        file: SubmissionFile,
        rule_code: str,
        detail_id: str,
        sheet: str | None = None,
        column: str | None = None,
        row: int | None = None,
    ) -> None:
        """Add what is wrong with a file, one of its sheets, or a table that begins in a row."""
        self.faults.append(
            {
                "rule_code": rule_code,
                "source_file": storable_name(file.source_file),
                "source_sheet": sheet,
                "source_row": row,
                "source_column": column,
                "detail_id": detail_id,
            }
        )

    def add_file(self, file: SubmissionFile, rows_received: int, content_digest: str | None) -> None:
        """Add what the file itself was; the digest is over its rows, null where there are none."""
        self.files.append(
            {
                "source_file": storable_name(file.source_file),
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
                "received_at": file.received_at,
                "rows_received": rows_received,
                "content_digest": content_digest,
            }
        )


def refused(file: SubmissionFile, rule_code: str, detail_id: str) -> FilePart:
    """Give the part of a file of which nothing was read: its one fault."""
    part = FilePart()
    part.add_fault(file, rule_code, detail_id)
    part.add_file(file, 0, None)
    return part
