"""The keys of the published tables: declared, held, and no hindrance to rows that change or go."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from foundation.data_layout import DataLayout
from foundation.schemas import CARRIED_TABLES
from foundation.semester import Semester
from operations.mart_partitions import sign_partition, write_partition
from operations.published_tables import published_tables
from operations.publishing import publish_database

SEMESTER = Semester(2023, 1)


#: Columns of the marts of these tests.
COLUMNS = {
    "dim_household": "household_key varchar, member_count bigint",
    "fct_graduation": "graduation_key varchar, semester_key integer, household_key varchar",
    "fct_quality_finding": "finding_id varchar, semester_key integer, status varchar",
    "bridge_finding_row": "finding_id varchar, semester_key integer, record_id varchar, role varchar",
}


def create_schemas(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas of marts and of what is carried on, the latter with its empty tables."""
    warehouse.execute("create schema marts; create schema carried")
    for table, schema in CARRIED_TABLES.items():
        warehouse.register("nothing", schema.empty_table())
        warehouse.execute(f"create table carried.{table} as from nothing")


def publish_rows(layout: DataLayout, rows: dict[str, list[tuple[Any, ...]]]) -> duckdb.DuckDBPyConnection:
    """Publish marts of these rows, those of facts and bridges as a partition; give the published database."""
    layout.warehouse.parent.mkdir(parents=True, exist_ok=True)
    layout.warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(layout.warehouse)) as warehouse:
        create_schemas(warehouse)
        for mart, of_mart in rows.items():
            warehouse.execute(f"create table marts.{mart} ({COLUMNS[mart]})")
            for row in of_mart:
                warehouse.execute(f"insert into marts.{mart} values ({', '.join('?' * len(row))})", row)
    partitioned = [mart for mart in rows if not mart.startswith("dim_")]
    sign_partition(layout, SEMESTER, str(rows), write_partition(layout, SEMESTER, partitioned))
    publish_database(layout)
    return duckdb.connect(str(layout.published_database))


def publish(layout: DataLayout, households: dict[str, int], graduations: dict[str, str]) -> duckdb.DuckDBPyConnection:
    """Publish households with their members, and graduations with their households; give the published database."""
    events = [(key, SEMESTER.number, household) for key, household in graduations.items()]
    return publish_rows(layout, {"dim_household": [*households.items()], "fct_graduation": events})


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


def test_a_finding_changes_though_its_rows_stay(layout: DataLayout) -> None:
    rows_of_it = [("f1", SEMESTER.number, "row 1", "first"), ("f1", SEMESTER.number, "row 2", "second")]
    for status in ("open", "confirmed"):
        marts = {"fct_quality_finding": [("f1", SEMESTER.number, status)], "bridge_finding_row": rows_of_it}
        with publish_rows(layout, marts) as published:
            joined = published.execute("""
                select status, record_id from marts.fct_quality_finding
                inner join marts.bridge_finding_row using (finding_id) order by all
            """).fetchall()
        assert joined == [(status, "row 1"), (status, "row 2")]


def test_a_finding_goes_with_its_rows_and_what_stays_is_not_touched(layout: DataLayout) -> None:
    number = SEMESTER.number
    stays = ("f1", number, None)
    rows = [("f1", number, "row 1", None), ("f2", number, "row 2", "first"), ("f3", number, "row 3", None)]
    places = []
    for findings in ([stays, ("f2", number, "open")], [stays, ("f3", number, "open")]):
        known = {finding_id for finding_id, *_ in findings}
        marts = {"fct_quality_finding": findings, "bridge_finding_row": [row for row in rows if row[0] in known]}
        with publish_rows(layout, marts) as published:
            assert set(published.execute("select finding_id from marts.bridge_finding_row").fetchall()) == {
                (finding_id,) for finding_id in known
            }
            places.append(
                published.execute("""
                    select finding.rowid, of_it.rowid from marts.fct_quality_finding as finding
                    inner join marts.bridge_finding_row as of_it using (finding_id) where finding_id = 'f1'
                """).fetchall()
            )
    assert places[0] == places[1]


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("values ('b', 2), ('a', null)", True),
        ("values ('a', null), ('b', 3)", False),
        ("values ('a', null), ('b', 2), ('b', 2)", False),
        ("values ('a', 2), ('b', null)", False),
    ],
)
def test_the_digest_of_a_mart_is_that_of_its_rows_in_any_order(layout: DataLayout, other: str, is_same: bool) -> None:
    layout.warehouse.parent.mkdir(parents=True)
    digests = []
    for rows in ("values ('a', null), ('b', 2)", other):
        layout.warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(layout.warehouse)) as warehouse:
            create_schemas(warehouse)
            warehouse.execute(f"create table marts.fct as select *, {SEMESTER.number} as semester_key from ({rows})")
        digests.append(write_partition(layout, SEMESTER, ["fct"])["fct"].digest)
    assert (digests[0] == digests[1]) == is_same


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
