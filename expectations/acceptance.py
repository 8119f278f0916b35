"""What the door lets through, institution by institution: accepted rows with pseudonyms, accounts and findings.

Each part of the border to SQL is written whole in one step; a submission without a sheet of the data set loses the
parts that an earlier version had left.
"""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa

from expectations.findings import read_findings
from expectations.pseudonym import pseudonyms
from expectations.received import DatasetBatch, quoted
from sources.border import AMOUNT_ACCOUNT, DOOR_FINDING, PRIVATE_DOOR_FINDING, SHEET_ACCOUNT, accepted_schema
from sources.contract import Contract
from sources.data_layout import DataLayout
from sources.parquet import write_table

PERSON_MATCH_ID = "person_match_id"

#: Of a row that is kept out: its file or sheet was rejected, or one of its cells.
_IS_REJECTED = "(sheet.is_rejected or received.row_id in (select row_id from rejected_row))"


def write_institution_parts(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    batch: DatasetBatch,
    key: bytes,
    group_rows: int,
) -> None:
    """Write, or remove, every part of the data set for each institution.

    `key` is that of the pseudonyms; up to about `group_rows` accepted rows are held in memory at once, and never less
    than one institution's.
    """
    parts = zip(
        batch.institution_codes,
        _accepted_by_institution(connection, batch, group_rows, key),
        _split(_query(connection, _SHEET_ACCOUNT_QUERY, batch), batch, SHEET_ACCOUNT),
        _split(_query(connection, _amount_account_query(batch.contract), batch), batch, AMOUNT_ACCOUNT),
        _findings_by_institution(connection, batch, group_rows),
        strict=True,
    )
    for code, accepted, sheets, amounts, findings in parts:
        if sheets.num_rows:
            _write_parts(layout, batch, code, accepted, sheets, amounts, findings)
        else:
            _remove_parts(layout, batch, code)


def _write_parts(
    layout: DataLayout,
    batch: DatasetBatch,
    institution_code: str,
    accepted: pa.Table,
    sheets: pa.Table,
    amounts: pa.Table,
    findings: pa.Table,
) -> None:
    dataset, semester = batch.contract.dataset, batch.semester.key
    write_table(layout.accepted(dataset, semester, institution_code), accepted)
    write_table(layout.accepted("sheet_account", semester, institution_code, dataset), sheets)
    write_table(layout.accepted("amount_account", semester, institution_code, dataset), amounts)
    public = findings.select(DOOR_FINDING.names)
    write_table(layout.accepted("door_finding", semester, institution_code, dataset), public)
    write_table(layout.private_findings(semester, institution_code, dataset), findings)


def _remove_parts(layout: DataLayout, batch: DatasetBatch, institution_code: str) -> None:
    dataset, semester = batch.contract.dataset, batch.semester.key
    layout.accepted(dataset, semester, institution_code).unlink(missing_ok=True)
    for table in ("sheet_account", "amount_account", "door_finding"):
        layout.accepted(table, semester, institution_code, dataset).unlink(missing_ok=True)
    layout.private_findings(semester, institution_code, dataset).unlink(missing_ok=True)


def _accepted_by_institution(
    connection: duckdb.DuckDBPyConnection, batch: DatasetBatch, group_rows: int, key: bytes
) -> Iterator[pa.Table]:
    schema = accepted_schema(batch.contract)
    for first, end in _groups(connection, batch, "received", group_rows):
        yield from _slices(_accepted_rows(connection, batch.contract, first, end, key), range(first, end), schema)


def _findings_by_institution(
    connection: duckdb.DuckDBPyConnection, batch: DatasetBatch, group_rows: int
) -> Iterator[pa.Table]:
    for first, end in _groups(connection, batch, "finding", group_rows):
        yield from _slices(read_findings(connection, batch, first, end), range(first, end), PRIVATE_DOOR_FINDING)


def _groups(
    connection: duckdb.DuckDBPyConnection, batch: DatasetBatch, table: str, group_rows: int
) -> list[tuple[int, int]]:
    """Cut the institutions into runs (first, end) of at most `group_rows` rows of a table, or of one institution."""
    query = f"select institution_no, count(*) from {table} group by institution_no"
    counts = dict(connection.execute(query).fetchall())
    groups: list[tuple[int, int]] = []
    rows = 0
    for institution_no in range(len(batch.institution_codes)):
        count = counts.get(institution_no, 0)
        if groups and rows + count <= group_rows:
            groups[-1] = (groups[-1][0], institution_no + 1)
            rows += count
        else:
            groups.append((institution_no, institution_no + 1))
            rows = count
    return groups


def _accepted_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, first: int, end: int, key: bytes
) -> pa.Table:
    """Give the accepted rows of the institutions numbered `first` to before `end`, in received order.

    Columns: institution_no and those of `border.accepted_schema`, numbers already as pseudonyms.
    """
    columns = {column.warehouse_name or column.name: column for column in contract.published_columns}
    selected = [f"received.{quoted(column.name)} as {quoted(name)}" for name, column in columns.items()]
    hidden = [name for name, column in columns.items() if column.publish in ("person_id", "household_id")]
    if PERSON_MATCH_ID in accepted_schema(contract).names:
        selected.append(f"{_person_in_words()} as {PERSON_MATCH_ID}")
        hidden.append(PERSON_MATCH_ID)
    table = connection.execute(
        f"""
        select
            received.institution_no, received.record_id, sheet.source_file, sheet.source_sheet, received.source_row,
            {", ".join(selected)}
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no
        where received.institution_no >= ? and received.institution_no < ? and not {_IS_REJECTED}
        order by received.row_id
        """,
        [first, end],
    ).to_arrow_table()
    for name in hidden:
        values = pseudonyms(table.column(name), key)
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


def _person_in_words() -> str:
    """Who a person without NIK is: the name's letters and digits without case and accents, and the birth date."""
    name = r"regexp_replace(lower(strip_accents(nfc_normalize(received.nama))), '[^\p{L}\p{N}]', '', 'g')"
    words = f"{name} || '|' || strftime(received.tanggal_lahir, '%Y-%m-%d')"
    return f"case when received.nik is null then {words} end"


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


def _amount_account_query(contract: Contract) -> str:
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


def _split(table: pa.Table, batch: DatasetBatch, schema: pa.Schema) -> Iterator[pa.Table]:
    return _slices(table, range(len(batch.institution_codes)), schema)


def _slices(table: pa.Table, institution_numbers: range, schema: pa.Schema) -> Iterator[pa.Table]:
    """Cut a table that is sorted by institution_no into one table per institution, empty ones included."""
    numbers = table.column("institution_no").to_numpy()
    rows = table.select(schema.names).cast(schema)
    for institution_no in institution_numbers:
        start, end = np.searchsorted(numbers, [institution_no, institution_no + 1])
        yield rows.slice(start, end - start)
