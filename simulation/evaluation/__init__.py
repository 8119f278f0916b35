"""How well a published database agrees with the truth of a made-up city (see `docs/simulation.md`).

Compares the findings of `marts.fct_quality_finding` one by one, and the outcome of each submission, with `truth.json`.
"""

from simulation.evaluation.comparison import evaluate
from simulation.evaluation.display import print_error_models, print_evaluation, print_febrl
from simulation.evaluation.scores import EvaluationTable, KindScore, LookAlikeScore, RuleScore
from simulation.evaluation.targets import TARGETS

__all__ = [
    "TARGETS",
    "EvaluationTable",
    "KindScore",
    "LookAlikeScore",
    "RuleScore",
    "evaluate",
    "print_error_models",
    "print_evaluation",
    "print_febrl",
]
