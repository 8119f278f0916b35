"""Personal data stays out of the marts, Dagster's storage and the logs."""

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.installation import Installation

_NUMBER = re.compile(rb"(?<![0-9a-f])\d{16}(?![0-9a-f])")


@pytest.fixture(scope="module")
def people(published_city: Installation) -> dict[str, set[str]]:
    truth = json.loads((published_city.city / "truth.json").read_text(encoding="utf-8"))
    kinds = ("nik", "no_kk", "nama", "alamat")
    return {kind: {person[kind] for person in truth["people"] if person.get(kind)} for kind in kinds}


def texts_of_database(path: Path) -> Iterator[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'VARCHAR' "
            "and not internal"
        ).fetchall()
        for schema, table, column in columns:
            for (value,) in connection.execute(f'select distinct "{column}" from {schema}."{table}"').fetchall():
                if value is not None:
                    yield value


def texts_of_sqlite(path: Path) -> Iterator[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in connection.execute(f'select * from "{table}"').fetchall():
                yield from (str(value) for value in row if value is not None)


def visible_texts(city: Installation) -> Iterator[tuple[str, str]]:
    """Give every text that is not private, with where it stands."""
    for text in texts_of_database(city.layout.published_database):
        yield "published database", text
    for file in city.layout.published_parquet_root.rglob("*.parquet"):
        with duckdb.connect() as connection:
            for row in connection.execute(f"select * from '{file}'").fetchall():
                yield file.name, " ".join(str(value) for value in row)
    for file in city.layout.dagster_home.rglob("*"):
        if file.suffix == ".db":
            for text in texts_of_sqlite(file):
                yield file.name, text
        elif file.is_file():
            yield file.name, file.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def visible(published_city: Installation) -> set[tuple[str, str]]:
    """Give each text that is not private once for each place where it stands."""
    return set(visible_texts(published_city))


def test_the_search_would_find_what_is_there(people: dict[str, set[str]], published_city: Installation) -> None:
    """The same search finds the people where they may stand, so that finding nothing elsewhere means something."""
    private = published_city.layout.root / "private"
    found: set[str] = set()
    with duckdb.connect() as connection:
        for column in ("nik", "no_kk", "nama", "alamat"):
            rows = connection.execute(
                f"select distinct {column} from '{private}/received/*/*/penerima.parquet' where {column} is not null"
            ).fetchall()
            found |= {row[0] for row in rows}
    assert len(people["nik"] & found) > 100
    assert len(people["no_kk"] & found) > 100
    assert len(people["nama"] & found) > 100
    assert len(people["alamat"] & found) > 50


@pytest.mark.parametrize("zone", ["archive", "feedback", "private"])
def test_nobody_but_the_owner_can_enter_where_people_are_named(zone: str, published_city: Installation) -> None:
    assert (published_city.layout.root / zone).stat().st_mode & 0o077 == 0


def test_no_number_of_a_person_or_family_card_is_visible(
    people: dict[str, set[str]], visible: set[tuple[str, str]]
) -> None:
    numbers = people["nik"] | people["no_kk"]
    leaks = {
        where
        for where, text in visible
        if numbers.intersection(match.decode() for match in _NUMBER.findall(text.encode()))
    }
    assert leaks == set()


def test_no_name_or_address_is_visible(people: dict[str, set[str]], visible: set[tuple[str, str]]) -> None:
    wanted = {value.casefold() for kind in ("nama", "alamat") for value in people[kind]}
    several_words = [value for value in wanted if " " in value]
    texts: dict[str, list[str]] = {}
    for where, text in visible:
        texts.setdefault(where, []).append(text.casefold())
    leaks = set()
    for where, folded in texts.items():
        whole = "\n".join(folded)
        if wanted.intersection(folded) or any(value in whole for value in several_words):
            leaks.add(where)
    assert leaks == set()
