"""Persons: which receipts, registrations and graduations are one person's, also where the NIK is missing.

A person's key is the first known number: the pseudonym of the NIK, or that of name and birth date where there is none.
Numbers are matched within one household only, which has few candidates.
"""

import duckdb

from foundation.data_layout import DataLayout
from linkage.heads import create_compared_heads
from linkage.person_groups import group_units, name_units
from linkage.person_weights import ARE_TWO_PERSONS, COMPARED_COLUMNS, person_weight
from linkage.scores import kept_model


def assign_persons(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Assign the semester's rows to persons: add the rows whose person is not their own number to `person_match`.

    Reads the households of the semester's rows (`current_registry`, `current_graduation`, `current_receipt`).
    """
    _create_units(connection)
    _create_compared_persons(connection)
    _create_person_pairs(connection, layout, semester)
    group_units(connection)
    name_units(connection, semester)
    _remember(connection, semester)


def _create_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `person_row`, the semester's rows of households, and `person_unit`, those of one number in one household.

    A row without NIK and birth date has no number and is its own unit.
    """
    connection.execute("""
        create or replace temp table person_row as
        select
            record_id, institution_code, 'penerima' as dataset, household_key, person_id,
            coalesce(person_id, person_match_id) as number
        from current_receipt
        where household_key is not null
        union all
        select
            listed.record_id, listed.institution_code, 'keluarga', cluster.household_key, listed.head_person_id,
            listed.head_person_id
        from current_registry as listed
        inner join current_cluster as cluster on listed.cluster_no = cluster.cluster_no
        union all
        select record_id, institution_code, 'mentas', household_key, head_person_id, head_person_id
        from current_graduation;

        create or replace temp table person_unit as
        with units as (
            select
                household_key, coalesce(number, record_id) as unit_id, min(number) as number,
                bool_or(person_id is not null) as has_nik, bool_or(dataset = 'keluarga') as is_registered_head,
                count(*) as row_count, min(record_id) as record_id
            from person_row
            group by household_key, unit_id
        )

        select
            units.*, known.person_key as known_key, known.first_semester,
            coalesce(known.person_key, named.person_key) as person_key,
            coalesce(known.match_probability, named.match_probability) as match_probability
        from units
        left join known_person as known on units.household_key = known.household_key and units.number = known.number
        left join person_of_nik as named on units.number = named.number
    """)


def _create_compared_persons(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `open_pair`, the units of a household that may be one person, and `compared_person`, their rows.

    Compared are pairs with at most one NIK, or with NIKs one edit apart. A unit of an earlier semester takes part where
    no row of the semester has its number.
    """
    connection.execute("""
        create or replace temp table asked_unit as
        with members as (
            select household_key, unit_id, has_nik, record_id, person_key is null or person_key = number as is_asked
            from person_unit
            union all
            select known.household_key, known.number, known.has_nik, known.record_id, true
            from known_person as known
            where
                known.person_key = known.number
                and known.household_key in (select household_key from person_unit)
                and not exists (
                    select 1 from person_unit
                    where person_unit.household_key = known.household_key and person_unit.number = known.number
                )
        ),

        source_row as (
            select record_id, nik, name, birth_date from recipient_row
            union all by name
            select record_id, nik, name, birth_date from head_row
        )

        select members.*, source_row.nik, lower(source_row.name) as name, source_row.birth_date
        from members
        inner join source_row on members.record_id = source_row.record_id
        -- Not households with a single member, or whose members all have a NIK and different birth dates.
        qualify
            count(*) over (partition by members.household_key) > 1
            and (
                bool_or(not members.has_nik) over (partition by members.household_key)
                or count(*) over (partition by members.household_key, source_row.birth_date) > 1
            )
    """)
    connection.execute("""
        create or replace temp table open_pair as
        select
            l.household_key, l.unit_id as unit_id_l, r.unit_id as unit_id_r,
            l.record_id as record_id_l, r.record_id as record_id_r,
            coalesce(year(l.birth_date) = year(r.birth_date), true)
                or jaro_winkler_similarity(l.name, r.name) >= 0.8 as is_worth_reading
        from asked_unit as l
        inner join asked_unit as r on l.household_key = r.household_key and l.unit_id < r.unit_id
        where
            l.is_asked and r.is_asked
            and case
                when l.has_nik and r.has_nik then damerau_levenshtein(l.nik, r.nik) <= 1
                else true
            end;
    """)
    connection.execute("""
        create or replace temp table person_candidate as
        with wanted as (
            select record_id_l as record_id, household_key from open_pair where is_worth_reading
            union
            select record_id_r, household_key from open_pair where is_worth_reading
        ),

        source_row as (
            from recipient_row
            union all by name
            from head_row
        )

        select 'person' as kind, wanted.household_key as unit, source_row.*
        from wanted
        inner join source_row on wanted.record_id = source_row.record_id
    """)
    create_compared_heads(connection, "person_candidate", into="compared_person")


def _create_person_pairs(connection: duckdb.DuckDBPyConnection, layout: DataLayout, semester: str) -> None:
    """Create `person_pair`: any two compared rows of a household and their weight, minus infinity for two persons."""
    columns = ", ".join(f"l.{column} as {column}_l, r.{column} as {column}_r" for column in COMPARED_COLUMNS)
    connection.execute(f"""
        create or replace temp table person_pair as
        with compared as (
            select l, r, {columns}
            from compared_person as l
            inner join compared_person as r on l.unit = r.unit and l.record_id < r.record_id
        )

        select
            l.unit as household_key, l.record_id as record_id_l, r.record_id as record_id_r,
            case
                when {ARE_TWO_PERSONS} then cast('-infinity' as double)
                else {person_weight(kept_model(layout.kept_linkage(semester)))}
            end as match_weight
        from compared
    """)


def _remember(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Add the semester's links, and what its rows say of persons, to what is known."""
    connection.execute("""
        insert into person_of_nik
        select distinct on (named.nik) named.nik, named.person_key, named.match_probability
        from named_person as named
        where
            named.nik = named.number and named.nik <> named.person_key
            and not exists (select 1 from person_of_nik as known where known.number = named.nik)
        order by named.nik, named.household_key
    """)
    connection.execute("""
        create or replace temp table settled_unit as
        select
            unit.* replace (
                coalesce(grouped.person_key, unit.person_key, named.person_key, unit.number) as person_key,
                coalesce(grouped.match_probability, unit.match_probability, named.match_probability)
                    as match_probability
            )
        from person_unit as unit
        left join named_person as grouped
            on unit.household_key = grouped.household_key and unit.unit_id = grouped.unit_id
        left join person_of_nik as named on unit.number = named.number
    """)
    connection.execute("""
        insert into person_match
        select
            listed.institution_code, listed.dataset, listed.record_id, settled.person_key,
            settled.match_probability
        from person_row as listed
        inner join settled_unit as settled
            on listed.household_key = settled.household_key
            and coalesce(listed.number, listed.record_id) = settled.unit_id
        where settled.person_key is not null and settled.person_key is distinct from listed.number
    """)
    connection.execute(
        """
        create or replace temp table person_now as
        select
            household_key, number, has_nik, person_key, record_id,
            coalesce(first_semester, $semester) as first_semester, match_probability
        from settled_unit
        where number is not null
        union all
        select
            known.* replace (
                coalesce(named.person_key, known.person_key) as person_key,
                coalesce(named.match_probability, known.match_probability) as match_probability
            )
        from known_person as known
        left join named_person as named
            on known.household_key = named.household_key and known.number = named.unit_id
        where not exists (
            select 1 from settled_unit
            where settled_unit.household_key = known.household_key and settled_unit.number = known.number
        )
        """,
        {"semester": semester},
    )
    _note_changes(connection)
    connection.execute("""
        drop table known_person;
        alter table person_now rename to known_person;
    """)


def _note_changes(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the keys that no person has any more to `person_change`, with the present key (from `person_now`)."""
    connection.execute("""
        insert into person_change
        select distinct on (before.person_key)
            now.person_key, before.person_key, now.household_key, coalesce(now.match_probability, 1.0)
        from known_person as before
        inner join person_now as now on before.household_key = now.household_key and before.number = now.number
        where before.person_key not in (select person_key from person_now)
        order by before.person_key, now.household_key, now.number
    """)
