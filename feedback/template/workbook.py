"""Writing the blank workbook: the guide, one sheet per data set, and the lists of its drop-downs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from expectations.catalogue import Rule
from expectations.settings import ValidationSettings
from feedback.template.columns import (
    KECAMATAN_CELL,
    TemplateColumn,
    choice_lists,
    input_message,
    template_columns,
)
from feedback.template.guide import Guide
from sources.contract import Contract, load_contracts

GUIDE_SHEET, LISTS_SHEET = "Petunjuk", "Daftar"

_LAST_ROW = 1_048_575  # from 0
#: A fixed time of creation, so that the same contracts give the same bytes.
_CREATED = datetime(2021, 1, 1)  # noqa: DTZ001 - a workbook's time has no zone


@dataclass(frozen=True)
class _Styles:
    """The formats of the sheets of data."""

    required: Any
    optional: Any

    @classmethod
    def of(cls, workbook: Any) -> "_Styles":
        common = {"bold": True, "border": 1, "border_color": "#8EA9DB", "valign": "vcenter"}
        return cls(
            required=workbook.add_format(common | {"bg_color": "#1F4E79", "font_color": "#FFFFFF"}),
            optional=workbook.add_format(common | {"bg_color": "#DDEBF7"}),
        )


def write_template(
    target: Path,
    rules: Sequence[Rule],
    datasets: Sequence[str],
    meant_for: str | None = None,
    settings: ValidationSettings | None = None,
) -> None:
    """Write the blank workbook of data sets to `target`. Raises `OSError`.

    `rules` are explained in its guide; `meant_for` says whose report of which semester it is for; `settings` have the
    largest values of numbers.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(target), {"in_memory": True}) as workbook:
        workbook.set_properties({"title": "Templat laporan SEKTAP", "author": "SEKTAP", "created": _CREATED})
        styles = _Styles.of(workbook)
        guide = workbook.add_worksheet(GUIDE_SHEET)
        sheets = {name: workbook.add_worksheet(name) for name in datasets}
        lists = workbook.add_worksheet(LISTS_SHEET)
        _write_lists(workbook, lists, styles, datasets)
        columns = {name: tuple(template_columns(load_contracts()[name], settings)) for name in datasets}
        for name, sheet in sheets.items():
            _write_sheet(workbook, sheet, load_contracts()[name], columns[name], styles)
        Guide(workbook, guide).write(columns, rules, meant_for)
        guide.activate()


def _write_lists(workbook: Any, sheet: Any, styles: _Styles, datasets: Sequence[str]) -> None:
    from xlsxwriter.utility import xl_range_abs

    sheet.set_row(0, 24)
    for at, offered in enumerate(choice_lists(datasets)):
        sheet.write_string(0, at, offered.heading, styles.optional)
        for row, value in enumerate(offered.values, start=1):
            sheet.write_string(row, at, value)
        sheet.set_column(at, at, max(map(len, (offered.heading, *offered.values))) + 3)
        workbook.define_name(offered.name, f"={LISTS_SHEET}!{xl_range_abs(1, at, len(offered.values), at)}")
    sheet.freeze_panes(1, 0)
    _print(sheet, "Pilihan isian, dan kode, nama, serta kecamatan setiap kelurahan")


def _write_sheet(
    workbook: Any, sheet: Any, contract: Contract, columns: Sequence[TemplateColumn], styles: _Styles
) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    sheet.set_row(0, 24)
    places = {column.label: at for at, column in enumerate(columns)}
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, workbook.add_format({"num_format": column.number_format}))
        # An asterisk beside the colour, for colour-blind readers; the reader ignores it in labels.
        label = f"{column.label} *" if column.is_required else column.label
        sheet.write_string(0, at, label, styles.required if column.is_required else styles.optional)
        sheet.write_comment(0, at, _comment(column), {"author": "SEKTAP", "width": 280, "height": 90})
        validation = {**column.validation, **input_message(column)}
        if KECAMATAN_CELL in str(validation.get("source")):
            cell = xl_rowcol_to_cell(1, places["kecamatan"], col_abs=True)
            validation["source"] = validation["source"].replace(KECAMATAN_CELL, cell)
        sheet.data_validation(1, at, _LAST_ROW, at, validation)
    sheet.freeze_panes(1, 0)
    _print(sheet, contract.description_id)


def _print(sheet: Any, heading: str) -> None:
    """Print a sheet on A4, landscape, as wide as the paper."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{heading}")
    sheet.set_footer("&L&A&RHalaman &P dari &N")


def _comment(column: TemplateColumn) -> str:
    required = column.required or "boleh kosong"
    return f"{column.description_id}\nIsian: {column.kind_id} ({required}).\nContoh: {column.example or '-'}"
