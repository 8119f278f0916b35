"""What comes out of a refused row of the registry: as much as can be read, and nothing personal."""

import hashlib
import hmac
import re
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from tests.expectations.submissions import KEY, SEMESTER, Submission, check, part

SOUND_KK, SOUND_NIK = "3574010101080001", "3574010101750001"


@pytest.fixture
def layout(tmp_path) -> DataLayout:
    return DataLayout(tmp_path)


def pseudonym_of(number: str) -> str:
    return hmac.new(KEY, number.encode(), hashlib.sha256).hexdigest()[:32]


def refused(layout: DataLayout, code: str = "DINSOS") -> list[dict[str, Any]]:
    return part(layout, "rejected_household", code=code)


@pytest.mark.parametrize(
    ("fault", "unread"),
    [
        ({"no_kk": "12"}, "household_id"),
        ({"no_kk": None, "no_kk__fault": "nik_precision_lost", "no_kk__raw": "3,57E+15"}, "household_id"),
        ({"nik_kepala": "357401010175000"}, "head_person_id"),
        ({"kode_wilayah": "35.79.01.1001"}, "region_code"),
        ({"kode_wilayah": "rumah Bu Siti"}, "region_code"),
        ({"jumlah_anggota": 0}, "member_count"),
        ({"jumlah_anggota": 31}, "member_count"),
        ({"status": "Siti Contoh, miskin"}, "poverty_status"),
        ({"tanggal_pendataan": None}, None),
        ({"desil": 11}, None),
    ],
)
def test_a_cell_that_refuses_its_row_is_not_read_and_all_others_are(layout, fault, unread):
    Submission(layout).sheet("keluarga", [{}, fault]).write()
    check(layout, "keluarga")
    expected = {
        "record_id": "DINSOS/keluarga/laporan.xlsx/keluarga/3",
        "source_file": "laporan.xlsx",
        "source_sheet": "keluarga",
        "is_copy": False,
        "household_id": pseudonym_of(SOUND_KK),
        "head_person_id": pseudonym_of(SOUND_NIK),
        "region_code": "35.74.01.1001",
        "member_count": 4,
        "poverty_status": "miskin",
    }
    assert refused(layout) == [expected | ({unread: None} if unread else {})]


def test_warnings_take_nothing_from_a_refused_row(layout):
    Submission(layout).sheet("keluarga", [{"jumlah_anggota": 20, "desil": 9, "tanggal_pendataan": None}]).write()
    check(layout, "keluarga")
    assert refused(layout)[0]["member_count"] == 20


def test_every_refused_row_comes_out_and_no_accepted_one(layout):
    rows = [{}, {}, {"desil": 99}, {"no_kk": "3574010101080002"}]
    submission = Submission(layout).sheet("keluarga", rows).sheet("keluarga", rows, sheet="ulang")
    submission.fault("missing_column", "laporan.xlsx", "ulang", "status").write()
    Submission(layout, "BAZNAS").sheet("penerima", [{}]).write()
    check(layout, "keluarga", ["BAZNAS", "DINSOS"])
    places = [(row["source_sheet"], row["record_id"][-1], row["is_copy"]) for row in refused(layout)]
    # Row 2 and row 5 are accepted; row 3 is a copy of row 2, and the refused sheet says all of it again.
    assert places == [
        ("keluarga", "3", True),
        ("keluarga", "4", False),
        *(("ulang", row, True) for row in "2345"),
    ]
    assert not layout.accepted("rejected_household", SEMESTER.key, "BAZNAS").exists()


def test_rows_of_a_refused_file_are_households_of_their_own_once(layout):
    rows = [{"no_kk": "3574010101080002"}, {"no_kk": "3574010101080003"}]
    submission = Submission(layout).sheet("keluarga", [{}], file="a.xlsx").sheet("keluarga", rows, file="b.xlsx")
    submission.sheet("keluarga", rows, file="c.xlsx").fault("wrong_semester", "b.xlsx")
    submission.fault("partial_workbook", "c.xlsx").write()
    check(layout, "keluarga")
    copies = [(row["source_file"], row["is_copy"]) for row in refused(layout)]
    assert copies == [("b.xlsx", False), ("b.xlsx", False), ("c.xlsx", True), ("c.xlsx", True)]


def test_nothing_of_an_earlier_version_survives(layout):
    Submission(layout).sheet("keluarga", [{"desil": 99}]).write()
    check(layout, "keluarga")
    Submission(layout).sheet("keluarga", [{}]).write()
    check(layout, "keluarga")
    assert refused(layout) == []
    Submission(layout).sheet("mentas", [{}]).write()
    check(layout, "keluarga")
    assert not layout.accepted("rejected_household", SEMESTER.key, "DINSOS").exists()


def test_nothing_personal_comes_out(layout):
    rows = [{"no_kk": "3574010101080001X"}, {"alamat": "Jl. Rahasia", "desil": 0}, {"kode_wilayah": SOUND_KK}]
    rows += [{"status": SOUND_NIK}, {"nik_kepala": f"{SOUND_NIK}\n"}]
    Submission(layout).sheet("keluarga", rows).write()
    check(layout, "keluarga")
    assert len(refused(layout)) == len(rows)
    assert not re.search(r"[0-9]{16}(?![0-9a-f])|Contoh|Rahasia|1975", str(refused(layout)))
