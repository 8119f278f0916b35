"""The page of an evaluation says what the terminal says and asks for nothing."""

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from simulation.evaluation import (
    EvaluationTable,
    KindScore,
    LookAlikeScore,
    RuleScore,
    print_error_models,
    print_evaluation,
    print_febrl,
)
from simulation.evaluation.cities.results import Bounds, CitySemester, FindingCounts, KindCounts, LookAlikeCounts
from simulation.evaluation.error_model_tables import ErrorModelScores
from simulation.evaluation.pseudopeople import LINKS, PseudopeopleScore, SlipRecall
from simulation.evaluation.report.examples import example_pairs
from simulation.evaluation.report.known_pairs import KnownPair, KnownPairs
from simulation.evaluation.report.page import Origin, render_page
from simulation.evaluation.report.seen import Answer, FollowedLinkage, LevelWeight, ScoredPair, threshold_curve
from simulation.evaluation.scores import FebrlScore, MatchScore
from tests.pages import Page, read_page

TABLE = EvaluationTable(
    scores=(
        RuleScore("bad_kk", 1_234, 1_234, 1_234),
        RuleScore("duplicate_household", 200, 201, 197),
        RuleScore("left_poverty_still_counted", 50, 49, 49),
    ),
    kinds=(
        KindScore("duplicate_household", "moved", 40, 37, 4),
        KindScore("duplicate_household", "cut_nik", 30, 30, 4),
    ),
    look_alikes=(LookAlikeScore("twins", 10, 1, 0), LookAlikeScore("split", 10, 0, 0)),
)
FEBRL = [
    FebrlScore(
        "febrl1", True, MatchScore(0.9, 100, 99, 101), MatchScore(0.95, 97, 96, 101), MatchScore(0.4, 99, 98, 101)
    ),
    FebrlScore(
        "febrl2", False, MatchScore(0.8, 90, 80, 101), MatchScore(0.95, 97, 70, 101), MatchScore(0.4, 99, 98, 101)
    ),
]
LEVELS = (
    LevelWeight("kk", "the same", 0.4, 0.1),
    LevelWeight("kk", "other", 0.6, 0.9),
    LevelWeight("name", "the same", 0.8, 0.05),
    LevelWeight("name", "other", 0.2, 0.95),
)
CITY = CitySemester(
    model="gecko", seed=8000, households=1_000, semester="2022S1", version="abc",
    findings=(
        FindingCounts("duplicate_household", "all", 40, 39, 38),
        FindingCounts("duplicate_household", "number", 20, 20, 20),
        FindingCounts("duplicate_household", "no number", 20, 19, 18),
    ),
    kinds=(KindCounts("duplicate_household", "nama_kepala: ocr", 8, 7),),
    look_alikes=(LookAlikeCounts("twins", 4, 1, 0),),
    bounds=Bounds(low=796, verified=798, high=801, true=800),
    decided=90, undecided=10,
)  # fmt: skip
WIDE = replace(CITY, model="own", seed=8001, bounds=Bounds(low=799, verified=800, high=801, true=805))
PEOPLE = PseudopeopleScore(
    LINKS[0], MatchScore(0.6, 100, 99, 110), MatchScore(0.3, 108, 104, 110), (SlipRecall("dob: differs", 10, 4),)
)
OTHERS = ErrorModelScores([CITY, WIDE], [PEOPLE], minutes_per_pair=3)
SECTIONS = [
    "Targets, and what was met", "Every rule", "By kind of fault", "Look-alikes", "What the model has learned",
    "Weights of pairs", "The threshold", "Some pairs, step by step", "FEBRL, beside plain Splink",
    "Slips that are not our own", "What is left for people", "Bounds against the truth", "pseudopeople",
    "How this page was made",
]  # fmt: skip
ONE, OTHER = KnownPair("one", "moved"), KnownPair("other", "mistyped_kk")


def answer(probability: float, known: KnownPair | None, question: str = "registry_duplicate") -> Answer:
    return Answer("2022S1", question, 12.0, probability, 0.7, known)


def scored(weight: float, known: KnownPair | None = None, **changes: object) -> ScoredPair:
    given: dict[str, object] = {
        "semester": "2022S1", "question": "registry_duplicate", "weight": weight, "known": known, "look_alike": None,
        "parts": (("KK", "other", -0.6), ("name", "the same", weight + 0.6)), "is_candidate": True,
        "is_cannot_link": False, "is_counted": True, "values": (),
    }  # fmt: skip
    return ScoredPair(**{**given, **changes})  # type: ignore[arg-type]


