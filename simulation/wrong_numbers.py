"""Mistyped NIK and KK numbers that belong to nobody else."""

from random import Random

from simulation.households import City
from simulation.slips import mistyped_digits


class WrongNumbers:
    """Makes wrong numbers for one city, and records whose they are, so that no two people share one."""

    def __init__(self, city: City) -> None:
        """Begin with none."""
        self._city = city
        self._right_number: dict[str, str] = {}

    def mistype(self, digits: str, draw: Random) -> str:
        """Give the number with one digit wrong or two neighbours transposed."""
        return next(wrong for wrong in mistyped_digits(digits, draw) if self._assign(wrong, digits))

    def cut(self, digits: str) -> str | None:
        """Give the number with its last digit lost and a 0 instead; null where that is a number of somebody."""
        wrong = digits[:-1] + "0"
        return wrong if wrong != digits and self._assign(wrong, digits) else None

    def _assign(self, wrong: str, right: str) -> bool:
        """Assign the wrong number to the right one, unless it is somebody's or was assigned to another."""
        if self._right_number.get(wrong, right) != right or self._city.holds(wrong):
            return False
        self._right_number[wrong] = right
        return True
