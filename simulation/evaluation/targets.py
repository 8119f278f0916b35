"""How well each rule has to do for an evaluation to pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Target:
    """The least recall and precision of a rule (shares, 0 to 1), and why it is not 1."""

    recall: float = 1.0
    precision: float = 1.0
    reason: str = ""

    def is_reached(self, recall: float | None, precision: float | None) -> bool:
        """Say whether recall and precision, where there are any, are not below it."""
        return (recall is None or recall >= self.recall) and (precision is None or precision >= self.precision)


EXACT = Target()
#: Rules that rest on probable matches; all others compare equal values, and must be perfect.
TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "duplicate_household": Target(
            recall=0.97,
            precision=0.98,
            reason="typing errors can leave too little to tell by, and look-alikes can have much in common",
        ),
        "left_poverty_still_counted": Target(
            recall=0.97,
            precision=0.99,
            reason="a list of those who left says little besides the name, and a wrong match takes help from the poor",
        ),
        "duplicate_person": Target(
            recall=0.95,
            precision=0.98,
            reason="without a NIK, or with a wrong one, a name and a birth date within the household have to tell",
        ),
        "duplicate_activity": Target(
            recall=0.85,
            precision=0.98,
            reason="two institutions may name one activity in words that have nothing in common",
        ),
        "recipient_not_in_registry": Target(
            recall=0.99,
            precision=0.97,
            reason="a receipt with wrong numbers, or none, can be of somebody who is listed",
        ),
    }
)


def target_of(rule_code: str) -> Target:
    """Give the target of a rule."""
    return TARGETS.get(rule_code, EXACT)


#: What is asked over cities of several error models, with look-alikes, that nothing was tuned on.
_MIXED = {
    "duplicate_household": Target(recall=0.98, precision=0.995),
    "left_poverty_still_counted": Target(recall=0.985, precision=0.995),
}
#: The same where both rows have a NIK; a census office reaches 0.9996 for both, with clerks.
_MIXED_WITH_NUMBER = Target(recall=0.995, precision=0.999)


def mixed_target_of(rule_code: str, *, with_number: bool) -> Target:
    """Give the target of a rule of probable matches over cities of several error models."""
    return _MIXED_WITH_NUMBER if with_number else _MIXED[rule_code]
