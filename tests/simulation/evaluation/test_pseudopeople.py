"""pseudopeople's records are read alike, whichever office wrote them, and are held against whose they are."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from simulation.evaluation.pseudopeople import LINKS, SlipRecall, count_slips, evaluate_pseudopeople, load_records

CENSUS = """simulant_id,first_name,middle_initial,last_name,date_of_birth,sex
0_1,Diana,P,Kofron,09/29/1994,Female
0_2,,A,Kofron,1l/03/1943,Male
0_3,Loretta,T,Carley,06/01/1958,Female
"""
SOCIAL_SECURITY = """simulant_id,ssn,first_name,middle_name,last_name,date_of_birth,sex
0_1,786-77-6454,DIANA,Paula,Kofron,19940929,Female
0_2,688-88-6377,Gerald,Alan,Kofron,19431103,Male
0_3,651-33-9561,Lori,Tess,Carley,19580601,Female
0_4,665-25-7858,Eura,Nadine,Hutchison,19220305,Female
"""


@pytest.fixture
def records(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, text in (("census", CENSUS), ("social_security", SOCIAL_SECURITY)):
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
            load_records(connection, tmp_path / f"{name}.csv", name)
        yield connection


def test_offices_write_alike_once_they_are_read(records: duckdb.DuckDBPyConnection) -> None:
    rows = records.execute("""
        select l.dob, r.dob, l.given_name, r.given_name, l.middle_initial, r.middle_initial, l.birth_year, r.birth_day
        from census as l inner join social_security as r
            on split_part(l.unique_id, '-', 1) = split_part(r.unique_id, '-', 1)
        order by l.unique_id
    """).fetchall()
    assert rows[0] == ("19940929", "19940929", "diana", "diana", "p", "p", "1994", "0929")
    # A birth date that is no date is kept as it is written.
    assert rows[1][:3] == ("1l/03/1943", "19431103", None)
    assert len(rows) == 3


def test_true_pairs_are_counted_by_what_they_do_not_have_alike(records: duckdb.DuckDBPyConnection) -> None:
    records.execute("""
        create table pair as
        select r.unique_id as unique_id_l, l.unique_id as unique_id_r, 0.9 as match_probability
        from census as l inner join social_security as r using (dob)
    """)
    columns = ("given_name", "surname", "dob")
    counted = list(count_slips(records, LINKS[0], columns, threshold=0.5))
    assert counted == [
        SlipRecall("given_name: differs", 1, 1),
        SlipRecall("given_name: missing", 1, 0),
        SlipRecall("dob: differs", 1, 0),
    ]
    assert [one.found for one in count_slips(records, LINKS[0], columns, threshold=0.95)] == [0, 0, 0]


@pytest.mark.slow
def test_people_are_found_again_without_labels() -> None:
    without, with_number = evaluate_pseudopeople(seed=7_001)
    assert without.own.true > 9_000
    assert without.own.precision >= 0.98
    assert without.own.recall >= 0.92
    assert with_number.own.precision >= 0.96
    assert with_number.own.recall >= 0.98
    assert without.at_best.f1 >= without.own.f1
