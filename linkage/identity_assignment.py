"""Which known household each cluster of a semester's registry continues by its numbers.

A number links a cluster to the household that it last belonged to. A household continues in one cluster and a cluster
continues one household; where they compete, the order of `candidate_link` decides. It depends on the rows' values
alone, not on the order of rows or runs.
"""

import duckdb

from foundation.database import count_of


def assign_known_households(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `candidate_link`, the households that clusters' numbers lead to, and `assignment`, those they continue.

    Reads `current_registry`. A cluster that loses a household to a better one continues the next best that is free.
    """
    _create_candidate_links(connection)
    connection.execute("""
        create or replace temp table assignment (cluster_no bigint, household_key varchar);
        create or replace temp table open_candidate_link as from candidate_link;
    """)
    while _assign_undisputed(connection):
        connection.execute("""
            create or replace temp table open_candidate_link as
            from open_candidate_link
            where
                not exists (select 1 from assignment where assignment.cluster_no = open_candidate_link.cluster_no)
                and not exists (select 1 from assignment where assignment.household_key =
                open_candidate_link.household_key)
        """)


def _assign_undisputed(connection: duckdb.DuckDBPyConnection) -> int:
    """Assign the clusters and households that prefer each other; return how many."""
    return count_of(
        connection,
        """
        insert into assignment
        select cluster_no, household_key
        from open_candidate_link
        qualify
            preference = min(preference) over (partition by cluster_no)
            and preference = min(preference) over (partition by household_key)
        """,
    )


def _create_candidate_links(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `candidate_link`: cluster, household, the most certain number between them (`kk`, `nik`), `preference`.

    A cluster prefers a household that a registry has listed to one that was only assisted, then KK to NIK, then the
    older household. A household prefers a cluster with a KK and a NIK of its own, then the one with the KK that gave it
    its key, then the smallest KK.
    """
    connection.execute("""
        create or replace temp table candidate_link as
        with leads as (
            select listed.cluster_no, known.household_key, 'kk' as matched_by, listed.household_id as number
            from current_registry as listed
            inner join kk_household as known on listed.household_id = known.number
            union all
            select listed.cluster_no, known.household_key, 'nik', listed.head_person_id
            from current_registry as listed
            inner join head_household as known on listed.head_person_id = known.number
        ),

        summed as (
            select
                cluster_no, household_key, min(matched_by) as matched_by,
                count(distinct matched_by) as kinds_of_number, bool_or(number = household_key) as is_by_its_name
            from leads
            group by cluster_no, household_key
        ),

        first_card as (
            select cluster_no, min(household_id) as household_id from current_registry group by cluster_no
        )

        select
            summed.cluster_no, summed.household_key, summed.matched_by,
            row_number() over (
                order by
                    listed.household_key is null, summed.matched_by, entity.first_semester, summed.household_key,
                    summed.kinds_of_number desc, summed.is_by_its_name desc, first_card.household_id
            ) as preference
        from summed
        inner join entity on summed.household_key = entity.household_key
        inner join first_card on summed.cluster_no = first_card.cluster_no
        left join listed_household as listed on summed.household_key = listed.household_key
    """)
