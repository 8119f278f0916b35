"""Which graduation is about which household of a semester."""

import duckdb


def match_graduations(connection: duckdb.DuckDBPyConnection) -> None:
    """Match the households of the semester with the graduations of this and all earlier semesters.

    A registered household is matched by the numbers of its registry rows, one that only receives aid by its key.
    """
    connection.execute("""
        insert into graduation_match
        with matches as (
            select registered.household_key, known.* exclude (household_key), 'kk' as matched_by, 1.0 as probability
            from registered_kk as registered
            inner join known_graduation as known on registered.number = known.household_id
            union all
            select registered.household_key, known.* exclude (household_key), 'nik', 1.0
            from registered_head as registered
            inner join known_graduation as known on registered.number = known.head_person_id
            union all
            -- Also by numbers that the registry no longer has, and where the graduation's household is only probable.
            select
                registered.household_key, known.* exclude (household_key),
                case when known.continued_probability is null then known.linked_by else 'probable' end,
                known.match_probability * coalesce(known.continued_probability, 1.0)
            from registered_household as registered
            inner join known_graduation as known on registered.household_key = known.household_key
            union all
            select
                assisted.household_key, known.* exclude (household_key),
                case
                    when known.linked_by = 'probable' then 'probable'
                    when assisted.household_id = known.household_id then 'kk'
                    else 'nik'
                end,
                known.match_probability
            from (
                select distinct household_key, household_id
                from current_receipt
                where household_key is not null and household_key not in (from registered_household)
            ) as assisted
            inner join known_graduation as known on assisted.household_key = known.household_key
        )

        select
            household_key, semester, institution_code, record_id,
            -- The order is kk, nik, probable.
            min(matched_by), max(probability)
        from matches
        group by household_key, semester, institution_code, record_id
    """)
