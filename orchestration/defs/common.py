"""What the assets of all stages share: names of stages, owners, and metadata that is safe to show."""

import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import dagster as dg
import pyarrow as pa

from expectations.errors import RowValidationError
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.pseudonym import PseudonymKeyError
from sources.archive import ArchiveError
from sources.institutions import InstitutionListError

#: Whom the UI names for an asset: who maintains the pipelines, and who answers for the reports.
ENGINEERS = "team:data-engineering"
SECRETARIAT = "team:sektap-secretariat"

#: How the status of a submission reads at a glance.
STATUS_SIGNS: Mapping[str, str] = {
    "accepted": "✅",
    "accepted_with_rejects": "🟡",
    "rejected": "❌",
    "missing": "—",
    "unreachable": "🔌",
}


def column_schema(schema: pa.Schema) -> dict[str, Any]:
    """Give an Arrow schema as the column list that the UI shows."""
    columns = [
        dg.TableColumn(field.name, str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable))
        for field in schema
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def table_metadata(header: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.TableMetadataValue:
    """Give rows as a table for the UI. Callers hand in counts, codes and file names, never people.

    A table and not Markdown, in which the names of files would be read as Markdown and HTML.
    """
    columns = [dg.TableColumn(name, "string") for name in header]
    records = [dg.TableRecord({name: _cell(value) for name, value in zip(header, row, strict=True)}) for row in rows]
    return dg.MetadataValue.table(records, dg.TableSchema(columns))


def _cell(value: object) -> str | int | float | bool:
    if value is None:
        return ""
    return value if isinstance(value, str | int | float | bool) else str(value)


def run_started_at(context: dg.AssetExecutionContext) -> datetime:
    """Give the moment the run was created (UTC): the one clock reading of a run, whichever step asks."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None:
        raise dg.Failure(f"The run {context.run.run_id} is not in Dagster's storage")
    created: datetime = record.create_timestamp
    return created


@contextmanager
def private_errors(layout: DataLayout, stage: str) -> Iterator[None]:
    """Keep what an error says of people's data out of Dagster's storage, around the stages that hold such data.

    Libraries quote the value they stumble over. The whole text goes to a file under `private/`; Dagster and the
    console get the kind of error and where to read on. Raises `dagster.Failure`; errors of SEKTAP's own, which quote
    no value, keep their text.
    """
    try:
        yield
    except dg.Failure:
        raise
    except (ArchiveError, RowValidationError, InstitutionListError, PseudonymKeyError) as error:
        raise dg.Failure(f"{stage}: {error}", allow_retries=False) from None
    except Exception as error:  # noqa: BLE001 - whatever it is, its text must not travel on
        report = layout.error_report(stage)
        with atomic_write(report) as unfinished:
            unfinished.write_text(traceback.format_exc(), encoding="utf-8")
        place = report.relative_to(layout.root)
        raise dg.Failure(f"{stage}: {type(error).__name__}; what it says is in {place}", allow_retries=False) from None


def row_count(rows: int) -> Mapping[str, Any]:
    """Give a count of rows under the name that the UI plots."""
    return {"dagster/partition_row_count": rows}
