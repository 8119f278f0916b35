"""Agglomerative clustering of units, so that one doubtful pair never chains unrelated ones together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

#: More units than this are not one household listed repeatedly under different numbers.
_MOST_UNITS = 4


@dataclass(frozen=True)
class UnitPair:
    """Two units that are probably one (their numbers, the smaller first), and the probability."""

    left: int
    right: int
    probability: float


def merge_units(
    pairs: Sequence[UnitPair], cannot_links: Collection[tuple[int, int]], *, most_units: int = _MOST_UNITS
) -> dict[int, int]:
    """Give the group of every unit that joins another, numbered by the smallest of its units.

    Groups are merged in order of probability. Two groups are not merged where a cannot-link constraint is between two
    of their units (pairs of numbers, the smaller first), where fewer than half of the pairs between them count, or
    where they would have more than `most_units`.
    """
    counted = {(pair.left, pair.right) for pair in pairs}
    groups: dict[int, tuple[int, ...]] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.probability, pair.left, pair.right)):
        left, right = (groups.get(unit, (unit,)) for unit in (pair.left, pair.right))
        if left == right:
            continue
        between = [(min(pair), max(pair)) for pair in product(left, right)]
        agreeing = sum(couple in counted for couple in between)
        is_sound = not any(couple in cannot_links for couple in between) and 2 * agreeing >= len(between)
        if is_sound and len(left) + len(right) <= most_units:
            merged = tuple(sorted(left + right))
            groups.update(dict.fromkeys(merged, merged))
    return {unit: group[0] for unit, group in groups.items()}
