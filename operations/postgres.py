"""The marts in PostgreSQL, where a connection is configured: the same tables, replaced in one transaction.

Tables stay and only their rows are exchanged, of a mart those of the semesters that have changed, so that whoever reads
meanwhile sees the old rows and waits for nobody, and views and grants on the tables hold; a new schema renamed into
place would leave both behind. Only a table whose columns have changed is created anew.
"""

from collections.abc import Iterable
from importlib.resources import files

import duckdb

from foundation.data_layout import DataLayout
from foundation.database import sql_literal
from foundation.semester import Semester
from operations.published_tables import REGION_LEVELS, PublishedTable, level_views, mart_columns, published_tables

#: Where the new tables are laid out, to be compared with those that stand; empty and gone when the transaction ends.
_INCOMING = "marts_incoming"


class PostgresPublicationError(RuntimeError):
    """The marts could not be published to PostgreSQL. Says why, without the connection string and its password."""


def publish_postgres(layout: DataLayout, dsn: str) -> dict[str, int]:
    """Copy the published database into the schema `marts` of a PostgreSQL database; give the rows of each table.

    `dsn` is a libpq connection string or URI. Comments on tables and columns come along. Other tables of the schema are
    left alone. Either everything is replaced or nothing. Raises `PostgresPublicationError`.
    """
    with duckdb.connect() as connection:
        try:
            connection.execute(f"load {sql_literal(extension_file())}")
            connection.execute(f"attach {sql_literal(layout.published_database)} as published (read_only)")
            tables = published_tables(mart_columns(connection, "published"))
            views = level_views(tables)
            names = [table.name for table in tables]
            comments = [
                statement
                for name in (*names, *(view.name for view in views))
                for statement in _comments(connection, name)
            ]
            connection.execute(f"attach {sql_literal(dsn)} as postgres (type postgres)")
            connection.execute("begin")
            _lay_out(connection, names)
            _on_server(connection, "; ".join([*(view.create_statement for view in views), *comments]))
            rows = {name: _replace_rows(connection, name) for name in names}
            _declare_keys(connection, tables)
            connection.execute("commit")
        except duckdb.Error as error:
            # The driver's message and the traceback of the statement hold the connection string.
            reason = str(error).replace(dsn, "the configured connection").strip()
        else:
            return rows
    raise PostgresPublicationError(f"The marts were not published to PostgreSQL: {reason}")


def extension_file() -> str:
    """Give the place of DuckDB's PostgreSQL extension, which comes as a package and is never downloaded at run time."""
    folder = files("duckdb_extension_postgres_scanner").joinpath("extensions", f"v{duckdb.__version__}")
    return str(folder.joinpath("postgres_scanner.duckdb_extension"))


