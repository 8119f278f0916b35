"""Filling in the blank workbook as its guide says, by the rules that the sheets themselves carry."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

#: What a person would write where a sheet offers no choice; the semester is 2023S1.
_TEXTS = {"kode_kegiatan": "1.06.02.2.01", "nama_kegiatan": "Bantuan sembako", "jenis_bantuan": "Sembako"}
#: Who has left poverty is nobody of the registry, also where only the name would say so.
_PEOPLE = {"mentas": "Pindahan"}
_NUMBERS = {"anggaran": 150_000_000, "realisasi": 120_000_000, "desil": 2, "jumlah_anggota": 4}
_DAYS = {"tanggal_selesai": dt.date(2023, 5, 31)}


def validations_of(sheet: Any) -> dict[int, DataValidation]:
    """Give the rule of each column, by its number from 1."""
    return {range_boundaries(str(rule.sqref))[0]: rule for rule in sheet.data_validations.dataValidation}


def offered(book: Any, rule: DataValidation) -> list[str]:
    """Give what a drop-down offers: the cells that its defined name means."""
    of_all_places = re.search(r"=0,(\w+),", rule.formula1)
    name = of_all_places[1] if of_all_places else rule.formula1.lstrip("=")
    (sheet, cells), *_ = book.defined_names[name].destinations
    return [row[0].value for row in book[sheet][cells]]


def fill_in(template: Path, target: Path, *, rows: int) -> Path:
    """Fill every sheet with `rows` rows and save it under another name."""
    book = openpyxl.load_workbook(template)
    for sheet in book.worksheets:
        if sheet.title not in ("Petunjuk", "Daftar"):
            for number in range(1, rows + 1):
                _fill_row(book, sheet, number)
    book.save(target)
    return target


def _fill_row(book: Any, sheet: Any, number: int) -> None:
    rules = validations_of(sheet)
    names = [cell.value.removesuffix(" *") for cell in sheet[1]]
    for column, name in enumerate(names, start=1):
        value = _value(book, sheet.title, name, rules[column], number)
        _check(value, rules[column], book)
        cell = sheet.cell(number + 1, column, value)
        letters = openpyxl.utils.get_column_letter(column)
        cell.number_format = sheet.column_dimensions[letters].number_format


def _value(book: Any, dataset: str, name: str, rule: DataValidation, number: int) -> Any:
    if rule.type == "list":
        # Number and sex go together, and the first kelurahan lies in the first kecamatan.
        choices = offered(book, rule)
        return "L" if name.startswith("jenis_kelamin") else choices[0]
    if rule.type == "date":
        return _DAYS.get(name, dt.date(1975, 1, number) if "lahir" in name else dt.date(2023, 2, number))
    if rule.type in ("whole", "decimal"):
        return _NUMBERS.get(name, 10)
    if rule.type == "textLength":
        serial = number + 50 if dataset == "mentas" else number
        return f"357401010108{serial:04}" if "kk" in name else f"357401{number:02}0175{serial:04}"
    if name == "kode_kegiatan" and dataset == "kegiatan":
        return f"{_TEXTS[name]}{number if number > 1 else ''}"
    if name == "nama_kegiatan":  # one activity under two codes would be the same one twice
        return f"{_TEXTS[name]} tahap {number}"
    return _TEXTS.get(name, f"{_PEOPLE.get(dataset, 'Contoh')} {number}")


def _check(value: Any, rule: DataValidation, book: Any) -> None:
    """Refuse what the spreadsheet would refuse."""
    if rule.type == "list":
        assert value in offered(book, rule)
    elif rule.type == "textLength":
        assert re.fullmatch(r"\d{16}", value)
        assert len(value) == int(rule.formula1)
    elif rule.type in ("whole", "decimal"):
        assert value >= float(rule.formula1)
        assert rule.operator != "between" or value <= float(rule.formula2)
    elif rule.type == "date":
        serial = (value - dt.date(1899, 12, 30)).days
        assert float(rule.formula1) <= serial <= float(rule.formula2)
