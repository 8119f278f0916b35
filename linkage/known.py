"""What is known of households and persons after a semester: tables to which each semester adds.

None has a primary key: an index costs more than the rest of the linkage and grows with every row. `add_unknown` and
`replace_known` keep the first column unique instead.
"""

import duckdb

from foundation.data_layout import DataLayout
from linkage.checkpoint import load_checkpoint

#: Their columns.
KNOWN_TABLES = {
    "entity": "household_key varchar, household_id varchar, first_semester varchar",
    # Households that a registry has listed; households that were merged into another one and not split off since.
    "listed_household": "household_key varchar",
    "merged_household": "household_key varchar",
    # The household of a number: the latest registry with the number decides.
    "kk_household": "number varchar, household_key varchar",
    "head_household": "number varchar, household_key varchar",
    # Persons who received something under a household's KK number.
    "recipient_household": "number varchar, household_key varchar",
    # The latest rows of each household's head.
    "known_head": "household_key varchar, record_id varchar",
    # The numbers of a household's persons; `record_id` is a row with the number.
    "known_person": """
        household_key varchar, number varchar, has_nik boolean, person_key varchar, record_id varchar,
        first_semester varchar, match_probability double
    """,
    # NIKs of persons whose key is another number.
    "person_of_nik": "number varchar, person_key varchar, match_probability double",
    # Graduations, how each was matched, and the probability of the household's continuations since; null by number.
    "known_graduation": """
        semester varchar, institution_code varchar, record_id varchar, household_id varchar, head_person_id varchar,
        household_key varchar, linked_by varchar, match_probability double, continued_probability double
    """,
}
#: The personal data of the rows of `known_head` and `known_person`.
_KNOWN_ROW = """
    record_id varchar, dataset varchar, semester varchar, kk varchar, nik varchar, name varchar, region_code varchar,
    birth_date date, sex varchar, address varchar, rt varchar, rw varchar
"""


def load_known(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str | None) -> None:
    """Create the tables and `known_row` as they were after a semester (key); empty where none is given."""
    files = {table: layout.known(semester, table) for table in KNOWN_TABLES} if semester else {}
    if semester and (checkpoint := load_checkpoint(layout, semester)):
        files["known_row"] = layout.known_rows(semester, checkpoint.known_rows)
    for table, columns in (KNOWN_TABLES | {"known_row": _KNOWN_ROW}).items():
        connection.execute(f"create temp table {table} ({columns})")
        # The personal part may be lost and about to be collected again.
        if table in files and (table in KNOWN_TABLES or files[table].exists()):
            query = f"insert into {table} by name from read_parquet(?, hive_partitioning = false)"
            connection.execute(query, [str(files[table])])


def add_unknown(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add rows of a query to `entity`, `listed_household` or the households of numbers; known rows stay unchanged.

    The query gives the table's columns and each key (its first column) once.
    """
    key = _key_of(table)
    connection.execute(f"""
        insert into {table}
        from ({query}) as found
        where not exists (select 1 from {table} as known where known.{key} = found.{key})
    """)


def replace_known(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Add rows of a query to the households of numbers, in place of earlier rows of the same numbers.

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
    """Move the numbers and persons of merged households to the surviving ones, and remove their heads.

    The query gives `household_key`, which survives, and `other_household_key`, once each.
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
        -- A person known in both keeps the row of the surviving household.
        qualify row_number() over (
            partition by coalesce(ended.household_key, known.household_key), known.number
            order by ended.household_key is not null, known.first_semester, known.person_key
        ) = 1;
        delete from known_head where household_key in (select other_household_key from ended);
        drop table ended;
    """)


def remember_heads(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Add rows of a query (`household_key`, `record_id`) to the heads, in place of earlier ones of the households."""
    connection.execute(f"""
        create or replace temp table incoming as {query};
        delete from known_head where household_key in (select household_key from incoming);
        insert into known_head from incoming;
        drop table incoming;
    """)


def _key_of(table: str) -> str:
    return "household_key" if table in ("entity", "listed_household") else "number"
