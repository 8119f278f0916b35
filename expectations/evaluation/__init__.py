"""How well a published database agrees with the truth of a made-up city (see `docs/simulation.md`).

Compares the findings of `marts.fct_quality_finding` one by one, and what became of each submission, with `truth.json`.
"""

from expectations.evaluation.comparison import evaluate
from expectations.evaluation.display import print_evaluation
from expectations.evaluation.scores import EvaluationTable, RuleScore, SubmissionDifference

__all__ = ["EvaluationTable", "RuleScore", "SubmissionDifference", "evaluate", "print_evaluation"]
