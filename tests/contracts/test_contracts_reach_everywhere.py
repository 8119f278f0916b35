"""The contracts are the one place: what is generated from them or written after them agrees with them."""

import duckdb
import pytest

from operations.documentation import pages
from sources.contract import load_contracts
from sources.contract_schemas import PROVENANCE, accepted_schema
from tests.installation import Installation

#: Numbers become the keys of their dimensions, a decision the status of its finding.
_STAGED_AS = {"strategy_no": "strategy_key", "program_group_no": "program_group_key", "decision": "finding_status"}


@pytest.mark.parametrize("dataset", load_contracts())
def test_staging_takes_every_published_column_and_no_other(dataset: str, published_city: Installation) -> None:
    contract = load_contracts()[dataset]
    with duckdb.connect(str(published_city.layout.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select column_name from information_schema.columns where table_schema = 'staging' and table_name = ?",
            [f"stg_{dataset}"],
        ).fetchall()
    staged = {row[0] for row in rows}
    provenance = {field.name for field in PROVENANCE}
    published = {_STAGED_AS.get(name, name) for name in accepted_schema(contract).names} - provenance
    assert published <= staged
    private = {column.name for column in contract.columns if column.publish == "private"}
    assert not private & staged


def test_every_published_table_and_column_says_what_it_is(published_city: Installation) -> None:
    undescribed = published_city.query("""
        select table_name from duckdb_tables() where schema_name = 'marts' and coalesce(comment, '') = ''
        union all
        select table_name || '.' || column_name from duckdb_columns()
        where schema_name = 'marts' and coalesce(comment, '') = ''
    """)
    assert undescribed == []


def test_every_published_column_has_an_english_name() -> None:
    for contract in load_contracts().values():
        names = [column.warehouse_name for column in contract.published_columns]
        assert None not in names
        assert len(set(names) | {field.name for field in PROVENANCE}) == len(names) + len(PROVENANCE)


def test_the_generated_pages_are_current() -> None:
    assert {page.name for page, text in pages().items() if page.read_text(encoding="utf-8") != text} == set()
