"""Training a model without labels, shrunk towards its priors, and scoring pairs by it."""

import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple

import duckdb
from splink import DuckDBAPI, Linker

from foundation.database import count_of
from linkage.matching.plan import MatchPlan, TrainingBlocks

#: Splink logs every step of its training at lower levels.
_SPLINK_LOG_LEVEL = logging.ERROR
#: Above this many times `trained_pairs`, the pairs of a rule are sampled at random.
_MOST_FOR_A_BLOCK = 4
#: Pairs that do not match are far more, so that the pseudo-count of their prior is this many times larger.
_OTHERS_FOR_A_MATCH = 10.0


def train_model(plan: MatchPlan, connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> dict[str, Any]:
    """Train a model on the records of one table (two for `link_only`), without labels.

    Each table has a column `unique_id` and those that the plan compares. Return Splink's settings with the trained
    probabilities, plain JSON, for `score_pairs`; the same records in the same order give the same settings.
    """
    linker = _linker(connection, tables, plan.settings())
    prior = linker.misc.save_model_to_json()
    training = linker.training
    if plan.certain_rules:
        training.estimate_probability_two_random_records_match(list(plan.certain_rules), recall=plan.certain_share)
    if not plan.pseudo_count:
        training.estimate_u_using_random_sampling(max_pairs=plan.sampled_pairs, seed=plan.seed)
        for given in plan.training_rules:
            rule = given.rule() if isinstance(given, TrainingBlocks) else given
            training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=plan.trained_pairs)
        learned: dict[str, Any] = linker.misc.save_model_to_json()
        return learned
    # A single chunk, because there are few pairs.
    training.estimate_u_using_random_sampling(
        max_pairs=plan.sampled_pairs, seed=plan.seed, min_count_per_level=None, num_chunks=1
    )
    training_blocks = list(_training_blocks(plan, connection, tables[0]))
    wanted = " or ".join(f"({training_block.records})" for training_block in training_blocks) or "false"
    connection.execute(f"create or replace temp table learned_from as select * from {tables[0]} as l where {wanted}")
    model, matches = _learn_from_few(plan, connection, linker.misc.save_model_to_json(), training_blocks)
    connection.execute("drop table learned_from")
    pairs = min(plan.sampled_pairs, count_of(connection, f"select count(*) from {tables[0]}") ** 2 / 2)
    return shrunk_towards(model, prior, pseudo_count=plan.pseudo_count, matches=matches, pairs=pairs)


class _TrainingBlock(NamedTuple):
    """A training rule in use: SQL for its pairs, their number, and SQL over `l` for the records of these."""

    rule: str
    pairs: int
    records: str


