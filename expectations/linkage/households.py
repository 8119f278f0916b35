"""Households over time, from exact numbers: every registry, receipt and graduation row finds its household.

Semesters are taken in order, so that a later one never changes the household of an earlier row. A household keeps the
key that it was first seen with: the pseudonym of that KK number (of the head's NIK where a graduation names no KK).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from expectations.linkage.clusters import create_registry_clusters, duplicate_pairs
from sources.border import GRADUATION_MATCH, HOUSEHOLD_ENTITY, HOUSEHOLD_MEMBERSHIP, REGISTRY_DUPLICATE
from sources.data_layout import DataLayout
from sources.parquet import write_table

_LINKED_DATASETS = ("keluarga", "penerima", "mentas")


@dataclass(frozen=True)
class LinkageSummary:
    """How many households, memberships (rows), duplicates (registry rows) and graduation matches (pairs) there are."""

    households: int
    memberships: int
    duplicates: int
    graduation_matches: int


def link_households(layout: DataLayout, semesters: Sequence[str]) -> LinkageSummary:
    """Resolve the households of all semesters (keys, oldest first) and write the tables of `linkage/`."""
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        for dataset in _LINKED_DATASETS:
            files = str(layout.accepted_zone(dataset) / "*" / "*" / "*.parquet").replace("'", "''")
            connection.execute(f"""
                create view {dataset} as
                from read_parquet(
                    '{files}',
                    hive_partitioning = true, hive_types_autocast = false, filename = true, file_row_number = true
                )
            """)
        create_registry_clusters(connection)
        _create_state(connection)
        for semester in semesters:
            _assign_registry(connection, semester)
            _assign_graduations(connection, semester)
            _assign_receipts(connection, semester)
            _match_graduations(connection, semester)
        return _write(connection, layout)


def _create_state(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is known of households so far; each semester adds to it."""
    connection.execute("""
        create temp table entity (household_key varchar primary key, household_id varchar, first_semester varchar);
        -- The household that a number means now: the latest registry to name it decides.
        create temp table kk_household (number varchar primary key, household_key varchar);
        create temp table head_household (number varchar primary key, household_key varchar);
        -- Persons who received something under a household's KK number.
        create temp table recipient_household (number varchar primary key, household_key varchar);
        create temp table membership (
            semester varchar, institution_code varchar, dataset varchar, record_id varchar,
            household_key varchar, is_registered boolean, cluster_rank bigint
        );
        create temp table graduation (
            semester varchar, household_key varchar, mentas_semester varchar, mentas_institution_code varchar,
            mentas_record_id varchar, matched_by varchar
        );
    """)


