"""Seeds say of every code of the contract what it is called."""

import csv
from typing import get_args

from operations.dbt_build import DBT_PROJECT_DIR
from sources.institutions import InstitutionType


def test_every_type_of_institution_has_a_name() -> None:
    with (DBT_PROJECT_DIR / "seeds" / "institution_type.csv").open(encoding="utf-8", newline="") as seed:
        names = {row["institution_type"]: row["institution_type_name_id"] for row in csv.DictReader(seed)}
    assert set(names) == set(get_args(InstitutionType))
    assert all(names.values())
