"""Which rows of a semester are compared beyond their numbers, and the scores of their pairs, cached until rows change.

Registry rows are compared with one another; those that continue no household by number, with the households known from
earlier semesters; graduations that match no household by number, with both.
"""

import math
from typing import Any

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import count_of
from linkage.head_plan import ARE_TWO_HOUSEHOLDS
from linkage.heads import create_compared_heads
from linkage.scores import (
    KeptScores,
    create_no_pairs,
    forget_model,
    identify_rows,
    keep_model,
    keep_table,
    score,
    train,
    weigh,
)
from linkage.version import identify_linkage


def create_candidate_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `candidate_row`: the rows to compare, each with its `kind` and its `unit`.

    Kinds: `continued` and `new` (a registry row whose cluster does or does not continue a household by its numbers; the
    unit is the cluster), `known` (a household that no row of the semester continues), `graduation` (a row whose numbers
    match no household).
    """
    connection.execute("""
        create or replace temp table candidate_row as
        with units as (
            select
                listed.record_id,
                case when assignment.cluster_no is null then 'new' else 'continued' end as kind,
                'cluster ' || listed.cluster_no as unit
            from current_registry as listed
            left join assignment on listed.cluster_no = assignment.cluster_no
            union all
            select known.record_id, 'known', known.household_key
            from known_head as known
            where not exists (select 1 from assignment where assignment.household_key = known.household_key)
            union all
            select listed.record_id, 'graduation', 'graduation ' || listed.record_id
            from mentas as listed
            where
                -- One join per number: an `or` of both would compare every row with every other.
                not exists (
                    select 1 from current_registry as registered where listed.household_id = registered.household_id
                )
                and not exists (
                    select 1 from current_registry as registered
                    where listed.head_person_id = registered.head_person_id
                )
                and not exists (select 1 from kk_household as known where listed.household_id = known.number)
                and not exists (select 1 from head_household as known where listed.head_person_id = known.number)
        )

        select units.kind, units.unit, head_row.*
        from units
        inner join head_row on units.record_id = head_row.record_id
    """)


def create_scored_pairs(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Create `scored_pair`: `record_id_l`, `record_id_r` and `match_weight` (log2 of the Bayes factor, no prior in it).

    Reads `candidate_row`. Scores, the weight of each comparison and the model are cached under `private/` and reused
    while the rows are the same. Changed rows get a new model: with an old one, the result of a submission would depend
    on what had been handed in before it.
    """
    rows_id, rows = identify_rows(connection, "candidate_row")
    facts = {"linkage": identify_linkage(), "rows": rows_id}
    folder = layout.kept_linkage(semester)
    kept = KeptScores(folder, "scored_pair")
    if kept.follow_from(facts) and layout.pair_weights(semester).exists():
        kept.load(connection, into="scored_pair")
        return
    kept.forget()
    create_compared_heads(connection, "candidate_row", into="head")
    if count_of(connection, "select count(distinct unit) from head") < 2:
        create_no_pairs(connection, into="scored_pair")
        forget_model(folder)
        return
    model = train(connection, "head", rows)
    score(connection, model, "head", into="scored_pair", weights_into="pair_weight")
    _add_pairs_with_a_third(connection, model, rows)
    keep_model(folder, model)
    keep_table(connection, "pair_weight", layout.pair_weights(semester))
    kept.keep(connection, "scored_pair", facts)


def _add_pairs_with_a_third(connection: duckdb.DuckDBPyConnection, model: dict[str, Any], rows: int) -> None:
    """Score the pairs that no blocking rule finds, but that a third row could join: they may be evidence against it."""
    connection.execute(
        """
        create or replace temp table reached_pair as
        with reached as (
            select record_id_l as record_id, record_id_r as through from scored_pair where match_weight > $least
            union all
            select record_id_r, record_id_l from scored_pair where match_weight > $least
        )

        select distinct 'reached' as match_key, l.unique_id as join_key_l, r.unique_id as join_key_r
        from reached
        inner join reached as beyond on reached.through = beyond.through and reached.record_id < beyond.record_id
        inner join head as l on reached.record_id = l.record_id
        inner join head as r on beyond.record_id = r.record_id
        anti join scored_pair as scored
            on reached.record_id = scored.record_id_l and beyond.record_id = scored.record_id_r
        where l.unit <> r.unit
        """,
        {"least": math.log2(rows)},
    )
    if count_of(connection, "select count(*) from reached_pair"):
        weigh(connection, model, "head", "reached_pair", into="weighed_pair_with_a_third", at_least=0.0)
        connection.execute(f"""
            insert into scored_pair
            select
                pair.record_id_l, pair.record_id_r,
                case when {ARE_TWO_HOUSEHOLDS} then cast('-infinity' as double) else pair.match_weight end
            from weighed_pair_with_a_third as pair
            inner join head as l on pair.record_id_l = l.record_id
            inner join head as r on pair.record_id_r = r.record_id
            order by all
        """)
