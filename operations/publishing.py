"""The one step in which analysts get the new marts.

A copy of the published database takes up the rows that have changed in partitions and dimensions, is checked, flushed
to disk and put in the old one's place by one rename: who has the old file open reads on in it, who opens anew sees
the new one, and nobody sees a half. Parquet follows in a step of its own (`publishing_parquet`).
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from dbt_project.dictionary import DescribedTable, described_tables
from foundation.atomic_files import flush_to_disk
from foundation.data_layout import DataLayout
from foundation.database import open_database, sql_literal
from foundation.semester import Semester
from operations.mart_partitions import MartPartition, TablePart, load_partitions, parts_of
from operations.published_tables import PublishedTable, form_digest, level_views, mart_columns, published_tables

#: What a published database says of itself.
_HOLDINGS = """
    create schema if not exists marts;
    create schema if not exists publication;
    create table if not exists publication.partition (mart varchar, semester varchar, digest varchar);
    create table if not exists publication.form (digest varchar);
    comment on table publication.partition is 'Which rows of each semester this database holds, mart by mart.';
    comment on table publication.form is 'The columns and keys of its tables, as a digest.';
"""


def publish_database(layout: DataLayout, *, memory_limit: str = "4GB", threads: int = 2) -> dict[str, int]:
    """Publish the marts as a DuckDB file; give the rows of each.

    The warehouse that was just built has the dimensions and every mart's columns, the partitions have the rows of the
    semesters. DuckDB takes `memory_limit` and `threads`. Raises `RuntimeError` where a mart has other rows afterwards.
    """
    partitions = load_partitions(layout)
    with duckdb.connect(str(layout.warehouse), read_only=True) as warehouse:
        tables = published_tables(mart_columns(warehouse))
    with _replaced_database(layout.published_database) as unfinished:
        _begin_with_published(layout, unfinished, form_digest(tables))
        try:
            rows = _bring_to_present(layout, unfinished, tables, partitions, memory_limit=memory_limit, threads=threads)
        except duckdb.ConstraintException:
            # DuckDB may still see a row that is gone as referring to another (its documented limitation of foreign
            # keys). In a new database nothing is replaced, so that only rows that do break a key are refused.
            remove_unfinished_publication(layout.published_database)
            rows = _bring_to_present(layout, unfinished, tables, partitions, memory_limit=memory_limit, threads=threads)
    return rows


def _bring_to_present(
    layout: DataLayout,
    database: Path,
    tables: Sequence[PublishedTable],
    partitions: Mapping[str, MartPartition],
    *,
    memory_limit: str,
    threads: int,
) -> dict[str, int]:
    """Bring a database, which may be a new one, to the present rows; give how many each table has."""
    spill = layout.spill("warehouse")
    with open_database(database, spill=spill, memory_limit=memory_limit, threads=threads) as connection:
        connection.execute(f"attach {sql_literal(layout.warehouse)} as warehouse (read_only)")
        rows = _publish_rows(connection, layout, tables, partitions)
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return rows


def _publish_rows(
    connection: duckdb.DuckDBPyConnection,
    layout: DataLayout,
    tables: Sequence[PublishedTable],
    partitions: Mapping[str, MartPartition],
) -> dict[str, int]:
    """Bring every table to its present rows; give how many each has then.

    Nobody sees the copy yet; one transaction for many statements spares waiting for the disk after each. But rows that
    others have referred to can go only in a transaction after the one in which those went.
    """
    parts = {table.name: parts_of(table.name, partitions) for table in tables}
    if not mart_columns(connection):
        connection.execute("; ".join([_HOLDINGS, *(table.create_statement for table in tables)]))
        connection.execute("insert into publication.form values (?)", [form_digest(tables)])
    changed: dict[str, list[str]] = {}
    for table in tables:
        # Rows that go take with them those that refer to them, changed or not.
        above = {semester for key in table.foreign_keys for semester in changed[key.table]}
        changed[table.name] = sorted({*_changed_semesters(connection, table.name, parts[table.name]), *above})
        if changed[table.name]:
            _read_semesters(
                connection, layout, table.name, [key for key in changed[table.name] if key in parts[table.name]]
            )
            _find_rows_that_go(connection, table, changed)
    for table in reversed(tables):
        if changed[table.name]:
            connection.execute(f"delete from marts.{table.name} where rowid in (from going_{table.name})")
    connection.begin()
    for table in tables:
        if not parts[table.name]:
            _bring_up_to_date(connection, table)
        if changed[table.name]:
            _add_new_rows(connection, table, changed[table.name], parts[table.name])
    connection.commit()
    for table in reversed(tables):
        if not parts[table.name]:
            _remove_what_is_gone(connection, table)
    connection.begin()
    connection.execute("; ".join(_descriptions(layout, tables, parts)))
    rows = {table.name: _checked_rows(connection, table.name, parts[table.name]) for table in tables}
    connection.commit()
    return rows


def _begin_with_published(layout: DataLayout, unfinished: Path, form: str) -> None:
    """Begin with what is published; with nothing where there is nothing, nothing readable, or one of another form."""
    if not layout.published_database.exists():
        return
    shutil.copyfile(layout.published_database, unfinished)
    try:
        with duckdb.connect(str(unfinished), read_only=True) as connection:
            is_of_this_form = connection.execute("select digest from publication.form").fetchall() == [(form,)]
    except duckdb.Error:
        is_of_this_form = False
    if not is_of_this_form:
        unfinished.unlink()


def _changed_semesters(connection: duckdb.DuckDBPyConnection, mart: str, parts: Mapping[str, TablePart]) -> list[str]:
    """List the semesters of which the database holds other rows of the mart than those that there are."""
    query = "select semester, digest from publication.partition where mart = ?"
    held = dict(connection.execute(query, [mart]).fetchall())
    present = {semester: part.digest for semester, part in parts.items()}
    return sorted(key for key in {*held, *present} if held.get(key) != present.get(key))


def _read_semesters(
    connection: duckdb.DuckDBPyConnection, layout: DataLayout, mart: str, semesters: Iterable[str]
) -> None:
    """Create `present_MART`: the rows that the mart shall have of these semesters (keys), in the mart's own columns."""
    connection.execute(f"create temp table present_{mart} as from marts.{mart} limit 0")
    for semester in semesters:
        file = sql_literal(layout.mart(semester, mart))
        # A column that the mart did not have when the semester was closed stays null.
        connection.execute(f"insert into present_{mart} by name from read_parquet({file}, hive_partitioning = false)")


