"""The columns of a data set in the blank workbook: label, format, drop-down and data validation."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from expectations.settings import ValidationSettings
from feedback.messages import count_in_words
from sources.contract import Column, Contract, load_code_lists, load_contracts, read_code_names
from sources.regions import kelurahan, kelurahan_codes

_EARLIEST, _LATEST = date(1900, 1, 1), date(2050, 12, 31)
#: Excel's limits of an input message.
_LONGEST_TITLE, _LONGEST_MESSAGE = 32, 255

_KIND_ID = {
    "text": "teks",
    "code": "pilih dari daftar",
    "date": "tanggal, misalnya 17/08/2023",
    "nik": "16 digit, sebagai teks",
    "kk": "16 digit, sebagai teks",
}
_FORMATS = {"amount": "#,##0", "count": "#,##0", "integer": "0", "date": "dd/mm/yyyy"}
_WIDTHS = {"text": 24, "code": 30, "amount": 18, "count": 10, "integer": 10, "date": 14, "nik": 20, "kk": 20}
#: Placeholder in a formula for the cell of the kecamatan in the same row.
KECAMATAN_CELL = "{kecamatan}"
#: Choices of a place: the kelurahan of the kecamatan in the same row, or all where that is empty. These functions are
#: the same in Excel and LibreOffice.
_PLACES_OFFERED = {
    "kecamatan": "=daftar_kecamatan",
    "kelurahan": (
        f"=IF(COUNTIF(daftar_kecamatan_kelurahan,{KECAMATAN_CELL})=0,daftar_kelurahan,"
        f"OFFSET(daftar_kelurahan,MATCH({KECAMATAN_CELL},daftar_kecamatan_kelurahan,0)-1,0,"
        f"COUNTIF(daftar_kecamatan_kelurahan,{KECAMATAN_CELL}),1))"
    ),
}
_OTHER_SPELLINGS_ID = "Isian ini tidak ada di daftar pilihan. Ejaan lain yang lazim juga terbaca."
_NUMBERS_ID = "Isian ini tidak ada di daftar pilihan. Nomornya saja, misalnya 1, atau namanya juga terbaca."
_PLACES_ID = {"kelurahan": "Nama kelurahan.", "kecamatan": "Nama kecamatan."}


@dataclass(frozen=True)
class ChoiceList:
    """One list of choices: its defined name in the workbook, its heading, and the choices."""

    name: str
    heading: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class TemplateColumn:
    """One column of the blank workbook. `choices` names its list of choices, None where it has none."""

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
        """Whether a row must have a value in it."""
        return self.required == "wajib"


def template_datasets(due: Collection[str] | None = None) -> tuple[str, ...]:
    """Give the data sets of the blank workbook: those of institutions, not the secretariat's decisions.

    Of an institution only what is `due` from it.
    """
    return tuple(
        name
        for name, contract in load_contracts().items()
        if contract.only_from is None and (due is None or name in due)
    )


def template_columns(contract: Contract, settings: ValidationSettings | None = None) -> Iterator[TemplateColumn]:
    """Give the columns of a data set in the blank workbook; a region is chosen by its names.

    `settings` have the largest values of numbers.
    """
    settings = settings or ValidationSettings()
    for column in contract.columns:
        if column.type == "region":
            yield from _region_columns(column)
        else:
            yield _column(contract, column, settings)


def _column(contract: Contract, column: Column, settings: ValidationSettings) -> TemplateColumn:
    choices = list_name(column.code_list) if column.code_list else None
    counterpart = contract.counterpart(column.name)
    required = f"wajib bila {counterpart} kosong" if counterpart else "wajib" if column.required else ""
    example = column.example
    if column.code_list:
        example = choice_labels(column.code_list)[example]
    return TemplateColumn(
        label=column.name,
        required=required,
        kind_id=_kind_id(column, settings),
        description_id=column.description_id,
        example=date.fromisoformat(example).strftime("%d/%m/%Y") if column.type == "date" else example,
        number_format=_FORMATS.get(column.type, "@"),
        width=max(_WIDTHS[column.type], len(column.name) + 4),
        choices=choices,
        validation=_validation(column, choices, settings),
    )


def _region_columns(column: Column) -> Iterator[TemplateColumn]:
    example = next(place for place in kelurahan() if place.code == column.example)
    examples = {"kecamatan": example.kecamatan, "kelurahan": example.name}
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
            validation=_list_validation(_PLACES_OFFERED[name], _OTHER_SPELLINGS_ID),
        )


def list_name(name: str) -> str:
    """Give the defined name of a list of choices."""
    return f"daftar_{name}"


@cache
def choice_labels(code_list: str) -> Mapping[str, str]:
    """Give a list's label for each of its codes: the code itself, or a number followed by its official name."""
    return {
        code: f"{code}. {names[0][:1].upper()}{names[0][1:]}" if code.isdigit() else code
        for code, names in read_code_names()[code_list].items()
    }


