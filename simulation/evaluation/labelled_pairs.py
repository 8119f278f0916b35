"""Matching of records whose persons are known: trained on the records alone, and then held against the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from linkage.matching.model import score_pairs, train_model
from linkage.matching.plan import MatchPlan
from simulation.evaluation.scores import MatchScore

#: Pairs below it are left out.
_LEAST_PROBABILITY = 0.01


@dataclass(frozen=True)
class ScoredPairs:
    """Pairs from the most to the least probable, whether each is true, and how many true pairs there are in all."""

    probabilities: np.ndarray
    are_true: np.ndarray
    true: int

    def at(self, threshold: float) -> MatchScore:
        """Count the pairs from a threshold on."""
        counted = self.probabilities >= threshold
        return MatchScore(threshold, int(counted.sum()), int(self.are_true[counted].sum()), self.true)

    def at_best(self) -> MatchScore:
        """Count from the threshold with the highest F1, which needs the truth."""
        found = np.arange(1, len(self.probabilities) + 1)
        best = int(np.argmax(2 * self.are_true.cumsum() / (found + self.true)))
        return self.at(float(self.probabilities[best]))


def score_labelled(
    connection: duckdb.DuckDBPyConnection, plan: MatchPlan, tables: Sequence[str], *, person: str
) -> ScoredPairs:
    """Train on one table or two, score their pairs into the table `pair`, and only then look at the truth.

    `person` is SQL for the person of a record, whose name it has as `{record}`.
    """
    model = train_model(plan, connection, tables)
    score_pairs(model, connection, tables, into="pair", at_least=_LEAST_PROBABILITY)
    one, other = person.format(record="unique_id_l"), person.format(record="unique_id_r")
    pairs = connection.execute(
        f"select match_probability, {one} = {other} as is_true from pair order by match_probability desc"
    ).fetchnumpy()
    probabilities, are_true = (np.asarray(pairs[column]) for column in ("match_probability", "is_true"))
    return ScoredPairs(probabilities, are_true, _count_true_pairs(connection, tables, person))


def _count_true_pairs(connection: duckdb.DuckDBPyConnection, tables: Sequence[str], person: str) -> int:
    left, right = tables[0], tables[-1]
    order = "and l.unique_id < r.unique_id" if left == right else ""
    one, other = person.format(record="l.unique_id"), person.format(record="r.unique_id")
    counted = connection.execute(
        f"select count(*) from {left} as l inner join {right} as r on {one} = {other} {order}"
    ).fetchone()
    return int(counted[0]) if counted else 0
