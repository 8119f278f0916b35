"""The contracts are the one place: what is generated from them or written after them agrees with them."""

from operations.documentation import pages
from sources.contract import load_contracts
from sources.contract_schemas import PROVENANCE


def test_every_published_column_has_an_english_name() -> None:
    for contract in load_contracts().values():
        names = [column.warehouse_name for column in contract.published_columns]
        assert None not in names
        assert len(set(names) | {field.name for field in PROVENANCE}) == len(names) + len(PROVENANCE)


def test_the_generated_pages_are_current() -> None:
    assert {page.name for page, text in pages().items() if page.read_text(encoding="utf-8") != text} == set()
