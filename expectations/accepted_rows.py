"""Writes what validation leaves, per institution: accepted rows with pseudonyms, reconciliations and findings.

Each part is written whole in one step; a submission without a sheet of the data set loses the
parts that an earlier version had left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.checks import RowCheck
from expectations.findings import read_findings
from expectations.received import DatasetBatch
from expectations.recipients import age_band_expression, sex_expression
from expectations.rejected_households import read_rejected_households
from foundation.atomic_files import atomic_write
from foundation.data_layout import DataLayout
from foundation.prefetch import prefetch
from foundation.pseudonym import pseudonyms
from foundation.schemas import (
    CONTROL_TOTAL,
    PRIVATE_VALIDATION_FINDING,
    REJECTED_HOUSEHOLD,
    SHEET_RECONCILIATION,
    VALIDATION_FINDING,
)
from sources.contract import Contract, MatchedColumns
from sources.contract_schemas import AGE_BAND, PERSON_MATCH_ID, SEX, accepted_schema
from sources.row_keys import quoted

#: Of a row that is kept out: its file, sheet or table was rejected, or one of its cells.
_IS_REJECTED = "(received.is_rejected or received.row_id in (select row_id from rejected_row))"


def write_institution_parts(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    batch: DatasetBatch,
    checks: Sequence[RowCheck],
    key: bytes,
    chunk_rows: int,
) -> None:
    """Write, or remove, every part of the data set for each institution.

    `checks` are bound; `key` is that of the pseudonyms. Rows and findings stream through: twice `chunk_rows` of them
    are in hand at once.
    """
    dataset, semester = batch.contract.dataset, batch.semester.key
    sheet_reconciliations = _query(connection, _SHEET_ACCOUNT_QUERY, batch)
    control_totals = _query(connection, _control_total_query(batch.contract), batch)
    handed_in = set(sheet_reconciliations.column("institution_no").to_pylist())
    for institution_no, code in enumerate(batch.institution_codes):
        if institution_no not in handed_in:
            _remove_parts(layout, batch, code)

    def part(table: str, schema: pa.Schema) -> _Part:
        return _Part(schema, lambda code: layout.accepted(table, semester, code, dataset))

    accepted = _Part(accepted_schema(batch.contract), lambda code: layout.accepted(dataset, semester, code))
    private = _Part(PRIVATE_VALIDATION_FINDING, lambda code: layout.private_findings(semester, code, dataset))
    tables: list[tuple[Iterable[pa.Table], Sequence[_Part]]] = [
        (_accepted_rows(connection, batch.contract, key, chunk_rows), (accepted,)),
        ([sheet_reconciliations], (part("sheet_reconciliation", SHEET_RECONCILIATION),)),
        ([control_totals], (part("control_total", CONTROL_TOTAL),)),
        (read_findings(connection, batch, chunk_rows), (part("validation_finding", VALIDATION_FINDING), private)),
    ]
    if batch.contract.is_registry:
        refused = read_rejected_households(connection, batch.contract, checks, key, chunk_rows)
        of_refused = _Part(REJECTED_HOUSEHOLD, lambda code: layout.accepted("rejected_household", semester, code))
        tables.append((refused, (of_refused,)))
    for rows, parts in tables:
        _write_by_institution(prefetch(rows), parts, batch.institution_codes, handed_in)


@dataclass(frozen=True)
class _Part:
    """One table that SQL reads: its columns, and where an institution's part of it stands."""

    schema: pa.Schema
    path: Callable[[str], Path]


def _write_by_institution(
    rows: Iterable[pa.Table], parts: Sequence[_Part], institution_codes: Sequence[str], handed_in: set[int]
) -> None:
    """Write rows that come sorted by institution_no; who has handed in a sheet and has no row gets empty parts."""
    without_rows = set(handed_in)
    for institution_no, pieces in groupby(_by_institution(rows), itemgetter(0)):
        without_rows.discard(institution_no)
        _write_pieces((piece for _, piece in pieces), parts, institution_codes[institution_no])
    for institution_no in without_rows:
        _write_pieces((), parts, institution_codes[institution_no])


def _by_institution(tables: Iterable[pa.Table]) -> Iterator[tuple[int, pa.Table]]:
    """Cut tables that are sorted by institution_no into pieces of one institution each."""
    for table in tables:
        numbers = table.column("institution_no").to_numpy()
        for institution_no in np.unique(numbers).tolist():
            start, end = np.searchsorted(numbers, [institution_no, institution_no + 1])
            yield institution_no, table.slice(start, end - start)


def _write_pieces(pieces: Iterable[pa.Table], parts: Sequence[_Part], institution_code: str) -> None:
    """Write the pieces of one institution's rows into each part, with the columns of its schema."""
    with ExitStack() as stack:
        writers = [
            (part.schema, stack.enter_context(_open_writer(part.path(institution_code), part.schema))) for part in parts
        ]
        for piece in pieces:
            for schema, writer in writers:
                writer.write_table(piece.select(schema.names).cast(schema))


