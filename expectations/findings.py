"""From rows that fail checks to findings: one per faulty cell, by the rule of lowest precedence, with place and text.

The table `finding` of the workspace holds which rule is reported for which row; `read_findings` gives its columns.
What SQL reads carries no value; the private part has the value as it was written and the Indonesian text for the
sender.
"""

from collections.abc import Callable, Iterator, Sequence

import duckdb
import pyarrow as pa

from expectations.catalogue import Rule, load_catalogue
from expectations.checks import RowCheck
from expectations.received import DatasetBatch
from sources.contract import Column, Contract
from sources.regions import kelurahan_codes
from sources.row_keys import quoted

#: Longest part of a value that a message repeats, characters. The private finding holds the whole value.
_SHOWN_CHARACTERS = 80

#: Separates what a finding id is made of; no text of a spreadsheet holds it.
_SEPARATOR = "chr(31)"


def create_findings(
    connection: duckdb.DuckDBPyConnection,
    batch: DatasetBatch,
    checks: Sequence[RowCheck],
    failing: pa.Table,
) -> None:
    """Create the tables `rejected_row` and `finding` from the rows that fail bound checks (`FAILING_ROW`).

    Columns: row_id; and of `finding` row_id, check_no, institution_no, sheet_no, source_row.
    """
    for name, table in (
        ("bound_check", _check_table(batch.contract, checks)),
        ("institution", _institution_table(batch)),
    ):
        connection.register("incoming", table)
        connection.execute(f"create or replace temp table {name} as select * from incoming")
        connection.unregister("incoming")
    connection.register("failing_row", failing)
    connection.execute(
        """
        create or replace temp table rejected_row as
        select distinct row_id from failing_row
        where check_no in (select check_no from bound_check where severity = 'error')
        """
    )
    connection.execute(
        """
        create or replace temp table finding as
        select reported.row_id, reported.check_no, received.institution_no, received.sheet_no, received.source_row
        from (
            select
                failing_row.row_id,
                min_by(failing_row.check_no, bound_check.precedence * 1000 + failing_row.check_no) as check_no
            from failing_row
            inner join bound_check on failing_row.check_no = bound_check.check_no
            group by failing_row.row_id, bound_check.source_column
        ) as reported
        inner join received on reported.row_id = received.row_id
        """
    )
    connection.unregister("failing_row")


def read_findings(connection: duckdb.DuckDBPyConnection, batch: DatasetBatch, chunk_rows: int) -> Iterator[pa.Table]:
    """Stream the findings of all institutions in the order of the rows, `chunk_rows` at a time.

    Columns: institution_no and those of `schemas.PRIVATE_VALIDATION_FINDING`.
    """
    names = {"semester": batch.semester.key, "dataset": batch.contract.dataset}
    for rows in connection.execute(_finding_query(batch.contract), names).to_arrow_reader(chunk_rows):
        yield pa.table(rows)


def finding_id(parts: Sequence[str]) -> str:
    """Write the SQL of a finding's id: the first 32 hex digits of SHA-256 over SQL expressions, null as empty."""
    joined = ", ".join(f"coalesce({part}::varchar, '')" for part in parts)
    return f"substr(sha256(concat_ws({_SEPARATOR}, {joined})), 1, 32)"


def _check_table(contract: Contract, checks: Sequence[RowCheck]) -> pa.Table:
    rules = [load_catalogue()[check.rule_code] for check in checks]
    return pa.table(
        {
            "check_no": pa.array(range(len(checks)), pa.int64()),
            "rule_code": [rule.code for rule in rules],
            "severity": [rule.severity for rule in rules],
            "precedence": pa.array([rule.precedence for rule in rules], pa.int64()),
            "source_column": pa.array([check.column for check in checks], pa.string()),
            "beside_column": pa.array([check.beside for check in checks], pa.string()),
            "message": [_message(contract, rule, check) for rule, check in zip(rules, checks, strict=True)],
        }
    )


def _message(contract: Contract, rule: Rule, check: RowCheck) -> str:
    """Fill in what is the same for every finding of a check."""
    text = (check.is_reading_fault and rule.reading_message_id) or rule.message_id
    column = contract.column(check.column) if check.column else None
    label = (column.required_label_id if check.kind == "not_null" else column.label_id) if column else ""
    return text.replace("{kolom}", label).replace("{batas}", check.limit_id)


def _institution_table(batch: DatasetBatch) -> pa.Table:
    codes = pa.array(batch.institution_codes, pa.string())
    return pa.table({"institution_no": pa.array(range(len(codes)), pa.int32()), "institution_code": codes})


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
        select
            * exclude (message, reference, value_shown, beside_shown),
            replace(
                replace(
                    replace(message, '{{acuan}}', coalesce(reference, '')),
                    '{{pembanding}}', coalesce(beside_shown, '')
                ),
                '{{nilai}}', {_cut("value_shown")}
            ) as message_id
        from (
            select
                finding.institution_no, finding.sheet_no, finding.check_no,
                {identity} as finding_id,
                bound_check.rule_code, bound_check.severity, $dataset as dataset,
                sheet.source_file, sheet.source_sheet, received.source_row, bound_check.source_column,
                received.record_id, {_region_code(contract)} as region_code,
                {_by_column(contract, "source_column", _cell_text)} as value, bound_check.message,
                {_by_column(contract, "source_column", _shown_text)} as value_shown,
                {_by_column(contract, "beside_column", _shown_text)} as beside_shown, {_reference()} as reference
            from finding
            inner join bound_check on finding.check_no = bound_check.check_no
            inner join received on finding.row_id = received.row_id
            inner join sheet on finding.sheet_no = sheet.sheet_no
            inner join institution on finding.institution_no = institution.institution_no
            left join row_mark on finding.row_id = row_mark.row_id
            left join received as related on row_mark.related_row_id = related.row_id
            left join sheet as related_sheet on related.sheet_no = related_sheet.sheet_no
        )
        order by sheet_no, source_row, check_no
    """


def _cut(value: str) -> str:
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


def _by_column(contract: Contract, named_by: str, text: Callable[[Column], str]) -> str:
    """The text of the cell in the column that a check names."""
    branches = " ".join(f"when '{column.name}' then {text(column)}" for column in contract.columns)
    return f"case bound_check.{named_by} {branches} end"


def _cell_text(column: Column) -> str:
    """What stood in a cell: its text where it could not be read, else its value."""
    cell = f"received.{quoted(column.name)}"
    if column.type == "amount":
        text = rf"regexp_replace({cell}::varchar, '\.00$', '')"
    elif column.type == "date":
        text = f"strftime({cell}, '%d/%m/%Y')"
    else:
        text = f"{cell}::varchar"
    return f"coalesce(received.{quoted(f'{column.name}__raw')}, {text})" if column.has_reading_faults else text


def _shown_text(column: Column) -> str:
    """What a message shows of a cell: amounts with the Indonesian thousands mark, all else as it stood."""
    if column.type != "amount":
        return _cell_text(column)
    cell = f"received.{quoted(column.name)}"
    sign = f"case when {cell} < 0 then '-' else '' end"
    whole = f"replace(format('{{:,}}', trunc(abs({cell}))::bigint), ',', '.')"
    cents = f"case when {cell} % 1 <> 0 then ',' || right({cell}::varchar, 2) else '' end"
    return f"coalesce(received.{quoted(f'{column.name}__raw')}, {sign} || {whole} || {cents})"
