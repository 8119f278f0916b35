"""The contract's "What comes out", on a city whose marts can be said by hand; then decisions and a correction."""

import re
from typing import Any

import pytest

from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import (
    LATE,
    OF_DINKES,
    SEMESTER,
    build_city,
    hand_in,
    kk,
    nik,
    pseudonym,
)
from tests.installation import PROJECT_ROOT, Installation

pytestmark = pytest.mark.slow

DEFINITIONS = (PROJECT_ROOT / "docs" / "definitions.md").read_text(encoding="utf-8")
#: How the rows of an aggregate come to one figure of the city, where it has several.
AGGREGATES = {
    "agg_spending": ("sum", "semester = '2023S1' and region_level = 'city'"),
    "agg_reporting": ("sum", "semester = '2023S1'"),
}
ROW_RULES = ("bad_number", "duplicate_row", "nik_missing", "orphan_activity", "unsupported_format")
FINDINGS = """
    select rule_code, institution_code, source_row, entity_id, related_entity_id
    from marts.fct_quality_finding where semester = '{semester}' and status <> 'resolved' order by all
"""
SUBMISSIONS = """
    select institution_code, status, version, is_late, files, rows_received, rows_accepted, rows_rejected
    from marts.fct_submission
    inner join marts.dim_institution using (institution_key)
    inner join marts.dim_semester using (semester_key)
    where semester = '{semester}' order by all
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give the city after a run of each semester. `corrected` changes it; tests of the first state come before."""
    built = build_city(tmp_path_factory.mktemp("city"))
    for semester in built.semesters:
        built.run(semester)
    return built


@pytest.fixture(scope="module")
def first_state(city: Installation) -> dict[str, list[tuple[Any, ...]]]:
    """Give what was published after the first runs, whatever a correction makes of it later."""
    state: dict[str, list[tuple[Any, ...]]] = {}
    for semester in city.semesters:
        state[f"findings {semester}"] = city.query(FINDINGS.format(semester=semester))
        state[f"submissions {semester}"] = city.query(SUBMISSIONS.format(semester=semester))
    state["ids"] = city.query(
        "select finding_id, rule_code, institution_code, source_row from marts.fct_quality_finding "
        "where semester = '2023S1'"
    )
    state["examples"] = [
        (f"{table}.{column}", *city.query(f"select {function}({column}) from marts.{table} where {of_city}"))
        for table, column in re.findall(r"`(agg_\w+)\.(\w+)`.*\| [\d,.]+ \|$", DEFINITIONS, re.MULTILINE)
        for function, of_city in [AGGREGATES.get(table, ("any_value", "semester = '2023S1' and region_level = 'city'"))]
    ]
    state["headcount"] = city.query("""
        select semester, region_level, region_code, reported_households, reported_persons, duplicate_households,
            left_households, verified_households, verified_persons,
            abs(reported_rate - reported_persons / population) < 1e-12
                and abs(verified_rate - verified_persons / population) < 1e-12,
            official_poor_persons is not null
        from marts.agg_poverty_headcount where reported_households > 0 order by all
    """)
    state["targeting"] = city.query("""
        select region_code, poor_households, assisted_households, poor_assisted_households, poor_unassisted_households,
            unregistered_assisted_households, multi_institution_households, inclusion_error, exclusion_error
        from marts.agg_targeting
        where semester = '2023S1' and poor_households + assisted_households > 0 order by all
    """)
    state["reporting"] = city.query("""
        select institution_type, expected, received, on_time, reporting_rate, on_time_rate, rows_rejected_rate
        from marts.agg_reporting where semester = '2023S1' order by all
    """)
    state["ids of receipts"] = city.query(
        "select household_id, person_id from marts.fct_assistance order by all nulls last"
    )
    return state


