"""The rows of the registry that were refused, as far as they can be read, without personal data.

The headcount says with them how many of the poor were listed and not counted, and whose household is no stranger
although no accepted row lists it. A value of a refused row counts as read where it passes the checks of its own column;
so nothing but known codes, plausible counts and pseudonyms of sound numbers comes out.
"""

from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from expectations.catalogue import load_catalogue
from expectations.checks import RowCheck
from foundation.database import sql_literal
from foundation.pseudonym import pseudonyms
from foundation.schemas import REJECTED_HOUSEHOLD
from sources.contract import Column, Contract
from sources.row_keys import quoted


def read_rejected_households(
    connection: duckdb.DuckDBPyConnection, contract: Contract, checks: Sequence[RowCheck], key: bytes, chunk_rows: int
) -> Iterator[pa.Table]:
    """Stream the refused rows of all institutions in received order; `key` is that of the pseudonyms.

    Columns: institution_no and those of `schemas.REJECTED_HOUSEHOLD`. Needs the tables of `received`, `keys` and
    `findings`, and bound checks. A row is a copy where an earlier one of its institution's submission says the same in
    every column; rows of what was rejected as a whole come after all others.
    """
    names = {column.warehouse_name: column for column in contract.published_columns}
    columns = {name: names[name] for name in REJECTED_HOUSEHOLD.names if name in names}
    values = [f"{_sound_value(column, checks)} as {name}" for name, column in columns.items()]
    reader = connection.execute(
        f"""
        with copy_in_rejected_sheet as (
            select row_id
            from fingerprint
            where content_hash in (select content_hash from fingerprint where is_rejected)
            qualify is_rejected and row_number() over (partition by content_hash order by is_rejected, row_id) > 1
        )

        select
            received.institution_no, received.record_id, sheet.source_file, sheet.source_sheet,
            received.row_id in (
                select row_id from later_copy union all select row_id from copy_in_rejected_sheet
            ) as is_copy,
            {", ".join(values)}
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no
        where received.is_rejected or received.row_id in (select row_id from rejected_row)
        order by received.row_id
        """
    ).to_arrow_reader(chunk_rows)
    for rows in reader:
        table = pa.table(rows)
        for name, column in columns.items():
            if column.publish != "value":
                hidden = pseudonyms(table.column(name), key)
                table = table.set_column(table.schema.get_field_index(name), name, hidden)
        yield table


def _sound_value(column: Column, checks: Sequence[RowCheck]) -> str:
    """SQL of the value where it passes each check by which it alone can reject a row, else null."""
    cell = f"received.{quoted(column.name)}"
    rejecting = [
        _passes(cell, check)
        for check in checks
        if check.checked == column.name and load_catalogue()[check.rule_code].severity == "error"
    ]
    return f"case when {' and '.join(rejecting)} then {cell} end"


def _passes(cell: str, check: RowCheck) -> str:
    match check.kind:
        case "in_set":
            return f"{cell} in ({', '.join(sql_literal(value) for value in check.values)})"
        case "matches_no_regex":
            return f"not regexp_matches({cell}, {sql_literal(check.regex)})"
        case "between":
            limits = {">=": check.minimum, "<=": check.maximum}
            return " and ".join(
                f"{cell} {sign} {sql_literal(limit)}" for sign, limit in limits.items() if limit is not None
            )
        case _:
            raise NotImplementedError(f"{check.check_id} has no form in SQL")
