"""The made-up city: an inbox of untidy files, the list of its institutions, and the truth about both.

Everything follows from the seed alone; see `docs/simulation.md`.
"""

from collections.abc import Sequence
from pathlib import Path

from foundation.semester import Semester


def simulate(out: Path, *, households: int, semesters: Sequence[Semester], seed: int) -> None:
    """Write a made-up city into the folder `out`: `inbox/`, `institutions.yml` and `truth.json`.

    `households` is the size of the poverty registry in the first semester; about twelve receipts of assistance follow
    from each, in each semester. The same arguments give the same bytes. `semesters` follow one another.

    Raises `FileExistsError` where `out` holds an inbox already, `ValueError` without a semester or a household.
    """
    from simulation.catalogue import write_institution_list
    from simulation.city import SemesterMaker
    from simulation.households import City
    from simulation.oracle import Memory
    from simulation.slips import WrongNumbers
    from simulation.truth import TruthWriter

    if not semesters:
        raise ValueError("a city needs at least one semester")
    city = City(households, semesters, seed)
    inbox = out / "inbox"
    inbox.mkdir(parents=True)
    write_institution_list(out / "institutions.yml", since=semesters[0])
    truth = TruthWriter(out / "truth.json", seed=seed, households=households)
    memories: dict[int, Memory] = {}
    wrong_numbers = WrongNumbers(city)
    for index in range(len(city.semesters)):
        SemesterMaker(inbox, city, index, households, truth).make(memories, wrong_numbers)
    truth.close()
