"""Example pairs that show how the matching decides: found, just counted, just not, kept apart, missed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from simulation.evaluation.report.seen import FollowedLinkage, ScoredPair, log_odds


@dataclass(frozen=True)
class ExamplePair:
    """A pair with its title and story, its prior (bits), and the threshold (probability)."""

    title: str
    story: str
    pair: ScoredPair
    prior: float
    threshold: float

    @property
    def odds(self) -> float:
        """The odds of the pair in bits, prior and all comparisons together."""
        return self.prior + sum(bits for _, _, bits in self.pair.parts)

    @property
    def verdict(self) -> str:
        """The outcome of the pair, in one line."""
        pair = self.pair
        truth = f"One household in truth ({pair.known.kind})" if pair.known else "Not one household in truth"
        if pair.look_alike:
            truth = f"Two households in truth ({pair.look_alike})"
        share = 1 / (1 + 2.0**-self.odds)
        probability = f"{share:.4f}" if share < 0.9999 else "more than 0.9999"
        odds = f"odds of {self.odds:+.1f} bits, a probability of {probability}"
        if pair.is_cannot_link:
            return f"{truth}; {odds} by weight alone; the rows contradict each other, and stay apart."
        return f"{truth}; {odds}, where pairs count from {self.threshold:.4f}."


def example_pairs(followed: FollowedLinkage) -> Iterator[ExamplePair]:
    """Choose the pairs; a kind that no semester shows is left out."""
    all_pairs = []
    for pair in followed.scored:
        prior, threshold = (ask(pair.semester, pair.question) for ask in (followed.prior, followed.threshold))
        if prior is not None and threshold is not None:
            all_pairs.append(ExamplePair("", "", pair, prior, threshold))
    all_pairs.sort(key=attrgetter("odds"))
    registry = [example for example in all_pairs if example.pair.question == "registry_duplicate"]
    weighed = [example for example in registry if example.pair.is_candidate]
    counted = [example for example in weighed if _counts(example)]
    apart = [example for example in weighed if not _counts(example)]
    meant = [example for example in all_pairs if example.pair.question == "graduation_match" and example.pair.known]
    alike = [example for example in registry if example.pair.look_alike]
    missed = [example for example in registry if example.pair.known and example.pair.is_cannot_link]
    right = [example for example in counted if example.pair.known]
    yield from _examples(right[len(right) // 2 :][:1], "A match that was found", _FOUND)
    yield from _examples(meant[len(meant) // 2 :][:1], "A graduation that found its household", _GRADUATION)
    yield from _examples(counted[:1], "Just above the threshold", _ABOVE)
    yield from _examples(apart[-1:], "Just below the threshold", _BELOW)
    yield from _examples(alike[-1:], "Look-alikes that were kept apart", _ALIKE)
    yield from _examples(missed[-1:], "A match that was missed", _MISSED)


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
    "One household, listed twice, and never a candidate: a typo makes the second row contradict the first. "
    "The rule that keeps look-alikes apart costs this one."
)


def _examples(chosen: list[ExamplePair], title: str, story: str) -> Iterator[ExamplePair]:
    for example in chosen:
        yield replace(example, title=title, story=story)


def _counts(example: ExamplePair) -> bool:
    # Weights are kept rounded to six digits; the pair at the threshold itself counts.
    return example.odds >= log_odds(example.threshold) - 1e-3
