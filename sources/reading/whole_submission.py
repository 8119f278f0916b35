"""What is to be told of a submission as a whole, once each of its files has been read: rows of `file_fault`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any


def missing_datasets(owed: Collection[str], sheets: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Tell of each data set that is owed and that none of the sheets gives; an empty sheet gives it.

    Nothing is told where there is no sheet at all: what is wrong with the files says it.
    """
    given = {sheet["dataset"] for sheet in sheets}
    if given:
        for dataset in sorted(set(owed) - given):
            yield _fault("missing_dataset", sheet=dataset)


def _fault(
    rule_code: str, *, file: str | None = None, sheet: str | None = None, detail_id: str | None = None
) -> dict[str, Any]:
    return {
        "rule_code": rule_code,
        "source_file": file,
        "source_sheet": sheet,
        "source_column": None,
        "detail_id": detail_id,
    }
