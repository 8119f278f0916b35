"""What the cells of an xls show beyond their values: struck-through text, and numbers as their formats write them."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sources.cells.model import Cell
from sources.readers.number_formats import CellStyle, says_more_than_number


@dataclass(frozen=True)
class SheetStyles:
    """The styles of a sheet's workbook that change what a cell shows, and the sheet's texts in which some is struck."""

    sheet: Any
    styles: dict[int, CellStyle]
    texts: dict[int, dict[int, str]]

    def apply(self, row: int, cells: list[Cell]) -> None:
        """Change the cells of a row (from 0) into what they show."""
        if self.styles:
            for column, cell in enumerate(cells):
                style = None if cell in ("", None) else self.styles.get(self.sheet.cell_xf_index(row, column))
                if style is not None:
                    cells[column] = style.applied_to(cell)
        for column, text in self.texts.get(row, {}).items():
            cells[column] = text


def styles_of(book: Any) -> dict[int, CellStyle]:
    """Give the styles of a workbook that change what a cell shows, by their number; templates of styles are none."""
    found = {}
    for number, style in enumerate(book.xf_list):
        number_format = book.format_map.get(style.format_key)
        code = number_format.format_str if number_format is not None else ""
        relevant = CellStyle(_is_struck(book, style.font_index), code if says_more_than_number(code) else None)
        if not style.is_style and relevant != CellStyle():
            found[number] = relevant
    return found


def sheet_styles(book: Any, sheet: Any, styles: dict[int, CellStyle]) -> SheetStyles:
    """Give what changes the cells of a sheet. A part of a text can be struck through, or be left in a struck cell."""
    texts: dict[int, dict[int, str]] = {}
    for (row, column), runs in sheet.rich_text_runlist_map.items():
        own = styles.get(sheet.cell_xf_index(row, column), CellStyle())
        text = sheet.cell_value(row, column)
        # A run holds from its offset to that of the next one; what stands before the first has the cell's own style.
        marks = [(0, own.is_struck), *((offset, _is_struck(book, font)) for offset, font in runs), (len(text), False)]
        if any(is_struck for _, is_struck in marks):
            left = (text[start:end] for (start, is_struck), (end, _) in pairwise(marks) if not is_struck)
            texts.setdefault(row, {})[column] = "".join(left)
    return SheetStyles(sheet, styles, texts)


def _is_struck(book: Any, font: int) -> bool:
    return font < len(book.font_list) and bool(book.font_list[font].struck_out)