FOLLOWED = FollowedLinkage(
    answers=(
        answer(0.9, ONE),
        answer(0.7, OTHER),
        answer(0.2, None),
        answer(0.9, ONE, "graduation_match"),
    ),
    scored=(
        scored(12.0, ONE, values=(("name", "SITI <b>", "STI"),)),
        scored(10.0, OTHER),
        scored(3.0),
        scored(20.0, look_alike="twins", is_candidate=False, is_cannot_link=True),
        scored(14.0, KnownPair("third", "moved"), is_candidate=False, is_cannot_link=True),
        scored(13.0, ONE, question="graduation_match"),
    ),
    levels=LEVELS,
    planted={"registry_duplicate": 3, "graduation_match": 1},
)


def page(
    febrl: list[FebrlScore] | None = None, followed: FollowedLinkage = FOLLOWED, others: ErrorModelScores = OTHERS
) -> str:
    origin = Origin(seed=4001, households=5_000, semesters=("2022S1", "2022S2"), made_on=date(2026, 11, 27))
    return render_page(origin, TABLE, followed, FEBRL if febrl is None else febrl, others)


@pytest.fixture(scope="module")
def read() -> Page:
    return read_page(page())


def printed() -> list[list[str]]:
    """Give the rows that the terminal shows."""
    output = io.StringIO()
    console = Console(file=output, width=160)
    print_evaluation(TABLE, console)
    print_febrl(FEBRL, console)
    print_error_models(OTHERS, console)
    return [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in output.getvalue().splitlines()
        if line.startswith("│")
    ]


def test_every_section_is_there(read: Page) -> None:
    assert read.headings[0] == "How well SEKTAP finds what is wrong"
    assert [heading for heading in read.headings if heading in SECTIONS] == SECTIONS


def test_the_figures_are_those_of_the_terminal(read: Page) -> None:
    shown = [row for rows in read.tables.values() for row in rows]
    rows = printed()
    # Three error models (both and all), each with two rules in three groups; their kinds; what people and bounds say.
    assert len(rows) == 3 + 2 + 2 + 3 * 2 * 3 + 1 + 1 + 3 + 3 + 1 + 1
    assert [row for row in rows if row not in shown] == []


def test_look_alikes_and_plain_splink_are_reported(read: Page) -> None:
    assert ["twins", "10", "1", "0"] in read.tables["Look-alikes taken for one another"]
    plain = FEBRL[0].plain
    expected = [f"{share:.4f}" for share in (plain.precision, plain.recall, plain.f1)]
    assert any(row[2:5] == expected for row in read.tables["Plain Splink in full"])
    assert "at least as well as plain Splink at its best in 1 of 2 trials" in " ".join(read.text.split())


def test_what_was_asked_stands_beside_what_was_reached(read: Page) -> None:
    rows = {row[0]: row[1:] for row in read.tables["What is asked, and what was reached"]}
    assert rows["duplicate_household"] == ["0.97", "0.98", "0.985", "0.980", "met"]
    assert rows["left_poverty_still_counted"] == ["0.97", "0.99", "0.980", "1.000", "met"]
    assert rows["each other rule"] == ["1.00", "1.00", "1.000", "1.000", "1 of 1 met"]


def test_it_asks_for_nothing_and_runs_nothing(read: Page) -> None:
    assert not read.elements & {"script", "iframe", "object", "embed"}
    fetched = [source for source in read.sources if not source.startswith(("data:", "#"))]
    assert fetched == ["simulation.md", "matching.md", "simulation.md"]
    assert "url(" not in page()
    assert "@import" not in page()


def test_every_picture_has_words(read: Page) -> None:
    # Levels, two histograms, two thresholds, six pairs, the bounds.
    assert len(read.pictures) == 1 + 2 + 2 + 6 + 1
    assert all(len(words) > 30 for words in read.pictures)


def test_what_rows_say_is_no_markup(read: Page) -> None:
    assert ["name", "SITI <b>", "STI"] in read.tables["What the two rows say (2022S1)"]


def test_without_febrl_the_page_says_so() -> None:
    assert "made without --febrl" in read_page(page(febrl=[])).text


