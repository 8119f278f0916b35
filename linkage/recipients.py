"""Receipts matched without a shared number, with their match probability.

Only heads of households are known by name, so that a receipt of another member is matched by number or not at all.
"""

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import count_of
from linkage.heads import create_compared_heads
from linkage.probable import create_best_matches, found_households
from linkage.scores import KeptScores, create_no_pairs, identify_rows, kept_model, score
from linkage.version import identify_linkage


def create_probable_recipients(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Create `probable_recipient`: `record_id` of a receipt, `household_key` and `match_probability`.

    Reads `numbered_receipt`, the semester's receipts with the household of their numbers, if any.
    """
    _create_recipient_rows(connection)
    _create_scored_pairs(connection, layout, semester)
    found = found_households(
        connection,
        "recipient",
        """
        select l.unit as query, r.unit as target, pair.*
        from both_ways as pair
        inner join recipient_candidate as l on pair.record_id_l = l.record_id and l.kind = 'recipient'
        inner join recipient_candidate as r on pair.record_id_r = r.record_id and r.kind = 'household'
        """,
        scored="recipient_pair",
        targets="select count(distinct unit) from recipient_candidate where kind = 'household'",
        by_number="""
            select count(distinct household_key) from numbered_receipt
            where household_key in (select unit from recipient_candidate where kind = 'household')
        """,
    )
    create_best_matches(connection, found, query="unit", into="found_recipient")
    connection.execute("""
        create or replace temp table probable_recipient as
        select unknown.record_id, found.household_key, found.match_probability
        from unknown_recipient as unknown
        inner join found_recipient as found on unknown.unit = found.unit
    """)


def _create_recipient_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `unknown_recipient`, the receipts whose numbers match no household, and `recipient_candidate`.

    The receipts of one person under one card are one `unit`, represented by one row. It is compared with the head of
    every household of the registry, and of every other known household.
    """
    connection.execute("""
        create or replace temp table unknown_recipient as
        select
            record_id,
            concat_ws(' ', household_id, coalesce(person_id, person_match_id, record_id)) as unit
        from numbered_receipt
        where household_key is null and not follows_other
    """)
    connection.execute("""
        create or replace temp table recipient_candidate as
        with representative as (
            select unit, min(record_id) as record_id from unknown_recipient group by unit
        )

        select 'recipient' as kind, representative.unit, recipient_row.*
        from representative
        inner join recipient_row on representative.record_id = recipient_row.record_id
        where recipient_row.name is not null
        union all by name
        select 'household' as kind, known.household_key as unit, head_row.*
        from known_head as known
        inner join head_row on known.record_id = head_row.record_id
        -- Without unmatched receipts nothing is compared.
        where exists (select 1 from unknown_recipient)
    """)


def _create_scored_pairs(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Create `recipient_pair`, scored by the semester's model, which is trained on the registry alone.

    So an institution's correction trains nothing, and scores pairs again only where its unknown recipients change.
    """
    folder = layout.kept_linkage(semester)
    model = kept_model(folder)
    rows_id, _ = identify_rows(connection, "recipient_candidate")
    facts = {"linkage": identify_linkage(), "rows": rows_id, "model": model}
    kept = KeptScores(folder, "recipient_pair")
    if kept.follow_from(facts):
        kept.load(connection, into="recipient_pair")
        return
    create_compared_heads(connection, "recipient_candidate", into="compared_recipient")
    if not model or count_of(connection, "select count(distinct kind) from compared_recipient") < 2:
        create_no_pairs(connection, into="recipient_pair")
        return
    # Heads are numbered by kind, households before recipients; two households are compared elsewhere.
    score(connection, model, "compared_recipient", into="recipient_pair", of_later="r.kind = 'recipient'")
    kept.keep(connection, "recipient_pair", facts)