def _lay_out(connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
    """Bring the server's tables to the published columns. Through DuckDB, which remembers how it has found them."""
    connection.execute("create schema if not exists postgres.marts")
    connection.execute("create schema if not exists postgres.publication")
    columns = "mart varchar, semester varchar, digest varchar"
    connection.execute(f"create table if not exists postgres.publication.partition ({columns})")
    connection.execute(f"create schema postgres.{_INCOMING}")
    for table in tables:
        columns = f"as select * from published.marts.{table} limit 0"
        connection.execute(f"create table postgres.{_INCOMING}.{table} {columns}")
        if _columns(connection, "marts", table) != _columns(connection, _INCOMING, table):
            _release(connection, table)
            connection.execute(f"drop table if exists postgres.marts.{table}")
            connection.execute(f"create table postgres.marts.{table} {columns}")
            _on_server(connection, f"delete from publication.partition where mart = '{table}'")
    connection.execute(f"drop schema postgres.{_INCOMING} cascade")


def _release(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Drop what depends on a table and is made anew with it: its views of a single level, and keys that lead to it."""
    referring = f"""
        select conrelid::regclass::varchar, conname::varchar from pg_constraint
        where contype = 'f' and confrelid = to_regclass('marts.{table}')
    """
    for other, constraint in _ask_server(connection, referring):
        _on_server(connection, f"alter table {other} drop constraint {constraint}")
    for level in REGION_LEVELS:
        _on_server(connection, f"drop view if exists marts.{table}_{level}")


def _declare_keys(connection: duckdb.DuckDBPyConnection, tables: Iterable[PublishedTable]) -> None:
    """Declare the keys that the server's tables do not have yet, now that the rows are those that they hold of.

    Foreign keys are checked when the transaction ends, so that rows are exchanged in any order.
    """
    declared = "select conname::varchar from pg_constraint where connamespace = 'marts'::regnamespace"
    held = {name for (name,) in _ask_server(connection, declared)}
    missing = [
        f"alter table marts.{table.name} add constraint {name} {key}"
        + (" deferrable initially deferred" if key.startswith("foreign") else "")
        for table in tables
        for name, key in table.constraints.items()
        if name not in held
    ]
    if missing:
        # A table with rows yet to be checked can not be altered.
        _on_server(connection, "; ".join(["set constraints all immediate", *missing]))


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[tuple[str, ...]]:
    """Give the columns of a table on the server, with the server's types; none where it does not exist."""
    return _ask_server(
        connection,
        f"""
        select attname::text, format_type(atttypid, atttypmod)
        from pg_attribute
        where attrelid = to_regclass('{schema}.{table}') and attnum > 0 and not attisdropped
        order by attnum
        """,
    )


def _comments(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    rows = connection.execute(
        """
        select 'table marts.' || table_name, comment from duckdb_tables()
        where database_name = 'published' and schema_name = 'marts' and table_name = $table
        union all
        select 'view marts.' || view_name, comment from duckdb_views()
        where database_name = 'published' and schema_name = 'marts' and view_name = $table
        union all
        select 'column marts.' || table_name || '."' || column_name || '"', comment from duckdb_columns()
        where database_name = 'published' and schema_name = 'marts' and table_name = $table
        """,
        {"table": table},
    ).fetchall()
    return [f"comment on {subject} is {sql_literal(comment) if comment else 'null'}" for subject, comment in rows]


def _replace_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Exchange the rows of the semesters that the server holds in another version, all rows of a dimension."""
    published, held = (_holdings(connection, database, table) for database in ("published", "postgres"))
    for semester in sorted(key for key in {*published, *held} if published.get(key) != held.get(key)):
        _exchange(connection, table, f"where semester_key = {Semester.parse(semester).number}")
    if not published or _counts(connection, table) != _counts(connection, table, "published"):
        # A dimension; or somebody has changed rows on the server.
        _exchange(connection, table, "")
    _on_server(connection, f"delete from publication.partition where mart = '{table}'")
    copied = "from published.publication.partition where mart = ?"
    connection.execute(f"insert into postgres.publication.partition {copied}", [table])
    # Without it the server plans its queries for the rows of before.
    _on_server(connection, f"analyze marts.{table}")
    rows, expected = _counts(connection, table), _counts(connection, table, "published")
    if rows != expected:
        raise PostgresPublicationError(f"copying marts.{table} gave {rows} rows instead of {expected}")
    return rows


def _holdings(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> dict[str, str]:
    """Give the versions of a mart's semesters that a database holds."""
    query = f"select semester, digest from {database}.publication.partition where mart = ?"
    return dict(connection.execute(query, [table]).fetchall())


def _exchange(connection: duckdb.DuckDBPyConnection, table: str, which: str) -> None:
    _on_server(connection, f"delete from marts.{table} {which}")
    connection.execute(f"insert into postgres.marts.{table} select * from published.marts.{table} {which}")


def _counts(connection: duckdb.DuckDBPyConnection, table: str, database: str | None = None) -> int:
    """Count the rows of a table, on the server if no database is named."""
    query = f"select count(*) from {'' if database is None else database + '.'}marts.{table}"
    ((rows,),) = _ask_server(connection, query) if database is None else connection.execute(query).fetchall()
    return int(rows)


def _on_server(connection: duckdb.DuckDBPyConnection, statements: str) -> None:
    connection.execute("call postgres_execute('postgres', ?)", [statements])


def _ask_server(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[str, ...]]:
    return connection.execute("select * from postgres_query('postgres', ?)", [query]).fetchall()
