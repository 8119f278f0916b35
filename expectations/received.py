"""The received rows of one data set, of all institutions at once, in DuckDB: the workspace of validation.

Tables (all of the one data set):

- `sheet`: sheet_no (in the order institution, file, sheet), institution_no, source_file, source_sheet, rows_announced,
  is_rejected (the whole file or sheet has a fault that rejects it, and not only warnings);
- `received`: row_id, sheet_no, institution_no, record_id, source_row, is_rejected (with its file, sheet or table), and
  the columns of its `received_schema`;
- `accepted_code`: institution_no and code, what an `accepted_in` check compares with.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from expectations.catalogue import load_catalogue
from expectations.checks import READING_FAULTS
from expectations.errors import RowReconciliationError, UnknownReadingFaultError
from expectations.settings import ValidationSettings
from foundation.data_layout import DataLayout
from foundation.database import open_database
from foundation.schemas import FILE_FAULT, SHEET
from foundation.semester import Semester
from sources.contract import Contract, load_contracts
from sources.contract_schemas import received_schema
from sources.row_keys import quoted, value_columns

_BATCH_ROWS = 122_880


@dataclass(frozen=True)
class DatasetBatch:
    """What is validated at once: one data set of one semester, of these institutions.

    An institution's number is its place in `institution_codes`.
    """

    semester: Semester
    contract: Contract
    institution_codes: Sequence[str]


def read_part(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read one Parquet file as it is, without columns made from the names of its folders."""
    with pq.ParquetFile(path) as file:
        return file.read(columns)


