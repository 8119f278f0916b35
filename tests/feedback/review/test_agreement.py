"""What agrees in two records, as people see it."""

from collections.abc import Mapping

import duckdb
import pytest

from feedback.review.agreement import create_agreements

_RECORD = {
    "kk": "3574010101080001",
    "nik": "3574011708600003",
    "name": "Sukarno Hadi",
    "birth_date": "1960-08-17",
    "sex": "L",
    "address": "Jl. Mastrip No. 12",
    "rt": "003",
    "rw": "2",
    "region_code": "35.74.01.1001",
}


def compare(record: Mapping[str, str | None] = _RECORD, **changes: str | None) -> dict[str, str]:
    """Compare a record with one that differs from it in this; gives what does not agree."""
    with duckdb.connect() as connection:
        values = [("1", *record.values()), ("2", *({**record} | changes).values())]
        columns = ", ".join(f"{name} {'date' if name == 'birth_date' else 'varchar'}" for name in _RECORD)
        connection.execute(f"create table record (record_id varchar, {columns})")
        connection.executemany(f"insert into record values ({', '.join('?' * len(values[0]))})", values)
        connection.execute(
            "create table reviewed as select 'f' as finding_id, '1' as first_record_id, '2' as second_record_id"
        )
        create_agreements(connection)
        found = connection.execute("select * exclude (finding_id) from agreement")
        names = [column[0] for column in found.description or []]
        (row,) = found.fetchall()
    return {name: agreement for name, agreement in zip(names, row, strict=True) if agreement != "same"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"name": "H. Soekarno Hadi", "address": "jalan mastrip 12", "rt": "3", "rw": "002"}, {}),
        ({"kk": "3574010101080007", "nik": None}, {"kk": "near", "nik": "missing"}),
        ({"kk": "3574010101080077"}, {"kk": "differs"}),
        ({"kk": "3574011708600003", "nik": "3574010101080001"}, {"kk": "near", "nik": "near"}),
        ({"birth_date": "1960-08-19"}, {"birth_date": "near"}),
        ({"birth_date": "1960-09-17"}, {"birth_date": "near"}),
        ({"birth_date": "1960-07-01"}, {"birth_date": "near"}),
        ({"birth_date": "1961-07-01"}, {"birth_date": "differs"}),
        ({"birth_date": "1971-03-01", "sex": "P"}, {"birth_date": "differs", "sex": "differs"}),
        ({"name": "Sukarni Hadi"}, {"name": "near"}),
        ({"name": "Wagiman"}, {"name": "differs"}),
        ({"region_code": "35.74.01.1002"}, {"region": "near"}),
        (
            {"region_code": "35.74.02.1001", "address": "Gang Buntu", "rt": None},
            {
                "region": "differs",
                "address": "differs",
                "neighbourhood": "differs",
            },
        ),
        ({"rt": None, "rw": None, "address": None}, {"neighbourhood": "missing", "address": "missing"}),
    ],
)
def test_what_does_not_agree(changes: dict[str, str | None], expected: dict[str, str]) -> None:
    assert compare(**changes) == expected


def test_a_record_that_is_gone_says_nothing() -> None:
    nothing = dict.fromkeys(_RECORD)
    assert set(compare(**nothing).values()) == {"missing"}


def test_day_and_month_turned_round_are_near() -> None:
    assert compare(_RECORD | {"birth_date": "1960-03-12"}, birth_date="1960-12-03") == {"birth_date": "near"}
