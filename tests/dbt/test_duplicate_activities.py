"""Which activities are found to be reported twice: the warehouse's own SQL on pairs of activities."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.models_again import ModelsAgain, empty
from tests.dbt.warehouse import KETAPANG, PILANG, WONOASIH, Zones, pseudonym
from tests.evidence import evidence_faults

S = "2023S1"
PLACES = (KETAPANG, PILANG)
MILLION = Decimal("1000000.00")


class Reports:
    """Activities that institutions report, and the recipients whom they name."""

    def __init__(self, root: Path) -> None:
        self.zones = Zones(root)
        self.zones.institution("AGENCY")
        self.zones.institution("OFFICE")
        self.zones.institution("COMPANY", "perusahaan")
        self.zones.semester(S)

    def activity(
        self, institution: str, code: str, name: str, *, places: tuple[str, ...] = PLACES, **columns: Any
    ) -> None:
        for place in places:
            row = {"end_date": date(2023, 3, 31), "fund_source": "CSR", **columns}
            self.zones.add("kegiatan", S, institution, activity_code=code, activity_name=name, region_code=place, **row)

    def recipients(self, institution: str, code: str, labels: range, place: str = KETAPANG) -> None:
        for label in labels:
            receipt = self.zones.add(
                "penerima", S, institution, activity_code=code, region_code=place, assistance_type=f"Aid of {code}",
                household_id=pseudonym(f"household {label}"),
            )  # fmt: skip
            household = {"household_key": pseudonym(f"household {label}"), "is_registered": False}
            self.zones.link(receipt, "penerima", S, institution, **household)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sektap")


@pytest.fixture(scope="module")
def models(root: Path, dbt_target: Path) -> Iterator[ModelsAgain]:
    with ModelsAgain(Reports(root).zones, dbt_target, ["int_finding__duplicate_activity"]) as models:
        yield models


@pytest.fixture
def reports(models: ModelsAgain, root: Path) -> Reports:
    made = Reports(root)
    empty(made.zones.layout)
    return made


def found(models: ModelsAgain, reports: Reports) -> list[dict[str, Any]]:
    models.build(reports.zones)
    rows = models.rows("select * from intermediate.int_finding__duplicate_activity")
    assert evidence_faults((row["rule_code"], row["evidence"]) for row in rows) == set()
    reported = [row | {"evidence": json.loads(row["evidence"])} for row in rows]
    return sorted(reported, key=lambda row: (row["institution_code"], row["evidence"]["activity_code"]))


@pytest.mark.parametrize(
    "name",
    [
        "BEDAH RUMAH NELAYAN.",
        "Program CSR bedah rumah nelayan bagi warga miskin tahun 2023",
        "Rehabilitasi rumah nelayan",
        "Nelayan: rumah bedah",
        "Bedah rumah nelyaan",
        "Bedah rumah nelayan di Kelurahan Ketapang",
        "Bedah rumah nelayan dan pendampingan",
    ],
)
def test_a_company_that_names_and_counts_the_same_work_otherwise_repeats_it(
    models: ModelsAgain, reports: Reports, name: str
) -> None:
    reports.activity("AGENCY", "A.1", "Bedah rumah nelayan", fund_source="APBD_KOTA")
    reports.activity("COMPANY", "C.1", name, budget_idr=Decimal("850000.00"), realised_idr=Decimal("800000.00"))
    (finding,) = found(models, reports)
    assert (finding["institution_code"], finding["region_code"]) == ("COMPANY", None)
    assert 0.9 <= finding["match_probability"] < 1
    evidence = finding["evidence"]
    assert evidence["name_match"] == ("fuller" if name.endswith("pendampingan") else "same")
    assert (evidence["related_institution"], evidence["related_activity_code"]) == ("AGENCY", "A.1")
    assert (evidence["budget_idr"], evidence["related_budget_idr"]) == (1_700_000, 2_000_000)
    assert evidence["regions"] == list(PLACES)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        pytest.param("Bedah rumah nelayan", {"places": (WONOASIH,)}, id="another place"),
        pytest.param("Bedah rumah nelayan", {"start_date": date(2023, 4, 1), "end_date": None}, id="after it"),
        pytest.param("Bedah rumah nelayan", {"budget_idr": 3 * MILLION, "realised_idr": 3 * MILLION}, id="other money"),
        pytest.param("Bedah rumah nelayan", {"target_unit": "INDIVIDU", "budget_idr": 2 * MILLION}, id="other unit"),
        pytest.param("Bedah perahu nelayan", {"budget_idr": MILLION - 1}, id="each name has a word of its own"),
        pytest.param("Pelatihan nelayan", {}, id="little in common"),
    ],
)
def test_other_work_is_not_taken_for_the_same(
    models: ModelsAgain, reports: Reports, name: str, columns: dict[str, Any]
) -> None:
    reports.activity("AGENCY", "A.1", "Bedah rumah nelayan")
    reports.activity("OFFICE", "O.1", name, **columns)
    assert found(models, reports) == []


@pytest.mark.parametrize(
    ("one", "other"), [("tahap I", "tahap II"), ("tahap 1", "tahap kedua"), ("RT 2 RW 3", "RT 3 RW 2")]
)
def test_other_figures_are_other_work(models: ModelsAgain, reports: Reports, one: str, other: str) -> None:
    reports.activity("AGENCY", "A.1", f"Perbaikan lampu jalan {one}")
    reports.activity("OFFICE", "O.1", f"Perbaikan lampu jalan {other}")
    assert found(models, reports) == []


def test_the_same_figure_in_another_notation_is_the_same_work(models: ModelsAgain, reports: Reports) -> None:
    reports.activity("AGENCY", "A.1", "Perbaikan lampu jalan tahap II")
    reports.activity("OFFICE", "O.1", "Renovasi PJU tahap kedua")
    (finding,) = found(models, reports)
    assert finding["evidence"]["name_match"] == "same"


def test_one_institution_repeats_itself_under_another_code_and_names_its_courses_alike(
    models: ModelsAgain, reports: Reports
) -> None:
    reports.activity("AGENCY", "A.1", "Kursus usaha rumahan barista")
    reports.activity("AGENCY", "A.2", "KURSUS USAHA RUMAHAN BARISTA")
    reports.activity("AGENCY", "A.3", "Kursus usaha rumahan katering")
    reported = found(models, reports)
    assert [(row["evidence"]["activity_code"], row["evidence"]["related_activity_code"]) for row in reported] == [
        ("A.2", "A.1")
    ]


def test_each_repetition_is_one_finding_and_names_what_it_resembles_most(models: ModelsAgain, reports: Reports) -> None:
    reports.activity("AGENCY", "A.1", "Bedah rumah nelayan", budget_idr=Decimal("980000.00"))
    reports.activity("COMPANY", "C.1", "Bedah rumah nelayan")
    reports.activity("OFFICE", "O.1", "Bedah rumah nelayan", places=(KETAPANG,))
    reported = [(row["institution_code"], row["evidence"]["related_institution"]) for row in found(models, reports)]
    assert reported == [("COMPANY", "AGENCY"), ("OFFICE", "COMPANY")]


def test_lists_of_recipients_decide_what_names_and_money_leave_open(models: ModelsAgain, reports: Reports) -> None:
    def findings_with(of_company: range) -> list[dict[str, Any]]:
        empty(reports.zones.layout)
        made = Reports(reports.zones.layout.root)
        made.activity("AGENCY", "A.1", "Paket lebaran nelayan", target_count=20)
        half = {"budget_idr": MILLION * 6 / 10, "realised_idr": MILLION * 6 / 10, "target_count": 11}
        made.activity("COMPANY", "C.1", "Bingkisan lebaran nelayan", places=(KETAPANG,), **half)
        made.recipients("AGENCY", "A.1", range(20))
        made.recipients("AGENCY", "A.1", range(100, 120), place=PILANG)
        made.recipients("COMPANY", "C.1", of_company)
        return found(models, made)

    (finding,) = findings_with(range(1, 20))
    assert [finding["evidence"][name] for name in ("recipients", "related_recipients", "shared_recipients")] == [
        19, 20, 19
    ]  # fmt: skip
    assert findings_with(range(20, 40)) == []
    assert findings_with(range(0)) == []


def test_other_people_speak_against_the_same_name_and_money(models: ModelsAgain, reports: Reports) -> None:
    for institution, labels in (("AGENCY", range(20)), ("OFFICE", range(20, 40))):
        reports.activity(institution, institution, "Paket lebaran nelayan", end_date=None, target_count=len(labels))
        reports.recipients(institution, institution, labels)
    reports.zones._accepted["kegiatan"][S, "OFFICE"][0]["budget_idr"] -= 1
    assert found(models, reports) == []


def test_a_name_that_says_nothing_of_the_work_is_compared_as_it_stands(models: ModelsAgain, reports: Reports) -> None:
    reports.activity("AGENCY", "A.1", "Bantuan masyarakat")
    reports.activity("COMPANY", "C.1", "BANTUAN MASYARAKAT")
    reports.activity("OFFICE", "O.1", "Bantuan warga")
    assert [row["institution_code"] for row in found(models, reports)] == ["COMPANY"]
