"""A handful of pairs that tell how the matching decides: found, just counted, just not, kept apart, missed."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simulation.evaluation.report.seen import FollowedLinkage, ScoredPair


@dataclass(frozen=True)
class TellingPair:
    """A pair with what it shows, how often such a pair is one household at all (bits), and from where pairs count."""

    title: str
    story: str
    pair: ScoredPair
    prior: float
    threshold: float

    @property
    def odds(self) -> float:
        """The odds of the pair in bits, prior and all comparisons together."""
        return self.prior + sum(bits for _, _, bits in self.pair.parts)


def telling_pairs(followed: FollowedLinkage) -> Iterator[TellingPair]:
    """Choose the pairs; a kind that no semester shows is left out."""
    placed = [
        (followed.prior(pair.semester, pair.question), followed.threshold(pair.semester, pair.question), pair)
        for pair in followed.scored
    ]
    all_pairs = [
        TellingPair("", "", pair, prior, threshold)
        for prior, threshold, pair in placed
        if prior is not None and threshold is not None
    ]
    registry = [told for told in all_pairs if told.pair.question == "registry_duplicate"]
    weighed = sorted((told for told in registry if told.pair.is_candidate), key=_odds)
    counted = [told for told in weighed if _counts(told)]
    apart = [told for told in weighed if not _counts(told)]
    graduations = sorted((told for told in all_pairs if told.pair.question == "graduation_match"), key=_odds)
    meant = [told for told in graduations if told.pair.known]
    alike = sorted((told for told in registry if told.pair.look_alike), key=_odds)
    missed = sorted((told for told in registry if told.pair.known and told.pair.is_cannot_link), key=_odds)
    right = [told for told in counted if told.pair.known]
    yield from _told(right[len(right) // 2 :][:1], "A match that was found", _FOUND)
    yield from _told(meant[len(meant) // 2 :][:1], "A graduation that found its household", _GRADUATION)
    yield from _told(counted[:1], "Just above the threshold", _ABOVE)
    yield from _told(apart[-1:], "Just below the threshold", _BELOW)
    yield from _told(alike[-1:], "Look-alikes that were kept apart", _ALIKE)
    yield from _told(missed[-1:], "A match that was missed", _MISSED)


_FOUND = "Of all registry pairs that are one household and were found, the one in the middle."
_GRADUATION = (
    "A row of the list of those who left, which names nobody by its numbers; the one in the middle of those found."
)
_ABOVE = "The least probable registry pair that counted: the threshold is its probability."
_BELOW = "The most probable registry pair that did not count."
_ALIKE = (
    "The look-alikes with the most weight. They never become candidates: what they say of themselves contradicts each "
    "other (two right NIKs, or two birth dates), and no weight outdoes that."
)
_MISSED = (
    "One household, listed twice, and never a candidate: a slip of the pen makes the second row contradict the first. "
    "The rule that keeps look-alikes apart costs this one."
)


def _told(chosen: list[TellingPair], title: str, story: str) -> Iterator[TellingPair]:
    for told in chosen:
        yield TellingPair(title, story, told.pair, told.prior, told.threshold)


def _odds(told: TellingPair) -> float:
    return told.odds


def _counts(told: TellingPair) -> bool:
    # Weights are kept rounded to six digits; the pair at the threshold itself counts.
    return told.threshold < 1 and told.odds >= math.log2(told.threshold / (1 - told.threshold)) - 1e-3
