"""The blank workbook, filled in by its own rules, is accepted without a finding."""

import datetime as dt
import os
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from expectations.catalogue import load_catalogue
from expectations.settings import ValidationSettings
from feedback.template.columns import choice_labels, template_columns, template_datasets
from operations.template import make_template
from sources.cells.codes import read_code
from sources.contract import load_code_lists, load_contracts
from sources.regions import kelurahan, region_index
from tests.installation import SEKTAP
from tests.template_filling import fill_in, validations_of


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "templat.xlsx"
    make_template(path)
    return path


@pytest.fixture
def book(template: Path) -> Any:
    return openpyxl.load_workbook(template)


def test_there_is_a_guide_a_sheet_per_data_set_of_institutions_and_the_lists(book: Any) -> None:
    assert book.sheetnames == ["Petunjuk", "kegiatan", "penerima", "keluarga", "mentas", "Daftar"]


def test_every_column_of_the_contract_is_there_and_required_ones_are_marked(book: Any) -> None:
    for dataset in template_datasets():
        labels = [cell.value for cell in book[dataset][1]]
        for column in load_contracts()[dataset].columns:
            names = ["kelurahan", "kecamatan"] if column.type == "region" else [column.name]
            for name in names:
                assert (f"{name} *" if column.required else name) in labels
        for cell in book[dataset][1]:
            assert cell.comment is not None
            assert (cell.fill.fgColor.rgb == "FF1F4E79") == cell.value.endswith(" *")


def test_digits_survive_and_every_column_is_explained(book: Any) -> None:
    for dataset in template_datasets():
        validations = validations_of(book[dataset])
        for at, column in enumerate(template_columns(load_contracts()[dataset]), start=1):
            dimension = book[dataset].column_dimensions[openpyxl.utils.get_column_letter(at)]
            if column.label in ("nik", "no_kk", "nik_kepala", "rt", "rw", "kode_kegiatan"):
                assert dimension.number_format == "@"
            assert validations[at].prompt, column.label


def test_what_the_lists_offer_is_what_the_reader_takes(book: Any) -> None:
    for code_list, spellings in load_code_lists().items():
        for code, label in choice_labels(code_list).items():
            assert read_code(label, spellings) == code
    for place in kelurahan():
        assert region_index().read(None, place.name, place.kecamatan).value == place.code


def test_validations_ask_and_do_not_refuse(book: Any) -> None:
    """The reader takes `Rp1.500.000,-` or strategy `1`, which a spreadsheet's rule can not know."""
    for dataset in template_datasets():
        for rule in validations_of(book[dataset]).values():
            if rule.type is not None:
                assert rule.errorStyle == "warning"
                assert "Pilih Ya" in rule.error
                assert len(rule.error) <= 255


def test_either_of_two_numbers_is_said_to_be_enough() -> None:
    required = {column.label: column.required for column in template_columns(load_contracts()["mentas"])}
    assert required["no_kk"] == "wajib bila nik_kepala kosong"
    assert required["nik_kepala"] == "wajib bila no_kk kosong"


def test_the_sheet_of_lists_has_every_kelurahan_with_code_and_kecamatan(book: Any) -> None:
    rows = list(book["Daftar"].iter_rows(values_only=True))
    assert rows[0] == (
        *("Strategi", "Kelompok program", "Sumber dana", "Satuan sasaran", "Jenis kelamin", "Status", "Alasan"),
        *("Kecamatan", "Kode kelurahan", "Kelurahan", "Kecamatan dari kelurahan"),
    )
    listed = {row[8:] for row in rows[1:]}
    assert listed == {(place.code, place.name, place.kecamatan) for place in kelurahan()}
    assert len(listed) == 29
    assert "lembar Daftar" in " ".join(str(cell.value) for cell in book["Petunjuk"]["A"])


def test_the_kelurahan_offered_are_those_of_the_kecamatan_beside(book: Any) -> None:
    for dataset in template_datasets():
        labels = [cell.value.removesuffix(" *") for cell in book[dataset][1]]
        rule = validations_of(book[dataset])[labels.index("kelurahan") + 1]
        cell = f"${openpyxl.utils.get_column_letter(labels.index('kecamatan') + 1)}2"
        assert rule.formula1 == (
            f"IF(COUNTIF(daftar_kecamatan_kelurahan,{cell})=0,daftar_kelurahan,"
            f"OFFSET(daftar_kelurahan,MATCH({cell},daftar_kecamatan_kelurahan,0)-1,0,"
            f"COUNTIF(daftar_kecamatan_kelurahan,{cell}),1))"
        )
    # OFFSET gives one piece of the list: those of a kecamatan must stand together.
    names = [place.kecamatan for place in kelurahan()]
    assert [name for at, name in enumerate(names) if name not in names[:at]] == [
        name for at, name in enumerate(names) if at == 0 or name != names[at - 1]
    ]


