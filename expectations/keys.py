"""Rows of one submission that repeat or contradict each other: exact copies, and equal keys with other values.

Finding them by hash first leaves the exact, wide comparison to the few rows whose hashes meet.
"""

import duckdb

from sources.contract import Contract
from sources.row_keys import key_columns, key_is_complete, quoted, value_columns


def create_row_marks(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Create the table `row_mark`: a line per row that is a later copy or whose key has several contents.

    Columns: row_id; copy_number (2, 3… for later copies, in the order file, sheet, row); key_variants (how many
    different rows share the key; null for later copies); related_row_id (the row that it repeats or contradicts).
    All files and sheets of an institution are one submission; rows of rejected files and sheets take no part. They are
    in the table `fingerprint` besides: row_id, is_rejected, content_hash and key_hash.
    """
    _create_fingerprints(connection, contract)
    _create_copies(connection, contract)
    connection.execute(
        """
        create or replace temp table row_mark as
        select row_id, copy_number, null::bigint as key_variants, first_row_id as related_row_id
        from later_copy
        """
    )
    if contract.key:
        _mark_conflicts(connection, contract)


def _create_fingerprints(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    contents = ", ".join(_contents(contract))
    key = f"hash(received.institution_no, {', '.join(key_columns(contract))})" if contract.key else "null::ubigint"
    connection.execute(
        f"""
        create or replace temp table fingerprint as
        select
            received.row_id,
            received.is_rejected,
            hash(received.institution_no, {contents}) as content_hash,
            case when {key_is_complete(contract)} and not received.is_rejected then {key} end as key_hash
        from received
        """
    )


def _create_copies(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    contents = ", ".join(_contents(contract))
    connection.execute(
        f"""
        create or replace temp table later_copy as
        select row_id, copy_number, first_row_id
        from (
            select
                row_id,
                row_number() over same_content as copy_number,
                first_value(row_id) over same_content as first_row_id
            from received
            where row_id in (
                select row_id from fingerprint
                where not is_rejected and content_hash in (
                    select content_hash from fingerprint where not is_rejected group by content_hash having count(*) > 1
                )
            )
            window same_content as (partition by institution_no, {contents} order by sheet_no, source_row, row_id)
        )
        where copy_number > 1
        """
    )


def _mark_conflicts(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Mark rows that share a key. Later copies are left out first, so that the rest of a key differ in content."""
    connection.execute(
        f"""
        insert into row_mark
        select row_id, 1, key_variants, case when row_id = first_row_id then second_row_id else first_row_id end
        from (
            select
                row_id,
                count(*) over same_key as key_variants,
                first_value(row_id) over same_key as first_row_id,
                nth_value(row_id, 2) over same_key as second_row_id
            from received
            where row_id in (
                select row_id from fingerprint
                where row_id not in (select row_id from later_copy)
                    and key_hash in (select key_hash from fingerprint group by key_hash having count(*) > 1)
            )
            window same_key as (
                partition by institution_no, {", ".join(key_columns(contract))}
                order by sheet_no, source_row, row_id
                rows between unbounded preceding and unbounded following
            )
        )
        where key_variants > 1
        """
    )


def _contents(contract: Contract) -> list[str]:
    """Values, faults and texts of a row as SQL. A NIK that is a stand-in is none, however it is written."""
    contents = []
    for name in value_columns(contract):
        column, _, part = name.partition("__")
        cell = f"received.{quoted(name)}"
        if part and contract.column(column).type == "nik":
            is_stand_in = f"received.{quoted(f'{column}__fault')} = 'nik_missing'"
            cell = f"case when {is_stand_in} then null else {cell} end"
        contents.append(cell)
    return contents
