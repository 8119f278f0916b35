"""Tables and views written in place, also where one of that name stands already."""

from pathlib import Path

import duckdb

from tests.dbt.small_city import fill
from tests.dbt.warehouse import Zones, dbt, failures


def test_a_developer_can_build_a_model_again_in_the_same_database(tmp_path: Path, dbt_target: Path) -> None:
    zones = Zones(tmp_path)
    fill(zones)
    zones.write()
    models = ("run", "--select", "stg_region", "int_region__expand", "+dim_semester")
    seeds = dbt(zones.layout, dbt_target, "seed")
    assert seeds.success, failures(seeds)
    for _ in range(2):
        result = dbt(zones.layout, dbt_target, *models)
        assert result.success, failures(result)
    with duckdb.connect(str(zones.layout.warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.dim_semester").fetchone() == (2,)
        left = connection.execute("select table_name from duckdb_tables() where table_name like '%dbt%'").fetchall()
    assert left == []
