"""The plan of a matching: its comparisons, blocking rules and training rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: One comparison with its levels, in the JSON of Splink's settings.
Comparison: TypeAlias = dict[str, Any]
LinkType: TypeAlias = Literal["dedupe_only", "link_only"]


def agree_in(*columns: str) -> str:
    """Give SQL over `l` and `r` for two records being equal in all of the columns."""
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


@dataclass(frozen=True)
class MatchPlan:
    """One kind of matching, before training.

    Args:
        comparisons: each with its levels from most to least alike.
        blocking_rules: SQL over `l` and `r`; two records are compared where they meet any of these.
        training_rules: the m probabilities are trained on the pairs of each of these in turn; a comparison is not
            trained by a rule on its own columns. Without any, the m probabilities are the priors.
        certain_rules: SQL of rules so strict (`l.x = r.x and …`) that their pairs are taken for matches, from which
            the share of matches among all pairs is estimated.
        certain_share: the share of all matches that meets one of `certain_rules`.
        link_type: `dedupe_only` within one table, `link_only` between two.
        first_guess: the probability that two random records match, without `certain_rules`.
        pseudo_count: the weight of the comparisons' u priors against the data, in pairs; with 0 there are no priors.
        sampled_pairs: how many random pairs the u probabilities are trained on.
        trained_pairs: how many pairs of each training rule are used at most, sampled at random.
        keeps_levels: whether a scored pair keeps the level of each comparison.
        seed: of the sampling, so that the same records give the same model.
    """

    comparisons: Sequence[Comparison]
    blocking_rules: Sequence[str]
    training_rules: Sequence[str] = ()
    certain_rules: Sequence[str] = ()
    certain_share: float = 0.8
    link_type: LinkType = "dedupe_only"
    first_guess: float = 1e-4
    pseudo_count: float = 0.0
    sampled_pairs: float = 5e6
    trained_pairs: float = 2e6
    keeps_levels: bool = False
    seed: int = 1

    def settings(self) -> dict[str, Any]:
        """Give Splink's settings of an untrained model. A scored pair keeps the weight of each comparison."""
        return {
            "link_type": self.link_type,
            "comparisons": list(self.comparisons),
            "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in self.blocking_rules],
            # Only so does Splink give the level of each comparison; `score_pairs` leaves the values out.
            "retain_matching_columns": self.keeps_levels,
            "retain_intermediate_calculation_columns": True,
            "max_iterations": 50,
            # A value that is shrunk towards a prior needs no fourth digit.
            "em_convergence": 0.001 if self.pseudo_count else 0.0001,
            "probability_two_random_records_match": self.first_guess,
        }
