"""The households of graduation and receipt rows: by the semester's registry, then by what is known from before."""

import duckdb

from foundation.data_layout import DataLayout
from linkage.known import add_unknown, remember_heads, replace_known
from linkage.probable import create_probable_graduations
from linkage.recipients import create_probable_recipients

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


def assign_graduations(connection: duckdb.DuckDBPyConnection) -> None:
    """Assign each graduation row of the semester to a household: by number, else by probability, else a new one."""
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
        from mentas as listed
        {_KNOWN_HOUSEHOLD_JOINS.format(person="head_person_id")}
        left join probable_graduation as probable on listed.record_id = probable.record_id
    """)
    connection.execute("""
        insert into known_graduation
        select
            semester, institution_code, record_id, household_id, head_person_id, household_key, matched_by,
            case when matched_by = 'probable' then match_probability else 1.0 end, null
        from current_graduation
    """)
    add_unknown(connection, "entity", _entities_of("current_graduation"))
    connection.execute("""
        insert into household_membership
        select
            institution_code, 'mentas', record_id, household_key,
            household_key in (from registered_household), null, null
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


def assign_receipts(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Assign each receipt of the semester to a household: by number, else by probability, else a new one by its KK.

    It has none without a KK, with an unknown NIK and without a probable match.
    """
    _create_numbered_receipts(connection)
    create_probable_recipients(connection, layout, semester)
    connection.execute("""
        create or replace temp table current_receipt as
        with settled as (
            select
                receipt.* replace (
                    coalesce(receipt.household_key, probable.household_key, receipt.household_id) as household_key
                ),
                case when receipt.household_key is null then probable.match_probability end as match_probability
            from numbered_receipt as receipt
            left join probable_recipient as probable on receipt.record_id = probable.record_id
        ),

        -- Of several households in which a person receives something, the smallest key, whatever the order of rows.
        receiving as (
            select
                person_id, min(household_key) as household_key,
                min_by(coalesce(match_probability, 1.0), household_key) as match_probability
            from settled
            where person_id is not null and household_id is not null
            group by person_id
        )

        select
            settled.* replace (
                coalesce(settled.household_key, receiving.household_key) as household_key,
                case
                    when settled.household_key is not null then settled.match_probability
                    else nullif(receiving.match_probability, 1.0)
                end as match_probability
            )
        from settled
        -- A single equality: with a further condition on one side, every row would be compared with every other.
        left join receiving on case when settled.follows_other then settled.person_id end = receiving.person_id
    """)
    add_unknown(connection, "entity", _entities_of("current_receipt"))
    # A number of a row that found its household only probably is a wrong one more likely than another one.
    by_number = "current_receipt where match_probability is null"
    add_unknown(connection, "kk_household", _households_by("household_id", by_number))
    replace_known(
        connection, "recipient_household", _households_by("person_id", f"{by_number} and household_id is not null")
    )
    connection.execute("""
        insert into household_membership
        select
            institution_code, 'penerima', record_id, household_key,
            household_key in (from registered_household), null, match_probability
        from current_receipt
        where household_key is not null
    """)


def _create_numbered_receipts(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `numbered_receipt`: the semester's receipts with the household of their numbers, null for none.

    Without a KK, a receipt `follows_other` receipts of its person that have one, of this semester or earlier ones.
    """
    connection.execute(f"""
        create or replace temp table numbered_receipt as
        with listed as (
            select
                listed.semester, listed.institution_code, listed.record_id, listed.household_id, listed.person_id,
                listed.person_match_id, {_KNOWN_HOUSEHOLD} as household_key
            from penerima as listed
            {_KNOWN_HOUSEHOLD_JOINS.format(person="person_id")}
        ),

        receiving as (
            select distinct person_id from listed where person_id is not null and household_id is not null
        )

        select
            listed.* replace (
                coalesce(
                    listed.household_key,
                    case when listed.household_id is null and receiving.person_id is null then before.household_key end
                ) as household_key
            ),
            listed.household_key is null and listed.household_id is null and receiving.person_id is not null
                as follows_other
        from listed
        left join receiving on listed.person_id = receiving.person_id
        left join recipient_household as before on listed.person_id = before.number
    """)


def _entities_of(rows: str) -> str:
    """Give SQL for the households of the semester's rows; the key of a new one is its number."""
    return f"""
        select distinct household_key, household_key as household_id, semester as first_semester
        from {rows} where household_key is not null
    """


def _households_by(number: str, rows: str) -> str:
    """Give SQL for the household of every number of a column; of several the smallest, whatever the order of rows."""
    return f"""
        select {number} as number, min(household_key) as household_key
        from (from {rows}) where {number} is not null group by {number}
    """
