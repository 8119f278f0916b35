"""Training a model without labels, shrunk towards its priors, and scoring pairs by it."""

import logging
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from foundation.database import count_of
from linkage.matching.plan import MatchPlan

#: Splink logs every step of its training at lower levels.
_SPLINK_LOG_LEVEL = logging.ERROR

#: At most so many of the rows repeat another one, as far as anybody knows before they are compared.
_REPEATED_ROWS = 0.05


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
    if plan.pseudo_count:
        # A single chunk, because there are few pairs.
        training.estimate_u_using_random_sampling(
            max_pairs=plan.sampled_pairs, seed=plan.seed, min_count_per_level=None, num_chunks=1
        )
    else:
        training.estimate_u_using_random_sampling(max_pairs=plan.sampled_pairs, seed=plan.seed)
    for rule in plan.training_rules:
        training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=plan.trained_pairs)
    model: dict[str, Any] = linker.misc.save_model_to_json()
    if not plan.pseudo_count:
        return model
    rows = count_of(connection, f"select count(*) from {tables[0]}")
    return shrunk_towards(
        model,
        prior,
        pseudo_count=plan.pseudo_count,
        pairs=min(plan.sampled_pairs, rows**2 / 2),
        matches=2 * _REPEATED_ROWS / rows,
    )


def shrunk_towards(
    model: Mapping[str, Any], prior: Mapping[str, Any], *, pseudo_count: float, pairs: float, matches: float = 0
) -> dict[str, Any]:
    """Shrink the sampled u probabilities of a model towards their priors (both are Splink's settings).

    A probability becomes the mean of both, weighted by pairs, `pseudo_count` for the prior. It never falls below its
    prior, because a sample shows little of what is rare. `matches` is the share of sampled pairs that match: what they
    agree in says nothing of strangers, and among few rows they are most of the pairs that agree in a rare value.
    """
    shrunk = deepcopy(dict(model))
    for comparison, before in zip(shrunk["comparisons"], prior["comparisons"], strict=True):
        for level, start in zip(comparison["comparison_levels"], before["comparison_levels"], strict=True):
            if not level.get("is_null_level"):
                sampled, believed = level.get("u_probability") or 0.0, start["u_probability"]
                sampled = max(sampled - matches * (start.get("m_probability") or 0.0), 0.0)
                mean = (sampled * pairs + believed * pseudo_count) / (pairs + pseudo_count)
                level["u_probability"] = max(mean, believed)
    return shrunk


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
    every comparison its weight, `mw_…`, and level, `gamma_…`, where the plan keeps levels; no values of the records.
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
