"""Staging models and contracts name the same columns."""

from pathlib import Path

import duckdb

from sources.contract import load_contracts
from sources.contract_schemas import PROVENANCE, accepted_schema
from tests.dbt.warehouse import Zones, dbt, failures

#: Numbers become the keys of their dimensions, a decision the status of its finding.
_STAGED_AS = {"strategy_no": "strategy_key", "program_group_no": "program_group_key", "decision": "finding_status"}


def test_staging_takes_every_published_column_and_no_other(dbt_target: Path, tmp_path: Path) -> None:
    zones = Zones(tmp_path)
    zones.write()
    compiled = dbt(zones.layout, dbt_target, "compile", "--select", *(f"stg_{dataset}" for dataset in load_contracts()))
    assert compiled.success, failures(compiled)
    models = {result.node.name: result.node.compiled_code for result in compiled.result}
    assert models.keys() == {f"stg_{dataset}" for dataset in load_contracts()}
    with duckdb.connect() as connection:
        connection.execute("set file_search_path = $root", {"root": str(tmp_path)})
        for contract in load_contracts().values():
            staged = {row[0] for row in connection.execute(f"describe {models[f'stg_{contract.dataset}']}").fetchall()}
            published = {_STAGED_AS.get(name, name) for name in accepted_schema(contract).names}
            assert published - {field.name for field in PROVENANCE} <= staged
            assert not {column.name for column in contract.columns if column.publish == "private"} & staged
