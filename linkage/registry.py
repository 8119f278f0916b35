"""The households of a semester's registry: which known one each cluster continues, and which are new."""

from collections.abc import Collection

import duckdb

from foundation.data_layout import DataLayout
from linkage.candidates import create_candidate_rows, create_scored_pairs
from linkage.changes import note_changes
from linkage.clusters import note_duplicates
from linkage.identity_assignment import assign_known_households
from linkage.known import add_unknown, remember_heads, replace_known
from linkage.probable import assign_probable_households, merge_registry_clusters


def assign_registry(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str, before: Collection[str]
) -> bool:
    """Assign each registry cluster of the semester to a household: a known one by KK, NIK or probability, or a new one.

    Two clusters of one semester are two households, also where both continue one of an earlier semester (a split); one
    cluster is one household, also where it continues two (a merge). `identity_assignment` decides which key survives.
    Return whether the registries of the semesters `before` were read.
    """
    assign_known_households(connection)
    create_candidate_rows(connection)
    create_scored_pairs(connection, layout, semester)
    if merge_registry_clusters(connection):
        assign_known_households(connection)
    assign_probable_households(connection)
    note_duplicates(connection)
    _name_clusters(connection)
    has_asked = note_changes(connection, layout, before)
    _index_registered_numbers(connection)
    _remember(connection)
    return has_asked


def _name_clusters(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `current_cluster`: the household of every cluster, known or new.

    The key of a new household is its own KK: of several, the one surveyed first, then the smallest. Where another
    household has that key, it is reused if that household was merged, else a new key is made.
    """
    connection.execute("""
        create or replace temp table current_cluster as
        with named as (
            select
                cluster_no, semester,
                min_by(household_id, (surveyed_date, household_id)) as household_id
            from current_registry
            group by cluster_no, semester
        )

        select
            named.cluster_no,
            coalesce(
                assignment.household_key,
                case
                    when taken.household_key is null or merged.household_key is not null then named.household_id
                    else left(sha256(named.household_id || named.semester), 32)
                end
            ) as household_key,
            named.household_id,
            named.semester
        from named
        left join assignment on named.cluster_no = assignment.cluster_no
        left join entity as taken on named.household_id = taken.household_key
        left join merged_household as merged on named.household_id = merged.household_key
    """)


def _remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the semester's households, memberships and numbers to what is known."""
    add_unknown(
        connection, "entity", "select household_key, household_id, semester as first_semester from current_cluster"
    )
    add_unknown(connection, "listed_household", "select household_key from current_cluster")
    connection.execute("""
        insert into household_membership
        select
            listed.institution_code, 'keluarga', listed.record_id, cluster.household_key, true,
            listed.cluster_rank, null
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
    """)
    # A cluster holds all rows of a KK and of a head, so each number has one household.
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