def choice_lists(datasets: Iterable[str]) -> tuple[ChoiceList, ...]:
    """Give every list of choices of data sets; the last three are the table of kelurahan."""
    headings: dict[str, str] = {}
    for dataset in datasets:
        for column in load_contracts()[dataset].columns:
            if column.code_list is not None:
                headings.setdefault(column.code_list, _heading(column.name))
    lists = [
        ChoiceList(list_name(name), headings[name], tuple(choice_labels(name).values()))
        for name in load_code_lists()
        if name in headings
    ]
    kecamatan = tuple(place.kecamatan for place in kelurahan())
    return (
        *lists,
        ChoiceList(list_name("kecamatan"), "Kecamatan", tuple(dict.fromkeys(kecamatan))),
        ChoiceList(list_name("kode_wilayah"), "Kode kelurahan", kelurahan_codes()),
        ChoiceList(list_name("kelurahan"), "Kelurahan", tuple(place.name for place in kelurahan())),
        ChoiceList(list_name("kecamatan_kelurahan"), "Kecamatan dari kelurahan", kecamatan),
    )


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _bounds(column: Column, settings: ValidationSettings) -> tuple[int, int]:
    """Give the least and the largest number that validation accepts in a column of numbers."""
    if column.type == "amount":
        return 0, settings.largest_amount
    if column.type == "count":
        return 0, settings.largest_count
    return column.minimum or 0, settings.largest_household if column.maximum is None else column.maximum


def _kind_id(column: Column, settings: ValidationSettings) -> str:
    if column.type not in ("amount", "count", "integer"):
        return _KIND_ID[column.type]
    kind_id = "rupiah, angka saja" if column.type == "amount" else "bilangan bulat"
    least, most = map(count_in_words, _bounds(column, settings))
    return f"{kind_id}, {least} sampai {most}"


def _validation(column: Column, choices: str | None, settings: ValidationSettings) -> dict[str, Any]:
    if choices:
        is_numbered = all(code.isdigit() for code in choice_labels(column.code_list or ""))
        return _list_validation(f"={choices}", _NUMBERS_ID if is_numbered else _OTHER_SPELLINGS_ID)
    if column.type in ("nik", "kk"):
        text = "Nomornya harus 16 digit. Spasi dan titik di antara digitnya tidak menjadi soal."
        return {"validate": "length", "criteria": "==", "value": 16} | _warning(text)
    if column.type == "date":
        text = "Tulis tanggal yang lengkap, misalnya 17/08/2023. Tulisan seperti 17 Agustus 2023 juga terbaca."
        between = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
        return between | _warning(text)
    if column.type in ("amount", "count", "integer"):
        minimum, maximum = _bounds(column, settings)
        kind = "decimal" if column.type == "amount" else "integer"
        written = "Rp1.500.000,-" if column.type == "amount" else "1.250"
        text = f"Tulis {_kind_id(column, settings)}. Tulisan seperti {written} juga terbaca."
        return {"validate": kind, "criteria": "between", "minimum": minimum, "maximum": maximum} | _warning(text)
    return {"validate": "any"}


def _list_validation(source: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source} | _warning(message)


def _warning(message: str) -> dict[str, Any]:
    """Give a validation that warns and does not refuse, because the reader accepts more (`Rp1.500.000,-`)."""
    text = f"{message} Pilih Ya (Yes) bila isiannya sudah benar."
    return {"error_type": "warning", "error_title": "Periksa isian ini", "error_message": text}


def input_message(column: TemplateColumn) -> dict[str, str]:
    """Give the input message of the column's cells."""
    text = f"{column.description_id} Isian: {column.kind_id}."
    if column.required:
        text += f" ({column.required})"
    return {"input_title": column.label[:_LONGEST_TITLE], "input_message": text[:_LONGEST_MESSAGE]}
