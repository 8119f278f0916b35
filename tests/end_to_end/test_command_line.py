"""`sektap` as people and programs call it: in a process of its own, by its exit codes and what it prints."""

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from simulation.evaluation import TARGETS, EvaluationTable, evaluate
from tests.installation import Installation


def test_wrong_usage_exits_with_2_and_says_what_is_wrong(copied_city: Installation) -> None:
    no_semester = copied_city.sektap("run", "2023S3", check=False)
    assert no_semester.returncode == 2
    assert "2023S1" in no_semester.stderr
    nobody = copied_city.sektap("run", "2023S1", "--institution", "NOBODY", check=False)
    assert nobody.returncode == 2
    assert "NOBODY" in nobody.stderr
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ui = copied_city.sektap("ui", "--port", port, check=False)
    assert ui.returncode == 2
    assert port in ui.stderr


def test_a_folder_without_data_is_reported(published_city: Installation, tmp_path: Path) -> None:
    elsewhere = replace(published_city, environment={"SEKTAP_DATA": str(tmp_path / "nowhere")})
    assert "nowhere does not exist" in elsewhere.sektap("status").stderr


def test_a_list_of_institutions_that_can_not_be_used_is_reported_without_a_traceback(copied_city: Installation) -> None:
    (copied_city.city / "institutions.yml").write_text(
        "institutions:\n  - {code: DINSOS, name: Dinsos, type: somebody, datasets: [], channel: {kind: folder}}\n",
        encoding="utf-8",
    )
    completed = copied_city.sektap("run", "2023S1", check=False)
    assert completed.returncode == 2
    assert "DINSOS" in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.mark.slow
def test_a_run_that_fails_exits_with_1_and_leaves_the_published_marts(small_city: Installation) -> None:
    before = small_city.marts()
    (small_city.layout.population_file).write_text("semester,region_code,population\n2023S1,99.99,1\n", "utf-8")
    completed = small_city.sektap("run", "2023S1", check=False)
    assert completed.returncode == 1
    assert "99.99" in completed.stderr
    assert small_city.marts() == before


def test_the_findings_are_held_against_the_truth(published_city: Installation) -> None:
    truth = published_city.city / "truth.json"
    completed = published_city.sektap("evaluate", str(truth))
    for shown in ("orphan_activity", "Planted findings by kind of fault", "Look-alikes taken for one another"):
        assert shown in completed.stdout


def held_against_the_truth(city: Installation) -> EvaluationTable:
    key = city.environment["SEKTAP_PSEUDONYM_KEY"].encode()
    return evaluate(city.city / "truth.json", city.layout.published_database, key)


def test_rules_of_equal_values_find_all_and_nothing_else(published_city: Installation) -> None:
    table = held_against_the_truth(published_city)
    assert [score for score in table.scores if score.rule_code not in TARGETS and not score.is_perfect] == []
    assert TARGETS.keys() <= {score.rule_code for score in table.scores}
    assert table.submission_differences == ()


@pytest.mark.parametrize(
    ("rule", "precision", "recall"),
    [
        ("duplicate_household", 0.98, 0.97),
        ("left_poverty_still_counted", 0.99, 0.97),
        ("duplicate_activity", 0.98, 0.85),
    ],
)
def test_rules_of_probable_matches_reach_their_targets(
    published_city: Installation, rule: str, precision: float, recall: float
) -> None:
    table = held_against_the_truth(published_city)
    (score,) = (score for score in table.scores if score.rule_code == rule)
    assert (score.precision or 0.0) >= precision
    assert (score.recall or 0.0) >= recall


def test_a_finding_too_few_is_noticed(published_city: Installation, tmp_path: Path) -> None:
    truth = json.loads((published_city.city / "truth.json").read_text(encoding="utf-8"))
    truth["semesters"]["2023S1"]["findings"]["row"].append(
        {
            "rule_code": "bad_number",
            "institution_code": "DINSOS",
            "source_file": "x.csv",
            "source_sheet": "x",
            "source_row": 1,
            "source_column": "anggaran",
        }
    )
    changed = tmp_path / "truth.json"
    changed.write_text(json.dumps(truth), encoding="utf-8")
    assert published_city.sektap("evaluate", str(changed), check=False).returncode == 1
