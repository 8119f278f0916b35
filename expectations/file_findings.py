"""Faults of sheets, whole files and the submission, as reading has found them, turned into findings."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from expectations.catalogue import load_catalogue
from expectations.received import read_part
from foundation.atomic_files import write_table
from foundation.data_layout import DataLayout
from foundation.schemas import PRIVATE_VALIDATION_FINDING, VALIDATION_FINDING
from foundation.semester import Semester
from sources.contract import column_labels, load_contracts

#: Name of the part that holds the findings of files, beside those of the data sets.
FILE_PART = "file"

_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class FileFinding:
    """A finding of a table, a sheet, a whole file (`source_sheet` is null) or the submission (`source_file` too)."""

    institution_code: str
    rule_code: str
    source_file: str | None
    source_sheet: str | None
    source_column: str | None


@dataclass(frozen=True)
class FileReport:
    """The findings of sheets, files and submissions of a semester, over the institutions that were asked for."""

    findings: tuple[FileFinding, ...]


def check_files(layout: DataLayout, *, semester: Semester, institution_codes: Sequence[str]) -> FileReport:
    """Write the findings of whole files and sheets of these institutions (part `file`), and report them.

    An institution without any loses the part that an earlier version had left, and all parts of data sets that are not
    known any more. Raises `KeyError` where the reader names a rule that is not in the catalogue.
    """
    reported: list[FileFinding] = []
    for code in institution_codes:
        _remove_unknown_parts(layout, semester, code)
        faults = _faults(layout, semester, code)
        public = layout.accepted("validation_finding", semester.key, code, FILE_PART)
        private = layout.private_findings(semester.key, code, FILE_PART)
        if not faults:
            public.unlink(missing_ok=True)
            private.unlink(missing_ok=True)
            continue
        rows = list(_finding_rows(faults, semester, code))
        table = pa.Table.from_pylist(rows, schema=PRIVATE_VALIDATION_FINDING)
        write_table(public, table.select(VALIDATION_FINDING.names))
        write_table(private, table)
        reported += [
            FileFinding(code, row["rule_code"], row["source_file"], row["source_sheet"], row["source_column"])
            for row in rows
        ]
    return FileReport(tuple(reported))


def _remove_unknown_parts(layout: DataLayout, semester: Semester, institution_code: str) -> None:
    """Remove what was written of data sets that no contract describes any more."""
    known = {*load_contracts(), FILE_PART}
    folders = [
        layout.accepted(table, semester.key, institution_code).parent
        for table in ("sheet_reconciliation", "control_total", "validation_finding")
    ]
    for folder in [*folders, layout.private_findings(semester.key, institution_code, FILE_PART).parent]:
        for part in folder.glob("*.parquet"):
            if part.stem not in known:
                part.unlink()


def _faults(layout: DataLayout, semester: Semester, institution_code: str) -> list[dict[str, Any]]:
    path = layout.received(semester.key, institution_code) / "file_fault.parquet"
    faults: list[dict[str, Any]] = read_part(path).to_pylist() if path.exists() else []
    return sorted(faults, key=_place)


def _place(fault: Mapping[str, Any]) -> tuple[str, ...]:
    names = ("source_file", "source_sheet", "rule_code", "source_column")
    return (*(fault[name] or "" for name in names), f"{fault['source_row'] or 0:09}")


def _finding_rows(
    faults: Sequence[Mapping[str, Any]], semester: Semester, institution_code: str
) -> Iterator[dict[str, Any]]:
    """Give one row per fault; a fault that the reader names twice is reported once."""
    seen: set[str] = set()
    for fault in faults:
        rule = load_catalogue()[fault["rule_code"]]
        place = [fault["source_file"], fault["source_sheet"], fault["source_column"]]
        if fault["source_row"] is not None:
            place.append(str(fault["source_row"]))
        parts = (rule.code, semester.key, institution_code, *place)
        identity = hashlib.sha256(_SEPARATOR.join(part or "" for part in parts).encode()).hexdigest()[:32]
        if identity in seen:
            continue
        seen.add(identity)
        yield {
            "finding_id": identity,
            "rule_code": rule.code,
            "severity": rule.severity,
            "source_file": fault["source_file"],
            "source_sheet": fault["source_sheet"],
            "source_row": fault["source_row"],
            "source_column": fault["source_column"],
            "message_id": _message(rule.message_id, fault),
        }


def _message(template: str, fault: Mapping[str, Any]) -> str:
    """Fill the template; what the reader knows besides follows it."""
    column = fault["source_column"]
    label = column_labels().get(column, column) if column else ""
    text = template.replace("{kolom}", label).replace("{lembar}", fault["source_sheet"] or "")
    return f"{text} {fault['detail_id']}" if fault["detail_id"] else text
