"""The households of graduation and receipt rows: by the semester's registry, then by what is known from before."""

import duckdb

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
