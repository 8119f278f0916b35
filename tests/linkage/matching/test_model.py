"""A model trained without labels: the same from the same records, and it distinguishes matching records from others."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import duckdb
import pytest
from splink.comparison_library import DamerauLevenshteinAtThresholds, ExactMatch, JaroWinklerAtThresholds

from linkage.matching.model import create_candidate_pairs, score_pairs, train_model
from linkage.matching.plan import Comparison, MatchPlan, TrainingBlocks, agree_in

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


def test_too_many_pairs_are_thinned_out_by_whole_blocks(records: duckdb.DuckDBPyConnection) -> None:
    blocks = TrainingBlocks(["name"], "l.place = r.place")
    counted = [
        records.execute(f"""
            select count(*) filter ({blocks.records(one_in=one_in)}), count(*)
            from record as l inner join record as r on l.unique_id < r.unique_id and {blocks.rule(one_in=one_in)}
        """).fetchone()
        for one_in in (1, 3)
    ]
    (_, whole), (of_kept_records, thinned) = (row or (0, 0) for row in counted)
    assert 0 < of_kept_records == thinned < whole


def test_a_model_learned_from_some_of_the_blocks_learns_what_they_show(records: duckdb.DuckDBPyConnection) -> None:
    plan = replace(
        PLAN,
        comparisons=[
            _exact("name", m=(0.95, 0.05), u=(0.01, 0.99)),
            _exact("number", m=(0.95, 0.05), u=(0.01, 0.99)),
            _exact("place", m=(0.95, 0.05), u=(0.03, 0.97)),
        ],
        training_rules=[TrainingBlocks(["name"]), TrainingBlocks(["number"])],
        certain_rules=(),
        pseudo_count=1,
        trained_pairs=30,  # of 66 and more
    )
    model = train_model(plan, records, ["record"])
    learned = {one["output_column_name"]: one["comparison_levels"][1] for one in model["comparisons"]}
    # A third of those who are listed twice have moved; of those whose name is right in both, half.
    assert 0.4 < learned["place"]["m_probability"] < 0.75
    assert records.execute("select count(*) from duckdb_tables() where table_name = 'learned_from'").fetchone() == (0,)


def test_a_rule_that_ends_below_what_a_float_holds_is_forgotten(records: duckdb.DuckDBPyConnection) -> None:
    def learned(*rules: str) -> list[tuple[float, float]]:
        plan = replace(
            PLAN,
            comparisons=[
                _exact("name", m=(0.9, 0.1), u=(0.01, 0.99)),
                _exact("number", m=(0.9, 0.1), u=(0.01, 0.99)),
                # The prior of a move is next to nothing; a pair of one name that has moved makes it less.
                _exact("place", m=(1 - 1e-12, 1e-299), u=(0.03, 0.97)),
            ],
            training_rules=rules,
            certain_rules=(),
            pseudo_count=1,
        )
        model = train_model(plan, records, ["record"])
        exact = [one["comparison_levels"][1] for one in model["comparisons"]]
        return [(level["m_probability"], level["u_probability"]) for level in exact]

    sound = ("l.place = r.place", "l.place = r.place and l.name = r.name")
    assert learned(sound[0], "l.name = r.name", sound[1]) == learned(*sound)
    assert learned("l.name = r.name") == learned()
    assert learned(*sound) != learned()


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


def test_a_rule_that_no_pair_meets_teaches_nothing_and_harms_nothing(records: duckdb.DuckDBPyConnection) -> None:
    with_prior = replace(
        PLAN,
        comparisons=[
            _exact("name", m=(0.9, 0.1), u=(0.01, 0.99)),
            _exact("place", m=(0.9, 0.1), u=(0.03, 0.97)),
        ],
        training_rules=["l.name = r.place and l.name <> r.name", "l.number = r.number"],
        certain_rules=(),
        pseudo_count=20,
    )
    model = train_model(with_prior, records, ["record"])
    exact = {one["output_column_name"]: one["comparison_levels"][1] for one in model["comparisons"]}
    assert 0.5 < exact["name"]["m_probability"] < 1
    assert exact["place"]["u_probability"] >= 0.03
