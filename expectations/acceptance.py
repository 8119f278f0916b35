"""What the door lets through, institution by institution: accepted rows with pseudonyms, accounts and findings.

Each part of the border to SQL is written whole in one step; a submission without a sheet of the data set loses the
parts that an earlier version had left.
"""

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from expectations.pseudonym import pseudonyms
from expectations.received import DatasetBatch, quoted
from sources.border import AMOUNT_ACCOUNT, DOOR_FINDING, PRIVATE_DOOR_FINDING, SHEET_ACCOUNT, accepted_schema
from sources.contract import Contract
from sources.data_layout import DataLayout
from sources.parquet import write_table
from sources.semester import Semester

PERSON_MATCH_ID = "person_match_id"

#: Of a row that is kept out: its file or sheet was rejected, or one of its cells.
_IS_REJECTED = "(sheet.is_rejected or received.row_id in (select row_id from rejected_row))"


def write_institution_parts(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    batch: DatasetBatch,
    key: bytes,
) -> None:
    """Write, or remove, every part of the data set for each institution. `key` is that of the pseudonyms."""
    contract, semester = batch.contract, batch.semester
    sheet_accounts = _query(connection, _SHEET_ACCOUNT_QUERY, contract)
    amount_accounts = _query(connection, _amount_account_query(contract), contract)
    findings = connection.execute(_FINDING_QUERY).to_arrow_table()
    for institution_no, code in enumerate(batch.institution_codes):
        account = _part(sheet_accounts, institution_no, SHEET_ACCOUNT)
        if account.num_rows == 0:
            _remove_parts(layout, semester, contract, code)
            continue
        private = _part(findings, institution_no, PRIVATE_DOOR_FINDING)
        write_table(
            layout.accepted(contract.dataset, semester.key, code),
            accepted_rows(connection, contract, institution_no, key),
        )
        amounts = _part(amount_accounts, institution_no, AMOUNT_ACCOUNT)
        write_table(layout.accepted("sheet_account", semester.key, code, contract.dataset), account)
        write_table(layout.accepted("amount_account", semester.key, code, contract.dataset), amounts)
        write_table(
            layout.accepted("door_finding", semester.key, code, contract.dataset), private.select(DOOR_FINDING.names)
        )
        write_table(layout.private_findings(semester.key, code, contract.dataset), private)


def accepted_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, institution_no: int, key: bytes
) -> pa.Table:
    """Give one institution's accepted rows as the border has them (`border.accepted_schema`), in received order."""
    schema = accepted_schema(contract)
    columns = {column.warehouse_name or column.name: column for column in contract.published_columns}
    selected = [f"received.{quoted(column.name)} as {quoted(name)}" for name, column in columns.items()]
    if PERSON_MATCH_ID in schema.names:
        selected.append(f"{_person_in_words()} as {PERSON_MATCH_ID}")
    table = connection.execute(
        f"""
        select received.record_id, sheet.source_file, sheet.source_sheet, received.source_row, {", ".join(selected)}
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no
        where received.institution_no = ? and not {_IS_REJECTED}
        order by received.row_id
        """,
        [institution_no],
    ).to_arrow_table()
    for name in schema.names:
        is_pseudonym = name in columns and columns[name].publish in ("person_id", "household_id")
        if is_pseudonym or name == PERSON_MATCH_ID:
            values = table.column(name).combine_chunks()
            table = table.set_column(table.schema.get_field_index(name), name, pseudonyms(values, key))
    return table.select(schema.names).cast(schema)


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

_FINDING_QUERY = f"""
    select institution_no, {", ".join(PRIVATE_DOOR_FINDING.names)}
    from finding
    order by sheet_no, source_row, check_no
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


def _query(connection: duckdb.DuckDBPyConnection, query: str, contract: Contract) -> pa.Table:
    return connection.execute(query, {"dataset": contract.dataset}).to_arrow_table()


def _part(table: pa.Table, institution_no: int, schema: pa.Schema) -> pa.Table:
    rows = table.filter(pc.equal(table.column("institution_no"), institution_no))
    return rows.select(schema.names).cast(schema)


def _remove_parts(layout: DataLayout, semester: Semester, contract: Contract, institution_code: str) -> None:
    layout.accepted(contract.dataset, semester.key, institution_code).unlink(missing_ok=True)
    for table in ("sheet_account", "amount_account", "door_finding"):
        layout.accepted(table, semester.key, institution_code, contract.dataset).unlink(missing_ok=True)
    layout.private_findings(semester.key, institution_code, contract.dataset).unlink(missing_ok=True)
