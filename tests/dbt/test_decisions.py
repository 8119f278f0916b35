"""What people decide, in a real `dbt build`: headcount, fact, targeting and findings agree about who counts."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.dbt.models_again import ModelsAgain, empty
from tests.dbt.warehouse import KETAPANG, PILANG, RUN_STARTED_AT, Zones, pseudonym

pytestmark = pytest.mark.slow

S1, S2 = "2022S2", "2023S1"
CAME = {"channel_state": "received", "is_expected": True, "version": 1, "files": 1, "is_late": False}


class City:
    """Two households in two semesters: `a` is listed under two cards, in two kelurahan; `l` has left."""

    def __init__(self, root: Path) -> None:
        self.zones = Zones(root)
        for code in ("DINSOS", "SEKTAP"):
            self.zones.institution(code)
        for semester, start in ((S1, date(2022, 8, 1)), (S2, date(2023, 2, 1))):
            self.zones.semester(semester)
            for code in ("DINSOS", "SEKTAP"):
                self.zones.add("submission", semester, code, **CAME, received_at=RUN_STARTED_AT)
            self.zones.add("kegiatan", semester, "DINSOS", activity_code="D.1", start_date=start)
        for label in ("a", "l"):
            self.zones.household(label)

    def list_households(self, semester: str, matched_by: str, probability: float, mentas: str = "first") -> None:
        first = self._listed(semester, "a", "card 1", 1, head_person_id=pseudonym("head 1"))
        second = self._listed(semester, "a", "card 2", 2, region_code=PILANG, member_count=3)
        self._listed(semester, "l", "card l", 1, member_count=5)
        ids = {"household_id": second["household_id"], "related_household_id": first["household_id"]}
        pair = {"record_id": second["record_id"], "related_record_id": first["record_id"]}
        match = {"matched_by": matched_by, "match_probability": probability}
        self.zones.tables["registry_duplicate"].append(
            {"semester": semester, "institution_code": "DINSOS", **ids, **pair, **match}
        )
        self.zones.tables["graduation_match"].append(
            {
                "semester": semester,
                "household_key": pseudonym("l"),
                "mentas_semester": S1,
                "mentas_institution_code": "DINSOS",
                "mentas_record_id": pseudonym(f"mentas {mentas}"),
                "matched_by": "kk",
                "match_probability": 1.0,
            }
        )

    def _listed(self, semester: str, household: str, card: str, rank: int, **values: Any) -> dict[str, Any]:
        row = self.zones.add("keluarga", semester, "DINSOS", household_id=pseudonym(card), **values)
        self.zones.link(row, "keluarga", semester, "DINSOS", household_key=pseudonym(household), cluster_rank=rank)
        return row

    def merge(self, semester: str, other: str, card: str) -> None:
        """Say that linkage found another household to have ended in `a`, by the row of a card."""
        (row,) = [row for row in self.zones.rows("keluarga", semester) if row["household_id"] == pseudonym(card)]
        change = {"household_key": pseudonym("a"), "other_household_key": self.zones.household(other)}
        match = {"record_id": row["record_id"], "matched_by": "probable", "match_probability": 0.9}
        self.zones.tables["household_change"].append({"semester": semester, "change": "merged", **change, **match})

    def graduate(self, name: str, day: date) -> None:
        record = {"record_id": pseudonym(f"mentas {name}"), "household_id": pseudonym("card l")}
        self.zones.add("mentas", S1, "DINSOS", **record, effective_date=day)

    def assist(self, semester: str, card: str, day: date) -> None:
        values = {"household_id": pseudonym(card), "activity_code": "D.1", "received_date": day}
        row = self.zones.add("penerima", semester, "DINSOS", **values)
        household = "l" if card == "card l" else "a"
        self.zones.link(row, "penerima", semester, "DINSOS", household_key=pseudonym(household))

    def decide(self, finding_id: str, decision: str, day: date, until: date | None = None) -> None:
        values = {"decision": decision, "decision_date": day, "valid_until": until}
        self.zones.add("keputusan", S2, "SEKTAP", finding_id=finding_id, **values)


def _two_semesters(root: Path, *, later: tuple[str, float] = ("probable", 0.9), mentas: str = "first") -> City:
    city = City(root)
    city.list_households(S1, "probable", 0.9)
    city.list_households(S2, *later, mentas=mentas)
    city.graduate("first", date(2022, 9, 1))
    if mentas != "first":
        city.graduate(mentas, date(2022, 10, 1))
    for card in ("card 2", "card l"):
        city.assist(S2, card, date(2023, 3, 15))
    city.zones.reconcile()
    return city


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, dbt_target: Path) -> Any:
    root = tmp_path_factory.mktemp("decisions")
    wanted = ["fct_quality_finding__agrees_with_figures", "agg_targeting__adds_up", "agg_poverty_headcount__adds_up"]
    wanted += ["fct_household_poverty__counts_a_household_once", "dim_household"]
    wanted += ["fct_household_change"]
    with ModelsAgain(_two_semesters(root).zones, dbt_target, wanted) as models:
        yield models, root


def _build(built: Any, city: City) -> dict[str, Mapping[str, Any]]:
    models, _ = built
    empty(city.zones.layout)
    city.zones.reconcile()
    models.build(city.zones)
    for guard in models.guards:
        assert models.failing_rows(guard) == [], guard
    figures = models.rows("""
        select semester, duplicate_households, left_households, verified_households, verified_persons,
            verified_households_high, verified_persons_high
        from marts.agg_poverty_headcount where region_level = 'city' order by semester
    """)
    return {row.pop("semester"): tuple(row.values()) for row in figures}


def _ids(built: Any, rule: str) -> dict[str, str]:
    rows = built[0].rows(f"select semester, finding_id from marts.fct_quality_finding where rule_code = '{rule}'")
    return {row["semester"]: row["finding_id"] for row in rows}


def _status(built: Any, rule: str) -> dict[str, str]:
    rows = built[0].rows(f"select semester, status from marts.fct_quality_finding where rule_code = '{rule}'")
    return {row["semester"]: row["status"] for row in rows}


#: duplicates, left, verified households and persons, upper bounds of both
UNDECIDED = (1, 1, 1, 4, 2, 7)
APART = (0, 1, 2, 7, 2, 7)
STAYED = (1, 0, 2, 9, 3, 12)


@pytest.fixture(scope="module")
def findings(built: Any) -> dict[str, dict[str, str]]:
    city = _two_semesters(built[1])
    assert _build(built, city) == {S1: UNDECIDED, S2: UNDECIDED}
    return {rule: _ids(built, rule) for rule in ("duplicate_household", "left_poverty_still_counted")}


def test_a_waived_duplicate_is_a_household_of_its_own_from_then_on(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.decide(findings["duplicate_household"][S1], "abaikan", date(2023, 8, 1))
    assert _build(built, city) == {S1: APART, S2: APART}
    assert _status(built, "duplicate_household") == {S1: "waived", S2: "waived"}
    assert _ids(built, "duplicate_household") == findings["duplicate_household"]
    rows = built[0].rows(f"""
        select household_key, is_duplicate, is_verified_poor from marts.fct_household_poverty
        where semester_key = 20231 and household_id = '{pseudonym("card 2")}'
    """)
    (apart,) = rows
    assert (apart["is_duplicate"], apart["is_verified_poor"]) == (False, True)
    assert apart["household_key"] != pseudonym("a")
    known = built[0].rows(f"select * from marts.dim_household where household_key = '{apart['household_key']}'")
    assert [(row["household_id"], row["member_count"]) for row in known] == [(pseudonym("card 2"), 3)]
    # Who is assisted is the one whose card it is.
    poor = "poor_households, poor_assisted_households, poor_unassisted_households"
    targeting = built[0].rows(f"""
        select region_code, {poor} from marts.agg_targeting
        where semester = '{S2}' and region_code in ('{KETAPANG}', '{PILANG}') order by 1
    """)
    assert [tuple(row.values()) for row in targeting] == [(KETAPANG, 1, 0, 1), (PILANG, 1, 1, 0)]


def test_a_decision_of_a_later_semester_does_not_reach_back(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.decide(findings["duplicate_household"][S2], "abaikan", date(2023, 8, 1))
    assert _build(built, city) == {S1: UNDECIDED, S2: APART}


def test_stronger_evidence_opens_a_pair_again(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1], later=("nik", 1.0))
    city.decide(findings["duplicate_household"][S1], "abaikan", date(2023, 8, 1))
    assert _build(built, city) == {S1: APART, S2: (1, 1, 1, 4, 1, 4)}
    assert _status(built, "duplicate_household") == {S1: "waived", S2: "open"}


def test_a_newer_decision_takes_an_older_one_back(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.decide(findings["duplicate_household"][S1], "abaikan", date(2023, 8, 1))
    city.decide(findings["duplicate_household"][S1], "sahkan", date(2023, 8, 2))
    # People are sure: what they have confirmed gives the interval no width.
    assert _build(built, city) == {S1: (1, 1, 1, 4, 1, 4), S2: UNDECIDED}
    assert _status(built, "duplicate_household") == {S1: "confirmed", S2: "open"}


def test_a_waiver_ends(built: Any, findings: Any) -> None:
    for until, figures in ((RUN_STARTED_AT.date(), APART), (date(2023, 8, 14), UNDECIDED)):
        city = _two_semesters(built[1])
        city.decide(findings["duplicate_household"][S2], "abaikan", date(2023, 8, 1), until)
        assert _build(built, city)[S2] == figures


def test_a_household_that_has_not_left_counts_and_its_aid_is_no_fault(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.decide(findings["left_poverty_still_counted"][S1], "abaikan", date(2023, 8, 1))
    assert _build(built, city) == {S1: STAYED, S2: STAYED}
    assert _status(built, "left_poverty_still_counted") == {S1: "waived", S2: "waived"}
    assert _status(built, "left_poverty_still_assisted") == {S2: "waived"}
    rows = built[0].rows("""
        select has_left_poverty, left_reason, left_date from marts.fct_household_poverty where member_count = 5
    """)
    assert [tuple(row.values()) for row in rows] == [(False, None, None)] * 2


def test_a_new_graduation_is_new_evidence(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1], mentas="second")
    city.decide(findings["left_poverty_still_counted"][S1], "abaikan", date(2023, 8, 1))
    assert _build(built, city) == {S1: STAYED, S2: UNDECIDED}
    assert _status(built, "left_poverty_still_counted") == {S1: "waived", S2: "open"}
    rows = built[0].rows("select semester_key, left_date from marts.fct_household_poverty where left_date is not null")
    assert [tuple(row.values()) for row in rows] == [(20231, date(2022, 10, 1))]


def test_a_graduation_of_the_other_one_goes_with_it(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    gone = {"record_id": pseudonym("mentas 2"), "household_id": pseudonym("card 2")}
    city.zones.add("mentas", S2, "DINSOS", **gone, effective_date=date(2023, 3, 1))
    match = {"mentas_semester": S2, "mentas_institution_code": "DINSOS", "mentas_record_id": pseudonym("mentas 2")}
    city.zones.tables["graduation_match"].append(
        {"semester": S2, "household_key": pseudonym("a"), **match, "matched_by": "kk", "match_probability": 1.0}
    )
    city.decide(findings["duplicate_household"][S2], "abaikan", date(2023, 8, 1))
    assert _build(built, city)[S2] == (0, 2, 1, 4, 1, 4)
    left = built[0].rows(f"""
        select entity_id from marts.fct_quality_finding
        where semester = '{S2}' and rule_code = 'left_poverty_still_counted'
    """)
    assert {row["entity_id"] for row in left} == {pseudonym("card 2"), pseudonym("card l")}


def _changes(built: Any) -> list[tuple[Any, ...]]:
    rows = built[0].rows("""
        select semester_key, change, household_key, other_household_key, matched_by, match_probability
        from marts.fct_household_change order by all
    """)
    return [tuple(row.values()) for row in rows]


def test_a_pair_that_is_split_has_split_once(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.decide(findings["duplicate_household"][S1], "abaikan", date(2023, 8, 1))
    _build(built, city)
    (apart,) = built[0].rows(f"""
        select distinct household_key from marts.fct_household_poverty where household_id = '{pseudonym("card 2")}'
    """)
    assert _changes(built) == [(20222, "split", pseudonym("a"), apart["household_key"], "decision", 1.0)]


def test_what_was_merged_goes_on_as_the_household_that_people_tell_apart(built: Any, findings: Any) -> None:
    city = _two_semesters(built[1])
    city.merge(S1, "b", "card 2")
    _build(built, city)
    assert _changes(built) == [(20222, "merged", pseudonym("a"), pseudonym("b"), "probable", 0.9)]
    city.decide(findings["duplicate_household"][S1], "abaikan", date(2023, 8, 1))
    _build(built, city)
    merged, split = _changes(built)
    apart = split[3]
    assert split == (20222, "split", pseudonym("a"), apart, "decision", 1.0)
    assert merged == (20222, "merged", apart, pseudonym("b"), "probable", 0.9)
