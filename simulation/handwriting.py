"""How an institution writes: spellings, notations, columns and habits that stay its own from semester to semester.

All of it is legal untidiness; none of it is a fault.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from random import Random
from typing import Any

from simulation.chance import stream
from simulation.names import spell
from simulation.rows import NumberCell, Row, Value, Written, WrongPlace
from sources.contract import Column, Contract, load_contracts, read_code_names
from sources.regions import Region

#: The value of a cell: a date or number as such, or text.
Cell = str | int | date | NumberCell | None

_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Ags", "Sep", "Okt", "Nov", "Des")
_OLD_MONTHS = tuple({"Februari": "Pebruari", "November": "Nopember"}.get(month, month) for month in _MONTHS)
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

DATE_STYLES: Mapping[str, Callable[[date], Cell]] = {
    "cell": lambda day: day,
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "slashes": lambda day: f"{day:%d/%m/%Y}",
    "dashes": lambda day: f"{day:%d-%m-%Y}",
    "dots": lambda day: f"{day:%d.%m.%Y}",
    "iso": lambda day: day.isoformat(),
    "iso with time": lambda day: f"{day.isoformat()} 00:00:00",
    "long": lambda day: f"{day.day} {_MONTHS[day.month - 1]} {day.year}",
    "old": lambda day: f"{day.day} {_OLD_MONTHS[day.month - 1]} {day.year}",
    "short": lambda day: f"{day.day:02d}-{_SHORT_MONTHS[day.month - 1]}-{day.year}",
    "weekday": lambda day: f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}",
    "english": lambda day: f"{day.day} {_ENGLISH[day.month - 1]} {day.year}",
}
#: Notations that only a spreadsheet's cell can hold.
_SPREADSHEET_DATES = ("cell", "cell", "cell", "serial")
_TEXT_DATES = tuple(style for style in DATE_STYLES if style not in ("cell", "serial"))


def _grouped(amount: int, mark: str) -> str:
    return f"{amount:,}".replace(",", mark)


AMOUNT_STYLES: Mapping[str, Callable[[int], Cell]] = {
    "cell": lambda amount: amount,
    "plain": str,
    "rupiah": lambda amount: f"Rp {_grouped(amount, '.')},00",
    "rupiah tight": lambda amount: f"Rp{_grouped(amount, '.')},-",
    "points": lambda amount: _grouped(amount, "."),
    "commas": lambda amount: _grouped(amount, ","),
    "commas and cents": lambda amount: f"{_grouped(amount, ',')}.00",
    "code": lambda amount: f"IDR {amount}",
    "decimal comma": lambda amount: f"{amount},00",
}
NUMBER_STYLES: Mapping[str, Callable[[str], Cell]] = {
    "text": lambda number: number,
    "apostrophe": lambda number: f"'{number}",
    "spaces": lambda number: f"{number[:6]} {number[6:12]} {number[12:]}",
    "groups": lambda number: f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}",
    "dots": lambda number: f"{number[:6]}.{number[6:12]}.{number[12:]}",
    # As a number only where it does not look rounded by the spreadsheet.
    "cell": lambda number: NumberCell(int(number)) if number[-1] != "0" else number,
    "formula": lambda number: f'="{number}"',
}
#: A notation of NIK and KK numbers that a format invites; workbooks invite numbers.
_NUMBERS_OF_FORMAT = {"csv": "formula", "zip": "formula", "json": "text"}
_PLACE_STYLES = ("dotted", "plain", "names", "names", "bps names", "code and names", "code and names")
_NAME_MANNERS = ("plain", "capitals", "capitals", "titles", "short", "old")
_EMPTY_MARKS = ("", "", "", "-", "nihil", "n/a", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True)
class Handwriting:
    """The manner of one institution. `labels` are the header's by data set: (contract column or part of it, label)."""

    file_format: str
    dates: str
    amounts: str
    numbers: str
    places: str
    names: str
    empty: str
    codes: Mapping[tuple[str, str], str]
    labels: Mapping[str, tuple[tuple[str, str], ...]]
    titles: int
    has_column_numbers: bool
    has_grouped_header: bool
    has_total: bool
    has_signature: bool
    has_row_numbers: bool
    blank_every: int
    hidden_every: int
    delimiter: str
    encoding: str
    line_end: str
    names_delimiter: bool
    merges_codes: bool
    stray_column: str | None
    repeats_header_every: int
    subtotal_every: int
    json_form: str
    subfolder: str | None
    junk_file: str | None

    @property
    def shows_places_twice(self) -> bool:
        """Whether a place is written both by code and by name."""
        return self.places == "code and names"

    def cells(self, row: Row) -> list[Cell]:
        """Write a row under the labels of its data set."""
        columns = _columns(row.dataset)
        return [self._cell(columns, part, row) for part, _ in self.labels[row.dataset]]

    def _cell(self, columns: Mapping[str, Column], part: str, row: Row) -> Cell:
        if part in ("kode", "kelurahan", "kecamatan"):
            return self._place(part, row.written.get("kode_wilayah"), row.values.get("kode_wilayah"))
        written = row.written.get(part)
        if isinstance(written, WrongPlace):
            raise TypeError(f"a place can not be in column {part}")
        if written is not None:
            return written
        return self._write(columns[part], row.values.get(part), row)

    def _place(self, part: str, written: Written | None, value: Value) -> Cell:
        if isinstance(written, WrongPlace):
            wrong = {"kode": written.code, "kelurahan": written.kelurahan, "kecamatan": written.kecamatan}
            return wrong[part].replace(".", "") if self.places == "plain" else wrong[part]
        if not isinstance(value, Region):
            return self.empty
        if part == "kode":
            return value.code.replace(".", "") if self.places == "plain" else value.code
        if part == "kecamatan":
            return value.kecamatan
        return value.name_bps if self.places == "bps names" else value.name

    def _write(self, column: Column, value: Value, row: Row) -> Cell:
        if value is None:
            return self.empty
        if isinstance(value, date):
            return DATE_STYLES[self.dates](value)
        if column.type == "amount" and isinstance(value, int):
            return AMOUNT_STYLES[self.amounts](value)
        if column.type in ("nik", "kk") and isinstance(value, str):
            return NUMBER_STYLES[self.numbers](value)
        if column.code_list is not None:
            return self.codes.get((column.code_list, str(value)), str(value))
        if column.name in ("nama", "nama_kepala") and isinstance(value, str):
            sex = row.text("jenis_kelamin") or row.text("jenis_kelamin_kepala") or "L"
            return spell(value, sex, self.names)
        return value if isinstance(value, (int, str)) else str(value)


