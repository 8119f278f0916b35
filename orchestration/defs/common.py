"""What the assets of all stages share: names of stages, owners, and metadata that is safe to show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import dagster as dg
import pyarrow as pa

#: Whom the UI names for an asset: who maintains the pipelines, and who answers for the reports.
ENGINEERS = "team:data-engineering"
SECRETARIAT = "team:sektap-secretariat"


def column_schema(schema: pa.Schema) -> dict[str, Any]:
    """Give an Arrow schema as the column list that the UI shows."""
    columns = [
        dg.TableColumn(field.name, str(field.type), constraints=dg.TableColumnConstraints(nullable=field.nullable))
        for field in schema
    ]
    return {"dagster/column_schema": dg.TableSchema(columns)}


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> dg.MarkdownMetadataValue:
    """Give rows as a Markdown table for the UI. Callers hand in counts, codes and file names, never people."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    for row in rows:
        cells = ("" if value is None else str(value).replace("|", "\\|") for value in row)
        lines.append("| " + " | ".join(cells) + " |")
    return dg.MetadataValue.md("\n".join(lines))


def run_started_at(context: dg.AssetExecutionContext) -> datetime:
    """Give the moment the run was created (UTC): the one clock reading of a run, whichever step asks."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None:
        raise dg.Failure(f"The run {context.run.run_id} is not in Dagster's storage")
    created: datetime = record.create_timestamp
    return created


def row_count(rows: int) -> Mapping[str, Any]:
    """Give a count of rows under the name that the UI plots."""
    return {"dagster/partition_row_count": rows}
