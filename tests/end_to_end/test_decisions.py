"""From a workbook of decisions to the headcount: what people decide counts in the next run, lasts, can be undone."""

from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import ON_TIME, SEMESTER, family, hand_in, left, write_institutions
from tests.installation import Installation

FIGURES = "reported_households, duplicate_households, left_households, verified_households, verified_households_high"


def figures(city: Installation) -> tuple[Any, ...]:
    (row,) = city.query(f"select {FIGURES} from marts.agg_poverty_headcount where region_level = 'city'")
    (targeting,) = city.query("select poor_households from marts.agg_targeting where region_level = 'city'")
    (facts,) = city.query("select count(*) from marts.fct_household_poverty where is_verified_poor")
    assert targeting == facts == (row[3],)
    return row


def statuses(city: Installation) -> dict[str, str]:
    rows = city.query("select rule_code, status from marts.fct_quality_finding where severity = 'warning'")
    return {rule: status for rule, status in rows if not rule.startswith("nik_")}


def decide(city: Installation, *decisions: dict[str, Any]) -> None:
    hand_in(city, "SEKTAP", {"keputusan": [sound("keputusan") | decision for decision in decisions]})


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder: Path = tmp_path_factory.mktemp("decisions")
    city = Installation(folder, [SEMESTER])
    write_institutions(city, leave_out=("DINKES", "BAZNAS", "CSR", "PDF", "MATI"))
    registry = [family(1), family(2), family(3, nik_kepala=f"35740101017500{2:02}"), family(4)]
    sheets = {"kegiatan": [sound("kegiatan")], "keluarga": registry, "mentas": [left(4, "2023-03-01")]}
    hand_in(city, "DINSOS", sheets, at=ON_TIME)
    city.run(SEMESTER)
    return city


def test_decisions_change_the_count_last_and_are_undone(city: Installation) -> None:
    assert figures(city) == (4, 1, 1, 2, 2)
    ids = dict(
        city.query("select rule_code, finding_id from marts.fct_quality_finding where entity_type = 'household'")
    )
    twice, gone = ids["duplicate_household"], ids["left_poverty_still_counted"]
    waived = [{"finding_id": one, "keputusan": "abaikan", "tanggal": "2023-08-01"} for one in (twice, gone)]
    stray = {"finding_id": "f" * 32, "keputusan": "sahkan", "tanggal": "2023-08-01"}
    decide(city, *waived, stray)
    summary = city.run(SEMESTER, "SEKTAP")
    assert figures(city) == (4, 0, 0, 4, 4)
    assert statuses(city) == {"duplicate_household": "waived", "left_poverty_still_counted": "waived"}
    assert "1 temuan tidak dikenal (baris 4)" in summary

    # It lasts: a run of the others changes nothing.
    city.run(SEMESTER, "DINSOS")
    assert figures(city) == (4, 0, 0, 4, 4)

    reversed_ = {"finding_id": twice, "keputusan": "sahkan", "tanggal": "2023-08-02"}
    expired = {"finding_id": gone, "keputusan": "abaikan", "tanggal": "2023-08-02", "Berlaku s/d": "31/12/2023"}
    decide(city, *waived, reversed_, expired)
    assert "tidak dikenal" not in city.run(SEMESTER, "SEKTAP")
    assert figures(city) == (4, 1, 1, 2, 2)
    assert statuses(city) == {"duplicate_household": "confirmed", "left_poverty_still_counted": "open"}
    assert set(ids.values()) == {
        row[0] for row in city.query("select finding_id from marts.fct_quality_finding where entity_type = 'household'")
    }
