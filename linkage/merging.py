"""Clusters of clusters: which units become one, so that one doubtful pair never chains strangers together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

#: A household that is listed more often than this in one semester, each time under other numbers, is no household.
_MOST_UNITS = 4


@dataclass(frozen=True)
class UnitPair:
    """Two units that are probably one (their numbers, the smaller first), and how probably."""

    left: int
    right: int
    probability: float


def merge_units(
    pairs: Sequence[UnitPair], cannot_links: Collection[tuple[int, int]], *, most_units: int = _MOST_UNITS
) -> dict[int, int]:
    """Give the group of every unit that joins another, numbered by the smallest of its units.

    The most probable pair goes first. Two groups stay apart where any two of their units contradict each other (pairs
    of numbers, the smaller first), where fewer than half of the pairs between them count, or where they would grow
    beyond `most_units`.
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
