"""From rows that failed checks to findings: one per faulty cell, by the most specific rule, with place and text.

The table `finding` of the workspace holds them, in the order of the rows. What crosses the border to SQL carries no
value; the private part has the value as it was written and the Indonesian text for the sender.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from expectations.catalogue import load_catalogue
from expectations.checks import RowCheck, kelurahan_codes
from expectations.received import DatasetBatch, quoted
from sources.contract import Column, Contract

#: Longest part of a value that a message repeats, characters. The private finding holds the whole value.
_SHOWN_CHARACTERS = 80

#: Separates what a finding id is made of; no text of a spreadsheet holds it.
_SEPARATOR = "chr(31)"


def create_findings(
    connection: duckdb.DuckDBPyConnection,
    batch: DatasetBatch,
    checks: Sequence[RowCheck],
    hits: pa.Table,
) -> None:
    """Create the tables `rejected_row` (row_id) and `finding` from the hits (`judgement.HIT`) of bound checks.

    `finding` has the columns of `border.PRIVATE_DOOR_FINDING`, and institution_no, sheet_no, check_no for order.
    """
    connection.register("hit", hits)
    connection.register("bound_check", _check_table(checks))
    connection.register("institution", _institution_table(batch.institution_codes))
    connection.execute(
        """
        create or replace temp table rejected_row as
        select distinct row_id from hit where check_no in (select check_no from bound_check where severity = 'error')
        """
    )
    connection.execute(
        """
        create or replace temp table told as
        select hit.row_id, arg_min(hit.check_no, (bound_check.specificity, hit.check_no)) as check_no
        from hit
        inner join bound_check on hit.check_no = bound_check.check_no
        group by hit.row_id, bound_check.source_column
        """
    )
    names = {"semester": batch.semester.key, "dataset": batch.contract.dataset}
    connection.execute(_finding_query(batch.contract), names)
    for name in ("hit", "bound_check", "institution"):
        connection.unregister(name)


def finding_id(parts: Sequence[str]) -> str:
    """Write the SQL of a finding's id: the first 32 hex digits of SHA-256 over SQL expressions, null as empty."""
    joined = ", ".join(f"coalesce({part}::varchar, '')" for part in parts)
    return f"substr(sha256(concat_ws({_SEPARATOR}, {joined})), 1, 32)"


def _check_table(checks: Sequence[RowCheck]) -> pa.Table:
    rules = [load_catalogue()[check.rule_code] for check in checks]
    return pa.table(
        {
            "check_no": pa.array(range(len(checks)), pa.int64()),
            "rule_code": [rule.code for rule in rules],
            "severity": [rule.severity for rule in rules],
            "specificity": pa.array([rule.specificity for rule in rules], pa.int64()),
            "source_column": pa.array([check.column for check in checks], pa.string()),
            "message": [
                rule.message_id.replace("{kolom}", check.column or "").replace("{batas}", check.limit_id)
                for rule, check in zip(rules, checks, strict=True)
            ],
        }
    )


def _institution_table(institution_codes: Sequence[str]) -> pa.Table:
    numbers = pa.array(range(len(institution_codes)), pa.int32())
    return pa.table({"institution_no": numbers, "institution_code": pa.array(institution_codes, pa.string())})


def _finding_query(contract: Contract) -> str:
    identity = finding_id(
        [
            "bound_check.rule_code",
            "$semester",
            "institution.institution_code",
            "$dataset",
            "sheet.source_file",
            "sheet.source_sheet",
            "received.source_row",
            "bound_check.source_column",
        ]
    )
    return f"""
        create or replace temp table finding as
        select
            *,
            replace(replace(message, '{{acuan}}', coalesce(reference, '')), '{{nilai}}', {_shown("value")})
                as message_id
        from (
            select
                sheet.institution_no, sheet.sheet_no, told.check_no,
                {identity} as finding_id,
                bound_check.rule_code, bound_check.severity, $dataset as dataset,
                sheet.source_file, sheet.source_sheet, received.source_row, bound_check.source_column,
                received.record_id, {_region_code(contract)} as region_code,
                {_value_as_written(contract)} as value, bound_check.message, {_reference()} as reference
            from told
            inner join bound_check on told.check_no = bound_check.check_no
            inner join received on told.row_id = received.row_id
            inner join sheet on received.sheet_no = sheet.sheet_no
            inner join institution on sheet.institution_no = institution.institution_no
            left join row_mark on told.row_id = row_mark.row_id
            left join received as related on row_mark.related_row_id = related.row_id
            left join sheet as related_sheet on related.sheet_no = related_sheet.sheet_no
        )
        order by sheet_no, source_row, check_no
    """


def _shown(value: str) -> str:
    cut = f"left({value}, {_SHOWN_CHARACTERS}) || '…'"
    return f"case when length({value}) > {_SHOWN_CHARACTERS} then {cut} else coalesce({value}, '') end"


def _reference() -> str:
    """The other row that a copy or a conflict means, in the sender's words."""
    place = "'baris ' || related.source_row || ' lembar ' || related_sheet.source_sheet"
    other_file = "' berkas ' || related_sheet.source_file"
    same_file = "related_sheet.source_file = sheet.source_file"
    return f"case when {same_file} then {place} else {place} || {other_file} end"


def _region_code(contract: Contract) -> str:
    """The row's kelurahan where it is one."""
    known = ", ".join(f"'{code}'" for code in kelurahan_codes())
    regions = [f"received.{quoted(column.name)}" for column in contract.columns if column.type == "region"]
    return f"case when {regions[0]} in ({known}) then {regions[0]} end" if regions else "null::varchar"


def _value_as_written(contract: Contract) -> str:
    """What stood in the faulty cell: its text where it could not be read, else its value."""
    branches = " ".join(f"when '{column.name}' then {_cell_text(column)}" for column in contract.columns)
    return f"case bound_check.source_column {branches} end"


def _cell_text(column: Column) -> str:
    cell = f"received.{quoted(column.name)}"
    if column.type == "amount":
        text = rf"regexp_replace({cell}::varchar, '\.00$', '')"
    elif column.type == "date":
        text = f"strftime({cell}, '%d/%m/%Y')"
    else:
        text = f"{cell}::varchar"
    return f"coalesce(received.{quoted(f'{column.name}__raw')}, {text})" if column.has_reading_faults else text
