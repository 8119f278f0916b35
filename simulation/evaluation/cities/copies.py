"""A second row about a household, and the models that spoil it: ours, and gecko's."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from simulation.chance import Turns, stream
from simulation.evaluation.error_models.environment import run_worker
from simulation.households import City
from simulation.people import Household
from simulation.probable_matches import PROBABLE_DEPARTURES, PROBABLE_LISTINGS, Occasion, list_again, name_probably
from simulation.rows import Row, Value
from simulation.slips import WrongNumbers
from sources.regions import Region, kelurahan

_NUMBERS = ("no_kk", "nik_kepala")
_BIRTH_YEARS = range(1920, 2011)


@dataclass(frozen=True)
class Copy:
    """A household's row in the registry, a second row about it (of the registry or of `mentas`), and its slips.

    `slips` are the kinds by which the pair is counted; a pair can have several.
    """

    household: Household
    listed: Row
    second: Row
    slips: tuple[str, ...] = ()

    @property
    def matched_by(self) -> str:
        """What the two rows still have in common: `kk`, `nik`, or nothing that is equal (`probable`)."""
        for column, name in zip(_NUMBERS, ("kk", "nik"), strict=True):
            number = self.second.text(column)
            if number and number == self.listed.text(column):
                return name
        return "probable"

    @property
    def has_number(self) -> bool:
        """Whether both rows have a NIK of the head, right or wrong."""
        return all(row.text("nik_kepala") for row in (self.listed, self.second))


#: Spoils the second rows of a semester; none in the place of a row that could not be handed in like that.
ErrorModel = Callable[[Sequence[Copy]], list[Copy | None]]


class OwnSlips:
    """The slips of the made-up city (`probable_matches.py`), which the matching was built beside."""

    def __init__(self, city: City) -> None:
        """Begin with the first kind."""
        self._city = city
        self._numbers = WrongNumbers(city)
        self._listings, self._departures = Turns(PROBABLE_LISTINGS), Turns(PROBABLE_DEPARTURES)

    def __call__(self, copies: Sequence[Copy]) -> list[Copy | None]:
        """Spoil each second row in the next manner that its household offers an occasion for."""
        return [self._listed(copy) if copy.second.dataset == "keluarga" else self._left(copy) for copy in copies]

    def _occasion(self, copy: Copy) -> Occasion:
        number, day = copy.household.number, copy.listed.day("tanggal_pendataan")
        return Occasion(copy.household, stream(self._city.seed, "own slips", number, day), self._numbers)

    def _listed(self, copy: Copy) -> Copy | None:
        occasion = self._occasion(copy)
        rows = self._listings.take(lambda kind: list_again(kind, occasion, copy.listed))
        return Copy(copy.household, rows[0], rows[1], (str(rows[1].match_kind),)) if rows else None

    def _left(self, copy: Copy) -> Copy | None:
        occasion = self._occasion(copy)
        named = self._departures.take(lambda kind: name_probably(kind, occasion, self._city, copy.second))
        return replace(copy, second=named, slips=(str(named.match_kind),)) if named else None


#: How often each of gecko's mutators meets each column of a second row. A share of the rows keeps an equal number.
GECKO_RATES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "no_kk": {"keyboard": 0.25, "ocr": 0.15, "transposition": 0.20, "substitution": 0.10},
        "nik_kepala": {"missing": 0.25, "keyboard": 0.13, "ocr": 0.08, "transposition": 0.12},
        "no_kk and nik_kepala": {"swapped": 0.03},
        "nama_kepala": {
            "keyboard": 0.10, "ocr": 0.08, "phonetic": 0.15, "transposition": 0.06, "deletion": 0.06,
            "insertion": 0.04, "words swapped": 0.04,
        },
        "tanggal_lahir_kepala": {"missing": 0.08, "keyboard": 0.05, "ocr": 0.03, "transposition": 0.05},
        "alamat": {"missing": 0.08, "keyboard": 0.08, "ocr": 0.08, "deletion": 0.05},
        "rt": {"missing": 0.05},
        "jenis_kelamin_kepala": {"another value": 0.01},
        "kode_wilayah": {"another value": 0.03},
    }
)  # fmt: skip


class GeckoSlips:
    """The slips of gecko's mutators; `strength` multiplies how often each happens, where that leaves it possible."""

    def __init__(self, city: City, *, strength: float = 1.0) -> None:
        """Begin with no number given to anybody."""
        self._city = city
        self._strength = strength
        self._holder: dict[str, int] = {}
        self._places = {place.code: place for place in kelurahan()}

    def __call__(self, copies: Sequence[Copy]) -> list[Copy | None]:
        """Mutate all second rows of one semester, those of the registry and those of `mentas` each together."""
        spoiled: dict[int, Copy | None] = {}
        for data_set in ("keluarga", "mentas"):
            places = [place for place, copy in enumerate(copies) if copy.second.dataset == data_set]
            if places:
                mutated = self._mutate([copies[place] for place in places], data_set)
                spoiled |= dict(zip(places, mutated, strict=True))
        return [spoiled[place] for place in range(len(copies))]

    def _mutate(self, copies: Sequence[Copy], data_set: str) -> list[Copy | None]:
        columns = copies[0].second.values.keys()
        rates = {
            column: self._stronger(of_column)
            for column, of_column in GECKO_RATES.items()
            if set(column.split(" and ")) <= columns
        }
        texts = [
            {name: _text(copy.second.values[name]) for column in rates for name in column.split(" and ")}
            for copy in copies
        ]
        seed = [self._city.seed, ("keluarga", "mentas").index(data_set), len(self._holder), len(copies)]
        with TemporaryDirectory() as folder:
            task, mutated = Path(folder, "task.json"), Path(folder, "mutated.json")
            task.write_text(json.dumps({"seed": seed, "rates": rates, "rows": texts}), encoding="utf-8")
            run_worker("gecko", task, mutated)
            rows = json.loads(mutated.read_text(encoding="utf-8"))
        return [self._accept(copy, row) for copy, row in zip(copies, rows, strict=True)]

    def _stronger(self, rates: Mapping[str, float]) -> dict[str, float]:
        factor = min(self._strength, 0.95 / sum(rates.values()))
        return {kind: rate * factor for kind, rate in rates.items()}

    def _accept(self, copy: Copy, mutated: Mapping[str, str | list[str]]) -> Copy | None:
        """Take the mutated texts over; a value that validation would refuse is left as it was."""
        second, slips = copy.second.copy(), list(mutated["slips"])
        for column, text in mutated.items():
            if column == "slips" or text == _text(second.values[column]):
                continue
            try:
                second.values[column] = self._value(column, str(text))
            except ValueError:
                slips = [slip for slip in slips if not slip.startswith(f"{column}: ")]
        numbers = [number for column in _NUMBERS if (number := second.text(column))]
        if not numbers or not all(self._may_hold(copy.household, number) for number in numbers):
            return None
        return replace(copy, second=second, slips=(*slips, f"slips in all: {len(slips)}"))

    def _value(self, column: str, text: str) -> Value:
        """Read a mutated text. Raises `ValueError` where no row with it would be accepted."""
        if not text:
            return None
        if column == "tanggal_lahir_kepala":
            born = date(int(text[4:]), int(text[2:4]), int(text[:2]))
            if born.year not in _BIRTH_YEARS:
                raise ValueError(text)
            return born
        if column == "kode_wilayah":
            return self._places[text]
        if column == "nama_kepala" and len(re.findall(r"[^\W\d_]", text)) < 2:
            raise ValueError(text)
        return text

    def _may_hold(self, household: Household, number: str) -> bool:
        """Say whether the household may be written under this number: it is a number, and nobody else's."""
        own = {household.no_kk, household.other_kk, *(person.nik for person in household.members)}
        if number in own:
            return True
        is_stand_in = number.endswith("0000") or number[6:12] == "000000"
        is_taken = self._holder.get(number, household.number) != household.number or self._city.holds(number)
        if is_stand_in or is_taken:
            return False
        self._holder[number] = household.number
        return True


def _text(value: Value) -> str:
    """Give a value as gecko gets it: a date as figures, a place by its code."""
    if isinstance(value, date):
        return value.strftime("%d%m%Y")
    if isinstance(value, Region):
        return value.code
    return "" if value is None else str(value)


#: Makes each error model for a city, by its name in results and reports.
ERROR_MODELS: Mapping[str, Callable[[City], ErrorModel]] = MappingProxyType(
    {
        "own": OwnSlips,
        "gecko": GeckoSlips,
        "gecko, heavy": lambda city: GeckoSlips(city, strength=1.6),
    }
)
