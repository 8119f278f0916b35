"""The keys of the published tables: declared, held, and no hindrance to rows that change or go."""

from pathlib import Path

import duckdb
import pytest

from foundation.data_layout import DataLayout
from foundation.schemas import CARRIED_TABLES
from foundation.semester import Semester
from operations.mart_partitions import sign_partition, write_partition
from operations.published_tables import published_tables
from operations.publishing import publish_database

SEMESTER = Semester(2023, 1)


def publish(layout: DataLayout, households: dict[str, int], graduations: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """Publish households with their members, and graduations with their households; give the published database."""
    layout.warehouse.parent.mkdir(parents=True, exist_ok=True)
    layout.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(layout.warehouse)) as warehouse:
        warehouse.execute("create schema marts; create schema carried")
        for table, schema in CARRIED_TABLES.items():
            warehouse.register("nothing", schema.empty_table())
            warehouse.execute(f"create table carried.{table} as from nothing")
        warehouse.execute("create table marts.dim_household (household_key varchar, member_count bigint)")
        warehouse.execute(
            "create table marts.fct_graduation (graduation_key varchar, semester_key integer, household_key varchar)"
        )
        for row in households.items():
            warehouse.execute("insert into marts.dim_household values (?, ?)", row)
        for key, household in graduations.items():
            warehouse.execute("insert into marts.fct_graduation values (?, ?, ?)", (key, SEMESTER.number, household))
    sign_partition(layout, SEMESTER, str(graduations), write_partition(layout, SEMESTER, ["fct_graduation"]))
    publish_database(layout)
    return duckdb.connect(str(layout.published_database))


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path)


def test_rows_change_and_go_though_others_refer_to_them(layout: DataLayout) -> None:
    publish(layout, {"stays": 3, "goes": 2}, {"g1": "stays", "g2": "goes"}).close()
    with publish(layout, {"stays": 4, "comes": 1}, {"g1": "comes", "g3": "stays"}) as published:
        assert published.execute("from marts.dim_household order by all").fetchall() == [("comes", 1), ("stays", 4)]
        rows = published.execute(
            "select graduation_key, household_key from marts.fct_graduation order by all"
        ).fetchall()
        assert rows == [("g1", "comes"), ("g3", "stays")]


def test_the_database_refuses_what_breaks_a_key(layout: DataLayout) -> None:
    with publish(layout, {"h": 3}, {"g1": "h"}) as published:
        with pytest.raises(duckdb.ConstraintException, match="foreign key"):
            published.execute("insert into marts.fct_graduation values ('g2', 20231, 'nobody')")
        with pytest.raises(duckdb.ConstraintException, match="primary key"):
            published.execute("insert into marts.fct_graduation values ('g1', 20231, 'h')")


def test_a_graduation_of_an_unknown_household_is_not_published(layout: DataLayout) -> None:
    publish(layout, {"h": 3}, {"g1": "h"}).close()
    with pytest.raises(duckdb.ConstraintException, match="foreign key"):
        publish(layout, {"h": 3}, {"g1": "nobody"})
    with duckdb.connect(str(layout.published_database), read_only=True) as published:
        assert published.execute("select household_key from marts.fct_graduation").fetchall() == [("h",)]


def test_a_database_of_another_form_is_begun_anew(layout: DataLayout) -> None:
    publish(layout, {"h": 3}, {"g1": "h"}).close()
    with duckdb.connect(str(layout.published_database)) as published:
        published.execute(
            "update publication.form set digest = 'of an earlier version'; create table marts.gone (a int)"
        )
    with publish(layout, {"h": 3}, {"g1": "h"}) as published:
        tables = published.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        assert {name for (name,) in tables} == {"dim_household", "fct_graduation"}


def test_a_table_comes_after_those_that_it_refers_to() -> None:
    fact, dimension = [("graduation_key", "VARCHAR"), ("household_key", "VARCHAR")], [("household_key", "VARCHAR")]
    tables = published_tables({"fct_graduation": fact, "dim_household": dimension})
    assert [table.name for table in tables] == ["dim_household", "fct_graduation"]
    # Without the column that its key leads to, no key is declared.
    (alone,) = published_tables({"fct_graduation": fact})
    assert (alone.primary_key, alone.foreign_keys) == (("graduation_key",), ())