def test_other_slips_are_shown_with_what_they_leave_for_people(read: Page) -> None:
    by_model = read.tables["Recall and precision by error model, with and without the number present"]
    assert ["gecko", "duplicate_household", "", "40", "39", "38", "0.950", "0.974"] in by_model
    assert ["all", "duplicate_household", "both rows", "40", "40", "40", "1.000", "1.000"] in by_model
    slips = read.tables["Recall by kind of slip"]
    assert slips == [
        ["rule", "slip", "gecko", "own"],
        ["duplicate_household", "nama_kepala: ocr", "0.875 of 8", "0.875 of 8"],
    ]
    assert ["gecko", "90", "10", "0.900", "30", "30"] in read.tables["Decided by machine, left for people"]
    bounds = read.tables["In how many semesters the truth lay inside"]
    assert [row[:4] for row in bounds[1:]] == [
        ["gecko", "1", "1", "1.000"], ["own", "1", "0", "0.000"], ["all", "2", "1", "0.500"]
    ]  # fmt: skip


def test_a_city_too_small_for_a_model_has_a_page_without_other_slips() -> None:
    nothing = FollowedLinkage((), (), (), {"registry_duplicate": 0, "graduation_match": 0})
    read = read_page(page(followed=nothing, others=ErrorModelScores()))
    assert [heading for heading in read.headings if heading in SECTIONS] == SECTIONS
    assert read.pictures == []
    assert "made without --cities and --gecko" in read.text
    assert "made without --pseudopeople" in read.text


def test_a_curve_counts_findings_and_not_pairs() -> None:
    answers = [answer(0.9, ONE), answer(0.6, ONE), answer(0.8, OTHER), answer(0.7, None)]
    points = threshold_curve(answers, planted=4)
    assert [(point.right, point.wrong) for point in points] == [(2, 1), (2, 1), (2, 0), (1, 0), (0, 0)]
    assert [point.recall for point in points] == [0.5, 0.5, 0.5, 0.25, 0.0]
    assert [point.precision for point in points] == [2 / 3, 2 / 3, 1.0, 1.0, 1.0]


def test_the_example_pairs_lie_on_both_sides_of_the_threshold() -> None:
    examples = {one.title: one for one in example_pairs(FOLLOWED)}
    assert list(examples) == [
        "A match that was found", "A graduation that found its household", "Just above the threshold",
        "Just below the threshold", "Look-alikes that were kept apart", "A match that was missed",
    ]  # fmt: skip
    assert examples["Just above the threshold"].pair.known == ONE
    assert examples["Just below the threshold"].pair.weight == 10.0
    assert examples["Look-alikes that were kept apart"].pair.look_alike == "twins"
    assert examples["A match that was missed"].pair.weight == 14.0


def household(rule: str, *numbers: str, **facts: object) -> dict[str, object]:
    return {"rule_code": rule, "no_kk": list(numbers), **facts}


def test_the_truth_is_given_by_numbers_as_they_stand_in_rows() -> None:
    pair = household("duplicate_household", "1", related_no_kk=["2"], matched_by="probable", kind="moved")
    by_number = household("duplicate_household", "3", related_no_kk=["4"], matched_by="nik", kind="same_nik")
    gone = household("left_poverty_still_counted", "5", "6", matched_by="probable", kind="cut_nik")
    again = household("left_poverty_still_counted", "6", "7", matched_by="probable", kind="cut_nik")
    known = KnownPairs(
        {
            "2022S1": {
                "findings": {"entity": [pair, by_number, gone]},
                "look_alikes": [{"kind": "twins", "no_kk": ["8"], "related_no_kk": ["9"]}],
            },
            "2022S2": {"findings": {"entity": [again]}},
        }
    )
    found = known.duplicate("2022S1", "2", "1")
    assert found is not None
    assert found.kind == "moved"
    assert known.duplicate("2022S2", "2", "1") is None
    assert known.duplicate("2022S1", "3", "4") is None
    assert known.look_alike("2022S1", "9", "8") == "twins"
    assert known.departure("5") is not None
    assert known.departure("5") == known.departure("7")
    assert known.departure("1") is None
    assert (len(known.duplicates), len(known.departures)) == (1, 1)
    assert sorted(known.pairs("2022S1")) == [("1", "2"), ("8", "9")]
