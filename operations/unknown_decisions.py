"""Decisions of the secretariat that lead nowhere: they must not vanish in silence, and no rule of a row fits them."""

from collections.abc import Mapping, Sequence

import duckdb

from foundation.data_layout import DataLayout


def unknown_decisions(layout: DataLayout) -> Mapping[str, Sequence[int]]:
    """Give the spreadsheet rows of decisions on findings that nobody has ever published, by semester of their report.

    From the last warehouse that was built. Of several decisions on one finding the newest is told. A finding that is
    resolved, or that only a state which was taken back had, is known.
    """
    if not layout.warehouse.exists():
        return {}
    with duckdb.connect(str(layout.warehouse), read_only=True) as connection:
        connection.execute("set file_search_path = $root", {"root": str(layout.root)})
        rows = connection.execute("""
            select decision.semester, list(decision.source_row order by decision.source_row)
            from intermediate.int_decision__settle as decision
            where
                decision.finding_id not in (select finding_id from marts.fct_quality_finding)
                and decision.finding_id not in (select finding_id from staging.stg_finding_history)
            group by decision.semester order by decision.semester
        """).fetchall()
    return dict(rows)