@cache
def _columns(dataset: str) -> dict[str, Column]:
    return {column.name: column for column in load_contracts()[dataset].columns}


def _draw_codes(draw: Random) -> dict[tuple[str, str], str]:
    """Settle on one spelling for each coded value."""
    codes = {}
    for name, values in read_code_names().items():
        habit = draw.choice(("canonical", "canonical", "spaced", "alias"))
        for value, aliases in values.items():
            spaced = value.replace("_", " ").title()
            spelling = {"canonical": value, "spaced": spaced, "alias": draw.choice(aliases)}[habit]
            codes[name, value] = draw.choice((spelling, spelling.upper()))
    return codes


def _label(name: str, aliases: tuple[str, ...], draw: Random) -> str:
    written = draw.choice((name, *aliases, *aliases))
    return draw.choice((written, written.title(), written.title(), written.upper(), written.replace("nomor ", "No. ")))


def _draw_labels(contract: Contract, places: str, draw: Random) -> tuple[tuple[str, str], ...]:
    """Draw the header of a data set: spellings, units, and the places of optional columns."""
    labels: list[tuple[str, str]] = []
    for column in contract.columns:
        if column.type == "region":
            labels += _place_labels(column, places, draw)
            continue
        label = _label(column.name, column.aliases, draw)
        if column.type == "amount":
            label += draw.choice(("", " (Rp)", " (Rp.)"))
        labels.append((column.name, label))
    if draw.random() < 0.4:
        # Some forms show the numbers behind the name.
        labels.append(labels.pop(1))
    return tuple(labels)


def _place_labels(column: Column, places: str, draw: Random) -> list[tuple[str, str]]:
    code = ("kode", _label(column.name, column.aliases[:4], draw))
    names = [
        ("kelurahan", draw.choice(("Kelurahan", "KELURAHAN", "Nama Kelurahan", "Kel."))),
        ("kecamatan", draw.choice(("Kecamatan", "KECAMATAN", "Kec."))),
    ]
    if places in ("dotted", "plain"):
        return [code]
    return [code, *names] if places == "code and names" else names


def draw_handwriting(seed: int, code: str, file_format: str, **fixed: Any) -> Handwriting:
    """Draw the manner of an institution that hands in a format; `fixed` settles single habits."""
    draw = stream(seed, "handwriting", code)
    is_spreadsheet = file_format in ("xlsx", "xls", "ods")
    places = fixed.get("places") or draw.choice(_PLACE_STYLES)
    numbers = ("text", "text", "apostrophe", "spaces", "groups", "dots")
    habits: dict[str, Any] = {
        "file_format": file_format,
        "dates": draw.choice((*_SPREADSHEET_DATES, *_TEXT_DATES) if is_spreadsheet else _TEXT_DATES),
        "amounts": draw.choice(("cell", *AMOUNT_STYLES) if is_spreadsheet else tuple(AMOUNT_STYLES)[1:]),
        "numbers": draw.choice((*numbers, _NUMBERS_OF_FORMAT.get(file_format, "cell"))),
        "places": places,
        "names": draw.choice(_NAME_MANNERS),
        "empty": draw.choice(_EMPTY_MARKS),
        "codes": _draw_codes(draw),
        "labels": {name: _draw_labels(contract, places, draw) for name, contract in load_contracts().items()},
        "titles": draw.choice((0, 2, 3, 3, 4)),
        "has_column_numbers": draw.random() < 0.4,
        "has_grouped_header": is_spreadsheet and draw.random() < 0.3,
        "has_total": draw.random() < 0.6,
        "has_signature": draw.random() < 0.6,
        "has_row_numbers": draw.random() < 0.6,
        "blank_every": draw.choice((0, 0, 17, 40)),
        "hidden_every": draw.choice((0, 0, 23)),
        "delimiter": draw.choice((",", ";", ";", "\t", "|")),
        "encoding": draw.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
        "line_end": draw.choice(("\r\n", "\n")),
        "names_delimiter": draw.random() < 0.3,
        "merges_codes": file_format == "xlsx" and draw.random() < 0.4,
        "stray_column": draw.choice((None, None, "Paraf", "Pekerjaan", "Persentase (%)")),
        "repeats_header_every": draw.choice((0, 0, 0, 45)),
        "subtotal_every": draw.choice((0, 0, 12)),
        "json_form": draw.choice(("list", "object", "lines")),
        "subfolder": draw.choice((None, None, None, "lampiran")),
        "junk_file": draw.choice((None, None, ".DS_Store", "Thumbs.db", "~$Laporan.xlsx")),
    }
    return Handwriting(**(habits | fixed))
