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
                mentas.head_person_id, membership.household_key
            from mentas
            inner join membership
                on mentas.record_id = membership.record_id and membership.dataset = 'mentas'
            where mentas.semester <= $semester
        ),

        matches as (
            select registered.household_key, known_graduation.*, 'kk' as matched_by
            from registered_kk as registered
            inner join known_graduation on registered.number = known_graduation.household_id
            union all
            select registered.household_key, known_graduation.*, 'nik' as matched_by
            from registered_head as registered
            inner join known_graduation on registered.number = known_graduation.head_person_id
            union all
            select
                assisted.household_key, known_graduation.*,
                case when assisted.household_id = known_graduation.household_id then 'kk' else 'nik' end as matched_by
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
            $semester, household_key, semester, institution_code, record_id, min(matched_by)
        from matches
        group by household_key, semester, institution_code, record_id
        """,
        {"semester": semester},
    )
