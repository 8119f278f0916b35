"""What a matching compares, which pairs it looks at, and what it learns from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

#: How two records are compared in one thing: the levels of a comparison, as Splink's settings have them in JSON.
Comparison: TypeAlias = dict[str, Any]
LinkType: TypeAlias = Literal["dedupe_only", "link_only"]


def agree_in(*columns: str) -> str:
    """Give the SQL over `l` and `r` that two records meet which have the same in all of some columns."""
    return " and ".join(f"l.{column} = r.{column}" for column in columns)


@dataclass(frozen=True)
class TrainingBlocks:
    """The pairs that agree in every one of some columns, as something to learn from.

    Where these are too many, those of one block in so many are taken, whole: of a block's pairs drawn at random hardly
    any would match.
    """

    columns: Sequence[str]
    #: SQL over `l` and `r`: what else is asked of a pair.
    condition: str = "true"

    def rule(self, *, one_in: int = 1) -> str:
        """Give the SQL over `l` and `r` that the pairs of one block in `one_in` meet."""
        return " and ".join([agree_in(*self.columns), self.records(one_in=one_in), self.condition])

    def records(self, *, one_in: int = 1) -> str:
        """Give the SQL over `l` that the records of those blocks meet."""
        if one_in == 1:
            return "true"
        return f"hash({', '.join(f'l.{column}' for column in self.columns)}) % {one_in} = 0"


@dataclass(frozen=True)
class MatchPlan:
    """One kind of matching, before it has seen any data.

    Args:
        comparisons: what two records are compared by, each with its levels from most to least alike.
        blocking_rules: SQL over `l` and `r`; two records are looked at where they meet any of these.
        training_rules: the model learns how matching records differ from the pairs of each of these in turn; a
            comparison learns nothing from a rule that it takes part in.
        certain_rules: SQL of rules so strict (`l.x = r.x and …`) that who meets one is taken for a match, from which
            the share of matches among all pairs is estimated.
        certain_share: which share of all matches meets one of `certain_rules`.
        link_type: `dedupe_only` within one table, `link_only` between two.
        first_guess: how often two records drawn at random match, where no `certain_rules` tell.
        pseudo_count: how many pairs the figures that the comparisons come with weigh against what the data show. With
            0 the data alone speak.
        sampled_pairs: pairs drawn at random, from which the model learns how records differ that do not match.
        trained_pairs: about so many pairs of each training rule are looked at, where there are more: some of the
            blocks, or pairs drawn at random.
        seed: of that drawing, so that the same records give the same model.
    """

    comparisons: Sequence[Comparison]
    blocking_rules: Sequence[str]
    training_rules: Sequence[str | TrainingBlocks]
    certain_rules: Sequence[str] = ()
    certain_share: float = 0.8
    link_type: LinkType = "dedupe_only"
    first_guess: float = 1e-4
    pseudo_count: float = 0.0
    sampled_pairs: float = 5e6
    trained_pairs: float = 2e6
    seed: int = 1

    def settings(self) -> dict[str, Any]:
        """Give Splink's settings of an untrained model. A scored pair keeps the weight of each comparison."""
        return {
            "link_type": self.link_type,
            "comparisons": list(self.comparisons),
            "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in self.blocking_rules],
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": True,
            "max_iterations": 50,
            # What is shrunk towards a prior need not be learned to the fourth digit.
            "em_convergence": 0.001 if self.pseudo_count else 0.0001,
            "probability_two_random_records_match": self.first_guess,
        }
