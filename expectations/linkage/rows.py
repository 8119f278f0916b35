"""The households of graduation and receipt rows: by the semester's registry, then by what is known from before."""

import duckdb

from expectations.linkage.known import add_unknown, remember_heads, replace_known
from expectations.linkage.probable import create_probable_graduations

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


def assign_graduations(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Give each graduation row of the semester its household: by number, else probably, else a new one."""
    connection.execute(
        "create or replace temp table current_graduation_row as select * from mentas where semester = ?", [semester]
    )
    create_probable_graduations(connection)
    connection.execute(f"""
        create or replace temp table current_graduation as
        select
            listed.semester, listed.institution_code, listed.record_id, listed.household_id, listed.head_person_id,
            coalesce(
                {_KNOWN_HOUSEHOLD}, probable.household_key, listed.household_id, listed.head_person_id
            ) as household_key,
            case
                when by_kk.household_key is not null then 'kk'
                when by_head.household_key is not null then 'nik'
                when known_by_kk.household_key is not null then 'kk'
                when known_by_head.household_key is not null then 'nik'
                when probable.household_key is not null then 'probable'
                when listed.household_id is not null then 'kk'
                else 'nik'
            end as matched_by,
            probable.match_probability
        from current_graduation_row as listed
        {_KNOWN_HOUSEHOLD_JOINS.format(person="head_person_id")}
        left join probable_graduation as probable on listed.record_id = probable.record_id
    """)
    connection.execute("""
        insert into graduation_link
        select record_id, matched_by, case when matched_by = 'probable' then match_probability else 1.0 end
        from current_graduation
    """)
    add_unknown(connection, "entity", _entities_of("current_graduation"))
    connection.execute("""
        insert into membership
        select
            semester, institution_code, 'mentas', record_id, household_key,
            household_key in (from registered_household), null
        from current_graduation
    """)
    # A number of a row that found its household only probably is a wrong one more likely than another one.
    by_number = "current_graduation where matched_by <> 'probable'"
    add_unknown(connection, "kk_household", _households_by("household_id", by_number))
    add_unknown(connection, "head_household", _households_by("head_person_id", by_number))
    remember_heads(
        connection,
        """
        select household_key, record_id from current_graduation
        where household_key not in (select household_key from known_head)
        """,
    )


def assign_receipts(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
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
    add_unknown(connection, "entity", _entities_of("current_receipt"))
    add_unknown(connection, "kk_household", _households_by("household_id", "current_receipt"))
    replace_known(
        connection,
        "recipient_household",
        _households_by("person_id", "current_receipt where household_id is not null"),
    )
    connection.execute("""
        insert into membership
        select
            receipt.semester, receipt.institution_code, 'penerima', receipt.record_id,
            coalesce(receipt.household_key, recipient.household_key),
            coalesce(receipt.household_key, recipient.household_key) in (from registered_household),
            null
        from current_receipt as receipt
        left join recipient_household as recipient on receipt.person_id = recipient.number
        where coalesce(receipt.household_key, recipient.household_key) is not null
    """)


def _entities_of(rows: str) -> str:
    """Query the households that rows of the semester lead to; a new one is named by the number that it is known by."""
    return f"""
        select distinct household_key, household_key as household_id, semester as first_semester
        from {rows} where household_key is not null
    """


def _households_by(number: str, rows: str) -> str:
    """Query the household of every number of a column; of several the smallest, whatever the order of rows."""
    return f"""
        select {number} as number, min(household_key) as household_key
        from (from {rows}) where {number} is not null group by {number}
    """
