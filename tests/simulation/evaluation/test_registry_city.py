"""A city of one registry says what it holds, whoever spoils its second rows."""

import csv
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from foundation.semester import parse_semester_range
from simulation.evaluation.cities import copies
from simulation.evaluation.cities.copies import ERROR_MODELS, Copy, GeckoSlips, OwnSlips
from simulation.evaluation.cities.registry_city import make_registry_city
from simulation.evaluation.error_models.environment import WorkerFailedError, run_worker
from simulation.households import City
from simulation.registry import registry_row

SEMESTERS = parse_semester_range("2022S1:2022S2")
HOUSEHOLDS = 300


def made(folder: Path, model: str) -> dict[str, Any]:
    city = City(HOUSEHOLDS, SEMESTERS, 7_003)
    make_registry_city(folder, city, ERROR_MODELS[model](city), households=HOUSEHOLDS)
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def rows(folder: Path, semester: str, data_set: str) -> list[dict[str, str]]:
    with (folder / "inbox" / "DINSOS" / semester / f"{data_set}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_truth(folder: Path, truth: dict[str, Any]) -> Counter[str]:
    """Hold the truth of a city against its rows; give how many findings it has by rule and what matches."""
    counted: Counter[str] = Counter()
    for semester, of_semester in truth["semesters"].items():
        listed, left = (rows(folder, semester, name) for name in ("keluarga", "mentas"))
        assert of_semester["submissions"]["DINSOS"]["rows_received"] == len(listed) + len(left)
        poor = [row for row in listed if row["status"] == "miskin"]
        by_card = Counter(row["no_kk"] for row in listed)
        removed = 0
        for finding in of_semester["findings"]["entity"]:
            counted[f"{finding['rule_code']} {finding['matched_by']}"] += 1
            if finding["rule_code"] == "duplicate_household":
                cards = {*finding["no_kk"], *finding["related_no_kk"]}
                pair = [row for row in listed if row["no_kk"] in cards]
                assert len(pair) == 2
                niks = {row["nik_kepala"] for row in pair}
                is_by_nik = len(niks) == 1 and "" not in niks
                by_number = "kk" if len(cards) == 1 else "nik" if is_by_nik else "probable"
                assert finding["matched_by"] == by_number
                assert finding["has_number"] == ("" not in niks)
                by_card -= Counter(row["no_kk"] for row in pair)
                removed += pair[0]["status"] == "miskin"
            else:
                removed += 1
        # Nobody else has any of these numbers, and no household is listed twice that the truth does not name.
        assert set(by_card.values()) <= {1}
        assert of_semester["verified_households"] == len(poor) - removed
        without = {row["no_kk"] for row in listed if not row["nik_kepala"]}
        assert of_semester["without_number"] == sorted(without)
    return counted


def test_the_truth_is_what_the_rows_say(tmp_path: Path) -> None:
    truth = made(tmp_path / "city", "own")
    counted = check_truth(tmp_path / "city", truth)
    assert set(counted) == {"duplicate_household probable", "left_poverty_still_counted probable"}
    assert min(counted.values()) >= 10
    kinds = {pair["kind"] for pair in truth["semesters"]["2022S1"]["look_alikes"]}
    assert "twins" in kinds


@pytest.mark.slow
def test_geckos_slips_are_told_as_they_are(tmp_path: Path) -> None:
    truth = made(tmp_path / "one", "gecko")
    counted = check_truth(tmp_path / "one", truth)
    assert counted["duplicate_household probable"] >= 5
    made(tmp_path / "other", "gecko")
    for name in ("truth.json", "inbox/DINSOS/2022S2/keluarga.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    findings = [one for semester in truth["semesters"].values() for one in semester["findings"]["entity"]]
    kinds = {kind for finding in findings for kind in finding["kinds"]}
    assert {"no_kk: keyboard", "nik_kepala: missing", "nama_kepala: phonetic", "same_kk", "same_nik"} <= kinds


def a_copy(city: City, number: int) -> Copy:
    household = city.household(number)
    row = registry_row(household, "miskin", 1)
    row.values["tanggal_pendataan"] = SEMESTERS[0].start
    return Copy(household, row, row.copy())


@pytest.fixture
def spoiled(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str], str], Copy | None]:
    """Give what is made of one copy of household 3 where gecko changes these values and tells of this slip."""
    city = City(HOUSEHOLDS, SEMESTERS, 7_003)

    def run(changes: dict[str, str], slip: str) -> Copy | None:
        def worker(_name: str, task: Path, mutated: Path) -> None:
            given = json.loads(task.read_text(encoding="utf-8"))["rows"]
            mutated.write_text(json.dumps([row | changes | {"slips": [slip]} for row in given]), encoding="utf-8")

        monkeypatch.setattr(copies, "run_worker", worker)
        return GeckoSlips(city)([a_copy(city, 3)])[0]

    return run


def test_a_mutated_value_is_taken_over(spoiled: Callable[[dict[str, str], str], Copy | None]) -> None:
    copy = spoiled({"nama_kepala": "St1 Aminah", "nik_kepala": ""}, "nik_kepala: missing")
    assert copy is not None
    assert copy.second.values["nama_kepala"] == "St1 Aminah"
    assert (copy.second.values["nik_kepala"], copy.has_number) == (None, False)
    assert copy.slips == ("nik_kepala: missing", "slips in all: 1")


@pytest.mark.parametrize(
    ("column", "text"),
    [("tanggal_lahir_kepala", "31022001"), ("tanggal_lahir_kepala", "01019980"), ("nama_kepala", "1 4")],
)
def test_what_validation_would_refuse_is_no_slip(
    spoiled: Callable[[dict[str, str], str], Copy | None], column: str, text: str
) -> None:
    copy = spoiled({column: text}, f"{column}: keyboard")
    assert copy is not None
    assert copy.second.values == copy.listed.values
    assert copy.slips == ("slips in all: 0",)


def test_nobody_is_given_the_number_of_another(spoiled: Callable[[dict[str, str], str], Copy | None]) -> None:
    other = City(HOUSEHOLDS, SEMESTERS, 7_003).household(4)
    assert spoiled({"no_kk": other.no_kk}, "no_kk: ocr") is None
    assert spoiled({"no_kk": "3574010101010000"}, "no_kk: ocr") is None
    assert spoiled({"no_kk": "3574019901010011"}, "no_kk: ocr") is not None


def test_two_households_are_never_written_under_one_wrong_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def worker(_name: str, task: Path, mutated: Path) -> None:
        given = json.loads(task.read_text(encoding="utf-8"))["rows"]
        wrong = [row | {"no_kk": "3574019901010011", "slips": ["no_kk: ocr"]} for row in given]
        mutated.write_text(json.dumps(wrong), encoding="utf-8")

    monkeypatch.setattr(copies, "run_worker", worker)
    city = City(HOUSEHOLDS, SEMESTERS, 7_003)
    first, second = GeckoSlips(city)([a_copy(city, 3), a_copy(city, 4)])
    assert first is not None
    assert second is None


def test_our_own_slips_are_told_by_their_kind() -> None:
    city = City(HOUSEHOLDS, SEMESTERS, 7_003)
    (copy,) = OwnSlips(city)([a_copy(city, 3)])
    assert copy is not None
    assert copy.slips == (copy.second.match_kind,)
    assert copy.matched_by == "probable"


@pytest.mark.slow
def test_what_a_worker_says_when_it_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkerFailedError, match=r"gecko: .*missing\.json"):
        run_worker("gecko", tmp_path / "missing.json", tmp_path / "mutated.json")
