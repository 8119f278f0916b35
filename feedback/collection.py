"""The content of every workbook of a semester: the published submissions, the findings of validation and warehouse.

Findings of validation have the value as written (`private/`); the published bridges assign those of the warehouse to
rows. Waived and resolved findings are left out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

import duckdb
import pyarrow as pa

from expectations.catalogue import load_catalogue
from feedback.entity_annotations import concerned_rows
from feedback.received import received_rows
from feedback.report import (
    Annotation,
    FeedbackLimits,
    SheetReconciliation,
    SubmissionFacts,
    SubmissionReport,
    TableRows,
)
from foundation.data_layout import DataLayout
from foundation.database import open_database, sql_literal
from foundation.schemas import CONTROL_TOTAL, FILE, PRIVATE_VALIDATION_FINDING, SHEET, SHEET_RECONCILIATION
from foundation.semester import Semester
from sources.archive import Archive, ArchivedFile
from sources.contract import load_contracts
from sources.contract_schemas import PROVENANCE

_FETCHED_ROWS = 10_000

_ANNOTATION = pa.schema(
    [
        ("institution_code", pa.string()),
        ("rule_code", pa.string()),
        ("severity", pa.string()),
        ("source_file", pa.string()),
        ("source_sheet", pa.string()),
        ("source_row", pa.int64()),
        ("source_column", pa.string()),
        ("message_id", pa.string()),
    ]
)

#: Columns of `reported_row`, the rows of all data sets as they were read.
_ROW = ", ".join(["institution_code", *(field.name for field in PROVENANCE)])


def collect_reports(
    layout: DataLayout,
    semester: Semester,
    institution_names: Mapping[str, str],
    limits: FeedbackLimits,
    *,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> list[SubmissionReport]:
    """Collect the report for each institution that has handed something in for a semester, in the order of codes.

    Reads the published database; `institution_names` are those of the list, by code. DuckDB takes `memory_limit` and
    `threads`, and spills below `feedback/`.
    """
    spill = layout.spill("feedback")
    with open_database(spill=spill, memory_limit=memory_limit, threads=threads) as connection:
        connection.execute(f"attach {sql_literal(layout.published_database)} as published (read_only)")
        _create_views(connection, layout, semester)
        reports = {report.facts.institution_code: report for report in _submissions(connection, semester)}
        _add_sheets(connection, reports)
        _add_annotations(connection, semester, reports, limits)
    held = Archive(layout).current(semester)
    for code, report in reports.items():
        name = institution_names.get(code, report.facts.institution_name)
        report.facts = replace(report.facts, institution_name=name)
        report.files = held[code].files
    return list(reports.values())


def collect_checked(
    layout: DataLayout,
    institution_code: str,
    facts: SubmissionFacts,
    files: Sequence[ArchivedFile],
    limits: FeedbackLimits,
    *,
    memory_limit: str = "4GB",
    threads: int = 2,
) -> SubmissionReport:
    """Collect the report of files that were only read and validated, in `layout` and under `institution_code`.

    No warehouse has seen them, so there is no decision of the secretariat on their findings.
    """
    report = SubmissionReport(facts, tuple(files))
    with open_database(spill=layout.spill("feedback"), memory_limit=memory_limit, threads=threads) as connection:
        _create_views(connection, layout, Semester.parse(facts.semester))
        _add_sheets(connection, {institution_code: report})
        connection.execute(f"create table annotation as {_VALIDATION_ANNOTATIONS}")
        _add_in_order(connection, {institution_code: report}, limits)
    return report


def _create_views(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: Semester) -> None:
    """Create a view of each of the semester's Parquet tables; an empty one where there is no file."""
    partition = f"semester={semester.key}"
    private = layout.private_findings("s", "i", "part").parent.parent.parent
    tables = {
        "sheet": (layout.received_zone, "sheet.parquet", SHEET),
        "sheet_reconciliation": (layout.accepted_zone("sheet_reconciliation"), "*.parquet", SHEET_RECONCILIATION),
        "control_total": (layout.accepted_zone("control_total"), "*.parquet", CONTROL_TOTAL),
        "file": (layout.received_zone, "file.parquet", FILE),
        "validation_finding": (private, "*.parquet", PRIVATE_VALIDATION_FINDING),
    }
    for name, (zone, files, schema) in tables.items():
        pattern = zone / partition / "institution_code=*" / files
        if any((zone / partition).glob(f"institution_code=*/{files}")):
            source = f"read_parquet({sql_literal(pattern)}, hive_partitioning = true, hive_types_autocast = false)"
            connection.execute(f"create view {name} as select * from {source}")
        else:
            _register_empty(connection, name, schema)
    sources = [found for dataset in load_contracts() if (found := received_rows(layout, dataset, semester))]
    if sources:
        parts = [f"select {_ROW} from {source}" for source in sources]
        connection.execute(f"create view reported_row as {' union all '.join(parts)}")
    else:
        _register_empty(connection, "reported_row", PROVENANCE)