def test_the_examples_of_the_definitions_are_what_is_published(first_state: dict[str, list[tuple[Any, ...]]]) -> None:
    said = dict(re.findall(r"`(agg_\w+\.\w+)`.*\| ([\d,.]+) \|$", DEFINITIONS, re.MULTILINE))
    published = {figure: round(float(value), 3) for figure, (value,) in first_state["examples"]}
    assert len(published) >= 25
    assert {figure: float(number.replace(",", "")) for figure, number in said.items()} == published


@pytest.fixture(scope="module")
def corrected(city: Installation, first_state: dict[str, list[tuple[Any, ...]]]) -> Installation:
    """Give the city after decisions, a new submission, one taken back, and one that the correction does not ask for."""
    rows = [(rule, institution, row) for _, rule, institution, row in first_state["ids"]]
    id_of = dict(zip(rows, (finding[0] for finding in first_state["ids"]), strict=True))
    decisions = [
        {"finding_id": id_of["duplicate_household", "DINSOS", 8], "keputusan": "Sahkan", "tanggal": "2023-08-02"},
        {
            "finding_id": id_of["left_poverty_still_counted", "DINSOS", 3].upper(),
            "keputusan": "ABAIKAN",
            "tanggal": "2023-08-02",
        },
        {"finding_id": id_of["duplicate_household", "DINSOS", 6], "keputusan": "sahkan", "tanggal": "2023-08-02"},
        {"finding_id": id_of["duplicate_household", "DINSOS", 6], "keputusan": "abaikan", "tanggal": "2023-08-03"},
    ]
    hand_in(city, "SEKTAP", {"keputusan": [sound("keputusan") | decision for decision in decisions]})
    usurped = [{"finding_id": id_of["duplicate_household", "DINSOS", 7], "keputusan": "sahkan"}]
    hand_in(city, "DINKES", {"kegiatan": [OF_DINKES], "keputusan": usurped}, at=LATE)
    (city.inbox("CSR", SEMESTER) / "titipan.xlsx").unlink()
    hand_in(city, "DINSOS", {"kegiatan": [sound("kegiatan")]}, name="tambahan.xlsx", at=LATE)
    city.run(SEMESTER, "SEKTAP", "DINKES", "CSR")
    return city


def entities(city: Installation, *numbers: str) -> tuple[str | None, str | None]:
    ids = sorted(pseudonym(number, city) for number in numbers)
    return ids[0], ids[1] if len(ids) > 1 else None


def test_findings_of_households_and_persons(city: Installation, first_state: dict[str, Any]) -> None:
    counted = {3: 2, 10: 7, 13: 9, 16: 11, 17: 12, 18: 13, 19: 14}
    expected = {
        ("duplicate_household", "DINSOS", 6, *entities(city, kk(4), kk(4))),
        ("duplicate_household", "DINSOS", 7, *entities(city, kk(4), kk(4))),
        ("duplicate_household", "DINSOS", 8, *entities(city, kk(4), kk(5))),
        ("duplicate_household", "DINSOS", 11, *entities(city, kk(7), kk(7))),
        ("duplicate_household", "DINSOS", 14, *entities(city, kk(9), kk(9))),
        ("duplicate_person", "DINSOS", 3, *entities(city, nik(1))),
        *(
            ("left_poverty_still_counted", "DINSOS", row, *entities(city, kk(household)))
            for row, household in counted.items()
        ),
        ("left_poverty_still_assisted", "DINSOS", None, *entities(city, kk(2))),
        ("left_poverty_still_assisted", "DINSOS", None, *entities(city, kk(7))),
        ("overlapping_assistance", None, None, *entities(city, kk(1))),
        ("overlapping_assistance", None, None, *entities(city, kk(6))),
        ("recipient_not_in_registry", "DINSOS", 5, *entities(city, kk(50))),
        ("recipient_not_in_registry", "DINSOS", None, *entities(city, nik(51))),
    }
    reported = [row for row in first_state["findings 2023S1"] if row[0] not in ROW_RULES]
    nobody = [row for row in reported if row[:3] == ("recipient_not_in_registry", "DINSOS", 8)]
    of_files = [row for row in reported if row[0] in ("duplicate_activity", "duplicate_submission")]
    assert len(nobody) == 1
    assert sorted((row for row in reported if row not in [*nobody, *of_files]), key=str) == sorted(expected, key=str)
    assert [row[:3] for row in of_files] == [
        ("duplicate_activity", "CSR", 2),
        ("duplicate_submission", "CSR", None),  # the bytes of BAZNAS
        ("duplicate_submission", "CSR", None),  # its own of the earlier semester, then a csv
    ]


