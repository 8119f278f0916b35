"""What is nearly certain is decided on at once, two reviewers assess a sample, and a rerun publishes both."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback.review.blind_report import REVIEWERS
from feedback.review.columns import AT_ONCE_SHEET
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import ON_TIME, SEMESTER, hand_in, write_institutions
from tests.end_to_end.story_telling import SURVEYED, Row, household, mistyped
from tests.end_to_end.test_decisions import figures
from tests.end_to_end.test_review import registry
from tests.feedback.review.made_up import head_of
from tests.installation import Installation
from tests.office import convert

pytestmark = pytest.mark.slow

#: A second household that is listed twice: another letter in the name, and no NIK.
_TYPED = household("Kanigaran", "Suparman Widodo", dt.date(1971, 11, 9), members=5, house="Jl. Cokroaminoto No. 40")
_AGAIN = _TYPED | {"no_kk": mistyped(_TYPED["no_kk"]), "nik_kepala": None, "nama_kepala": "Soeparman Widodo"}
_OFFICER = "Petugas Rahasia"


def rows() -> list[Row]:
    return [*registry(), *(row | {"tanggal_pendataan": SURVEYED[SEMESTER]} for row in (_TYPED, _AGAIN))]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    city = Installation(tmp_path_factory.mktemp("reviewers"), [SEMESTER])
    write_institutions(city, leave_out=("DINKES", "BAZNAS", "CSR", "PDF", "MATI"))
    gone = next(row for row in rows() if row["nama_kepala"] == "Poniman")
    left = {"nama_kepala": "Poniman", "no_kk": gone["no_kk"], "kode_wilayah": gone["kode_wilayah"]}
    left |= {"alasan": "pindah", "tanggal_berlaku": dt.date(2023, 3, 1)}
    hand_in(city, "DINSOS", {"kegiatan": [sound("kegiatan")], "keluarga": rows(), "mentas": [left]}, at=ON_TIME)
    city.inbox("SEKTAP", SEMESTER).mkdir(parents=True)
    return city


def decide_at_once(city: Installation, folder: Path) -> int:
    """Fill in the top of the sheet, let LibreOffice calculate, and hand it in; gives the number of its lines."""
    listed = city.layout.review(SEMESTER.key)
    book = openpyxl.load_workbook(listed)
    head, _ = head_of(book, AT_ONCE_SHEET)
    sheet = book[AT_ONCE_SHEET]
    top = [cell for row in sheet.iter_rows(max_row=head - 1) for cell in row if not cell.protection.locked]
    for cell, value in zip(top, ("sahkan", "Rapat semester II 2022", _OFFICER, dt.date(2023, 8, 1)), strict=True):
        cell.value = value
    book.save(folder / listed.name)
    (folder / "calculated").mkdir()
    shutil.move(convert(folder / listed.name, "xlsx", folder / "calculated"), city.inbox("SEKTAP", SEMESTER))
    return sheet.max_row - head


def assess(city: Installation, reviewer: int, verdicts: dict[str, str]) -> None:
    """Fill in a reviewer's workbook, by the KK number of the second record, and hand it in."""
    path = city.layout.blind_review(SEMESTER.key, reviewer)
    assert path.stat().st_mode & 0o777 == 0o600
    book = openpyxl.load_workbook(path)
    (head, at), sheet = head_of(book, "Penilaian"), book["Penilaian"]
    for row in range(head + 1, sheet.max_row + 1, 2):
        said = verdicts.get(str(sheet.cell(row + 1, at["No. KK"]).value))
        if said is not None:
            for name, value in (("penilaian", said), ("petugas", _OFFICER), ("tanggal", dt.date(2023, 8, 2))):
                sheet.cell(row, at[name]).value = value
    book.save(city.inbox("SEKTAP", SEMESTER) / path.name)


def everything_published(city: Installation) -> str:
    tables = city.query("select table_name from duckdb_tables() where schema_name = 'marts'")
    return str([city.query(f"from marts.{table}") for (table,) in tables])


def precision(city: Installation) -> list[tuple[Any, ...]]:
    return city.query("""
        select rule_code, sum(pairs), sum(sampled_pairs), sum(unassessed_pairs), sum(assessed_once_pairs),
            sum(agreed_same_pairs), sum(agreed_different_pairs), sum(disagreed_pairs), max(cohens_kappa)
        from marts.agg_match_precision group by rule_code order by rule_code
    """)


def test_decided_at_once_and_assessed_by_two(city: Installation, tmp_path: Path) -> None:
    summary = city.run(SEMESTER)
    assert "2 pasangan menunggu penilaian" in summary
    assert precision(city) == [("duplicate_household", 2, 2, 2, 0, 0, 0, 0, None)]
    before = figures(city)
    to_confirm = decide_at_once(city, tmp_path)
    assert to_confirm >= 1
    again = {name: mistyped(row["no_kk"]) for name, row in (("first", _first()), ("second", _TYPED))}
    assess(city, 1, {again["first"]: "sama", again["second"]: "sama"})
    assess(city, 2, {again["first"]: "sama", again["second"]: "beda"})
    city.run(SEMESTER, "SEKTAP")

    assert city.query("""
        select status, rows_accepted, rows_rejected from marts.fct_submission
        inner join marts.dim_institution using (institution_key) where institution_code = 'SEKTAP'
    """) == [("accepted", to_confirm + 4, 0)]
    confirmed = city.query("select count(*) from marts.fct_quality_finding where status = 'confirmed'")
    assert confirmed == [(to_confirm,)]
    assert figures(city)[:4] == before[:4]  # what is confirmed was counted so before
    assert precision(city) == [("duplicate_household", 2, 2, 0, 0, 1, 0, 1, 0.0)]
    assert _OFFICER not in everything_published(city)

    # Each sees what was said in the own workbook, and nothing of the other's; handed in again, it changes nothing.
    for reviewer, verdicts in zip(REVIEWERS, (["sama", "sama"], ["beda", "sama"]), strict=True):
        path = city.layout.blind_review(SEMESTER.key, reviewer)
        book = openpyxl.load_workbook(path)
        (head, at), sheet = head_of(book, "Penilaian"), book["Penilaian"]
        assert sorted(sheet.cell(row, at["penilaian"]).value for row in (head + 1, head + 3)) == verdicts
        shutil.copyfile(path, city.inbox("SEKTAP", SEMESTER) / path.name)
    summary = city.run(SEMESTER, "SEKTAP")
    assert precision(city) == [("duplicate_household", 2, 2, 0, 0, 1, 0, 1, 0.0)]
    assert "menunggu penilaian" not in summary


def _first() -> Row:
    return next(row for row in registry() if row["nama_kepala"] == "Sukarno Hadi")
