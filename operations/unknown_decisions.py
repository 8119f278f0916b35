"""Decisions and assessments that lead nowhere: they must not vanish in silence, and no rule of a row fits them."""

from collections.abc import Mapping, Sequence

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import sql_literal
from foundation.semester import Semester


def unknown_decisions(layout: DataLayout) -> Mapping[str, Sequence[int]]:
    """Give the spreadsheet rows of decisions on findings that nobody has ever published, by semester of their report.

    Of several decisions on one finding the one that holds is given. A finding that is resolved, or that only a state
    which was taken back had, is known.
    """
    if not layout.published_database.exists():
        return {}
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute("""
            with settled as (
                from marts.fct_decision
                where is_contradicted is not true
                qualify row_number() over (partition by finding_id order by decision_order desc) = 1
            )
            select semester.semester, list(settled.source_row order by settled.source_row)
            from settled
            inner join marts.dim_semester as semester on settled.semester_key = semester.semester_key
            where not settled.is_known
            group by semester.semester order by semester.semester
        """).fetchall()
    return dict(rows)


def contradictory_decisions(layout: DataLayout) -> Mapping[str, Sequence[int]]:
    """Give the spreadsheet rows of decisions that another one of the same day contradicts, by semester of their report.

    None of them counts.
    """
    if not layout.published_database.exists():
        return {}
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute("""
            select semester.semester, list(decision.source_row order by decision.source_row)
            from marts.fct_decision as decision
            inner join marts.dim_semester as semester on decision.semester_key = semester.semester_key
            where decision.is_contradicted
            group by semester.semester order by semester.semester
        """).fetchall()
    return dict(rows)


def unknown_assessments(layout: DataLayout, semester: Semester) -> Sequence[int]:
    """Give the spreadsheet rows of a semester's assessments on findings that are not published.

    Of a closed semester none is published that came after it was closed.
    """
    files = sorted(layout.accepted_zone("penilaian").glob(f"semester={semester}/*/*.parquet"))
    if not files or not layout.published_database.exists():
        return []
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute(f"""
            select said.source_row
            from read_parquet([{", ".join(map(sql_literal, files))}]) as said
            where lower(said.finding_id) not in (select finding_id from marts.fct_match_assessment)
            order by said.source_row
        """).fetchall()
    return [row for (row,) in rows]
