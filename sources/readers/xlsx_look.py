"""Which cells of an xlsx's sheet show something beyond their values; see `sources.readers.xlsx_styles`."""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sources.cells.model import Cell
from sources.readers.detect import ZIP_ERRORS, unreadable
from sources.readers.number_formats import CellStyle
from sources.readers.workbook_package import XML_ERRORS, local_name
from sources.readers.xlsx_scan import UNUSUAL_CELLS, CellWalker, column_index
from sources.readers.xlsx_styles import PLAIN, RichText, RunReader, WorkbookStyles, parse_whole, windows

_STYLE = re.compile(rb' s="([0-9]+)"')
_STYLED_CELL = re.compile(rb'[<:]c r="([A-Z]{1,3})([0-9]{1,7})"(?: [a-z]+="[^"]*")*? s="([0-9]+)"')
_SHARED_TEXT = re.compile(
    rb'[<:]c r="([A-Z]{1,3})([0-9]{1,7})"(?=[^<>]* t="s")(?:[^<>]*? s="([0-9]+)")?[^<>]*>'
    rb"<(?:[A-Za-z0-9]+:)?v>([0-9]+)<"
)


@dataclass
class SheetLook:
    """What cells of a sheet show, by row and column from 0: their styles, and the texts left of those in runs."""

    styles: dict[int, tuple[tuple[int, CellStyle], ...]] = field(default_factory=dict)
    texts: dict[int, dict[int, str]] = field(default_factory=dict)

    def apply(self, row: int, cells: list[Cell]) -> None:
        """Change the cells of a row into what they show."""
        for column, style in self.styles.get(row, ()):
            if column < len(cells):
                cells[column] = style.applied_to(cells[column])
        for column, text in self.texts.get(row, {}).items():
            if column < len(cells):
                cells[column] = text


def scan_look(path: Path, part: str, workbook: WorkbookStyles, *, speaks_of_strike: bool) -> SheetLook:
    """Find the cells of a sheet that show something beyond their values; see `SheetScan` for the last argument.

    Raises `BadFileError` `unreadable_file` where the sheet's XML is broken.
    """
    look = SheetLook()
    # A cell without a style has the first one.
    must_walk = speaks_of_strike or 0 in workbook.styles
    if not must_walk and not workbook.styles and not workbook.texts:
        return look
    try:
        with zipfile.ZipFile(path) as package:
            for window in () if must_walk else windows(package, part):
                if any(mark in window for mark in UNUSUAL_CELLS):
                    must_walk = True
                    break
                _add_styles(look, window, workbook)
                _add_texts(look, window, workbook)
            if must_walk:
                walker = _LookWalker(workbook)
                parse_whole(package, part, walker)
                return walker.look
    except (*ZIP_ERRORS, *XML_ERRORS, KeyError) as error:
        raise unreadable(error) from error
    return look


def _add_styles(look: SheetLook, window: bytes, workbook: WorkbookStyles) -> None:
    """Add the styled cells of a piece of a sheet, row by row. Most rows of a table look alike and share one tuple."""
    styles = {str(number).encode(): style for number, style in workbook.styles.items()}
    if styles.keys().isdisjoint(_STYLE.findall(window)):
        return
    known: dict[Sequence[tuple[bytes, bytes]], tuple[tuple[int, CellStyle], ...]] = {}
    cells = (cell for cell in _STYLED_CELL.findall(window) if cell[2] in styles)
    for row, in_row in groupby(cells, lambda cell: cell[1]):
        key = tuple((letters, number) for letters, _, number in in_row)
        if key not in known:
            known[key] = tuple((column_index(letters.decode()), styles[number]) for letters, number in key)
        index = int(row) - 1
        # A row that two pieces share comes twice.
        before = look.styles.get(index)
        look.styles[index] = known[key] if before is None else (*before, *known[key])


def _add_texts(look: SheetLook, window: bytes, workbook: WorkbookStyles) -> None:
    if not workbook.texts:
        return
    for letters, row, style, number in _SHARED_TEXT.findall(window):
        text = workbook.texts.get(int(number))
        is_struck = workbook.styles.get(int(style or 0), PLAIN).is_struck
        if text is not None and (text.has_struck_run or is_struck):
            shown = text.shown(is_struck)
            look.texts.setdefault(int(row) - 1, {})[column_index(letters.decode())] = shown


class _LookWalker(CellWalker):
    """Walks through a sheet's XML, cell by cell: they are written in an unusual way, or hold texts of their own."""

    def __init__(self, workbook: WorkbookStyles) -> None:
        super().__init__()
        self.look = SheetLook()
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
                known = self.look.styles.get(self.row, ())
                self.look.styles[self.row] = (*known, (self.column, self._style))
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
            self._keep(self._workbook.texts.get(int(self._number)) if self._number.strip().isdecimal() else None)
        elif name == "is" and self._reader is not None:
            self._keep(self._reader.text)
            self._reader = None
        elif self._reader is not None:
            self._reader.end(name)

    def _keep(self, text: RichText | None) -> None:
        if text is not None and (text.has_struck_run or self._style.is_struck):
            self.look.texts.setdefault(self.row, {})[self.column] = text.shown(self._style.is_struck)