def _assign_registry(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Give each registry cluster of the semester its household: a known one by KK, else by head's NIK, else a new one.

    Two clusters of one semester are two households, also where both continue one of an earlier semester (a split):
    the claim by KK goes before that by NIK, then the order of the rows; the other cluster founds a household.
    """
    connection.execute(
        """
        create or replace temp table current_registry as
        select * from registry_row where semester = ?
        """,
        [semester],
    )
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
    connection.execute("""
        insert into entity
        select household_key, household_id, semester from current_cluster
        on conflict do nothing;

        insert into membership
        select
            listed.semester, listed.institution_code, 'keluarga', listed.record_id, cluster.household_key, true,
            listed.cluster_rank
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no;

        insert into kk_household
        select distinct listed.household_id, cluster.household_key
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
        on conflict (number) do update set household_key = excluded.household_key;

        insert into head_household
        select distinct listed.head_person_id, cluster.household_key
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
        where listed.head_person_id is not null
        on conflict (number) do update set household_key = excluded.household_key;

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


#: The household of a row by its KK and NIK: the semester's registry first, then what is known from before.
_KNOWN_HOUSEHOLD = """
    coalesce(
        by_kk.household_key, by_head.household_key, known_by_kk.household_key, known_by_head.household_key
    )
"""
_KNOWN_HOUSEHOLD_JOINS = """
    left join registered_kk as by_kk on listed.household_id = by_kk.number
    left join registered_head as by_head on listed.{person} = by_head.number
    left join kk_household as known_by_kk on listed.household_id = known_by_kk.number
    left join head_household as known_by_head on listed.{person} = known_by_head.number
"""


def _assign_graduations(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Give each graduation row of the semester its household, a new one where nobody knows the numbers."""
    connection.execute(
        f"""
        create or replace temp table current_graduation as
        select
            listed.semester, listed.institution_code, listed.record_id, listed.household_id, listed.head_person_id,
            coalesce({_KNOWN_HOUSEHOLD}, listed.household_id, listed.head_person_id) as household_key
        from mentas as listed
        {_KNOWN_HOUSEHOLD_JOINS.format(person="head_person_id")}
        where listed.semester = ?
        """,
        [semester],
    )
    connection.execute("""
        insert into entity
        select distinct household_key, household_key, semester from current_graduation
        on conflict do nothing;

        insert into membership
        select
            semester, institution_code, 'mentas', record_id, household_key,
            household_key in (from registered_household), null
        from current_graduation;

        insert into kk_household
        select household_id, min(household_key) from current_graduation
        where household_id is not null group by household_id
        on conflict do nothing;

        insert into head_household
        select head_person_id, min(household_key) from current_graduation
        where head_person_id is not null group by head_person_id
        on conflict do nothing;
    """)


def _assign_receipts(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Give each receipt of the semester its household; none where it names no KK and nobody knows its NIK."""
    connection.execute(
        f"""
        create or replace temp table current_receipt as
        select
            listed.semester, listed.institution_code, listed.record_id, listed.household_id, listed.person_id,
            coalesce({_KNOWN_HOUSEHOLD}, listed.household_id) as household_key
        from penerima as listed
        {_KNOWN_HOUSEHOLD_JOINS.format(person="person_id")}
        where listed.semester = ?
        """,
        [semester],
    )
    connection.execute("""
        insert into entity
        select distinct household_key, household_key, semester from current_receipt
        where household_key is not null
        on conflict do nothing;

        insert into kk_household
        select household_id, min(household_key) from current_receipt
        where household_id is not null group by household_id
        on conflict do nothing;

        insert into recipient_household
        select person_id, min(household_key) from current_receipt
        where person_id is not null and household_id is not null group by person_id
        on conflict (number) do update set household_key = excluded.household_key;

        insert into membership
        select
            receipt.semester, receipt.institution_code, 'penerima', receipt.record_id,
            coalesce(receipt.household_key, recipient.household_key),
            coalesce(receipt.household_key, recipient.household_key) in (from registered_household),
            null
        from current_receipt as receipt
        left join recipient_household as recipient on receipt.person_id = recipient.number
        where coalesce(receipt.household_key, recipient.household_key) is not null;
    """)


def _match_graduations(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
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


def _write(connection: duckdb.DuckDBPyConnection, layout: DataLayout) -> LinkageSummary:
    """Write the tables of `linkage/` in a fixed order of rows."""
    pairs = list(duplicate_pairs(connection))
    connection.register(
        "duplicate_pair",
        pa.table(
            {
                "row_no": pa.array([pair[0] for pair in pairs], pa.int64()),
                "related_row_no": pa.array([pair[1] for pair in pairs], pa.int64()),
                "matched_by": pa.array([pair[2] for pair in pairs], pa.string()),
            }
        ),
    )
    queries = {
        "household_entity": (HOUSEHOLD_ENTITY, "select * from entity order by household_key"),
        "household_membership": (
            HOUSEHOLD_MEMBERSHIP,
            "select * from membership order by semester, dataset, institution_code, record_id",
        ),
        "registry_duplicate": (
            REGISTRY_DUPLICATE,
            """
            select
                listed.semester, listed.institution_code, listed.record_id, related.record_id as related_record_id,
                listed.household_id, related.household_id as related_household_id, pair.matched_by,
                1.0::double as match_probability
            from duplicate_pair as pair
            inner join registry_row as listed on pair.row_no = listed.row_no
            inner join registry_row as related on pair.related_row_no = related.row_no
            order by listed.row_no
            """,
        ),
        "graduation_match": (
            GRADUATION_MATCH,
            """
            select *, 1.0::double as match_probability
            from graduation order by semester, household_key, mentas_semester, mentas_record_id
            """,
        ),
    }
    counts = {}
    for table, (schema, query) in queries.items():
        rows = connection.execute(query).to_arrow_table().cast(schema)
        write_table(layout.linkage(table), rows)
        counts[table] = rows.num_rows
    return LinkageSummary(
        households=counts["household_entity"],
        memberships=counts["household_membership"],
        duplicates=counts["registry_duplicate"],
        graduation_matches=counts["graduation_match"],
    )
