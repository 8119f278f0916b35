"""The lineage of columns, from a small dbt project's compiled SQL to the page."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from dbt_project.lineage import recorded_lineage, render_lineage
from foundation.data_layout import DataLayout
from operations.column_lineage import column_lineage
from operations.settings import PROJECT_ROOT

MODELS = {
    (
        "staging",
        "stg_receipt",
    ): "select receipt_no, amount, amount * 2 as doubled from read_parquet('accepted/receipt.parquet')",
    ("marts", "fct_receipt"): """
        with receipts as (select * from "build"."staging"."stg_receipt")
        select receipts.*, 'IDR' as currency, sum(amount) over (partition by receipt_no) as total from receipts
    """,
}


@pytest.fixture
def manifest(tmp_path: Path) -> dict[str, Any]:
    """Build the models, as dbt would have left them behind."""
    layout = DataLayout(tmp_path)
    layout.warehouse.parent.mkdir(parents=True)
    (tmp_path / "accepted").mkdir()
    duckdb.sql("select 1 as receipt_no, 5 as amount").write_parquet(str(tmp_path / "accepted" / "receipt.parquet"))
    nodes = {}
    with duckdb.connect(str(layout.warehouse)) as connection:
        connection.execute(f"set file_search_path = '{tmp_path}'")
        for (schema, name), sql in MODELS.items():
            connection.execute(f"create schema {schema}")
            connection.execute(f"create table {schema}.{name} as {sql}")
            columns = connection.execute(f"select * from {schema}.{name}").description
            file = layout.warehouse.parent / "target/compiled/sektap" / f"{name}.sql"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sql)
            nodes[name] = {
                "resource_type": "model",
                "schema": schema,
                "alias": name,
                "original_file_path": file.name,
                "columns": dict.fromkeys(column[0] for column in columns),
            }
    location = {"external_location": "read_parquet('accepted/{name}.parquet')"}
    source = {"source_name": "accepted", "name": "receipt", "config": {"meta": location}}
    return {"nodes": nodes, "sources": {"receipt": source}}


def test_a_column_is_followed_through_models_to_its_sources(manifest: dict[str, Any], tmp_path: Path) -> None:
    lineage = column_lineage(manifest, DataLayout(tmp_path))
    assert lineage == {
        "fct_receipt": {
            "receipt_no": ["accepted.receipt.receipt_no"],
            "amount": ["accepted.receipt.amount"],
            "doubled": ["accepted.receipt.amount"],
            "currency": [],
            "total": ["accepted.receipt.amount", "accepted.receipt.receipt_no"],
        }
    }
    assert "| `total` | `accepted.receipt`: amount, receipt_no |" in render_lineage(lineage)


def test_the_page_is_current() -> None:
    page = (PROJECT_ROOT / "docs" / "column_lineage.md").read_text(encoding="utf-8")
    assert page == render_lineage(recorded_lineage()), "run `make docs`"