def _find_rows_that_go(
    connection: duckdb.DuckDBPyConnection, table: PublishedTable, changed: Mapping[str, Sequence[str]]
) -> None:
    """Create `going_MART`: rows of the changed semesters whose keys it shall not have, or that refer to rows that go.

    A row whose keys stay is changed in its place, which costs little: DuckDB keeps an index of each key.
    """
    refers_to_such_rows = "".join(
        f" or held.{key.column} in (select {key.referred} from marts.{key.table}"
        f" where rowid in (from going_{key.table}))"
        for key in table.foreign_keys
        if changed[key.table]
    )
    held, present = (_identity(table, row) for row in ("held", "present"))
    connection.execute(f"""
        create temp table going_{table.name} as
        select held.rowid
        from marts.{table.name} as held
        where
            held.semester_key in ({_numbers(changed[table.name])})
            and ({held} not in (select {present} from present_{table.name} as present){refers_to_such_rows})
    """)


def _identity(table: PublishedTable, row: str) -> str:
    """Give SQL for what makes a row the same one: its keys, or all of it without a primary key."""
    values = ", ".join(f"{column} := {row}.{column}" for column in table.key_columns)
    return f"struct_pack({values})" if table.primary_key else row


def _add_new_rows(
    connection: duckdb.DuckDBPyConnection,
    table: PublishedTable,
    semesters: Sequence[str],
    parts: Mapping[str, TablePart],
) -> None:
    """Add the rows that the mart lacks, and change those that have other values."""
    connection.execute(f"""
        insert into marts.{table.name}
        from present_{table.name} as present
        where present not in (
            select held from marts.{table.name} as held where held.semester_key in ({_numbers(semesters)})
        )
        {_on_conflict(table, keep=table.key_columns)}
    """)
    for semester in semesters:
        connection.execute("delete from publication.partition where mart = ? and semester = ?", [table.name, semester])
        if semester in parts:
            values = [table.name, semester, parts[semester].digest]
            connection.execute("insert into publication.partition values (?, ?, ?)", values)


def _on_conflict(table: PublishedTable, *, keep: Sequence[str]) -> str:
    """Give SQL for what an insert does with a row whose primary key is there: it changes all columns but `keep`."""
    changes = ", ".join(f"{name} = excluded.{name}" for name, _ in table.columns if name not in keep)
    if not table.primary_key:
        return ""
    return f"on conflict ({', '.join(table.primary_key)}) do {f'update set {changes}' if changes else 'nothing'}"