def test_an_earlier_semester_is_judged_by_what_was_known_then(city: Installation, first_state: dict[str, Any]) -> None:
    expected = [("left_poverty_still_counted", "DINSOS", row, *entities(city, kk(n))) for row, n in
                ((3, 2), (4, 3), (5, 12), (6, 13))]  # fmt: skip
    owed = ("missing_dataset", "DINSOS", None, None, None)
    assert first_state["findings 2022S2"] == [*sorted(expected, key=lambda row: row[2]), owed]


def test_row_findings_reach_the_marts(first_state: dict[str, Any]) -> None:
    reported = [row[:3] for row in first_state["findings 2023S1"] if row[0] in ROW_RULES]
    assert reported == [
        ("bad_number", "DINSOS", 4),
        ("duplicate_row", "DINSOS", 20),
        ("nik_missing", "DINKES", 4),
        ("nik_missing", "DINSOS", 8),
        ("nik_missing", "DINSOS", 9),
        ("nik_missing", "DINSOS", 11),
        ("orphan_activity", "DINSOS", 9),
        ("unsupported_format", "PDF", None),
    ]


def test_submissions(first_state: dict[str, Any]) -> None:
    assert first_state["submissions 2023S1"] == [
        ("BAZNAS", "accepted", 1, False, 1, 1, 1, 0),
        ("CSR", "accepted", 1, True, 2, 2, 2, 0),
        ("DINKES", "accepted", 1, False, 1, 5, 5, 0),
        ("DINSOS", "accepted_with_rejects", 1, True, 1, 39, 36, 3),
        ("MATI", "unreachable", 0, None, 0, 0, 0, 0),
        ("PDF", "rejected", 1, False, 1, 0, 0, 0),
        ("SEKTAP", "missing", 0, None, 0, 0, 0, 0),
    ]


def test_headcount(first_state: dict[str, Any]) -> None:
    # reported, persons, duplicates, left, verified, persons; of the registry's rows that say miskin
    city, there, kademangan = (16, 64, 4, 7, 5, 20), (1, 4, 0, 1, 0, 0), (15, 60, 4, 6, 5, 20)
    assert first_state["headcount"] == [
        ("2022S2", "city", "35.74", 6, 24, 0, 4, 2, 8, True, True),
        ("2022S2", "kecamatan", "35.74.01", 6, 24, 0, 4, 2, 8, True, False),
        ("2022S2", "kelurahan", "35.74.01.1001", 6, 24, 0, 4, 2, 8, True, False),
        ("2023S1", "city", "35.74", *city, True, False),  # no survey's figure of 2023 is known
        ("2023S1", "kecamatan", "35.74.01", *kademangan, True, False),
        ("2023S1", "kecamatan", "35.74.02", *there, True, False),
        ("2023S1", "kelurahan", "35.74.01.1001", *kademangan, True, False),
        ("2023S1", "kelurahan", "35.74.02.1001", *there, True, False),
    ]


def test_targeting(first_state: dict[str, Any]) -> None:
    # Poor: 1, 3, 4, 6, 10. Assisted: 1, 2, 4 (as 5), 6, 7, 50, the person 51 and one receipt of nobody known.
    assert first_state["targeting"] == [
        (code, 5, 8, 3, 2, 3, 3, pytest.approx(5 / 8), pytest.approx(2 / 5))
        for code in ("35.74", "35.74.01", "35.74.01.1001")
    ]


