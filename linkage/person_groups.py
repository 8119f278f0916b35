"""Which rows of one household are one person, and the key of that person."""

import duckdb
import numpy as np
import pyarrow as pa

from foundation.database import count_of
from linkage.evidence import shared_probabilities
from linkage.matching.threshold import match_threshold
from linkage.merging import UnitPair, merge_units
from linkage.probable import MOST_FALSE

#: A group with more numbers and unnumbered rows of a household and semester than this is not one person.
_MOST_UNITS = 24


def group_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `person_group`: the units that are one person, each with the probability by which it joined the group."""
    connection.execute("""
        create or replace temp table numbered_person as
        select household_key, record_id, row_number() over (order by household_key, record_id) as unit_no
        from (select distinct household_key, record_id from asked_unit);
    """)
    pairs = connection.execute("""
        select least(l.unit_no, r.unit_no) as l, greatest(l.unit_no, r.unit_no) as r, pair.match_weight
        from person_pair as pair
        inner join numbered_person as l
            on pair.household_key = l.household_key and pair.record_id_l = l.record_id
        inner join numbered_person as r
            on pair.household_key = r.household_key and pair.record_id_r = r.record_id
        order by l, r
    """).to_arrow_table()
    groups, sure = _merge(pairs, count_of(connection, "select count(*) from open_pair"))
    units = sorted(sure)
    connection.register(
        "merged_person",
        pa.table(
            {
                "unit_no": pa.array(units, pa.int64()),
                "group_no": pa.array([groups[unit] for unit in units], pa.int64()),
                "match_probability": pa.array([sure[unit] for unit in units], pa.float64()),
            }
        ),
    )
    connection.execute("""
        create or replace temp table person_group as
        select
            asked.household_key, asked.unit_id, merged.group_no, merged.match_probability,
            compared.is_nik_plausible
        from merged_person as merged
        inner join numbered_person as numbered on merged.unit_no = numbered.unit_no
        inner join asked_unit as asked
            on numbered.household_key = asked.household_key and numbered.record_id = asked.record_id
        inner join compared_person as compared
            on numbered.household_key = compared.unit and numbered.record_id = compared.record_id
    """)
    connection.unregister("merged_person")


def name_units(connection: duckdb.DuckDBPyConnection, semester: str) -> None:
    """Create `named_person`: the person of every unit that belongs to a group.

    A group has the key of its unit that was known first; among new units the registry's head comes first, then a NIK
    that fits the birth date, then most rows. Its `nik` is chosen alike; another one in the group is a typo.
    """
    connection.execute(
        """
        create or replace temp table named_person as
        with members as (
            select
                grouped.group_no, grouped.household_key, grouped.unit_id, grouped.match_probability,
                coalesce(unit.number, known.number) as number,
                coalesce(unit.person_key, known.person_key, unit.number) as own_key,
                coalesce(unit.first_semester, known.first_semester, $semester) as first_semester,
                coalesce(unit.has_nik, known.has_nik) as has_nik, coalesce(grouped.is_nik_plausible, false) as is_sound,
                coalesce(unit.is_registered_head, false) as is_registered_head, coalesce(unit.row_count, 0) as row_count
            from person_group as grouped
            left join person_unit as unit
                on grouped.household_key = unit.household_key and grouped.unit_id = unit.unit_id
            left join known_person as known
                on grouped.household_key = known.household_key and grouped.unit_id = known.number
        ),

        named as (
            select
                group_no,
                first(
                    own_key order by
                        first_semester, is_registered_head desc, has_nik desc, is_sound desc, row_count desc, own_key
                ) filter (where own_key is not null) as person_key,
                first(number order by is_registered_head desc, is_sound desc, first_semester, row_count desc, number)
                    filter (where has_nik) as nik
            from members
            group by group_no
        )

        select
            members.household_key, members.unit_id, members.number, members.has_nik, named.person_key, named.nik,
            members.match_probability
        from members
        inner join named on members.group_no = named.group_no
        where named.person_key is not null
        """,
        {"semester": semester},
    )


def _merge(pairs: pa.Table, asked: int) -> tuple[dict[int, int], dict[int, float]]:
    """Give the group of every unit that joins another, and the probability of its most probable pair there.

    `pairs` are units (`l`, `r`) and their `match_weight`, out of `asked` pairs that could be one person.
    """
    probabilities = shared_probabilities(np.exp2(pairs["match_weight"].to_numpy()), asked)
    threshold = match_threshold(probabilities.tolist(), most_false=MOST_FALSE)
    weighed = list(zip(pairs["l"].to_pylist(), pairs["r"].to_pylist(), probabilities.tolist(), strict=True))
    counted = [UnitPair(*pair) for pair in weighed if pair[2] >= threshold]
    apart = {(left, right) for left, right, probability in weighed if probability == 0.0}
    groups = merge_units(counted, apart, most_units=_MOST_UNITS)
    sure: dict[int, float] = {}
    for pair in counted:
        # A unit without a group has joined no other.
        if pair.left in groups and groups[pair.left] == groups.get(pair.right):
            for unit in (pair.left, pair.right):
                sure[unit] = max(sure.get(unit, 0.0), pair.probability)
    return groups, sure
