"""What a made-up city holds: all rules, all formats, no trace of the clock."""

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from foundation.semester import CITY_TIME_ZONE, Semester
from simulation import simulate
from tests.simulation.conftest import HOUSEHOLDS, SEMESTERS, MadeUpCity

ROW_RULES = {
    "missing_value", "bad_number", "bad_date", "negative_amount", "unknown_region", "region_mismatch", "out_of_range",
    "unknown_code", "bad_nik", "bad_kk", "nik_precision_lost", "orphan_activity", "outside_semester", "duplicate_row",
    "conflicting_key", "nik_missing", "nik_birth_date_mismatch", "nik_sex_mismatch", "nik_impossible_date", "overspent",
    "decile_not_poor", "household_size_outlier",
}  # fmt: skip
FILE_RULES = {
    "unreadable_file", "password_protected", "unsupported_format", "no_known_sheet", "missing_column", "wrong_semester",
    "unexpected_dataset", "file_too_large", "unsafe_archive", "unread_content",
}  # fmt: skip
#: Not planted: a typing error in a KK can hit its date.
BY_CHANCE = {"kk_impossible_date"}
ENTITY_RULES = {
    "duplicate_household", "duplicate_person", "duplicate_activity", "duplicate_submission", "overlapping_assistance",
    "left_poverty_still_counted", "left_poverty_still_assisted", "recipient_not_in_registry",
}  # fmt: skip


def institution_of(city: MadeUpCity, path: Path) -> str:
    return path.relative_to(city.root / "inbox").parts[0]


def fingerprints(root: Path) -> dict[str, tuple[str, float]]:
    return {
        str(path.relative_to(root)): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime if "inbox" in path.parts else 0,
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("kind", "rules"),
    [("row", ROW_RULES), ("file", FILE_RULES), ("entity", ENTITY_RULES)],
    ids=["row", "file", "entity"],
)
def test_every_rule_occurs_in_every_semester(city: MadeUpCity, kind: str, rules: set[str]) -> None:
    for semester in SEMESTERS:
        assert {finding["rule_code"] for finding in city.findings(semester.key, kind)} - BY_CHANCE == rules


def test_same_seed_gives_same_bytes_and_times_and_another_seed_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        simulate(tmp_path / name, households=30, semesters=SEMESTERS[:1], seed=seed)
    first, second, other = (fingerprints(tmp_path / name) for name in ("one", "two", "three"))
    assert first == second
    assert first["truth.json"] != other["truth.json"]
    assert sum(first[name] != other.get(name) for name in first) > len(first) / 2


def test_every_format_is_there(city: MadeUpCity) -> None:
    suffixes = {path.suffix for path in city.files("2022S1")}
    assert suffixes >= {".xlsx", ".xls", ".ods", ".csv", ".json", ".zip", ".pdf"}


def test_institution_list_names_who_reports_what(city: MadeUpCity) -> None:
    entries = yaml.safe_load((city.root / "institutions.yml").read_text())["institutions"]
    listed = {entry["code"]: entry for entry in entries}
    assert len(listed) == 61
    assert sum(entry["type"] == "perangkat_daerah" for entry in listed.values()) == 33
    assert listed["SEKTAP"]["datasets"] == []
    assert listed["DINSOS"]["datasets"] == ["kegiatan", "penerima", "keluarga", "mentas"]
    assert {institution_of(city, path) for path in city.files("2022S1")} < listed.keys()
    assert city.truth["semesters"]["2022S1"]["submissions"].keys() == listed.keys() - {"SEKTAP"}


def test_some_submissions_are_late_and_none_comes_before_the_semester_ends(city: MadeUpCity) -> None:
    semester = Semester(2022, 1)
    received = {
        institution_of(city, path): datetime.fromtimestamp(path.stat().st_mtime, CITY_TIME_ZONE)
        for path in city.files(semester.key)
    }
    assert all(moment.date() > semester.end for moment in received.values())
    assert 0 < sum(semester.is_late(moment) for moment in received.values()) < len(received) / 3


def test_registry_size_follows_the_parameter(city: MadeUpCity) -> None:
    submission = city.truth["semesters"]["2022S1"]["submissions"]["DINSOS"]
    assert submission["rows_received"] == submission["rows_accepted"] + submission["rows_rejected"]
    assert city.truth["households"] == HOUSEHOLDS
    assert submission["rows_received"] > HOUSEHOLDS


def test_a_city_is_never_written_over_another(city: MadeUpCity) -> None:
    with pytest.raises(FileExistsError):
        simulate(city.root, households=10, semesters=SEMESTERS, seed=1)


@pytest.mark.parametrize("households", [0, 10_000_000])
def test_impossible_sizes_are_refused_before_anything_is_written(tmp_path: Path, households: int) -> None:
    with pytest.raises(ValueError, match="households"):
        simulate(tmp_path / "none", households=households, semesters=SEMESTERS, seed=1)
    assert not (tmp_path / "none").exists()
