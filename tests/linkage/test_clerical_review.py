"""What is noted of pairs that are too unsure to count, on the tables that a semester leaves behind."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from linkage.clerical_review import note_clerical_review_rows
from linkage.tables import create_tables

THRESHOLD = 0.8
SURVEYED = date(2023, 2, 15)


class Semester:
    """2023S1 after its registry and its graduations have found their households: three listed rows, one graduation."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        connection.execute("""
            create table keluarga (record_id varchar, surveyed_date date);
            create table mentas (record_id varchar, effective_date date);
            create temp table current_registry (record_id varchar, row_no bigint);
            create temp table entity (household_key varchar, household_id varchar, first_semester varchar);
        """)
        create_tables(connection, "2023S1")
        for row_no, record_id in enumerate(("first", "second", "third"), start=1):
            self.list_household(record_id, SURVEYED)
            connection.execute("insert into current_registry values (?, ?)", [record_id, row_no])
        self.graduate("gone", date(2023, 3, 1))

    def list_household(self, record_id: str, day: date) -> None:
        self._connection.execute("insert into keluarga values (?, ?)", [record_id, day])
        self.join_household(record_id, "keluarga")

    def join_household(self, record_id: str, dataset: str) -> None:
        self._connection.execute(
            "insert into household_membership by name select ? as record_id, ? as dataset", [record_id, dataset]
        )

    def graduate(self, record_id: str, day: date) -> None:
        self._connection.execute("insert into mentas values (?, ?)", [record_id, day])
        self.join_household(record_id, "mentas")

    def weigh(self, left: str, right: str, probability: float, question: str = "registry_duplicate") -> None:
        self._connection.execute(
            "insert into weighed_pair values (?, ?, ?, 0, ?, ?)", [question, left, right, probability, THRESHOLD]
        )

    def noted(self) -> dict[str, float]:
        note_clerical_review_rows(self._connection, "2023S1")
        rows = self._connection.execute("""
            select record_id, match_probability from household_membership where match_probability is not null
        """).fetchall()
        assert len(dict(rows)) == len(rows)
        return dict(rows)


@pytest.fixture
def semester() -> Iterator[Semester]:
    with duckdb.connect() as connection:
        yield Semester(connection)


@pytest.mark.parametrize(("left", "right"), [("first", "second"), ("second", "first")])
def test_the_later_row_of_a_pair_is_noted_whichever_way_the_pair_stands(
    semester: Semester, left: str, right: str
) -> None:
    semester.weigh(left, right, 0.3)
    assert semester.noted() == {"second": 0.3}


@pytest.mark.parametrize(("left", "right"), [("first", "gone"), ("gone", "first")])
def test_the_row_is_noted_that_a_graduation_may_mean_whichever_way_the_pair_stands(
    semester: Semester, left: str, right: str
) -> None:
    semester.weigh(left, right, 0.4, "graduation_match")
    assert semester.noted() == {"first": 0.4}


def test_of_several_pairs_the_most_probable_is_noted(semester: Semester) -> None:
    semester.weigh("first", "third", 0.2)
    semester.weigh("second", "third", 0.5)
    semester.weigh("third", "gone", 0.3, "graduation_match")
    semester.weigh("first", "second", 0.1)
    assert semester.noted() == {"second": 0.1, "third": 0.5}


def test_a_graduation_may_be_more_probable_than_a_repetition(semester: Semester) -> None:
    semester.weigh("first", "third", 0.2)
    semester.weigh("third", "gone", 0.3, "graduation_match")
    assert semester.noted() == {"third": 0.3}


@pytest.mark.parametrize(
    ("day", "noted"),
    [
        (date(2023, 2, 14), {}),  # surveyed as poor after it
        (SURVEYED, {"first": 0.4}),
        (date(2023, 6, 30), {"first": 0.4}),
        (date(2023, 7, 1), {}),  # leaves in the next semester
    ],
)
def test_a_graduation_counts_from_the_survey_to_the_end_of_the_semester(
    semester: Semester, day: date, noted: dict[str, float]
) -> None:
    semester.graduate("other", day)
    semester.weigh("first", "other", 0.4, "graduation_match")
    assert semester.noted() == noted


@pytest.mark.parametrize(("probability", "noted"), [(0.799, {"second": 0.799}), (THRESHOLD, {}), (0.9, {}), (0.0, {})])
def test_what_counts_already_or_contradicts_itself_is_not_noted(
    semester: Semester, probability: float, noted: dict[str, float]
) -> None:
    semester.weigh("first", "second", probability)
    assert semester.noted() == noted


def test_only_rows_of_the_semester_and_what_was_asked_of_them_are_noted(semester: Semester) -> None:
    semester.list_household("known before", date(2022, 8, 15))  # in an earlier registry
    semester.weigh("second", "known before", 0.5)
    semester.weigh("first", "second", 0.5, "continuation")  # keeps its key, and counts
    semester.weigh("first", "third", 0.5, "recipient")
    semester.weigh("second", "gone", 0.5)  # a graduation is no row that is repeated
    semester.weigh("known before", "gone", 0.5, "graduation_match")
    semester.weigh("first", "second", 0.5, "graduation_match")
    assert semester.noted() == {}


def test_memberships_of_other_data_sets_are_left_alone(semester: Semester) -> None:
    semester.join_household("second", "penerima")
    semester.weigh("first", "second", 0.3)
    assert semester.noted() == {"second": 0.3}
