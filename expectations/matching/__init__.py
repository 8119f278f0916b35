"""Which records speak of the same one, where no number says so: probabilistic matching with Splink on DuckDB.

Knows records, comparisons and probabilities, and nothing of households or semesters. A `MatchPlan` says what is
compared and how a model is trained without labels; `train_model` and `score_pairs` do it; `match_threshold` says which
pairs count.
"""

from expectations.matching.model import score_pairs, train_model
from expectations.matching.plan import MatchPlan
from expectations.matching.threshold import match_threshold

__all__ = ["MatchPlan", "match_threshold", "score_pairs", "train_model"]