@contextmanager
def _open_writer(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetWriter]:
    with atomic_write(path) as unfinished, pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
        yield writer


def _remove_parts(layout: DataLayout, batch: DatasetBatch, institution_code: str) -> None:
    dataset, semester = batch.contract.dataset, batch.semester.key
    layout.accepted(dataset, semester, institution_code).unlink(missing_ok=True)
    for table in ("sheet_reconciliation", "control_total", "validation_finding"):
        layout.accepted(table, semester, institution_code, dataset).unlink(missing_ok=True)
    layout.private_findings(semester, institution_code, dataset).unlink(missing_ok=True)
    if batch.contract.is_registry:
        layout.accepted("rejected_household", semester, institution_code).unlink(missing_ok=True)


def _accepted_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, key: bytes, chunk_rows: int
) -> Iterator[pa.Table]:
    """Stream the accepted rows of all institutions in received order, numbers already as pseudonyms.

    Columns: institution_no and those of `contract_schemas.accepted_schema`.
    """
    columns = {column.warehouse_name or column.name: column for column in contract.published_columns}
    selected = [f"received.{quoted(column.name)} as {quoted(name)}" for name, column in columns.items()]
    hidden = [name for name, column in columns.items() if column.publish in ("person_id", "household_id")]
    if contract.matched is not None and PERSON_MATCH_ID in accepted_schema(contract).names:
        selected.append(f"{_person_in_words(contract.matched)} as {PERSON_MATCH_ID}")
        hidden.append(PERSON_MATCH_ID)
        selected.append(f"{sex_expression(contract.matched)} as {SEX}")
        day = contract.dated_by[0] if contract.dated_by else None
        selected.append(f"{age_band_expression(contract.matched, day)} as {AGE_BAND}")
    reader = connection.execute(
        f"""
        select
            received.institution_no, received.record_id, sheet.source_file, sheet.source_sheet, received.source_row,
            {", ".join(selected)}
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no
        where not {_IS_REJECTED}
        order by received.row_id
        """
    ).to_arrow_reader(chunk_rows)
    for rows in reader:
        table = pa.table(rows)
        for name in hidden:
            values = pseudonyms(table.column(name), key)
            table = table.set_column(table.schema.get_field_index(name), name, values)
        yield table


def _person_in_words(matched: MatchedColumns) -> str:
    """Who a person without NIK is: the name's letters and digits without case and accents, and the birth date."""
    letters = f"lower(strip_accents(nfc_normalize(received.{quoted(matched.name)})))"
    birth_date = f"received.{quoted(matched.birth_date)}" if matched.birth_date else "null::date"
    words = rf"regexp_replace({letters}, '[^\p{{L}}\p{{N}}]', '', 'g') || '|' || strftime({birth_date}, '%Y-%m-%d')"
    return f"case when received.{quoted(matched.nik)} is null then {words} end"


_SHEET_ACCOUNT_QUERY = f"""
    select
        sheet.institution_no, sheet.source_file, sheet.source_sheet, $dataset as dataset,
        count(received.row_id) as rows_received,
        count(received.row_id) filter (not {_IS_REJECTED}) as rows_accepted,
        count(received.row_id) filter ({_IS_REJECTED}) as rows_rejected
    from sheet
    left join received on sheet.sheet_no = received.sheet_no
    group by sheet.sheet_no, sheet.institution_no, sheet.source_file, sheet.source_sheet
    order by sheet.sheet_no
"""


def _control_total_query(contract: Contract) -> str:
    """Per sheet and amount column its rupiah; an empty amount counts nothing. No amount column, no line."""
    names = [column.name for column in contract.columns if column.type == "amount"]
    amount = " ".join(f"when '{name}' then received.{quoted(name)}" for name in names) or "when '' then 0"
    listed = ", ".join(f"'{name}'" for name in names)
    return f"""
        select
            institution_no, source_file, source_sheet, $dataset as dataset, amount_column,
            coalesce(sum(amount), 0) as received_idr,
            coalesce(sum(amount) filter (not is_rejected), 0) as accepted_idr,
            coalesce(sum(amount) filter (is_rejected), 0) as rejected_idr
        from (
            select
                sheet.sheet_no, sheet.institution_no, sheet.source_file, sheet.source_sheet, amount_column,
                case amount_column {amount} else 0 end as amount,
                {_IS_REJECTED} as is_rejected
            from sheet
            cross join (select unnest([{listed}]::varchar[]) as amount_column)
            left join received on sheet.sheet_no = received.sheet_no
        )
        group by sheet_no, institution_no, source_file, source_sheet, amount_column
        order by sheet_no, amount_column
    """


def _query(connection: duckdb.DuckDBPyConnection, query: str, batch: DatasetBatch) -> pa.Table:
    return connection.execute(query, {"dataset": batch.contract.dataset}).to_arrow_table()
