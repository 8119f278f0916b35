"""Writing the sheets that SEKTAP adds to a workbook: lines, tables and print layout."""

from collections.abc import Sequence
from typing import Any

from feedback.cells import safe_text
from feedback.styles import Styles

_LINE_HEIGHT, _TITLE_HEIGHT = 15.0, 22.0
_MIDNIGHT, _GROUND = "#1F3864", "#DDEBF7"
#: Points per character of a column's width; height-to-width ratio of an A4 page's inner part (landscape); and how many
#: pages are still shrunk to one.
_CHARACTER_WIDTH, _PAGE_SHAPE, _MOST_SHRUNK = 5.5, 0.65, 1.3


def link_to(sheet: str, row: int, column: int) -> str:
    """Give the address of a cell (from 0) for a link inside the workbook."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!{xl_rowcol_to_cell(row, column)}"


class OverviewWriter:
    """Writes a sheet row by row, in the workbook's own style."""

    def __init__(self, sheet: Any, styles: Styles, widths: Sequence[int]) -> None:
        """Begin at the top; `widths` are those of the columns, in characters."""
        self.sheet = sheet
        self._widths = widths
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        self.row = 0
        self._taller = 0.0  # total points above one line per row
        self.bold = styles.own("bold", bold=True)
        self.link = styles.own("link", font_color="#0563C1", underline=1)
        self.title = styles.own("title", bold=True, font_size=16, font_color=_MIDNIGHT)
        self.heading = styles.own("heading", bold=True, font_size=13, font_color=_MIDNIGHT)
        self.head = styles.own("head", bold=True, bg_color=_GROUND, border=1, border_color="#8EA9DB", text_wrap=True)
        self.cell = styles.own("cell", border=1, border_color="#BFBFBF", text_wrap=True, align="left", indent=1)
        self.wrapped = styles.own("wrapped", text_wrap=True)
        self.count = styles.own("count", border=1, border_color="#BFBFBF", num_format="#,##0")
        self.cell_link = styles.own(
            "cell link", border=1, border_color="#BFBFBF", font_color="#0563C1", underline=1, text_wrap=True
        )

    def line(self, text: str, style: Any = None, column: int = 0) -> None:
        """Write a line of text."""
        if style in (self.title, self.heading):
            self._set_height(_TITLE_HEIGHT)
        self.sheet.write_string(self.row, column, safe_text(text), style)
        self.row += 1

    def paragraph(self, text: str) -> None:
        """Write a text as wide as the sheet."""
        self.sheet.merge_range(self.row, 0, self.row, len(self._widths) - 1, "", self.wrapped)
        self._set_height(_LINE_HEIGHT * -(-len(text) // sum(self._widths)))
        self.line(text, self.wrapped)

    def head_row(self, labels: Sequence[str]) -> None:
        """Write the head of a table."""
        for column, label in enumerate(labels):
            self.sheet.write_string(self.row, column, label, self.head)
        self.row += 1

    def table_row(self, cells: Sequence[object]) -> None:
        """Write a row of a table, as high as its texts: texts, counts, and links as (address, text)."""
        texts = [str(cell[1] if isinstance(cell, tuple) else cell) for cell in cells]
        lines = max(-(-len(text) // (width - 2)) for text, width in zip(texts, self._widths, strict=False))
        self._set_height(_LINE_HEIGHT * max(1, lines))
        for column, cell in enumerate(cells):
            if isinstance(cell, tuple):
                address, text = cell
                self.sheet.write_url(self.row, column, address, self.cell_link, safe_text(text))
            elif isinstance(cell, int):
                self.sheet.write_number(self.row, column, cell, self.count)
            else:
                self.sheet.write_string(self.row, column, safe_text(str(cell or "")), self.cell)
        self.row += 1

    @property
    def pages_tall(self) -> int:
        """The number of printed pages: 1 where a second would hold only a few rows, else 0 (as many as it takes)."""
        width = sum(_CHARACTER_WIDTH * width for width in self._widths)
        height = self._taller + _LINE_HEIGHT * self.row
        return 1 if height <= _MOST_SHRUNK * _PAGE_SHAPE * width else 0

    def _set_height(self, height: float) -> None:
        self.sheet.set_row(self.row, height)
        self._taller += height - _LINE_HEIGHT
