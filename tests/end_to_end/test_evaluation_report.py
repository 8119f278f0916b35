"""`sektap evaluate --report` on a made-up city that has been run: the page, and the linkage that it looked at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simulation.evaluation import EvaluationTable, evaluate
from simulation.evaluation.report.followed import follow_linkage
from simulation.evaluation.report.known_pairs import KnownPairs
from simulation.evaluation.report.seen import FollowedLinkage
from tests.installation import Installation
from tests.pages import read_page

#: Kinds that equal numbers tell.
_BY_NUMBER = {"same_kk", "same_nik"}


@pytest.fixture(scope="module")
def semesters(published_city: Installation) -> dict[str, Any]:
    """Give the semesters of the city's truth."""
    truth = json.loads((published_city.city / "truth.json").read_text(encoding="utf-8"))
    return dict(truth["semesters"])


@pytest.fixture(scope="module")
def table(published_city: Installation) -> EvaluationTable:
    key = published_city.environment["SEKTAP_PSEUDONYM_KEY"].encode()
    return evaluate(published_city.city / "truth.json", published_city.layout.published_database, key)


def follow(city: Installation, semesters: Mapping[str, Any]) -> FollowedLinkage:
    return follow_linkage(city.layout, [semester.key for semester in city.semesters], KnownPairs(semesters))


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Look:
    """What looking at the linkage has shown, and the files that it looked at, before and after."""

    followed: FollowedLinkage
    before: dict[Path, bytes]
    after: dict[Path, bytes]


@pytest.fixture(scope="module")
def look(published_city: Installation, semesters: dict[str, Any]) -> Look:
    before = _files(published_city.layout.private_zone)
    followed = follow(published_city, semesters)
    return Look(followed, before, _files(published_city.layout.private_zone))


def test_the_page_is_written_and_shows_the_citys_figures(
    published_city: Installation, table: EvaluationTable, tmp_path: Path
) -> None:
    report = tmp_path / "evaluation.html"
    completed = published_city.sektap("evaluate", str(published_city.city / "truth.json"), "--report", str(report))
    assert f"The report stands in {report}" in completed.stdout
    page = read_page(report.read_text(encoding="utf-8"))
    shown = {row[0]: row[1:] for row in page.tables["Findings against the truth, both semesters"][1:]}
    assert shown.keys() == {score.rule_code for score in table.scores}
    assert all(shown[score.rule_code][:3] == [f"{score.planted:,}", f"{score.found:,}", f"{score.true_positives:,}"]
               for score in table.scores)  # fmt: skip
    assert "seed 7, 200 households, 2022S2 and 2023S1" in page.text


def test_what_counted_is_what_was_found(look: Look, table: EvaluationTable) -> None:
    followed = look.followed
    counted = [answer for answer in followed.answers if answer.counts]
    assert all(answer.known for answer in counted), "the city has no false match"
    duplicates = {
        answer.known.finding for answer in counted if answer.known and answer.question == "registry_duplicate"
    }
    found = sum(
        kind.found for kind in table.kinds if kind.rule_code == "duplicate_household" and kind.kind not in _BY_NUMBER
    )
    assert len(duplicates) == found > 0
    assert {answer.question for answer in counted} == {"registry_duplicate", "graduation_match"}


def test_the_weight_of_a_pair_is_the_sum_of_what_is_shown(look: Look) -> None:
    followed = look.followed
    assert followed.scored
    for pair in followed.scored:
        assert sum(bits for _, _, bits in pair.parts) == pytest.approx(pair.weight, abs=1e-6)
        assert all(bits == 0.0 for _, level, bits in pair.parts if level == "not said")
    kept = {round(answer.weight, 4) for answer in followed.answers}
    assert kept <= {round(pair.weight, 4) for pair in followed.scored}


def test_nobody_is_shown_whom_the_truth_does_not_name(published_city: Installation, semesters: dict[str, Any]) -> None:
    unnamed = {key: {"findings": {"entity": []}, "look_alikes": []} for key in semesters}
    followed = follow(published_city, unnamed)
    assert followed.scored
    assert not any(pair.values for pair in followed.scored)


def test_looking_changes_nothing(look: Look) -> None:
    assert look.before
    assert look.after == look.before


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["--febrl", "--report", "x.html"], "a report is made of the truth"),
        (["truth.json", "--report", "x.pdf"], "must end in .html"),
        (["truth.json", "--report", "nowhere/x.html"], "in none that is there"),
        (["truth.json", "--report", "x.html", "--database", "sektap.duckdb"], "goes without --database"),
        ([], "name the truth of a made-up city"),
    ],
)
def test_wrong_usage_is_reported_before_anything_is_done(
    published_city: Installation, arguments: list[str], wrong: str
) -> None:
    given = [str(published_city.city / word) if word == "truth.json" else word for word in arguments]
    completed = published_city.sektap("evaluate", *given, check=False)
    assert completed.returncode == 2
    assert wrong in " ".join(completed.stderr.replace("│", " ").split())
