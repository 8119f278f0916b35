"""From a workbook of decisions to the headcount: what people decide counts in the next run, lasts, can be undone."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import ON_TIME, SEMESTER, family, hand_in, left, write_institutions
from tests.installation import Installation

pytestmark = pytest.mark.slow

FIGURES = "reported_households, duplicate_households, left_households, verified_households, verified_households_high"


def figures(city: Installation) -> tuple[Any, ...]:
    (row,) = city.query(f"select {FIGURES} from marts.agg_poverty_headcount where region_level = 'city'")
    (targeting,) = city.query("select poor_households from marts.agg_targeting where region_level = 'city'")
    (facts,) = city.query("select count(*) from marts.fct_household_poverty where is_verified_poor")
    assert targeting == facts == (row[3],)
    return row


def statuses(city: Installation) -> dict[str, str]:
    rows = city.query("select rule_code, status from marts.fct_quality_finding where severity = 'warning'")
    return {rule: status for rule, status in rows if not rule.startswith("nik_") and rule != "missing_dataset"}


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
    # Two of one day that contradict each other do not count, and are told.
    neither = [{"finding_id": twice, "keputusan": said, "tanggal": "2023-08-03"} for said in ("sahkan", "abaikan")]
    decide(city, *waived, reversed_, expired, *neither)
    summary = city.run(SEMESTER, "SEKTAP")
    assert "tidak dikenal" not in summary
    assert "2 keputusan bertentangan dengan yang lain pada tanggal yang sama, tidak dihitung (baris 6, 7)" in summary
    assert figures(city) == (4, 1, 1, 2, 2)
    assert statuses(city) == {"duplicate_household": "confirmed", "left_poverty_still_counted": "open"}
    assert set(ids.values()) == {
        row[0] for row in city.query("select finding_id from marts.fct_quality_finding where entity_type = 'household'")
    }


TYPED = family(5, nama_kepala="Sukarno Hadi", alamat="Jl. Mastrip No. 12", tanggal_lahir_kepala="1960-08-17")
TYPED |= {"nik_kepala": "3574011708600003", "no_kk": "3574011203100005", "rt": "1", "rw": "2"}
#: The same household under another card, whose clerk did not write down its NIK.
AGAIN = TYPED | {"no_kk": "3574011203100008", "nik_kepala": None, "nama_kepala": "H. Soekarno Hadi"}


def hand_in_registry(city: Installation, *rows: dict[str, Any]) -> None:
    hand_in(city, "DINSOS", {"kegiatan": [sound("kegiatan")], "keluarga": list(rows)})


def duplicate(city: Installation, columns: str = "finding_id, status") -> tuple[Any, ...]:
    (row,) = city.query(f"select {columns} from marts.fct_quality_finding where rule_code = 'duplicate_household'")
    return row


EVIDENCE = "status, evidence ->> '$.decision', evidence ->> '$.decided_on', evidence ->> '$.open_again'"


@pytest.fixture(scope="module")
def run_once(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    city = Installation(tmp_path_factory.mktemp("listed_twice"), [SEMESTER])
    write_institutions(city, leave_out=("DINKES", "BAZNAS", "CSR", "PDF", "MATI"))
    hand_in_registry(city, family(1), family(2), TYPED, AGAIN)
    city.run(SEMESTER)
    return city


@pytest.fixture
def listed_twice(run_once: Installation, tmp_path: Path) -> Installation:
    """Give a copy of the city in which a household is listed twice, run and decided on by nobody."""
    shutil.copytree(run_once.folder, tmp_path / "copy", symlinks=True)
    return Installation(tmp_path / "copy", run_once.semesters)


def test_a_finding_that_comes_back_is_open_again_under_its_id_and_first_day(listed_twice: Installation) -> None:
    city = listed_twice
    finding_id, status, first_seen_at = duplicate(city, "finding_id, status, first_seen_at")
    assert status == "open"
    hand_in_registry(city, family(1), family(2), TYPED)
    city.run(SEMESTER)
    assert duplicate(city, "finding_id, status, first_seen_at") == (finding_id, "resolved", first_seen_at)
    hand_in_registry(city, family(2), TYPED, AGAIN)  # no submission that was handed in before
    city.run(SEMESTER)
    again, status, seen, last = duplicate(city, "finding_id, status, first_seen_at, last_seen_at")
    assert (again, status, seen) == (finding_id, "open", first_seen_at)
    assert last > first_seen_at


def test_a_pair_that_was_split_stays_so_until_more_agrees(listed_twice: Installation) -> None:
    city = listed_twice
    finding_id = duplicate(city)[0]
    assert duplicate(city, EVIDENCE) == ("open", None, None, None)
    waived = {"finding_id": finding_id, "keputusan": "abaikan", "tanggal": "2023-08-01"}
    decide(city, waived)
    city.run(SEMESTER)
    assert duplicate(city, EVIDENCE) == ("waived", "waived", "probable", None)
    assert figures(city)[:4] == (4, 0, 0, 4)

    # Now both name one NIK: that was not so when it was decided.
    hand_in_registry(city, family(1), TYPED, AGAIN | {"nik_kepala": TYPED["nik_kepala"]})
    city.run(SEMESTER)
    assert duplicate(city) == (finding_id, "open")
    assert duplicate(city, EVIDENCE) == ("open", "waived", "probable", "new_evidence")
    assert figures(city)[:4] == (3, 1, 0, 2)


def test_a_decision_that_comes_with_new_evidence_was_made_without_it(listed_twice: Installation) -> None:
    city = listed_twice
    decide(city, {"finding_id": duplicate(city)[0], "keputusan": "abaikan", "tanggal": "2023-08-01"})
    hand_in_registry(city, TYPED, AGAIN | {"nik_kepala": TYPED["nik_kepala"]})
    city.run(SEMESTER)
    assert duplicate(city, EVIDENCE) == ("open", "waived", "probable", "new_evidence")


def test_a_decision_outlives_resubmissions(listed_twice: Installation) -> None:
    """Rows in another order, under a new file name, and cells corrected: a pair by probability, and one by card."""
    city = listed_twice
    same_card = [family(3), family(3, nik_kepala=None, nama_kepala="Orang Lain", jumlah_anggota=5)]
    hand_in_registry(city, family(1), TYPED, AGAIN, *same_card)
    city.run(SEMESTER)
    asked = """
        select finding_id, status, evidence ->> '$.matched_by' as matched_by from marts.fct_quality_finding
        where rule_code = 'duplicate_household' order by matched_by
    """
    open_pairs = city.query(asked)
    assert [row[1:] for row in open_pairs] == [("open", "kk"), ("open", "probable")]
    decide(city, *({"finding_id": row[0], "keputusan": "abaikan", "tanggal": "2023-08-01"} for row in open_pairs))
    city.run(SEMESTER, "SEKTAP")
    waived, counted = city.query(asked), figures(city)
    assert ([row[1] for row in waived], counted[:4]) == (["waived", "waived"], (5, 0, 0, 5))
    (city.inbox("DINSOS", SEMESTER) / "laporan.xlsx").unlink()
    corrected = [*reversed(same_card), AGAIN | {"jumlah_anggota": 4}, family(1), TYPED | {"desil": 2}]
    hand_in(city, "DINSOS", {"kegiatan": [sound("kegiatan")], "keluarga": corrected}, name="perbaikan.xlsx")
    city.run(SEMESTER, "DINSOS")
    assert (city.query(asked), figures(city)) == (waived, counted)
