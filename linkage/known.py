"""What is known of households so far: tables to which each semester adds.

None has a primary key: an index costs more than everything else in the linkage, and grows with every row. The two ways
to add keep the first column unique instead.
"""

import duckdb


def create_known_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables, empty."""
    connection.execute("""
        create temp table entity (household_key varchar, household_id varchar, first_semester varchar);
        -- Households that a registry has listed.
        create temp table listed_household (household_key varchar);
        -- The household that a number means now: the latest registry to name it decides.
        create temp table kk_household (number varchar, household_key varchar);
        create temp table head_household (number varchar, household_key varchar);
        -- Persons who received something under a household's KK number.
        create temp table recipient_household (number varchar, household_key varchar);
        -- Households that a semester's registry continues only probably.
        create temp table probable_continuation (household_key varchar, semester varchar, match_probability double);
        -- The rows that last said who stands at a household's head.
        create temp table known_head (household_key varchar, record_id varchar);
        create temp table membership (
            semester varchar, institution_code varchar, dataset varchar, record_id varchar,
            household_key varchar, is_registered boolean, cluster_rank bigint, match_probability double
        );
        create temp table graduation (
            semester varchar, household_key varchar, mentas_semester varchar, mentas_institution_code varchar,
            mentas_record_id varchar, matched_by varchar, match_probability double
        );
        -- Households that have ended in another one, or come out of another one.
        create temp table household_change (
            semester varchar, change varchar, household_key varchar, other_household_key varchar, record_id varchar,
            matched_by varchar, match_probability double
        );
        -- How a graduation row found its household.
        create temp table graduation_link (record_id varchar, matched_by varchar, match_probability double);
    """)


def add_unknown(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add rows of a query to `entity`, `listed_household` or the households of numbers; what is known already stays.

    The query gives the table's columns and each key (its first column) once.
    """
    key = _key_of(table)
    connection.execute(f"""
        insert into {table}
        from ({query}) as found
        where not exists (select 1 from {table} as known where known.{key} = found.{key})
    """)


def replace_known(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add rows of a query to the households of numbers; what was known of the same numbers goes.

    The query gives the table's columns and each key (its first column) once.
    """
    key = _key_of(table)
    connection.execute(f"""
        create or replace temp table incoming as {query};
        create or replace temp table {table} as
        from incoming
        union all
        from {table} as known where not exists (select 1 from incoming where incoming.{key} = known.{key});
        drop table incoming;
    """)


def follow_merged(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Let the numbers and persons of households that have ended in others be of these, and nobody look for their heads.

    The query gives `household_key`, which goes on, and `other_household_key`, once each.
    """
    connection.execute(f"create or replace temp table ended as {query}")
    for table in ("kk_household", "head_household", "recipient_household"):
        connection.execute(f"""
            update {table} set household_key = ended.household_key
            from ended where {table}.household_key = ended.other_household_key
        """)
    connection.execute("""
        create or replace temp table known_person as
        select known.* replace (coalesce(ended.household_key, known.household_key) as household_key)
        from known_person as known
        left join ended on known.household_key = ended.other_household_key
        -- Who was known in both is known there as in the one that goes on.
        qualify row_number() over (
            partition by coalesce(ended.household_key, known.household_key), known.number
            order by ended.household_key is not null, known.first_semester, known.person_key
        ) = 1;
        delete from known_head where household_key in (select other_household_key from ended);
        drop table ended;
    """)


def remember_heads(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Add rows of a query (`household_key`, `record_id`) to the heads; what was known of the same households goes."""
    connection.execute(f"""
        create or replace temp table incoming as {query};
        delete from known_head where household_key in (select household_key from incoming);
        insert into known_head from incoming;
        drop table incoming;
    """)


def _key_of(table: str) -> str:
    return "household_key" if table in ("entity", "listed_household") else "number"
