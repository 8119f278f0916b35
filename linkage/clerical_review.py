"""The clerical-review band: registry rows that may repeat another one, or whose household may have left."""

import duckdb

from foundation.semester import Semester


def note_clerical_review_rows(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Note for the semester's registry rows how probably they should not count, where that is below the threshold.

    It is the probability of the row's best pair (see `weighed_pair`): with an earlier row of the registry, or with a
    graduation that is not before the row's survey and is in force by the semester's end.
    """
    connection.execute(f"""
        create or replace temp table clerical_review_row as
        with below as (
            select question, record_id_l, record_id_r, match_probability
            from weighed_pair
            where match_probability < threshold and match_probability > 0
        ),

        both_ways as (
            from below
            union all
            select question, record_id_r as record_id_l, record_id_l as record_id_r, match_probability from below
        ),

        found as (
            select later.record_id, pair.match_probability
            from both_ways as pair
            inner join current_registry as later on pair.record_id_l = later.record_id
            inner join current_registry as earlier on pair.record_id_r = earlier.record_id
            where pair.question = 'registry_duplicate' and later.row_no > earlier.row_no
            union all
            select listed.record_id, pair.match_probability
            from both_ways as pair
            inner join current_registry as registered on pair.record_id_l = registered.record_id
            inner join keluarga as listed on registered.record_id = listed.record_id
            inner join mentas on pair.record_id_r = mentas.record_id
            where
                pair.question = 'graduation_match'
                and mentas.effective_date between listed.surveyed_date and date '{Semester.parse(semester).end}'
        )

        select record_id, max(match_probability) as match_probability from found group by record_id;

        update household_membership set match_probability = reviewed.match_probability
        from clerical_review_row as reviewed
        where household_membership.dataset = 'keluarga' and household_membership.record_id = reviewed.record_id;
    """)
