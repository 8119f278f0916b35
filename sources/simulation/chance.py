"""Chance that can be repeated: random streams named by what they decide, and quotas that spread rare things evenly."""

from random import Random


def stream(seed: int, *names: object) -> Random:
    """Give the random stream of one decision, the same for the same seed and names whatever else was drawn before."""
    return Random(":".join(map(str, (seed, *names))))


class Quota:
    """Something that is to happen at a rate, spread evenly, and at least once where there is any occasion.

    A city of sixty households must show every fault that a city of five thousand does; independent draws would not.
    """

    def __init__(self, rate: float, *, head_start: float = 1.0) -> None:
        """Start with `head_start` of the first occurrence saved up; 1 lets it happen at the first occasion."""
        self._rate = rate
        self._saved = head_start

    def accrue(self) -> bool:
        """Count one occasion and say whether the thing is due; it stays due until `spend`."""
        self._saved += self._rate
        return self._saved >= 1.0

    def spend(self) -> None:
        """Note that it has happened."""
        self._saved -= 1.0

    def take(self) -> bool:
        """Count one occasion; when the thing is due, let it happen there."""
        if self.accrue():
            self.spend()
            return True
        return False
