"""A model learned without labels: the same from the same records, and it tells records that match from others."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
import splink.comparison_library as comparisons
from splink import block_on

from expectations.matching.model import score_pairs, train_model
from expectations.matching.plan import MatchPlan

PLAN = MatchPlan(
    comparisons=[
        comparisons.JaroWinklerAtThresholds("name", [0.9]),
        comparisons.DamerauLevenshteinAtThresholds("number", [1]),
        comparisons.ExactMatch("place"),
    ],
    candidate_rules=[block_on("name"), "l.number = r.number"],
    training_rules=[block_on("name"), block_on("number")],
    certain_rules=["l.name = r.name and l.number = r.number"],
    sampled_pairs=1e5,
)


@pytest.fixture
def records() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give 300 people, every third of them listed twice: one with a digit mistyped, one with a letter, one moved."""
    with duckdb.connect() as connection:
        connection.execute("""
            create table record as
            with person as (
                select
                    i, substr(md5(i::varchar), 1, 10) as name, (hash(i) % 10000000000)::varchar as number,
                    'place ' || i % 29 as place
                from range(300) as person(i)
            )
            select i || 'a' as unique_id, name, number, place from person
            union all
            select
                i || 'b', case i % 9 when 0 then name || 'x' else name end,
                case i % 9 when 3 then '0' || substr(number, 2) else number end,
                case i % 9 when 6 then 'elsewhere' else place end
            from person where i % 3 = 0
            order by 1
        """)
        yield connection


def test_records_of_one_person_are_told_from_others(records: duckdb.DuckDBPyConnection) -> None:
    score_pairs(train_model(PLAN, records, ["record"]), records, ["record"], into="pair", at_least=0.5)
    pairs = records.execute("select unique_id_l, unique_id_r from pair order by all").fetchall()
    assert sorted(pairs) == sorted((f"{i}a", f"{i}b") for i in range(0, 300, 3))


def test_a_pair_keeps_what_it_was_judged_by(records: duckdb.DuckDBPyConnection) -> None:
    score_pairs(train_model(PLAN, records, ["record"]), records, ["record"], into="pair", at_least=0.5)
    columns = {row[0] for row in records.execute("describe pair").fetchall()}
    assert {"mw_name", "mw_number", "mw_place", "match_weight", "match_probability"} <= columns
    assert not {"name_l", "number_r"} & columns


def test_the_same_records_give_the_same_model(records: duckdb.DuckDBPyConnection) -> None:
    plan = replace(PLAN, sampled_pairs=1e4)  # fewer than there are, so that chance decides which
    one, other = (train_model(plan, records, ["record"]) for _ in range(2))
    assert one | {"linker_uid": ""} == other | {"linker_uid": ""}
