"""What is confirmed to be reported twice is out of every counted sum, by every way that leads to it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.models_again import ModelsAgain
from tests.dbt.warehouse import KETAPANG, PILANG, Zones

pytestmark = pytest.mark.slow

S = "2023S1"


def city(root: Path) -> Zones:
    """Make a city in which a company and an agency report one activity in two kelurahan."""
    zones = Zones(root)
    zones.institution("AGENCY")
    zones.institution("COMPANY", "perusahaan")
    zones.semester(S)
    zones.tables["finding_history"].clear()
    for institution, fund in (("AGENCY", "APBD_KOTA"), ("COMPANY", "CSR")):
        for region in (KETAPANG, PILANG):
            row = {"activity_code": institution, "activity_name": "Bedah rumah nelayan", "fund_source": fund}
            zones.add("kegiatan", S, institution, region_code=region, end_date=date(2023, 3, 31), **row)
    return zones


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sektap")


@pytest.fixture(scope="module")
def models(root: Path, dbt_target: Path) -> Iterator[ModelsAgain]:
    with ModelsAgain(city(root), dbt_target, ["agg_spending", "dim_activity", "fct_quality_finding"]) as models:
        yield models


def decided(models: ModelsAgain, root: Path, decision: str | None) -> list[dict[str, Any]]:
    """Give the city's spending where the secretariat has decided so on the one finding."""
    zones = city(root)
    models.build(zones)
    (finding,) = models.rows("select finding_id from marts.fct_quality_finding where rule_code = 'duplicate_activity'")
    if decision is not None:
        row = {"finding_id": finding["finding_id"], "decision": decision, "decision_date": date(2023, 8, 1)}
        zones.add("keputusan", S, "SEKTAP", **row)
        models.build(zones)
    return models.rows("""
        select fund_source, activities, realised_idr, duplicate_realised_idr, counted_realised_idr
        from marts.agg_spending where region_level = 'city' order by fund_source
    """)


@pytest.mark.parametrize(
    ("decision", "counted"),
    [(None, "1800000.00"), ("abaikan", "1800000.00"), ("sahkan", "0.00")],
    ids=["open", "waived", "confirmed"],
)
def test_a_confirmed_repetition_does_not_count(
    models: ModelsAgain, root: Path, decision: str | None, counted: str
) -> None:
    whole, later = Decimal("1800000.00"), Decimal(counted)
    agency, company = decided(models, root, decision)
    assert list(agency.values()) == ["APBD_KOTA", 1, whole, Decimal("0.00"), whole]
    assert list(company.values()) == ["CSR", 1, whole, whole - later, later]
    (joined,) = models.rows("""
        select sum(realised_idr) as realised_idr from marts.fct_program_activity
        inner join marts.dim_activity using (activity_key) where duplicate_of_activity_key is null
    """)
    assert joined["realised_idr"] == whole + later