def _training_blocks(plan: MatchPlan, connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[_TrainingBlock]:
    """Give each training rule that has pairs, with its blocks sampled down to about `trained_pairs`."""
    for given in plan.training_rules:
        blocks = given if isinstance(given, TrainingBlocks) else None
        rule, records = (blocks.rule(), blocks.records()) if blocks else (str(given), "true")
        pairs = _count_pairs(connection, table, rule)
        if blocks and pairs > plan.trained_pairs:
            one_in = math.ceil(pairs / plan.trained_pairs)
            rule, records = blocks.rule(one_in=one_in), blocks.records(one_in=one_in)
            pairs = _count_pairs(connection, table, rule)
        if pairs:
            yield _TrainingBlock(rule, pairs, records)


def _learn_from_few(
    plan: MatchPlan,
    connection: duckdb.DuckDBPyConnection,
    start: dict[str, Any],
    training_blocks: Sequence[_TrainingBlock],
) -> tuple[dict[str, Any], float]:
    """Train on the records in `learned_from`; return the model and the number of matching pairs behind it.

    The probability of a level without matching pairs can underflow, at which Splink fails and leaves its model half
    updated: the rule that led there is dropped.
    """
    linker = _linker(connection, ["learned_from"], start)
    matches = []
    for training_block in training_blocks:
        before = deepcopy(linker)
        try:
            session = linker.training.estimate_parameters_using_expectation_maximisation(
                training_block.rule,
                # Frequencies in a sample of whole blocks are not those of the population.
                estimate_without_term_frequencies=True,
                # A single block can hold more pairs than all others together.
                max_pairs=_MOST_FOR_A_BLOCK * plan.trained_pairs,
            )
        except ValueError:
            linker = before
            continue
        matches.append(session.core_model_settings.probability_two_random_records_match * training_block.pairs)
    model: dict[str, Any] = linker.misc.save_model_to_json()
    # The rule with the fewest matches is the smallest sample behind any comparison.
    return model, min(matches, default=0.0)


def _count_pairs(connection: duckdb.DuckDBPyConnection, table: str, rule: str) -> int:
    pairs = f"{table} as l inner join {table} as r on l.unique_id < r.unique_id and {rule}"
    return count_of(connection, f"select count(*) from {pairs}")


def shrunk_towards(
    model: Mapping[str, Any], prior: Mapping[str, Any], *, pseudo_count: float, matches: float, pairs: float
) -> dict[str, Any]:
    """Shrink the trained probabilities of a model towards their priors (both are Splink's settings).

    A probability becomes the mean of both, weighted by pairs: `matches` matching pairs and `pairs` others for the
    trained ones, `pseudo_count` (and ten times as many others) for the priors. So a level without any pair keeps a
    probability above zero. A u probability never falls below its prior, because a sample shows little of what is rare.
    """
    shrunk = deepcopy(dict(model))
    for comparison, before in zip(shrunk["comparisons"], prior["comparisons"], strict=True):
        for level, start in zip(comparison["comparison_levels"], before["comparison_levels"], strict=True):
            if level.get("is_null_level"):
                continue
            if not level.get("fix_m_probability"):
                level["m_probability"] = _mean(
                    level.get("m_probability"), matches, start["m_probability"], pseudo_count
                )
            others = _mean(
                level.get("u_probability"), pairs, start["u_probability"], pseudo_count * _OTHERS_FOR_A_MATCH
            )
            level["u_probability"] = max(others, start["u_probability"])
    return shrunk


def _mean(learned: float | None, weight: float, prior: float, prior_weight: float) -> float:
    if learned is None:
        return prior
    return (learned * weight + prior * prior_weight) / (weight + prior_weight)


def score_pairs(
    model: dict[str, Any],
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    *,
    into: str,
    at_least: float,
    candidates: str | None = None,
) -> None:
    """Create the table `into` with every candidate pair of at least that match probability.

    Candidates are the pairs of the model's rules, unless a table of them is given (see `create_candidate_pairs`).

    Columns: `unique_id_l`, `unique_id_r`, `match_key`, `match_weight` (log2 of the odds), `match_probability`, and for
    every comparison its level, `gamma_…`, and weight, `mw_…`; no values of the records.
    """
    linker = _linker(connection, tables, model)
    if candidates is not None:
        linker.table_management.register_blocked_pairs_for_predict(
            DuckDBAPI(connection=connection).register(candidates)
        )
    scored = linker.inference.predict(threshold_match_probability=at_least, warning_mode="never")
    connection.execute(f"""
        create or replace table {into} as
        select unique_id_l, unique_id_r, match_key, match_weight, match_probability, columns('^(mw|gamma)_')
        from {scored.physical_name}
    """)
    scored.drop_table_from_database_and_remove_from_cache()


def create_candidate_pairs(
    plan: MatchPlan,
    connection: duckdb.DuckDBPyConnection,
    table: str,
    *,
    condition: str,
    into: str,
    of_later: str = "true",
) -> None:
    """Create the table `into` of the pairs of records that meet a blocking rule of the plan and a condition.

    `of_later` is SQL over `r`, the record with the larger `unique_id`, that limits the pairs. Columns as Splink expects
    them: `match_key` (the rule's number), `join_key_l` and `join_key_r` (`unique_id`). Splink itself would evaluate the
    condition within each rule, once for every pair and rule.
    """
    met = " union all ".join(
        f"select '{number}' as match_key, l.unique_id as join_key_l, r.unique_id as join_key_r"
        f" from {table} as l inner join {table} as r on {rule} where l.unique_id < r.unique_id and {of_later}"
        for number, rule in enumerate(plan.blocking_rules)
    )
    # The condition is about both sides, and the optimiser would begin with their cross product.
    connection.execute(f"""
        set disabled_optimizers = 'join_order';
        create or replace temp table {into} as
        with met as (
            select min(match_key) as match_key, join_key_l, join_key_r
            from ({met})
            group by join_key_l, join_key_r
        )

        select met.*
        from met
        inner join {table} as l on met.join_key_l = l.unique_id
        inner join {table} as r on met.join_key_r = r.unique_id
        where {condition};
        reset disabled_optimizers;
    """)


def _linker(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], settings: Any) -> Linker:
    api = DuckDBAPI(connection=connection)
    registered = [api.register(table, dataset_display_name=table) for table in tables]
    # The check of the settings costs a second each time, and tests compare with the same settings.
    return Linker(
        registered if len(registered) > 1 else registered[0],
        settings,
        log_level=_SPLINK_LOG_LEVEL,
        validate_settings=False,
    )