@contextmanager
def open_workspace(layout: DataLayout, settings: ValidationSettings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that spills into a private folder, which goes when the block ends."""
    scratch = settings.scratch or layout.validation_scratch
    scratch.mkdir(parents=True, exist_ok=True)
    spill = Path(tempfile.mkdtemp(dir=scratch))
    with open_database(spill=spill, memory_limit=settings.memory_limit, threads=settings.threads) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set enable_progress_bar = false")
        yield connection


def load_received(connection: duckdb.DuckDBPyConnection, layout: DataLayout, batch: DatasetBatch) -> None:
    """Load sheets and rows of the data set.

    Raises `RowReconciliationError` where a sheet has another number of rows than the reader announced, and
    `UnknownReadingFaultError` where a cell is marked with a rule that no check answers.
    """
    _load_sheets(connection, layout, batch)
    _load_rows(connection, layout, batch)
    _check_row_reconciliation(connection, batch)
    _check_reading_faults(connection, batch.contract)


def load_accepted_codes(connection: duckdb.DuckDBPyConnection, layout: DataLayout, batch: DatasetBatch) -> None:
    """Load, per institution, the codes that an `accepted_in` check of the data set compares with."""
    connection.execute("create or replace temp table accepted_code (institution_no integer, code varchar)")
    for check in batch.contract.checks:
        if check.kind != "accepted_in":
            continue
        dataset, _, name = (check.other or "").partition(".")
        warehouse_name = load_contracts()[dataset].column(name).warehouse_name or name
        tables = [_numbered(pa.table({"code": pa.array([], pa.string())}), 0)]
        for institution_no, code in enumerate(batch.institution_codes):
            path = layout.accepted(dataset, batch.semester.key, code)
            if path.exists():
                codes = read_part(path, [warehouse_name]).column(0)
                tables.append(_numbered(pa.table({"code": pc.unique(codes)}), institution_no))
        connection.register("incoming", pa.concat_tables(tables))
        connection.execute("insert into accepted_code select institution_no, code from incoming")
        connection.unregister("incoming")


def _load_sheets(connection: duckdb.DuckDBPyConnection, layout: DataLayout, batch: DatasetBatch) -> None:
    rejecting = [code for code, rule in load_catalogue().items() if rule.severity == "file"]
    sheets, faults = [_numbered(SHEET.empty_table(), 0)], [_numbered(FILE_FAULT.empty_table(), 0)]
    for institution_no, code in enumerate(batch.institution_codes):
        folder = layout.received(batch.semester.key, code)
        sheets.append(_numbered(_read_or_empty(folder / "sheet.parquet", SHEET), institution_no))
        faults.append(_numbered(_read_or_empty(folder / "file_fault.parquet", FILE_FAULT), institution_no))
    connection.register("incoming_sheet", pa.concat_tables(sheets))
    connection.register("incoming_fault", pa.concat_tables(faults))
    connection.execute(
        """
        create or replace temp table sheet as
        select
            row_number() over (order by institution_no, source_file, sheet_order, source_sheet) as sheet_no,
            institution_no, source_file, source_sheet, rows_received as rows_announced,
            exists (
                select 1 from incoming_fault as fault
                where fault.rule_code in (select unnest($rejecting)) and fault.source_row is null
                    and fault.institution_no = announced.institution_no
                    and fault.source_file = announced.source_file
                    and (fault.source_sheet is null or fault.source_sheet = announced.source_sheet)
            ) as is_rejected
        from incoming_sheet as announced
        where dataset = $dataset
        """,
        {"dataset": batch.contract.dataset, "rejecting": rejecting},
    )
    connection.unregister("incoming_sheet")
    connection.unregister("incoming_fault")


def _read_or_empty(path: Path, schema: pa.Schema) -> pa.Table:
    return read_part(path).cast(schema) if path.exists() else schema.empty_table()


def _numbered(table: pa.Table, institution_no: int) -> pa.Table:
    return table.append_column("institution_no", pa.repeat(pa.scalar(institution_no, pa.int32()), table.num_rows))


def _load_rows(connection: duckdb.DuckDBPyConnection, layout: DataLayout, batch: DatasetBatch) -> None:
    """Create `received`, streaming the rows of all institutions. Rows of no known sheet get sheet_no 0."""
    columns = ", ".join(f"incoming.{quoted(name)}" for name in value_columns(batch.contract))
    schema = received_schema(batch.contract).append(pa.field("institution_no", pa.int32()))
    schema = schema.append(pa.field("row_id", pa.int64()))
    rows = pa.RecordBatchReader.from_batches(schema, _received_batches(layout, batch, schema))
    connection.register("incoming", rows)
    connection.execute(
        f"""
        create or replace temp table received as
        select
            row_id, coalesce(sheet_no, 0) as sheet_no, incoming.institution_no, record_id, source_row,
            is_in_rejected_table or coalesce(sheet.is_rejected, false) as is_rejected, {columns}
        from incoming
        left join sheet
            on incoming.source_file = sheet.source_file and incoming.source_sheet = sheet.source_sheet
            and incoming.institution_no = sheet.institution_no
        """
    )
    connection.unregister("incoming")


def _received_batches(layout: DataLayout, batch: DatasetBatch, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Read the rows of one institution after the other, numbered from 0."""
    first_row_id = 0
    for institution_no, code in enumerate(batch.institution_codes):
        path = layout.received(batch.semester.key, code) / f"{batch.contract.dataset}.parquet"
        if not path.exists():
            continue
        with pq.ParquetFile(path) as file:
            for rows in file.iter_batches(_BATCH_ROWS):
                row_ids = pa.array(np.arange(first_row_id, first_row_id + rows.num_rows))
                numbers = pa.repeat(pa.scalar(institution_no, pa.int32()), rows.num_rows)
                first_row_id += rows.num_rows
                numbered = rows.append_column("institution_no", numbers).append_column("row_id", row_ids)
                yield numbered.select(schema.names).cast(schema)


def _check_row_reconciliation(connection: duckdb.DuckDBPyConnection, batch: DatasetBatch) -> None:
    wrong = connection.execute(
        """
        select
            coalesce(sheet.institution_no, found.institution_no), coalesce(source_file, ''),
            coalesce(source_sheet, ''), coalesce(rows_announced, 0), coalesce(rows_found, 0)
        from sheet
        full outer join (
            select sheet_no, institution_no, count(*) as rows_found from received group by all
        ) as found on sheet.sheet_no = found.sheet_no
        where coalesce(rows_announced, 0) <> coalesce(rows_found, 0)
        order by all
        limit 1
        """
    ).fetchone()
    if wrong is not None:
        institution_no, source_file, source_sheet, announced, found = wrong
        code = batch.institution_codes[institution_no]
        raise RowReconciliationError(code, batch.contract.dataset, source_file, source_sheet, announced, found)


def _check_reading_faults(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    for column in contract.columns:
        if not column.has_reading_faults:
            continue
        fault = quoted(f"{column.name}__fault")
        known = READING_FAULTS[column.type]
        marks = ", ".join("?" for _ in known)
        unknown = connection.execute(f"select min({fault}) from received where {fault} not in ({marks})", known)
        found = unknown.fetchone()
        if found is not None and found[0] is not None:
            raise UnknownReadingFaultError(contract.dataset, column.name, str(found[0]))
