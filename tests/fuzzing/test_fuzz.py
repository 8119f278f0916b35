"""Mutated files: some dozens in every run of the tests, some hundreds in the slow ones; thousands by `make fuzz`."""

import dataclasses
from decimal import Decimal

import pytest

from tests.fuzzing.fuzz import run
from tests.fuzzing.mutations import ROWS, WRITERS, FuzzCase, make_case
from tests.fuzzing.oracle import violations
from tests.hostile_files.cases import HEADER, activity, csv_text

SEED = 7


def check(numbers: range) -> None:
    cases = [make_case(SEED, number) for number in numbers]
    outcomes = list(run(cases))
    assert len(outcomes) == len(cases)
    assert {
        (outcome.case.number, outcome.case.how, outcome.violations) for outcome in outcomes if outcome.violations
    } == (set())
    assert sum(outcome.accepted for outcome in outcomes) > len(cases) / 10
    assert {outcome.case.name for outcome in outcomes} == set(WRITERS)


def test_dozens_of_mutated_files() -> None:
    check(range(60))


@pytest.mark.slow
def test_hundreds_of_mutated_files() -> None:
    check(range(1000, 1400))


def test_a_case_follows_from_seed_and_number_alone() -> None:
    assert make_case(SEED, 11) == make_case(SEED, 11)
    assert make_case(SEED, 11).content != make_case(SEED + 1, 11).content


def row(number: int = 1, code: str = "K-01", budget: str = "1000037.00") -> dict[str, object]:
    return {
        "source_row": number + 1,
        "activity_code": code,
        "activity_name": "Sembako tahap 1",
        "budget_idr": Decimal(budget),
        "realised_idr": Decimal("900000.00"),
    }


def test_the_oracle_tells_what_must_not_be() -> None:
    case = dataclasses.replace(_sound_csv(), destroyed=frozenset())
    assert violations(case, accepted=[row()], received=1, rejected=0, died=None) == []
    for accepted, received, rejected, died in (
        ([row()], 2, 0, None),
        ([row()], 1, 0, "died: exit code 70"),
        ([row()], 1, 0, "took longer than 60 s"),
        ([row(code="K-77")], 1, 0, None),
        ([row(budget="7654321.00")], 1, 0, None),
    ):
        assert violations(case, accepted=accepted, received=received, rejected=rejected, died=died)
    destroyed = dataclasses.replace(case, destroyed=frozenset({"K-01"}))
    assert violations(destroyed, accepted=[row()], received=2, rejected=1, died=None)
    assert violations(destroyed, accepted=[], received=ROWS, rejected=ROWS, died=None)


def _sound_csv() -> FuzzCase:

    rows = [list(HEADER), activity(1, nama_kegiatan="Sembako tahap 1", anggaran=1_000_037)]
    return FuzzCase(0, "kegiatan.csv", csv_text(rows).encode(), "sound")