def _register_empty(connection: duckdb.DuckDBPyConnection, name: str, fields: Iterable[pa.Field]) -> None:
    connection.register(name, pa.schema([*fields, pa.field("institution_code", pa.string())]).empty_table())


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_FETCHED_ROWS):
        yield from rows


def _submissions(connection: duckdb.DuckDBPyConnection, semester: Semester) -> Iterator[SubmissionReport]:
    rows = connection.execute(
        """
        select
            institution.institution_code, institution.institution_name, submission.version, submission.received_at,
            submission.is_late, submission.status
        from published.marts.fct_submission as submission
        inner join published.marts.dim_institution as institution
            on submission.institution_key = institution.institution_key
        inner join published.marts.dim_semester as semester on submission.semester_key = semester.semester_key
        where semester.semester = ? and submission.version > 0
        order by institution.institution_code
        """,
        [semester.key],
    ).fetchall()
    for code, name, version, received_at, is_late, status in rows:
        facts = SubmissionFacts(semester.key, code, name, version, received_at, bool(is_late), status)
        yield SubmissionReport(facts)


def _add_sheets(connection: duckdb.DuckDBPyConnection, reports: Mapping[str, SubmissionReport]) -> None:
    rows = connection.execute(
        """
        select
            sheet.institution_code, sheet.source_file, sheet.source_sheet, sheet.dataset, sheet.rows_received,
            coalesce(reconciliation.rows_accepted, 0), coalesce(reconciliation.rows_rejected, 0),
            total.received_idr, sheet.tables
        from sheet
        left join sheet_reconciliation as reconciliation
            on sheet.institution_code = reconciliation.institution_code
            and sheet.source_file = reconciliation.source_file
            and sheet.source_sheet = reconciliation.source_sheet
        left join (
            select
                institution_code, source_file, source_sheet,
                map(list(amount_column), list(received_idr)) as received_idr
            from control_total
            group by all
        ) as total
            on sheet.institution_code = total.institution_code
            and sheet.source_file = total.source_file
            and sheet.source_sheet = total.source_sheet
        order by sheet.institution_code, sheet.sheet_order
        """
    ).fetchall()
    for code, file, sheet, dataset, received, accepted, rejected, received_idr, tables in rows:
        if code in reports:
            names = [column.name for column in load_contracts()[dataset].columns if column.name in (received_idr or {})]
            amounts = tuple((name, received_idr[name]) for name in names)
            reports[code].sheets.append(
                SheetReconciliation(
                    file, sheet, dataset, received, accepted, rejected, amounts, tuple(map(_table_rows, tables))
                )
            )


def _table_rows(table: dict[str, Any]) -> TableRows:
    unread = tuple(table["unread_columns"].items())
    return TableRows(table["first_row"], table["last_row"], table["rows_received"], unread)


def _add_annotations(
    connection: duckdb.DuckDBPyConnection,
    semester: Semester,
    reports: Mapping[str, SubmissionReport],
    limits: FeedbackLimits,
) -> None:
    """Give every report its annotations, in the order of files, sheets and rows, the most specific first."""
    connection.execute(
        f"create table annotation as {_VALIDATION_ANNOTATIONS} {_NOT_WAIVED}", {"semester": semester.key}
    )
    # As whole tables, because DuckDB inserts single rows slowly.
    rows = [
        {"institution_code": code, **annotation._asdict()} for code, annotation in concerned_rows(connection, semester)
    ]
    connection.register("concerned", pa.Table.from_pylist(rows, schema=_ANNOTATION))
    connection.execute("insert into annotation select * from concerned")
    _add_in_order(connection, reports, limits)


def _add_in_order(
    connection: duckdb.DuckDBPyConnection, reports: Mapping[str, SubmissionReport], limits: FeedbackLimits
) -> None:
    """Give every report the annotations of the table `annotation`."""
    rules = load_catalogue().values()
    precedence = {"rule_code": [rule.code for rule in rules], "precedence": [rule.precedence for rule in rules]}
    connection.register("rule", pa.table(precedence))
    ordered = connection.execute(
        """
        select annotation.*
        from annotation
        inner join rule on annotation.rule_code = rule.rule_code
        order by
            institution_code, source_file nulls first, source_sheet nulls first, source_row nulls first, precedence,
            source_column, message_id
        """
    )
    for code, group in groupby(_rows(ordered), lambda row: str(row[0])):
        if code in reports:
            reports[code].add((Annotation(*values) for _, *values in group), limits.sheet_rows)


_VALIDATION_ANNOTATIONS = """
    select
        institution_code, rule_code, severity, source_file, source_sheet, source_row, source_column, message_id
    from validation_finding
"""

_NOT_WAIVED = """
    where finding_id not in (
        select finding_id from published.marts.fct_quality_finding
        where semester = $semester and status = 'waived'
    )
"""