def test_reporting(first_state: dict[str, Any]) -> None:
    assert first_state["reporting"] == [
        ("bank", 1, 0, 0, 0.0, 0.0, None),
        ("baznas", 1, 1, 1, 1.0, 1.0, 0.0),
        ("csr_forum", 1, 1, 0, 1.0, 0.0, 0.0),
        ("lainnya", 1, 0, 0, 0.0, 0.0, None),
        ("ormas", 1, 1, 1, 1.0, 1.0, None),
        ("perangkat_daerah", 2, 2, 1, 1.0, 0.5, pytest.approx(3 / 44)),
    ]


def test_receipts_carry_pseudonyms_of_their_own_numbers(city: Installation, first_state: dict[str, Any]) -> None:
    expected = [(kk(n), nik(n)) for n in (1, 1, 1, 2, 5, 5, 7, 7, 50)] + [(kk(6), None)] * 2
    expected += [(None, nik(51))] * 2 + [(None, None)]
    hidden = [tuple(number and pseudonym(number, city) for number in pair) for pair in expected]
    assert sorted(first_state["ids of receipts"], key=str) == sorted(hidden, key=str)


def test_decisions_of_the_secretariat_alone_reach_the_status(corrected: Installation) -> None:
    decided = corrected.query(
        "select rule_code, source_row, status from marts.fct_quality_finding "
        "where rule_code = 'duplicate_household' or status in ('confirmed', 'waived') order by all"
    )
    assert decided == [
        ("duplicate_household", 6, "waived"),  # the later decision holds
        ("duplicate_household", 7, "open"),  # decided on by one who may not
        ("duplicate_household", 8, "confirmed"),
        ("duplicate_household", 11, "open"),
        ("duplicate_household", 14, "open"),
        ("left_poverty_still_assisted", None, "waived"),  # of the same household: it follows
        ("left_poverty_still_counted", 3, "waived"),
    ]


def test_a_correction_takes_in_those_that_it_names_and_no_others(
    corrected: Installation, first_state: dict[str, Any]
) -> None:
    before = {row[0]: row for row in first_state["submissions 2023S1"]}
    after = {row[0]: row for row in corrected.query(SUBMISSIONS.format(semester="2023S1"))}
    assert after["CSR"] == ("CSR", "accepted", 2, True, 1, 1, 1, 0)
    # It is late by its first version, and that one was not.
    assert after["DINKES"] == ("DINKES", "accepted_with_rejects", 2, False, 1, 1, 1, 0)
    assert after["SEKTAP"] == ("SEKTAP", "accepted", 1, False, 1, 4, 4, 0)
    others = ("BAZNAS", "DINSOS", "MATI", "PDF")
    assert {code: after[code] for code in others} == {code: before[code] for code in others}


def test_what_the_correction_has_cleared_is_resolved_under_its_old_id(
    corrected: Installation, first_state: dict[str, Any]
) -> None:
    rows = corrected.query(
        "select finding_id, rule_code, status from marts.fct_quality_finding where semester = '2023S1'"
    )
    old_ids = {row[0] for row in first_state["ids"]}
    assert old_ids <= {row[0] for row in rows}
    assert sorted(rule for _, rule, status in rows if status == "resolved") == [
        "duplicate_activity",  # the other one's file is taken back
        "duplicate_submission",
        "left_poverty_still_counted",  # the graduation that DINKES does not repeat
        "nik_missing",
        "overlapping_assistance",
        "overlapping_assistance",
    ]
    assert sorted(rule for finding_id, rule, _ in rows if finding_id not in old_ids) == [
        "missing_dataset",  # DINKES hands in no recipients any more
        "submission_shrunk",
        "submission_shrunk",
        "unexpected_dataset",
    ]


def test_figures_follow_the_correction(corrected: Installation) -> None:
    figures = corrected.query("""
        select reported_households, duplicate_households, left_households, verified_households
        from marts.agg_poverty_headcount where semester = '2023S1' and region_level = 'city'
    """)
    # One graduation is not repeated; a duplicate and a household that had left count again, for they are waived.
    assert figures == [(16, 3, 5, 8)]
