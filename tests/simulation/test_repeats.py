"""Repeated activities and their look-alikes: one of each kind, made of what counts, and told truthfully."""

from datetime import date
from random import Random

import pytest

from foundation.semester import Semester
from simulation.catalogue import institutions, programmes
from simulation.repeats import ACTIVITY_LOOK_ALIKES, REPEATS, PlannedPair, RepeatPlan
from simulation.rows import Location, PlacedRow, Row
from simulation.slips import reworded, with_other_word, with_slip
from sources.regions import kelurahan
from tests.simulation.conftest import SEMESTERS, MadeUpCity

SEMESTER = Semester(2022, 2)


def reported(*, accepted: bool = True) -> list[PlacedRow]:
    """Give every activity of the catalogue in six kelurahan."""
    return [
        PlacedRow(
            Row(
                "kegiatan",
                {
                    "kode_kegiatan": programme.code, "nama_kegiatan": programme.name, "kode_wilayah": place,
                    "strategi": programme.strategy, "kelompok_program": programme.group, "sumber_dana": programme.fund,
                    "anggaran": 9_000_000, "realisasi": 8_000_000, "satuan_sasaran": programme.unit, "target": 20,
                    "tanggal_mulai": date(2022, 8, 1), "tanggal_selesai": None,
                },
            ),
            Location(programme.institution, "kegiatan.csv", "kegiatan", 2),
            accepted,
        )
        for programme in programmes()
        for place in kelurahan()[:6]
    ]  # fmt: skip


@pytest.fixture
def plan() -> RepeatPlan:
    return RepeatPlan(reported(), institutions(), SEMESTER, seed=1)


def originals() -> dict[tuple[str, str], list[Row]]:
    rows: dict[tuple[str, str], list[Row]] = {}
    for placed in reported():
        rows.setdefault((placed.location.institution, str(placed.row.values["kode_kegiatan"])), []).append(placed.row)
    return rows


def by_kind(plan: RepeatPlan) -> dict[str, PlannedPair]:
    return {pair.kind: pair for pair in plan.repeats()}


def test_there_is_one_of_each_kind_and_each_repeats_another_activity(plan: RepeatPlan) -> None:
    pairs, alike = list(plan.repeats()), list(plan.look_alikes())
    assert [pair.kind for pair in pairs] == list(REPEATS)
    assert [pair.kind for pair in alike] == list(ACTIVITY_LOOK_ALIKES)
    assert len({pair.first for pair in pairs}) == len(pairs)
    reports = [report for pair in (*pairs, *alike) for report in pair.reports]
    assert len({report.name for report in reports}) == len(reports)
    assert all(row.errors == [] for report in reports for row in report.rows)


def test_a_company_pays_most_of_what_the_agency_reports(plan: RepeatPlan) -> None:
    pair = by_kind(plan)["company_and_agency"]
    types = {institution.code: institution.type for institution in institutions()}
    assert types[pair.first[0]] == "perangkat_daerah"
    assert types[pair.second[0]] in ("perusahaan", "bank", "csr_forum")
    (report,) = pair.reports
    for row in report.rows:
        assert row.values["sumber_dana"] == "CSR"
        assert 7_000_000 < row.values["anggaran"] < 9_000_000


def test_a_part_and_another_code(plan: RepeatPlan) -> None:
    pairs = by_kind(plan)
    assert len(pairs["part_of_the_places"].reports[0].rows) == 3
    assert pairs["two_codes"].first[0] == pairs["two_codes"].second[0]


def test_the_later_one_in_the_order_of_institution_and_code_is_the_finding(plan: RepeatPlan) -> None:
    for pair in plan.repeats():
        finding = pair.finding()
        assert (finding["institution_code"], finding["activity_code"]) == max(pair.first, pair.second)


def test_only_what_counts_and_who_is_heard_is_repeated() -> None:
    with pytest.raises(ValueError, match="no activity of perangkat_daerah"):
        next(RepeatPlan(reported(accepted=False), institutions(), SEMESTER, seed=1).look_alikes())
    heard = [institution for institution in institutions() if institution.code != "DLH"]
    for pair in RepeatPlan(reported(), heard, SEMESTER, seed=1).repeats():
        assert "DLH" not in (pair.first[0], pair.second[0])


def test_look_alikes_differ_in_what_their_kind_says(plan: RepeatPlan) -> None:
    pairs = {pair.kind: [report.rows for report in pair.reports] for pair in plan.look_alikes()}
    places = [{row.values["kode_wilayah"] for row in rows} for rows in pairs["other_places"]]
    assert not places[0] & places[1]
    first, second = pairs["other_time"]
    assert first[0].day("tanggal_selesai") < second[0].day("tanggal_mulai")
    first, second = pairs["other_money"]
    assert 3 * first[0].values["anggaran"] == second[0].values["anggaran"]


def test_names_come_out_otherwise() -> None:
    draw = Random(1)
    for programme in programmes():
        others = {reworded(programme.name, draw), with_other_word(programme.name), with_slip(programme.name, draw)}
        assert len(others - {programme.name}) == 3, programme.name


def test_the_truth_tells_repeats_with_their_kind_and_look_alikes_apart(city: MadeUpCity) -> None:
    for semester in SEMESTERS:
        repeated = [row for row in city.findings(semester.key, "entity") if row["rule_code"] == "duplicate_activity"]
        assert sorted(row["kind"] for row in repeated) == sorted(REPEATS)
        alike = city.truth["semesters"][semester.key]["activity_look_alikes"]
        assert sorted(pair["kind"] for pair in alike) == sorted(ACTIVITY_LOOK_ALIKES)
