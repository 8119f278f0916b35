"""Reproducible randomness: random streams named by their decision, and quotas that spread rare events evenly."""

from collections.abc import Callable, Iterable
from random import Random
from typing import TypeVar

_Made = TypeVar("_Made")


def stream(seed: int, *names: object) -> Random:
    """Give the random stream of one decision, the same for the same seed and names whatever else was drawn before."""
    return Random(":".join(map(str, (seed, *names))))


class Quota:
    """An event with a rate, spread evenly over its occasions, and at least once where there is any.

    A city of sixty households must show every fault that a city of five thousand does; independent draws would not.
    """

    def __init__(self, rate: float, *, head_start: float = 1.0) -> None:
        """Start with `head_start` of the first occurrence saved up; 1 lets it happen at the first occasion."""
        self._rate = rate
        self._saved = head_start

    def accrue(self) -> bool:
        """Count one occasion and return whether the event is due; it stays due until `spend`."""
        self._saved += self._rate
        return self._saved >= 1.0

    def spend(self) -> None:
        """Record that it has happened."""
        self._saved -= 1.0

    def take(self) -> bool:
        """Count one occasion; return whether the event is due, and spend it."""
        if self.accrue():
            self.spend()
            return True
        return False


class Turns:
    """Kinds that take turns, so that all are equally frequent; one without an occasion is passed over."""

    def __init__(self, kinds: Iterable[str], *, first: int = 0) -> None:
        """Begin with the kind at position `first`, modulo their number."""
        self._kinds = list(kinds)
        for _ in range(first % len(self._kinds)):
            self._kinds.append(self._kinds.pop(0))

    def take(self, make: Callable[[str], _Made | None]) -> _Made | None:
        """Give what the first kind with an occasion makes; null where `make` gives null for every kind."""
        for kind in self._kinds:
            made = make(kind)
            if made is not None:
                self._kinds.remove(kind)
                self._kinds.append(kind)
                return made
        return None
