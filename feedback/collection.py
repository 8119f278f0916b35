"""The content of every workbook of a semester: the published submissions, the findings of validation and warehouse.

Findings of validation have the value as written (`private/`); the published bridges assign those of the warehouse to
rows. Waived and resolved findings are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
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
    SourceFile,
    SubmissionFacts,
    SubmissionReport,
)
from foundation.data_layout import DataLayout
from foundation.database import open_database
from foundation.semester import Semester
from sources.archive import Archive
from sources.contract import load_contracts

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

#: Parquet tables that are queried, and their columns for a semester without a file.
_TABLES = {
    "sheet": "institution_code varchar, source_file varchar, source_sheet varchar, sheet_order bigint, "
    "dataset varchar, rows_received bigint",
    "sheet_reconciliation": "institution_code varchar, source_file varchar, source_sheet varchar, "
    "rows_accepted bigint, rows_rejected bigint",
    "file": "institution_code varchar, source_file varchar, sha256 varchar",
    "validation_finding": "institution_code varchar, finding_id varchar, rule_code varchar, severity varchar, "
    "source_file varchar, source_sheet varchar, source_row bigint, source_column varchar, message_id varchar",
}

#: Columns of `reported_row`, the rows of all data sets as they were read.
_ROW = {
    "record_id": "varchar",
    "institution_code": "varchar",
    "source_file": "varchar",
    "source_sheet": "varchar",
    "source_row": "bigint",
}


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
        connection.execute(f"attach '{_literal(layout.published_database)}' as published (read_only)")
        _create_views(connection, layout, semester)
        reports = {report.facts.institution_code: report for report in _submissions(connection, semester)}
        _add_sheets(connection, reports)
        _add_annotations(connection, semester, reports, limits)
    held = Archive(layout).current(semester)
    for code, report in reports.items():
        report.facts = _named(report.facts, institution_names)
        report.files = tuple(SourceFile(file.name, file.sha256, file.path) for file in held[code].files)
    return list(reports.values())


def _named(facts: SubmissionFacts, names: Mapping[str, str]) -> SubmissionFacts:
    return replace(facts, institution_name=names.get(facts.institution_code, facts.institution_name))


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


def _create_views(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: Semester) -> None:
    """Create a view of each of the semester's Parquet tables; an empty one where there is no file."""
    partition = f"semester={semester.key}"
    private = layout.private_findings("s", "i", "part").parent.parent.parent
    folders = {
        "sheet": (layout.received_zone, "sheet.parquet"),
        "sheet_reconciliation": (layout.accepted_zone("sheet_reconciliation"), "*.parquet"),
        "file": (layout.received_zone, "file.parquet"),
        "validation_finding": (private, "*.parquet"),
    }
    for name, (zone, files) in folders.items():
        pattern = zone / partition / "institution_code=*" / files
        if any((zone / partition).glob(f"institution_code=*/{files}")):
            source = f"read_parquet('{_literal(pattern)}', hive_partitioning = true, hive_types_autocast = false)"
            connection.execute(f"create view {name} as select * from {source}")
        else:
            connection.execute(f"create table {name} ({_TABLES[name]})")
    sources = [found for dataset in load_contracts() if (found := received_rows(layout, dataset, semester))]
    if sources:
        parts = [f"select {', '.join(_ROW)} from {source}" for source in sources]
        connection.execute(f"create view reported_row as {' union all '.join(parts)}")
    else:
        connection.execute(f"create table reported_row ({', '.join(' '.join(column) for column in _ROW.items())})")


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
            coalesce(reconciliation.rows_accepted, 0), coalesce(reconciliation.rows_rejected, 0)
        from sheet
        left join sheet_reconciliation as reconciliation
            on sheet.institution_code = reconciliation.institution_code
            and sheet.source_file = reconciliation.source_file
            and sheet.source_sheet = reconciliation.source_sheet
        order by sheet.institution_code, sheet.sheet_order
        """
    ).fetchall()
    for code, *reconciliation in rows:
        if code in reports:
            reports[code].sheets.append(SheetReconciliation(*reconciliation))


def _add_annotations(
    connection: duckdb.DuckDBPyConnection,
    semester: Semester,
    reports: Mapping[str, SubmissionReport],
    limits: FeedbackLimits,
) -> None:
    """Give every report its annotations, in the order of files, sheets and rows, the most specific first."""
    connection.execute("create table annotation as " + _VALIDATION_ANNOTATIONS, {"semester": semester.key})
    # As whole tables, because DuckDB inserts single rows slowly.
    rows = [
        {"institution_code": code, **annotation._asdict()} for code, annotation in concerned_rows(connection, semester)
    ]
    connection.register("concerned", pa.Table.from_pylist(rows, schema=_ANNOTATION))
    connection.execute("insert into annotation select * from concerned")
    rules = load_catalogue().values()
    precedence = {"rule_code": [rule.code for rule in rules], "precedence": [rule.precedence for rule in rules]}
    connection.register("rule", pa.table(precedence))
    ordered = connection.execute(
        """
        select annotation.*
        from annotation
        inner join rule on annotation.rule_code = rule.rule_code
        order by
            institution_code, source_file, source_sheet nulls first, source_row nulls first, precedence, source_column,
            message_id
        """
    )
    for code, group in groupby(_rows(ordered), lambda row: str(row[0])):
        if code in reports:
            reports[code].add(_annotations(group), limits.sheet_rows)


def _annotations(rows: Iterable[tuple[Any, ...]]) -> Iterator[Annotation]:
    for _, *annotation in rows:
        yield Annotation(*annotation)


_VALIDATION_ANNOTATIONS = """
    select
        institution_code, rule_code, severity, source_file, source_sheet, source_row, source_column, message_id
    from validation_finding
    where finding_id not in (
        select finding_id from published.marts.fct_quality_finding
        where semester = $semester and status = 'waived'
    )
"""
