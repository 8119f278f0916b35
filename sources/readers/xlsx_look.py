"""Which cells of an xlsx's sheet show something beyond their values; see `sources.readers.xlsx_styles`."""

import re
import zipfile
from pathlib import Path

from sources.cells.model import Cell
from sources.readers.detect import ZIP_ERRORS, unreadable
from sources.readers.model import ReadingLimits
from sources.readers.number_formats import CellStyle
from sources.readers.workbook_package import XML_ERRORS, local_name
from sources.readers.xlsx_scan import CellWalker, SheetScan, column_index, scan_sheet
from sources.readers.xlsx_styles import PLAIN, RichText, RunReader, WorkbookStyles, parse_whole

_CELL = re.compile(rb'<(?:[A-Za-z0-9]+:)?c r="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"v>([0-9]+)<")
_SHARED_TEXT = re.compile(
    rb'[<:]c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^<>]* t="s")(?:[^<>]*? s="([0-9]+)")?[^<>]*>'
    rb"<(?:[A-Za-z0-9]+:)?v>([0-9]+)<"
)


class SheetLook:
    """What cells of a sheet show, by row and column from 0: their styles, and the texts left of those in runs."""

    def __init__(self, workbook: WorkbookStyles) -> None:
        """Begin with a sheet of which nothing is known."""
        self.styles: dict[int, tuple[tuple[int, CellStyle], ...]] = {}
        self.texts: dict[int, dict[int, str]] = {}
        self._workbook = workbook
        self._texts = {str(number).encode() for number in workbook.texts}
        numbers = "|".join(map(str, workbook.styles))
        self._style = re.compile(rf' s="({numbers})"'.encode()) if numbers else None
        #: Most rows of a table look alike and share one tuple.
        self._known: dict[tuple[tuple[int, CellStyle], ...], tuple[tuple[int, CellStyle], ...]] = {}

    def add(self, window: bytes) -> None:
        """Take in a piece of the sheet's XML. What two pieces share comes twice, which changes nothing."""
        if self._style is not None:
            by_row: dict[bytes, list[tuple[int, CellStyle]]] = {}
            for number in self._style.finditer(window):
                # A row can have a style too.
                if cell := _CELL.match(window, window.rfind(b"<", 0, number.start())):
                    of_cell = column_index(cell[1].decode()), self._workbook.styles[int(number[1])]
                    by_row.setdefault(cell[2], []).append(of_cell)
            for row, found in by_row.items():
                self.add_styles(int(row) - 1, found)
        if self._texts and not self._texts.isdisjoint(_VALUE.findall(window)):
            for letters, row, style_number, text_number in _SHARED_TEXT.findall(window):
                text = self._workbook.texts.get(int(text_number))
                style = self._workbook.styles.get(int(style_number or 0), PLAIN)
                self.add_text(int(row) - 1, column_index(letters.decode()), text, style)

    def add_styles(self, row: int, styles: list[tuple[int, CellStyle]]) -> None:
        """Add what the styles of a row's cells do."""
        look = (*self.styles.get(row, ()), *styles)
        self.styles[row] = self._known.setdefault(look, look)

    def add_text(self, row: int, column: int, text: RichText | None, style: CellStyle) -> None:
        """Add a text in runs, in a cell of some style, if it is one of which a part is struck through."""
        if text is not None and (text.has_struck_run or style.is_struck):
            self.texts.setdefault(row, {})[column] = text.shown(style.is_struck)

    def rows(self) -> set[int]:
        """Give the rows that have cells which show something beyond their values."""
        return self.styles.keys() | self.texts.keys()

    def apply(self, row: int, cells: list[Cell]) -> None:
        """Change the cells of a row into what they show."""
        for column, style in self.styles.get(row, ()):
            if column < len(cells):
                cells[column] = style.applied_to(cells[column])
        for column, text in self.texts.get(row, {}).items():
            if column < len(cells):
                cells[column] = text


def scan_look(path: Path, part: str, workbook: WorkbookStyles, limits: ReadingLimits) -> tuple[SheetScan, SheetLook]:
    """Scan a sheet, and find its cells that show something beyond their values.

    Raises `BadFileError` `unreadable_file` where the sheet's XML is broken.
    """
    look = SheetLook(workbook)
    scan = scan_sheet(path, part, limits, look.add)
    # A cell without a style has the first one.
    must_walk = 0 in workbook.styles or (scan.is_unusual and (workbook.styles or workbook.texts))
    if not (must_walk or scan.speaks_of_strike):
        return scan, look
    walker = _LookWalker(workbook)
    try:
        with zipfile.ZipFile(path) as package:
            parse_whole(package, part, walker)
    except (*ZIP_ERRORS, *XML_ERRORS, KeyError) as error:
        raise unreadable(error) from error
    return scan, walker.look


class _LookWalker(CellWalker):
    """Walks through a sheet's XML, cell by cell: they are written in an unusual way, or hold texts of their own."""

    def __init__(self, workbook: WorkbookStyles) -> None:
        super().__init__()
        self.look = SheetLook(workbook)
        self._workbook = workbook
        self._style = PLAIN
        self._is_shared = self._in_value = False
        self._number = ""
        self._reader: RunReader | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        super().start(tag, attributes)
        name = local_name(tag)
        if name == "c":
            number = attributes.get("s", "0")
            self._style = self._workbook.styles.get(int(number), PLAIN) if number.isdecimal() else PLAIN
            self._is_shared = attributes.get("t") == "s"
            if self._style != PLAIN:
                self.look.add_styles(self.row, [(self.column, self._style)])
        elif name == "is":
            self._reader = RunReader()
        elif name == "v":
            self._in_value, self._number = self._is_shared, ""
        elif self._reader is not None:
            self._reader.start(name, attributes)

    def data(self, text: str) -> None:
        """Take text."""
        if self._in_value:
            self._number += text
        elif self._reader is not None:
            self._reader.data(text)

    def end(self, tag: str) -> None:
        """Take an element's end."""
        name = local_name(tag)
        if name == "v" and self._in_value:
            self._in_value = False
            number = self._number.strip()
            text = self._workbook.texts.get(int(number)) if number.isdecimal() else None
            self.look.add_text(self.row, self.column, text, self._style)
        elif name == "is" and self._reader is not None:
            self.look.add_text(self.row, self.column, self._reader.text, self._style)
            self._reader = None
        elif self._reader is not None:
            self._reader.end(name)
