"""Training a model without labels, and scoring pairs by it."""

import logging
from collections.abc import Sequence
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from expectations.matching.plan import MatchPlan

#: Splink tells each step of its training; what is worth telling here is told by who asked for it.
_SPLINK_LOG_LEVEL = logging.ERROR


def train_model(plan: MatchPlan, connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> dict[str, Any]:
    """Learn from the records of one table (two for `link_only`) how matching and other records differ.

    Each table has a column `unique_id` and those that the plan compares. Gives Splink's settings with the learned
    probabilities, plain JSON, which `score_pairs` takes; the same records in the same order give the same.
    """
    linker = _linker(connection, tables, plan.settings())
    training = linker.training
    training.estimate_probability_two_random_records_match(list(plan.certain_rules), recall=plan.certain_share)
    training.estimate_u_using_random_sampling(max_pairs=plan.sampled_pairs, seed=plan.seed)
    for rule in plan.training_rules:
        training.estimate_parameters_using_expectation_maximisation(rule)
    model: dict[str, Any] = linker.misc.save_model_to_json()
    return model


def score_pairs(
    model: dict[str, Any],
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[str],
    *,
    into: str,
    at_least: float,
) -> None:
    """Create the table `into` with every candidate pair of at least that match probability.

    Columns: `unique_id_l`, `unique_id_r`, `match_weight` (log2 of the odds), `match_probability`, and for every
    comparison what it adds to the weight, `mw_…`; nothing of what the records say.
    """
    linker = _linker(connection, tables, model)
    scored = linker.inference.predict(threshold_match_probability=at_least, warning_mode="never")
    connection.execute(f"create or replace table {into} as from {scored.physical_name}")
    scored.drop_table_from_database_and_remove_from_cache()


def _linker(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], settings: Any) -> Linker:
    api = DuckDBAPI(connection=connection)
    registered = [api.register(table, dataset_display_name=table) for table in tables]
    return Linker(registered if len(registered) > 1 else registered[0], settings, log_level=_SPLINK_LOG_LEVEL)
