"""What is reported of a submission as a whole, once each of its files has been read: rows of `file_fault`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sources.reading.part import FilePart
from sources.reading.superseded import DatasetPart

#: Rules by which a file or sheet is refused; every other fault is only reported.
REFUSALS = frozenset(
    {
        "ambiguous_column",
        "file_too_large",
        "missing_column",
        "no_known_sheet",
        "partial_workbook",
        "password_protected",
        "unexpected_dataset",
        "unreadable_file",
        "unsafe_archive",
        "unsupported_format",
        "wrong_semester",
    }
)


def missing_datasets(owed: Collection[str], sheets: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tell of each data set that is owed and that none of the sheets gives; an empty sheet gives it.

    Nothing is reported where there is no sheet at all: what is wrong with the files says it.
    """
    given = {sheet["dataset"] for sheet in sheets}
    if given:
        for dataset in sorted(set(owed) - given):
            yield _fault("missing_dataset", sheet=dataset)


def dataset_part(path: Path, part: FilePart) -> DatasetPart:
    """Describe the rows of a data set in `path` that a file gave."""
    (file,) = part.files
    refusals = [fault for fault in part.faults if fault["rule_code"] in REFUSALS and fault["source_row"] is None]
    is_refused = any(fault["source_sheet"] is None for fault in refusals)
    return DatasetPart(
        path,
        file["source_file"],
        file["received_at"],
        {sheet["source_sheet"] for sheet in part.sheets} if is_refused else {one["source_sheet"] for one in refusals},
    )


def superseded(
    source_file: str, later_file: str, dataset: str, sheets: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Tell of the sheets of a data set in a file that a later file supersedes; none of their rows is counted."""
    for sheet in sheets:
        if (sheet["source_file"], sheet["dataset"]) == (source_file, dataset):
            rows, sheet["rows_received"] = sheet["rows_received"], 0
            detail_id = f"Yang dihitung adalah {later_file}; {rows} baris di sini tidak dihitung."
            yield _fault("superseded_file", file=source_file, sheet=sheet["source_sheet"], detail_id=detail_id)


def shrunk(rows_received: int, rows_before: int | None) -> Iterator[dict[str, Any]]:
    """Tell of a version with less than two thirds of the rows of the version before."""
    if rows_before is not None and 3 * rows_received < 2 * rows_before:
        detail_id = f"Sebelumnya {rows_before} baris, sekarang {rows_received}."
        yield _fault("submission_shrunk", detail_id=detail_id)


def _fault(
    rule_code: str, *, file: str | None = None, sheet: str | None = None, detail_id: str | None = None
) -> dict[str, Any]:
    return {
        "rule_code": rule_code,
        "source_file": file,
        "source_sheet": sheet,
        "source_row": None,
        "source_column": None,
        "detail_id": detail_id,
    }
