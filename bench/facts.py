"""The facts that the floor, the analyst and the marts must agree on, and how they are asked of floor and marts.

- `spending`: strategy, programme group, kelurahan; rupiah realised;
- `receipts`: kelurahan; receipts, rupiah, persons, households, and a digest over the pseudonyms of every receipt;
- `headcount`: kelurahan; households and persons reported, households listed twice, those that have left, households and
  persons verified;
- `overlap`: pairs of household and kind that come from two institutions or more, and their receipts.
"""

import json
from pathlib import Path

import duckdb

_RECEIPT_MEASURES = """
    count(*), sum({amount})::bigint, count(distinct person_id), count(distinct household_id),
    bit_xor(hash(person_id, household_id, {day}))::varchar
"""

#: Asked of the floor's tables.
FACT_QUERIES = {
    "spending": """
        select strategi, kelompok_program, kode_wilayah, sum(realisasi)::bigint from activity group by all order by all
    """,
    "receipts": f"""
        select kode_wilayah, {_RECEIPT_MEASURES.format(amount="nilai_bantuan", day="tanggal_terima")}
        from receipt group by kode_wilayah order by kode_wilayah
    """,
    "headcount": """
        select
            kode_wilayah,
            count(*) filter (where is_counted),
            sum(jumlah_anggota) filter (where is_counted)::bigint,
            count(*) filter (where is_counted and is_duplicate),
            count(*) filter (where is_counted and not is_duplicate and has_left),
            count(*) filter (where is_counted and not is_duplicate and not has_left),
            sum(jumlah_anggota) filter (where is_counted and not is_duplicate and not has_left)::bigint
        from household group by kode_wilayah order by kode_wilayah
    """,
    "overlap": """
        select count(*), sum(receipts)::bigint
        from (
            select count(*) as receipts from receipt
            group by household, kind having min(institution) <> max(institution)
        )
    """,
}

#: Asked of the published marts.
_MART_QUERIES = {
    "spending": """
        select strategy_key, program_group_key, region_code, sum(realised_idr)::bigint
        from marts.fct_program_activity inner join marts.dim_region using (region_key)
        group by all order by all
    """,
    "receipts": f"""
        select region_code, {_RECEIPT_MEASURES.format(amount="amount_idr", day="received_date")}
        from marts.fct_assistance inner join marts.dim_region using (region_key)
        group by region_code order by region_code
    """,
    # Floor and analyst know numbers alone. Among millions two made-up people can have name, birth date and house in
    # common, and NIKs a digit apart: rows that only a probable match takes for duplicates are set back.
    "headcount": """
        with probable as (
            select unnest([entity_id, related_entity_id]) as household_id
            from marts.fct_quality_finding
            where rule_code = 'duplicate_household' and (evidence::json ->> 'matched_by') = 'probable'
        ),

        set_back as (
            select
                region.region_code, count(*) as duplicates,
                count(*) filter (where not listed.has_left_poverty) as verified,
                coalesce(sum(listed.member_count) filter (where not listed.has_left_poverty), 0) as members
            from marts.fct_household_poverty as listed
            inner join marts.dim_region as region using (region_key)
            where
                listed.is_counted and listed.is_duplicate
                and listed.household_id in (select household_id from probable)
            group by region.region_code
        )

        select
            counted.region_code, counted.reported_households, counted.reported_persons,
            counted.duplicate_households - coalesce(set_back.duplicates, 0),
            counted.left_households + coalesce(set_back.duplicates - set_back.verified, 0),
            counted.verified_households + coalesce(set_back.verified, 0),
            (counted.verified_persons + coalesce(set_back.members, 0))::bigint
        from marts.agg_poverty_headcount as counted
        left join set_back on counted.region_code = set_back.region_code
        where counted.region_level = 'kelurahan'
        order by counted.region_code
    """,
    "overlap": """
        select count(*), sum((evidence::json ->> 'receipt_count')::bigint)::bigint
        from marts.fct_quality_finding where rule_code = 'overlapping_assistance'
    """,
}

Facts = dict[str, list[list[object]]]


class FactsDifferError(RuntimeError):
    """Two programs that should compute the same facts do not."""


def mart_facts(database: Path) -> Facts:
    """Give the facts as the published marts have them."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            name: [list(row) for row in connection.execute(query).fetchall()] for name, query in _MART_QUERIES.items()
        }


def load_facts(path: Path) -> Facts:
    """Read the facts that a program has written."""
    facts: Facts = json.loads(path.read_bytes())
    return facts


def demand_equal(facts: Facts, others: Facts, who: str) -> None:
    """Compare the facts of a program (`who`) with the marts'. Raises `FactsDifferError` naming the first difference."""
    for name, rows in others.items():
        for number, row in enumerate(rows):
            found = facts[name][number] if number < len(facts[name]) else None
            if found != row:
                raise FactsDifferError(f"{name}, row {number}: {who} says {found}, the marts say {row}")
        if len(facts[name]) != len(rows):
            raise FactsDifferError(f"{name}: {who} gives {len(facts[name])} rows, the marts have {len(rows)}")
