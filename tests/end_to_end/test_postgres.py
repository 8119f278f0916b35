"""The marts in PostgreSQL, on a real server: whole, commented, replaced at once, and nothing said of the password."""

import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

from foundation.data_layout import DataLayout
from operations.postgres import PostgresPublicationError, extension_file, publish_postgres
from operations.published_tables import mart_columns, published_tables
from operations.publishing import publish_database
from tests.end_to_end.postgres_server import PASSWORD, needs_server
from tests.end_to_end.publisher import TABLES, build_warehouse
from tests.installation import Installation

pytestmark = [pytest.mark.slow, needs_server]


@pytest.fixture
def dsn(server: str) -> str:
    """Give the connection string of the server, whose database holds no marts."""
    execute(server, "drop schema if exists marts cascade")
    return server


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path / "data")


class Client:
    """A client of the server in a connection of its own."""

    def __init__(self, dsn: str) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(f"load '{extension_file()}'")
        self._connection.execute(f"attach '{dsn}' as server (type postgres)")

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute("select * from postgres_query('server', ?)", [query]).fetchall()

    def execute(self, statements: str) -> None:
        self._connection.execute("call postgres_execute('server', ?)", [statements])


def ask(dsn: str, query: str) -> list[tuple[Any, ...]]:
    return Client(dsn).ask(query)


def execute(dsn: str, statements: str) -> None:
    Client(dsn).execute(statements)


def publish(layout: DataLayout, dsn: str, version: int) -> None:
    """Publish made-up marts of which every row says `version`, as a run does."""
    build_warehouse(layout, version)
    publish_database(layout)
    assert publish_postgres(layout, dsn) == TABLES


def versions(client: Client) -> list[int]:
    """Give the versions that the rows of all tables belong to, asked in one query."""
    each = " union all ".join(f"select version, count(*) as rows from marts.{table} group by 1" for table in TABLES)
    rows = client.ask(f"select version, sum(rows)::bigint from ({each}) as counted group by 1 order by 1")
    assert sum(counted for _, counted in rows) == sum(TABLES.values())
    return [version for version, _ in rows]


def test_every_published_table_arrives_whole_with_its_comments(published_city: Installation, dsn: str) -> None:
    rows = publish_postgres(published_city.layout, dsn)
    with duckdb.connect(str(published_city.layout.published_database), read_only=True) as marts:
        tables = [
            row[0]
            for row in marts.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        ]
        assert rows.keys() == set(tables)
        marts.execute(f"load '{extension_file()}'")
        marts.execute(f"attach '{dsn}' as server (type postgres, read_only)")
        for table in tables:
            for one, other in (("marts", "server.marts"), ("server.marts", "marts")):
                missing = marts.execute(f"select * from {one}.{table} except all select * from {other}.{table}")
                assert missing.fetchall() == [], (table, one)
        described = marts.execute(
            "select count(*) from duckdb_columns() where database_name = 'sektap' and comment is not null"
        ).fetchall()
    commented = ask(
        dsn,
        "select count(*) from pg_description join pg_class on pg_class.oid = objoid "
        "where relnamespace = 'marts'::regnamespace and objsubid > 0",
    )
    assert commented == described
    assert commented[0][0] > 0


def test_keys_and_views_of_a_level_are_declared_and_outlive_changed_rows(
    published_city: Installation, dsn: str
) -> None:
    keys = "select conname::varchar from pg_constraint where connamespace = 'marts'::regnamespace order by 1"
    publish_postgres(published_city.layout, dsn)
    with duckdb.connect(str(published_city.layout.published_database), read_only=True) as marts:
        tables = published_tables(mart_columns(marts))
    assert {name for (name,) in ask(dsn, keys)} == {name for table in tables for name in table.constraints}
    with pytest.raises(duckdb.Error, match="fct_graduation_household_key_fkey"):
        execute(dsn, "update marts.fct_graduation set household_key = 'nobody'")
    # Rows that somebody has changed are replaced, and a table with another column is made anew, with its keys.
    execute(dsn, "delete from publication.partition; alter table marts.dim_region add column own integer")
    publish_postgres(published_city.layout, dsn)
    assert {name for (name,) in ask(dsn, keys)} == {name for table in tables for name in table.constraints}
    of_levels = """
        select
            (select count(*) from marts.agg_targeting) as every,
            (select count(*) from marts.agg_targeting_city) as city
    """
    ((every, city),) = ask(dsn, of_levels)
    assert (every, city) == (35 * city, city)


def test_views_and_grants_outlive_a_publication(layout: DataLayout, dsn: str) -> None:
    publish(layout, dsn, 1)
    execute(dsn, "drop role if exists analyst; create role analyst; grant select on marts.dim_region to analyst")
    execute(dsn, "create or replace view public.regions as select distinct version from marts.dim_region")
    publish(layout, dsn, 2)
    assert ask(dsn, "select version from public.regions") == [(2,)]
    assert ask(dsn, "select has_table_privilege('analyst', 'marts.dim_region', 'select')") == [(True,)]
    execute(dsn, "drop view public.regions; revoke all on marts.dim_region from analyst; drop role analyst")


def test_a_table_whose_columns_have_changed_is_created_anew(layout: DataLayout, dsn: str) -> None:
    execute(dsn, "create schema marts; create table marts.dim_region (version text); create table marts.own (a int)")
    publish(layout, dsn, 1)
    assert versions(Client(dsn)) == [1]
    assert ask(dsn, "select count(*) from marts.own") == [(0,)]
    assert ask(dsn, "select count(*) from pg_namespace where nspname = 'marts_incoming'") == [(0,)]


def test_readers_see_one_version_and_never_wait(layout: DataLayout, dsn: str) -> None:
    publish(layout, dsn, 0)
    # Whoever would have to wait for a publication fails instead.
    client = Client(f"{dsn}?options=-c%20lock_timeout%3D1ms")
    assert client.ask("select current_setting('lock_timeout')") == [("1ms",)]
    seen: list[list[int]] = []
    stopped = threading.Event()
    errors: list[duckdb.Error] = []

    def read() -> None:
        while not stopped.is_set():
            try:
                seen.append(versions(client))
            except duckdb.Error as error:
                errors.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for version in range(1, 5):
        publish(layout, dsn, version)
    stopped.set()
    reader.join()
    assert errors == []
    assert all(len(found) == 1 for found in seen)
    assert seen == sorted(seen)
    assert len({tuple(found) for found in seen}) > 2


def test_a_failed_publication_leaves_what_was_there(layout: DataLayout, dsn: str) -> None:
    publish(layout, dsn, 1)
    # A rule of the database's own that the last table's new rows break.
    execute(dsn, "alter table marts.fct_household_poverty add constraint only_the_first check (version = 1)")
    with pytest.raises(PostgresPublicationError, match="only_the_first"):
        publish(layout, dsn, 2)
    assert versions(Client(dsn)) == [1]


@pytest.mark.parametrize(
    "wrong", [f"postgresql://sektap:{PASSWORD}@127.0.0.1:1/postgres", f"host=127.0.0.1 port=1 password={PASSWORD}"]
)
def test_a_server_out_of_reach_is_reported_without_the_password(layout: DataLayout, wrong: str) -> None:
    build_warehouse(layout, 1)
    publish_database(layout)
    with pytest.raises(PostgresPublicationError, match="Connection refused") as raised:
        publish_postgres(layout, wrong)
    assert PASSWORD not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None
