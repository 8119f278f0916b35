"""For how long aid of two institutions covers the same time: the warehouse's SQL, with the city's table of kinds."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.models_again import ModelsAgain, empty
from tests.dbt.warehouse import Zones, pseudonym

S = "2023S1"


class Receipts:
    """Receipts of one household."""

    def __init__(self, root: Path) -> None:
        self.zones = Zones(root)
        self.zones.semester(S)
        self.zones.household("h")
        for institution in ("DINSOS", "BAZNAS", "POS"):
            self.zones.institution(institution)
            self.zones.add("kegiatan", S, institution, activity_code="1")

    def give(self, institution: str, kind: str, day: date) -> None:
        receipt = {"activity_code": "1", "assistance_type": kind, "received_date": day, "household_id": pseudonym("h")}
        row = self.zones.add("penerima", S, institution, **receipt)
        self.zones.link(row, "penerima", S, institution, household_key=pseudonym("h"))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sektap")


@pytest.fixture(scope="module")
def models(root: Path, dbt_target: Path) -> Iterator[ModelsAgain]:
    with ModelsAgain(Receipts(root).zones, dbt_target, ["int_finding__overlapping_assistance"]) as models:
        yield models


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        pytest.param("Modal Usaha", (date(2023, 2, 1), date(2023, 3, 1)), (0, 0, None, None, 28), id="once, apart"),
        pytest.param(
            "Modal Usaha",
            (date(2023, 2, 1), date(2023, 2, 1)),
            (0, 1, "2023-02-01", "2023-02-01", 0),
            id="once, on one day",
        ),
        pytest.param(
            "sem  BAKO",
            (date(2023, 1, 31), date(2023, 2, 10)),
            (1, 18, "2023-02-10", "2023-02-27", 0),
            id="a month from the last of January",
        ),
        pytest.param("Sembako", (date(2023, 2, 1), date(2023, 3, 1)), (1, 0, None, None, 1), id="month after month"),
        pytest.param(
            "PBI JK",
            (date(2023, 1, 5), date(2023, 6, 30)),
            (6, 5, "2023-06-30", "2023-07-04", 0),
            id="premiums of a half-year",
        ),
    ],
)
def test_what_a_receipt_covers_says_for_how_long_aid_overlaps(
    models: ModelsAgain, root: Path, kind: str, days: tuple[date, date], expected: tuple[Any, ...]
) -> None:
    receipts = Receipts(root)
    empty(receipts.zones.layout)
    receipts.give("DINSOS", kind, days[0])
    receipts.give("BAZNAS", kind, days[1])
    assert reported(models, receipts) == expected


def reported(models: ModelsAgain, receipts: Receipts) -> tuple[Any, ...]:
    models.build(receipts.zones)
    (row,) = models.rows("select evidence from intermediate.int_finding__overlapping_assistance")
    evidence = json.loads(row["evidence"])
    names = ("covered_months", "shared_days", "shared_from", "shared_until", "days_apart")
    return tuple(evidence[name] for name in names)


def test_of_several_receipts_the_longest_shared_time_counts_and_one_institution_shares_none(
    models: ModelsAgain, root: Path
) -> None:
    receipts = Receipts(root)
    empty(receipts.zones.layout)
    receipts.give("DINSOS", "Sembako", date(2023, 1, 1))
    receipts.give("DINSOS", "Sembako", date(2023, 1, 2))
    receipts.give("BAZNAS", "Sembako", date(2023, 1, 21))
    receipts.give("POS", "Sembako", date(2023, 2, 11))
    assert reported(models, receipts) == (1, 12, "2023-01-21", "2023-02-01", 0)