def test_validations_know_what_the_contract_refuses(book: Any) -> None:
    nik = validations_of(book["penerima"])[2]
    assert (nik.type, nik.operator, nik.formula1) == ("textLength", "equal", "16")
    amounts = [rule for rule in validations_of(book["kegiatan"]).values() if rule.type == "decimal"]
    # Without an operator a validation means "between".
    assert [(rule.operator, rule.formula1, rule.formula2) for rule in amounts] == [(None, "0", str(10**13))] * 2


@pytest.mark.parametrize(
    ("dataset", "column", "usual", "chosen"),
    [
        ("penerima", "nilai_bantuan", "0 sampai 10.000.000.000.000", "0 sampai 5.000"),
        ("kegiatan", "target", "0 sampai 10.000.000", "0 sampai 700"),
        ("keluarga", "jumlah_anggota", "1 sampai 30", "1 sampai 12"),
        ("keluarga", "desil", "1 sampai 10", "1 sampai 10"),
    ],
)
def test_the_largest_value_of_a_number_is_told_where_it_is_filled_in(
    book: Any, tmp_path: Path, dataset: str, column: str, usual: str, chosen: str
) -> None:
    settings = ValidationSettings(largest_amount=5_000, largest_count=700, largest_household=12)
    make_template(tmp_path / "own.xlsx", settings=settings)
    for workbook, bounds in ((book, usual), (openpyxl.load_workbook(tmp_path / "own.xlsx"), chosen)):
        labels = [cell.value.removesuffix(" *") for cell in workbook[dataset][1]]
        at = labels.index(column)
        rule = validations_of(workbook[dataset])[at + 1]
        assert [rule.formula1, rule.formula2] == bounds.replace(".", "").split(" sampai ")
        for text in (rule.prompt, rule.error, workbook[dataset][1][at].comment.text):
            assert bounds in text
        assert any(bounds in str(cell.value) for cell in workbook["Petunjuk"]["D"])


def test_the_guide_explains_every_rule_of_rows(book: Any) -> None:
    said = {cell.value for row in book["Petunjuk"].iter_rows() for cell in row}
    assert {rule.code for rule in load_catalogue().values() if rule.scope in ("cell", "row")} <= said


def test_the_same_contracts_give_the_same_bytes(template: Path, tmp_path: Path) -> None:
    make_template(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()


def test_filling_obeys_the_validations(template: Path, tmp_path: Path) -> None:
    """The filler of the other tests takes nothing that a person could not: it asks the sheet's own rules."""
    path = fill_in(template, tmp_path / "isian.xlsx", rows=2)
    book = openpyxl.load_workbook(path)
    assert book["penerima"]["B2"].value != book["penerima"]["B3"].value
    assert isinstance(book["penerima"].cell(2, 14).value, dt.datetime)
    assert isinstance(validations_of(book["kegiatan"])[3], DataValidation)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere/templat.xlsx",), "nowhere"),
        (("templat.pdf",), ".xlsx"),
        (("there.xlsx",), "--force"),
        (("folder.xlsx", "--force"), "folder.xlsx"),
    ],
)
def test_what_can_not_be_written_is_said_and_exits_with_2(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "there.xlsx").write_text("mine")
    (tmp_path / "folder.xlsx").mkdir()
    completed = subprocess.run(
        [SEKTAP, "template", *arguments],
        cwd=tmp_path,
        env={**os.environ, "COLUMNS": "500"},  # or a long path is broken where it happens to be
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 2
    assert message in completed.stderr
    assert "Traceback" not in completed.stderr
    assert (tmp_path / "there.xlsx").read_text() == "mine"


def test_force_replaces_a_file_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "templat.xlsx"
    target.write_text("mine")
    subprocess.run([SEKTAP, "template", str(target), "--force"], capture_output=True, check=True)
    assert "Petunjuk" in openpyxl.load_workbook(target).sheetnames
    assert [path.name for path in tmp_path.iterdir()] == ["templat.xlsx"]
