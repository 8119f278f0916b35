"""How a column of a data set stands in the blank workbook: its label and format, what it offers and refuses."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sources.contract import Column, Contract, load_code_lists, load_contracts, read_code_names

_EARLIEST, _LATEST = date(1900, 1, 1), date(2050, 12, 31)
#: Excel's limits of an input message.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255

_KIND_ID = {
    "text": "teks",
    "code": "pilih dari daftar",
    "amount": "rupiah, angka saja, tidak kurang dari 0",
    "count": "bilangan bulat, tidak kurang dari 0",
    "date": "tanggal, misalnya 17/08/2023",
    "nik": "16 digit, sebagai teks",
    "kk": "16 digit, sebagai teks",
}
_FORMATS = {"amount": "#,##0", "count": "#,##0", "integer": "0", "date": "dd/mm/yyyy"}
_WIDTHS = {"text": 24, "code": 30, "amount": 18, "count": 10, "integer": 10, "date": 14, "nik": 20, "kk": 20}
_PLACES_ID = {"kelurahan": "Nama kelurahan.", "kecamatan": "Nama kecamatan."}


@dataclass(frozen=True)
class TemplateColumn:
    """One column of the blank workbook. `choices` names the list that it offers, null where it has none."""

    label: str
    required: str
    kind_id: str
    description_id: str
    example: str
    number_format: str
    width: int
    choices: str | None
    validation: Mapping[str, Any]

    @property
    def is_required(self) -> bool:
        """Whether a row can not do without it."""
        return self.required == "wajib"


def template_datasets() -> tuple[str, ...]:
    """Name the data sets of the blank workbook: those of institutions, not the secretariat's decisions."""
    return tuple(name for name, contract in load_contracts().items() if contract.only_from is None)


def template_columns(contract: Contract) -> Iterator[TemplateColumn]:
    """Give the columns of a data set as the blank workbook has them; a region is chosen by its names."""
    for column in contract.columns:
        if column.type == "region":
            yield from _region_columns(column)
        else:
            yield _column(column)


def _column(column: Column) -> TemplateColumn:
    choices = list_name(column.code_list) if column.code_list else None
    required = "wajib" if column.required else ""
    if column.required_unless:
        required = f"wajib bila {column.required_unless} kosong"
    example = column.example
    if column.code_list:
        example = choice_labels(column.code_list)[example]
    return TemplateColumn(
        label=column.name,
        required=required,
        kind_id=_kind_id(column),
        description_id=column.description_id,
        example=date.fromisoformat(example).strftime("%d/%m/%Y") if column.type == "date" else example,
        number_format=_FORMATS.get(column.type, "@"),
        width=max(_WIDTHS[column.type], len(column.name) + 4),
        choices=choices,
        validation=_validation(column, choices),
    )


def _region_columns(column: Column) -> Iterator[TemplateColumn]:
    example = next(row for row in kelurahan_rows() if row["code_kemendagri"] == column.example)
    examples = {"kecamatan": example["kecamatan"], "kelurahan": example["name"]}
    for name, text in examples.items():
        yield TemplateColumn(
            label=name,
            required="wajib" if column.required else "",
            kind_id="pilih dari daftar",
            description_id=_PLACES_ID[name],
            example=text,
            number_format="@",
            width=20,
            choices=list_name(name),
            validation=_list_validation(list_name(name)),
        )


def list_name(name: str) -> str:
    """Give the workbook's name of a list of choices."""
    return f"daftar_{name}"


@cache
def choice_labels(code_list: str) -> Mapping[str, str]:
    """Give what a list offers for each of its codes: the code itself, a number with its official name behind it."""
    return {
        code: f"{code}. {names[0][:1].upper()}{names[0][1:]}" if code.isdigit() else code
        for code, names in read_code_names()[code_list].items()
    }


@cache
def kelurahan_rows() -> tuple[dict[str, str], ...]:
    """Give the kelurahan of the reference file, in the order of their codes."""
    text = files("sources").joinpath("reference", "regions.csv").read_text(encoding="utf-8")
    return tuple(row for row in csv.DictReader(text.splitlines()) if row["level"] == "kelurahan")


def choices() -> dict[str, list[str]]:
    """Give every list of choices by its name in the workbook."""
    used = {
        column.code_list
        for name in template_datasets()
        for column in load_contracts()[name].columns
        if column.code_list is not None
    }
    lists = {list_name(name): list(choice_labels(name).values()) for name in load_code_lists() if name in used}
    lists[list_name("kecamatan")] = list(dict.fromkeys(row["kecamatan"] for row in kelurahan_rows()))
    lists[list_name("kelurahan")] = [row["name"] for row in kelurahan_rows()]
    return lists


def _kind_id(column: Column) -> str:
    if column.type != "integer":
        return _KIND_ID[column.type]
    if column.maximum is not None:
        return f"bilangan bulat, {column.minimum} sampai {column.maximum}"
    return f"bilangan bulat, paling sedikit {column.minimum}"


def _validation(column: Column, choices: str | None) -> dict[str, Any]:
    if choices:
        return _list_validation(choices)
    if column.type in ("nik", "kk"):
        return _refusing("length", "==", 16, "Nomor harus 16 digit.")
    if column.type == "amount":
        return _refusing("decimal", ">=", 0, "Tulis angkanya saja, tidak kurang dari 0.")
    if column.type == "count":
        return _refusing("integer", ">=", 0, "Tulis bilangan bulat, tidak kurang dari 0.")
    if column.type == "date":
        between = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
        return between | {"error_title": "Bukan tanggal", "error_message": "Tulis tanggal, misalnya 17/08/2023."}
    if column.type == "integer" and column.maximum is not None:
        between = {"validate": "integer", "criteria": "between", "minimum": column.minimum, "maximum": column.maximum}
        return between | {"error_title": "Isian ditolak", "error_message": f"Tulis {_kind_id(column)}."}
    if column.type == "integer":
        return _refusing("integer", ">=", column.minimum or 0, f"Tulis {_kind_id(column)}.")
    return {"validate": "any"}


def _refusing(kind: str, criteria: str, value: int, message: str) -> dict[str, Any]:
    refused = {"error_title": "Isian ditolak", "error_message": message}
    return {"validate": kind, "criteria": criteria, "value": value} | refused


def _list_validation(choices: str) -> dict[str, Any]:
    refused = {"error_title": "Bukan pilihan", "error_message": "Pilih salah satu isian dari daftar."}
    return {"validate": "list", "source": f"={choices}"} | refused


def input_message(column: TemplateColumn) -> dict[str, str]:
    """Give what shows beside a cell of the column when it is chosen."""
    text = f"{column.description_id} Isian: {column.kind_id}."
    if column.required:
        text += f" ({column.required})"
    return {"input_title": column.label[:_LONGEST_TITLE], "input_message": text[:_LONGEST_MESSAGE]}
