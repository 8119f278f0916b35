"""Which graduation speaks of which household of a semester."""

import duckdb


def match_graduations(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Match the households of the semester with the graduations of this and all earlier semesters.

    A registered household is matched by the numbers of its registry rows, one that only receives aid by its household.
    """
    connection.execute(
        """
        insert into graduation
        with known_graduation as (
            select
                mentas.semester, mentas.institution_code, mentas.record_id, mentas.household_id,
                mentas.head_person_id, membership.household_key, link.matched_by as linked_by, link.match_probability
            from mentas
            inner join graduation_link as link on mentas.record_id = link.record_id
            inner join membership
                on mentas.record_id = membership.record_id and membership.dataset = 'mentas'
            where mentas.semester <= $semester
        ),

        -- What was said of a household before it was continued only probably is no more certain than that.
        continued as (
            select known_graduation.record_id, product(continuation.match_probability) as match_probability
            from known_graduation
            inner join probable_continuation as continuation
                on
                    known_graduation.household_key = continuation.household_key
                    and known_graduation.semester < continuation.semester
            group by known_graduation.record_id
        ),

        matches as (
            select registered.household_key, known_graduation.*, 'kk' as matched_by, 1.0 as probability
            from registered_kk as registered
            inner join known_graduation on registered.number = known_graduation.household_id
            union all
            select registered.household_key, known_graduation.*, 'nik', 1.0
            from registered_head as registered
            inner join known_graduation on registered.number = known_graduation.head_person_id
            union all
            -- Also under numbers that the registry no longer knows, and where it found its household only probably.
            select
                registered.household_key, known_graduation.*,
                case when continued.record_id is null then known_graduation.linked_by else 'probable' end,
                known_graduation.match_probability * coalesce(continued.match_probability, 1.0)
            from registered_household as registered
            inner join known_graduation on registered.household_key = known_graduation.household_key
            left join continued on known_graduation.record_id = continued.record_id
            union all
            select
                assisted.household_key, known_graduation.*,
                case
                    when known_graduation.linked_by = 'probable' then 'probable'
                    when assisted.household_id = known_graduation.household_id then 'kk'
                    else 'nik'
                end,
                known_graduation.match_probability
            from (
                select distinct membership.household_key, receipt.household_id
                from current_receipt as receipt
                inner join membership
                    on receipt.record_id = membership.record_id and membership.dataset = 'penerima'
                where not membership.is_registered
            ) as assisted
            inner join known_graduation on assisted.household_key = known_graduation.household_key
        )

        select
            $semester, household_key, semester, institution_code, record_id,
            -- kk goes before nik, and that before probable.
            min(matched_by), max(probability)
        from matches
        group by household_key, semester, institution_code, record_id
        """,
        {"semester": semester},
    )
