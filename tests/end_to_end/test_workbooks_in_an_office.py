"""Feedback and template as another spreadsheet program opens them, and the template filled in and handed in."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from foundation.semester import Semester
from operations.template import make_template
from tests.installation import Installation
from tests.office import convert
from tests.template_filling import fill_in

SEMESTER = Semester(2023, 1)

pytestmark = pytest.mark.slow


def small_city(folder: Path) -> Installation:
    """Give an installation with one institution, which hands in everything and keeps the registry."""
    city = Installation(folder, [SEMESTER])
    city.inbox("DINSOS", SEMESTER).mkdir(parents=True)
    (city.city / "institutions.yml").write_text(
        "institutions:\n"
        "  - {code: DINSOS, name: Dinas Sosial, type: perangkat_daerah, since: 2021S1,\n"
        "     datasets: [kegiatan, penerima, keluarga, mentas], channel: {kind: folder, url: inbox}}\n"
        "  - {code: BAZNAS, name: Baznas, type: baznas, since: 2021S1,\n"
        "     datasets: [kegiatan], channel: {kind: folder, url: inbox}}\n",
        encoding="utf-8",
    )
    return city


def test_the_template_filled_in_as_its_guide_says_is_accepted_without_a_finding(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    blank = tmp_path / "templat.xlsx"
    make_template(blank)
    fill_in(blank, city.inbox("DINSOS", SEMESTER) / "laporan.xlsx", rows=3)
    # Baznas fills in kegiatan alone and leaves the other sheets as they are, the registry's among them.
    city.inbox("BAZNAS", SEMESTER).mkdir(parents=True)
    partly = city.inbox("BAZNAS", SEMESTER) / "laporan.xlsx"
    fill_in(blank, partly, rows=1)
    book = openpyxl.load_workbook(partly)
    for name in ("penerima", "keluarga", "mentas"):
        book[name].delete_rows(2, 1)
    # Another activity than that of Dinsos: it would be the same one twice.
    book["kegiatan"]["B2"] = "Zakat produktif"
    book.save(partly)

    city.sektap("run", "2023S1")

    assert city.query("select rule_code, source_sheet, source_row, source_column from marts.fct_quality_finding") == []
    assert city.query("select status, rows_accepted from marts.fct_submission order by rows_accepted") == [
        ("accepted", 1),
        ("accepted", 12),
    ]
    book = openpyxl.load_workbook(city.layout.feedback("2023S1", "DINSOS"))
    assert any("Tidak ada temuan" in str(row[0].value) for row in book["Ringkasan"].iter_rows())


def test_libreoffice_opens_the_template_with_all_its_sheets(tmp_path: Path) -> None:
    blank = tmp_path / "templat.xlsx"
    make_template(blank)
    assert convert(blank, "pdf", tmp_path).stat().st_size > 10_000
    opened = tmp_path / "opened"
    opened.mkdir()
    again = openpyxl.load_workbook(convert(blank, "xlsx", opened))
    assert again.sheetnames == ["Petunjuk", "kegiatan", "penerima", "keluarga", "mentas", "Daftar"]


def test_libreoffice_opens_feedback_with_all_its_sheets_and_takes_no_text_for_a_formula(
    copied_city: Installation, tmp_path: Path
) -> None:
    inbox = copied_city.inbox("DINSOS", SEMESTER)
    shutil.rmtree(inbox)
    inbox.mkdir()
    dangerous = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://contoh.invalid")']
    lines = "".join(
        f"K{number};{text.replace(';', ',')};2;2;35.74.01.1001;APBD_KOTA;1000000;banyak;INDIVIDU;10;9;2023-02-01\n"
        for number, text in enumerate(dangerous)
    )
    header = "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
    (inbox / "kegiatan.csv").write_text(f"{header}satuan_sasaran;target;capaian;tanggal_mulai\n{lines}", "utf-8")
    copied_city.run(SEMESTER, "DINSOS")
    feedback = copied_city.layout.feedback("2023S1", "DINSOS")

    assert convert(feedback, "pdf", tmp_path).stat().st_size > 10_000
    opened = tmp_path / "opened"
    opened.mkdir()
    book = openpyxl.load_workbook(convert(feedback, "xlsx", opened))
    assert book.sheetnames == ["Ringkasan", "Temuan", "kegiatan"]
    cells = [book["kegiatan"].cell(row, 2) for row in range(2, 2 + len(dangerous))]
    assert [cell.value for cell in cells] == dangerous
    assert [cell.data_type for cell in cells] == ["s"] * len(dangerous)
    assert "bad_number" in book["kegiatan"]["H2"].comment.text
    assert book["kegiatan"]["H2"].fill.fgColor.rgb == "FFFFC7CE"
