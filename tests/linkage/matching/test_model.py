"""A model trained without labels: the same from the same records, and it distinguishes matching records from others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb
import pytest
from splink.comparison_library import DamerauLevenshteinAtThresholds, ExactMatch, JaroWinklerAtThresholds

from linkage.matching.model import create_candidate_pairs, score_pairs, train_model
from linkage.matching.plan import Comparison, MatchPlan, agree_in

PLAN = MatchPlan(
    comparisons=[
        JaroWinklerAtThresholds("name", [0.9]).create_comparison_dict("duckdb"),
        DamerauLevenshteinAtThresholds("number", [1]).create_comparison_dict("duckdb"),
        ExactMatch("place").create_comparison_dict("duckdb"),
    ],
    blocking_rules=[agree_in("name"), "l.number = r.number"],
    training_rules=[agree_in("name"), agree_in("number")],
    certain_rules=["l.name = r.name and l.number = r.number"],
    sampled_pairs=1e5,
)


def _exact(column: str, *, m: Sequence[float], u: Sequence[float]) -> Comparison:
    match = ExactMatch(column).configure(m_probabilities=list(m), u_probabilities=list(u))
    return match.create_comparison_dict("duckdb")


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


def test_records_of_one_person_are_distinguished_from_others(records: duckdb.DuckDBPyConnection) -> None:
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
    one, same, other = (
        train_model(replace(plan, seed=seed), records, ["record"]) | {"linker_uid": ""} for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other


def test_candidates_meet_a_rule_and_the_condition_once(records: duckdb.DuckDBPyConnection) -> None:
    plan = replace(PLAN, blocking_rules=["l.name = r.name", "l.number = r.number"])
    create_candidate_pairs(plan, records, "record", condition="l.place = r.place", into="candidate")
    pairs = records.execute("select join_key_l, join_key_r from candidate order by all").fetchall()
    same_place = [f"{i}" for i in range(0, 300, 3) if i % 9 != 6]
    assert sorted(pairs) == sorted((f"{i}a", f"{i}b") for i in same_place)
    later = "r.unique_id in ('3b', '6a', '9b')"
    create_candidate_pairs(plan, records, "record", condition="l.place = r.place", into="candidate", of_later=later)
    pairs = records.execute("select join_key_l, join_key_r from candidate order by all").fetchall()
    assert pairs == [("3a", "3b"), ("9a", "9b")]


def test_without_training_rules_the_priors_of_matches_hold(records: duckdb.DuckDBPyConnection) -> None:
    with_prior = replace(
        PLAN,
        comparisons=[
            _exact("name", m=(0.9, 0.1), u=(0.01, 0.99)),
            _exact("place", m=(0.8, 0.2), u=(0.001, 0.999)),
        ],
        training_rules=(),
        certain_rules=(),
        pseudo_count=20,
    )
    model = train_model(with_prior, records, ["record"])
    exact = {one["output_column_name"]: one["comparison_levels"][1] for one in model["comparisons"]}
    assert [exact[name]["m_probability"] for name in ("name", "place")] == [0.9, 0.8]
    # There are 29 places; nobody has the name of another.
    assert exact["name"]["u_probability"] == pytest.approx(0.01)
    assert exact["place"]["u_probability"] == pytest.approx(1 / 29, rel=0.2)
