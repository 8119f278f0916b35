"""The households of a semester's registry: which known one each cluster continues, and which are new."""

import duckdb

from expectations.linkage.candidates import create_candidate_rows, create_scored_pairs
from expectations.linkage.known import add_unknown, remember_heads, replace_known
from expectations.linkage.probable import claim_probable_households, forget_weighed_pairs, merge_registry_clusters
from sources.data_layout import DataLayout


def assign_registry(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Give each registry cluster of the semester its household: a known one by KK, NIK or probably, or a new one.

    Two clusters of one semester are two households, also where both continue one of an earlier semester (a split):
    the claim by KK goes before that by NIK, then the order of the rows; the other cluster founds a household.
    """
    _open_registry(connection, semester)
    create_candidate_rows(connection, semester)
    create_scored_pairs(connection, layout, semester)
    forget_weighed_pairs(connection)
    merge_registry_clusters(connection)
    _open_registry(connection, semester)
    claim_probable_households(connection, semester)
    _name_clusters(connection)
    _index_registered_numbers(connection)
    _remember(connection)


def _open_registry(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Create `current_registry`, the semester's rows, and `claim`, the households that their numbers continue."""
    connection.execute(
        "create or replace temp table current_registry as select * from registry_row where semester = ?", [semester]
    )
    _claim_known_households(connection)


def _claim_known_households(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `claim`: the clusters that continue a known household, at most one for each."""
    connection.execute("""
        create or replace temp table claim as
        with claims as (
            select listed.cluster_no, known.household_key, 1 as claim_rank
            from current_registry as listed
            inner join kk_household as known on listed.household_id = known.number
            union all
            select listed.cluster_no, known.household_key, 2 as claim_rank
            from current_registry as listed
            inner join head_household as known on listed.head_person_id = known.number
        ),

        best as (
            select claims.cluster_no, claims.household_key, claims.claim_rank
            from claims
            inner join entity on claims.household_key = entity.household_key
            qualify row_number() over (
                partition by claims.cluster_no
                order by claims.claim_rank, entity.first_semester, claims.household_key
            ) = 1
        )

        select cluster_no, household_key
        from best
        qualify row_number() over (partition by household_key order by claim_rank, cluster_no) = 1
    """)


def _name_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `current_cluster`: the household of every cluster, known or new."""
    connection.execute("""
        create or replace temp table current_cluster as
        select
            first_row.cluster_no,
            coalesce(
                claim.household_key,
                -- A new household is named after its own KK, unless that name is another household's already.
                case
                    when taken.household_key is null then first_row.household_id
                    else left(sha256(first_row.household_id || first_row.semester), 32)
                end
            ) as household_key,
            first_row.household_id,
            first_row.semester
        from current_registry as first_row
        left join claim on first_row.cluster_no = claim.cluster_no
        left join claim as taken on first_row.household_id = taken.household_key
        where first_row.cluster_rank = 1
    """)


def _remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the semester's households, memberships and numbers to what is known."""
    add_unknown(
        connection, "entity", "select household_key, household_id, semester as first_semester from current_cluster"
    )
    connection.execute("""
        insert into membership
        select
            listed.semester, listed.institution_code, 'keluarga', listed.record_id, cluster.household_key, true,
            listed.cluster_rank, null
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
    """)
    # A cluster holds all rows of a KK and of a head, so each number comes with one household.
    replace_known(connection, "kk_household", "from registered_kk")
    replace_known(connection, "head_household", "from registered_head")
    remember_heads(
        connection,
        """
        select cluster.household_key, listed.record_id
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
        """,
    )


def _index_registered_numbers(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the lookups of the semester: which households are registered, and under which KK and head's NIK."""
    connection.execute("""
        create or replace temp table registered_household as
        select distinct household_key from current_cluster;

        create or replace temp table registered_kk as
        select distinct listed.household_id as number, cluster.household_key
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no;

        create or replace temp table registered_head as
        select distinct listed.head_person_id as number, cluster.household_key
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
        where listed.head_person_id is not null;
    """)