def _numbers(semesters: Iterable[str]) -> str:
    return ", ".join(str(Semester.parse(semester).number) for semester in semesters)


def _bring_up_to_date(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    """Take the new and changed rows of a dimension; a row that facts refer to is changed and never replaced."""
    rows = f"from warehouse.marts.{table.name} except from marts.{table.name}"
    if not table.primary_key:
        connection.execute(f"delete from marts.{table.name}")
        rows = f"from warehouse.marts.{table.name}"
    connection.execute(f"insert into marts.{table.name} {rows} {_on_conflict(table, keep=table.primary_key)}")


def _remove_what_is_gone(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    if table.primary_key:
        key = ", ".join(table.primary_key)
        rest = f"select {key} from warehouse.marts.{table.name}"
        connection.execute(f"delete from marts.{table.name} where ({key}) not in ({rest})")


def _descriptions(
    layout: DataLayout, tables: Sequence[PublishedTable], parts: Mapping[str, Mapping[str, TablePart]]
) -> Iterator[str]:
    """Create the views, and describe every table, view and column; of a column also the semesters that lack it."""
    described = {table.name: table for table in described_tables()}
    views = level_views(tables)
    for table in tables:
        columns = dict(_column_descriptions(layout, described[table.name], parts[table.name]))
        relations = [("table", table.name, "")]
        for view in views:
            if view.table == table.name:
                yield view.create_statement
                relations.append(("view", view.name, f"Rows of level {view.level} alone. "))
        for kind, name, note in relations:
            yield f"comment on {kind} marts.{name} is {sql_literal(note + described[table.name].description)}"
            for column, _ in table.columns:
                yield f'comment on column marts.{name}."{column}" is {sql_literal(columns.get(column, ""))}'


def _column_descriptions(
    layout: DataLayout, mart: DescribedTable, parts: Mapping[str, TablePart]
) -> Iterator[tuple[str, str]]:
    had = {semester: set(pq.read_schema(layout.mart(semester, mart.name)).names) for semester in parts}
    for column in mart.columns:
        without = [semester for semester, names in had.items() if column.name not in names]
        closed = f" Null in {', '.join(without)}: closed before." if without else ""
        yield column.name, column.description + closed


def _checked_rows(connection: duckdb.DuckDBPyConnection, mart: str, parts: Mapping[str, TablePart]) -> int:
    """Count the rows of a mart. Raises `RuntimeError` where they are not as many as it was made of."""
    made_of = sum(part.rows for part in parts.values())
    counted = connection.execute(f"select count(*) from marts.{mart}").fetchone()
    if not parts:
        of_warehouse = connection.execute(f"select count(*) from warehouse.marts.{mart}").fetchone()
        made_of = of_warehouse[0] if of_warehouse else 0
    rows = int(counted[0]) if counted else 0
    if rows != made_of:
        raise RuntimeError(f"publishing marts.{mart} gave {rows} rows, and it was made of {made_of}")
    return rows


def publish_closed_semesters(layout: DataLayout, closed: Collection[str]) -> bool:
    """Let the published database say which semesters (keys) are closed; False where it says so already.

    Everything else in it stays as it is: a copy is changed and put in its place, as at every publication.
    """
    with duckdb.connect(str(layout.published_database), read_only=True) as connection:
        rows = connection.execute("select semester, is_closed from marts.dim_semester").fetchall()
    if all(is_closed == (semester in closed) for semester, is_closed in rows):
        return False
    with _replaced_database(layout.published_database) as unfinished:
        shutil.copyfile(layout.published_database, unfinished)
        with duckdb.connect(str(unfinished)) as connection:
            connection.execute(
                "update marts.dim_semester set is_closed = list_contains($closed, semester)", {"closed": sorted(closed)}
            )
            connection.execute("checkpoint")
    return True


@contextmanager
def _replaced_database(target: Path) -> Iterator[Path]:
    """Give a path to write a database to; it takes the target's place in one step when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    remove_unfinished_publication(target)
    try:
        yield unfinished
        flush_to_disk(unfinished)
        unfinished.replace(target)
    except BaseException:
        # Where the disk is full, what nobody will read must not keep it so.
        remove_unfinished_publication(target)
        raise
    flush_to_disk(target.parent)


def remove_unfinished_publication(target: Path) -> None:
    """Remove what a publication that came to no end has left beside the published database."""
    for leftover in target.parent.glob(f".{target.name}.unfinished*"):
        leftover.unlink()
