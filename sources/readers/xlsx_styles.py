"""What the cells of an xlsx show beyond their values: struck-through text, and numbers as their formats write them.

calamine gives values alone. The styles of the workbook are read first; a sheet is looked through only where one of
them strikes text through or shows more than a number, or where a text is struck through in part. Formats that depend
on other cells (conditional formats) are not looked at.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sources.readers.detect import ZIP_ERRORS, unreadable
from sources.readers.number_formats import CellStyle, says_more_than_number
from sources.readers.workbook_package import XML_ERRORS, local_name
from sources.readers.xlsx_scan import STRIKE, XmlTarget, parse_part, windows

_BUILT_IN_FORMATS = {"2": "0.00", "9": "0%", "10": "0.00%"}
_STYLES_PART = re.compile(r"xl/styles\.xml", re.IGNORECASE)
_TEXTS_PART = re.compile(r"xl/sharedstrings\.xml", re.IGNORECASE)
_RUN = re.compile(rb"<(?:[A-Za-z0-9]+:)?r[ >]")
PLAIN = CellStyle()


@dataclass
class RichText:
    """A text in runs: each with whether it is struck through, null where the cell's own style says it."""

    runs: list[tuple[str, bool | None]] = field(default_factory=list)

    @property
    def has_struck_run(self) -> bool:
        """Whether some of it is struck through whatever its cell's style."""
        return any(is_struck for _, is_struck in self.runs)

    def shown(self, in_struck_cell: bool) -> str:
        """Give the text that is not struck through."""
        return "".join(
            text for text, is_struck in self.runs if not (in_struck_cell if is_struck is None else is_struck)
        )


@dataclass(frozen=True)
class WorkbookStyles:
    """The styles that change what a cell shows, by their number, and the shared texts in runs by theirs."""

    styles: Mapping[int, CellStyle]
    texts: Mapping[int, RichText]


def read_styles(path: Path) -> WorkbookStyles:
    """Read what the styles of a checked package do.

    Raises `BadFileError` `unreadable_file` where their XML is broken.
    """
    try:
        with zipfile.ZipFile(path) as package:
            styles = _Styles()
            for part in filter(_STYLES_PART.fullmatch, package.namelist()):
                parse_whole(package, part, styles)
            relevant = styles.relevant()
            has_struck_cells = any(style.is_struck for style in relevant.values())
            texts = _Texts(has_struck_cells)
            for part in filter(_TEXTS_PART.fullmatch, package.namelist()):
                if _holds(package, part, lambda window: STRIKE in window) or (
                    has_struck_cells and _holds(package, part, lambda window: _RUN.search(window) is not None)
                ):
                    parse_whole(package, part, texts)
    except (*ZIP_ERRORS, *XML_ERRORS) as error:
        raise unreadable(error) from error
    return WorkbookStyles(relevant, texts.found)


def _holds(package: zipfile.ZipFile, part: str, is_met: Callable[[bytes], bool]) -> bool:
    return any(map(is_met, windows(package, part)))


def parse_whole(package: zipfile.ZipFile, part: str, target: XmlTarget) -> None:
    """Parse the XML of a part into `target`. Raises one of `XML_ERRORS`."""
    with package.open(part) as stream:
        for _ in parse_part(stream, target):
            pass


def _is_on(attributes: Mapping[str, str]) -> bool:
    return attributes.get("val", "1") not in ("0", "false")


class _Styles:
    """Takes the elements of `styles.xml`: number formats, which fonts are struck through, and the cells' styles."""

    def __init__(self) -> None:
        self._section = ""
        self._formats = dict(_BUILT_IN_FORMATS)
        self._struck: list[bool] = []
        self._styles: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        match self._section, local_name(tag):
            # Styles that depend on other cells have fonts and formats too, outside these sections.
            case "", "numFmts" | "fonts" | "cellXfs" as section:
                self._section = section
            case "numFmts", "numFmt":
                self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            case "fonts", "font":
                self._struck.append(False)
            case "fonts", "strike" if self._struck:
                self._struck[-1] = _is_on(attributes)
            case "cellXfs", "xf":
                self._styles.append((attributes.get("fontId", "0"), attributes.get("numFmtId", "0")))

    def data(self, text: str) -> None:
        """Take text, of which styles have none."""

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if local_name(tag) == self._section:
            self._section = ""

    def relevant(self) -> dict[int, CellStyle]:
        """Give the styles that change what a cell shows."""
        struck = {str(at) for at, is_struck in enumerate(self._struck) if is_struck}
        codes = {number: code for number, code in self._formats.items() if says_more_than_number(code)}
        styles = {at: CellStyle(font in struck, codes.get(code)) for at, (font, code) in enumerate(self._styles)}
        return {at: style for at, style in styles.items() if style != PLAIN}


class RunReader:
    """Takes the elements of one text: its runs, with whether each is struck through."""

    def __init__(self) -> None:
        self.text = RichText()
        self._is_struck: bool | None = None
        self._in_text = self._in_phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element's begin; `name` is local."""
        match name:
            case "r":
                self._is_struck = None
            case "rPr":
                self._is_struck = False
            case "strike":
                self._is_struck = _is_on(attributes)
            case "rPh":
                self._in_phonetic = True
            case "t":
                self._in_text = not self._in_phonetic

    def data(self, text: str) -> None:
        """Take text."""
        if self._in_text:
            self.text.runs.append((text, self._is_struck))

    def end(self, name: str) -> None:
        """Take an element's end; `name` is local."""
        match name:
            case "r":
                self._is_struck = None
            case "rPh":
                self._in_phonetic = False
            case "t":
                self._in_text = False


class _Texts:
    """Takes the elements of `sharedStrings.xml` and keeps the texts that are struck through in part.

    In a struck cell that is any text in runs: those with a style of their own are not struck through.
    """

    def __init__(self, has_struck_cells: bool) -> None:
        self.found: dict[int, RichText] = {}
        self._has_struck_cells = has_struck_cells
        self._count = 0
        self._reader = RunReader()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        name = local_name(tag)
        if name == "si":
            self._reader = RunReader()
        self._reader.start(name, attributes)

    def data(self, text: str) -> None:
        """Take text."""
        self._reader.data(text)

    def end(self, tag: str) -> None:
        """Take an element's end."""
        name = local_name(tag)
        self._reader.end(name)
        if name == "si":
            text = self._reader.text
            has_own_style = any(is_struck is not None for _, is_struck in text.runs)
            if text.has_struck_run or (self._has_struck_cells and has_own_style):
                self.found[self._count] = text
            self._count += 1
