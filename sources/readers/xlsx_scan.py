"""What calamine does not give of an xlsx, and what must be known before it opens one.

The package is read once as a stream: a DOCTYPE or more unpacked bytes than allowed refuses it. Of the sheets that are
wanted, the scan finds the cells that show an error (calamine gives them as empty), the area that their cells span
(calamine reserves memory for all of it), and whether the workbook counts days from 1904. fastexcel, which stands on
calamine, gives none of it either; openpyxl gives it, and takes fourteen times as long (100,000 rows of 20 columns in
20 s, calamine 1.4 s).
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Protocol

from defusedxml import ElementTree

from sources.cells.model import ErrorCell
from sources.readers.detect import ZIP_ERRORS, unreadable
from sources.readers.model import BadFileError, MergedRange, ReadingLimits
from sources.readers.workbook_package import USUAL_WORKBOOK, XML_ERRORS, folded_part, local_name

_CHUNK = 1 << 20
_PARSED_CHUNK = 1 << 16
#: Longer than the begin of a cell, and than that of one with a shared text and its number.
_OVERLAP = 256
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
#: Asked one after the other, for a reference occurs once, but its row and its column often.
_COLUMNS = re.compile(rb"""\sr=["']([A-Z]{1,3})[0-9]""")
_ROWS = re.compile(rb"""\sr=["'][A-Z]{1,3}([0-9]{1,7})["']""")
#: A cell from column BA or row 100,000 on. Sheets without any are small enough not to be measured.
_FAR_REFERENCE = re.compile(rb'\sr="(?:[A-Z]{1,2}[0-9]{6}|[A-Z]{3}|[B-Z][A-Z])')
#: How a cell's type, a reference in unusual quotes, and a cell without reference are written.
_ERROR_TYPES = (b't="e"', b"t='e'")
_UNUSUAL_CELLS = (b"r='", b"<c>", b"<c t=", b"<c s=")
#: The element of a font that strikes text through.
STRIKE = b"strike"
_CELL_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class SheetScan:
    """What the scan of a sheet found.

    `rows` and `columns` bound its cells (0 where the sheet is small: nothing stands beyond column AZ or row 99,999);
    `errors` are the cells that show an error by (row, column) from 0. `merged` is filled for huge areas only.
    `is_unusual` says whether cells are written in a way that only a walk through the XML understands,
    `speaks_of_strike` whether a text of the sheet's own may be struck through.
    """

    rows: int = 0
    columns: int = 0
    merged: list[MergedRange] = field(default_factory=list)
    errors: dict[tuple[int, int], ErrorCell] = field(default_factory=dict)
    is_unusual: bool = False
    speaks_of_strike: bool = False

    @property
    def cells(self) -> int:
        """Number of cells in the area that the sheet spans, counted from its corner."""
        return self.rows * self.columns


@dataclass
class WorkbookScan:
    """What the scan of a workbook found: the parts of its sheets by name, and their epoch."""

    epoch_1904: bool
    parts: dict[str, str]


def column_index(letters: str) -> int:
    """Give the position from 0 of a column's letters.

    >>> column_index("A"), column_index("XFD")
    (0, 16383)
    """
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def check_package(path: Path, limits: ReadingLimits) -> None:
    """Refuse a workbook package that is unsafe to open.

    Raises `BadFileError`: `unsafe_archive` for a DOCTYPE or too many unpacked bytes, `password_protected` for encrypted
    parts, `unreadable_file` where a part is broken.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if sum(part.file_size for part in parts) > limits.unpacked_bytes:
                raise BadFileError("unsafe_archive", "Buku kerja terlalu besar setelah dibuka.")
            files = [folded_part(part.filename) for part in parts if not part.filename.endswith(("/", "\\"))]
            if len(set(files)) < len(files):
                raise BadFileError("unsafe_archive", "Buku kerja berisi dua bagian dengan nama yang sama.")
            if any(part.flag_bits & 1 for part in parts):
                raise BadFileError("password_protected")
            # Python can not ask a part without a name whether it is a folder.
            if not all(part.filename for part in parts):
                raise unreadable()
            for part in parts:
                if not part.is_dir():
                    _check_part(package, part)
    except ZIP_ERRORS as error:
        raise unreadable(error) from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end, so that its size and checksum hold, and look for a DOCTYPE in XML."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".rdf", ".vml"))
    for window in windows(package, part.filename):
        if is_xml and any(mark in window for mark in _DOCTYPES):
            raise BadFileError("unsafe_archive", "Buku kerja memuat DOCTYPE, yang tidak diizinkan.")


def windows(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Give a part in pieces that overlap."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def scan_workbook(path: Path) -> WorkbookScan:
    """Read the list of sheets and the epoch of a checked package. Raises `BadFileError` `unreadable_file`."""
    try:
        with zipfile.ZipFile(path) as package:
            workbook = ElementTree.fromstring(package.read(USUAL_WORKBOOK), forbid_dtd=True)
            links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    except (*ZIP_ERRORS, *XML_ERRORS) as error:
        raise unreadable(error) from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    epoch_1904, parts = False, {}
    for element in workbook.iter():
        if local_name(element.tag) == "workbookPr":
            epoch_1904 = element.get("date1904", "0") in ("1", "true")
        elif local_name(element.tag) == "sheet":
            link = next(
                (value for key, value in element.attrib.items() if local_name(key) == "id" and "}" in key), None
            )
            target = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
            parts[element.get("name", "")] = target
    return WorkbookScan(epoch_1904, parts)


def scan_sheet(path: Path, part: str, limits: ReadingLimits, look_at: Callable[[bytes], None]) -> SheetScan:
    """Scan one sheet of a checked package, and let `look_at` see each of its windows.

    Raises `BadFileError` `unreadable_file` where its XML is broken. The bounds are those of all cells where their area
    is small, else of the cells that hold something.
    """
    scan = SheetScan()
    has_errors = False
    try:
        with zipfile.ZipFile(path) as package:
            for window in windows(package, part):
                has_errors = has_errors or any(mark in window for mark in _ERROR_TYPES)
                scan.is_unusual = scan.is_unusual or any(mark in window for mark in _UNUSUAL_CELLS)
                scan.speaks_of_strike = scan.speaks_of_strike or STRIKE in window
                if _FAR_REFERENCE.search(window):
                    _widen(scan, window)
                look_at(window)
    except (*ZIP_ERRORS, KeyError) as error:
        raise unreadable(error) from error
    if has_errors or scan.is_unusual or scan.cells > limits.sheet_cells:
        walked = _scan_cells(path, part)
        return replace(walked, is_unusual=scan.is_unusual, speaks_of_strike=scan.speaks_of_strike)
    return scan


def _widen(scan: SheetScan, window: bytes) -> None:
    columns, rows = set(_COLUMNS.findall(window)), set(_ROWS.findall(window))
    scan.columns = max(scan.columns, *(column_index(letters.decode()) + 1 for letters in columns), 0)
    scan.rows = max(scan.rows, *map(int, rows), 0)


class XmlTarget(Protocol):
    """What takes the elements of a part one by one; names are `{namespace}local`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""

    def data(self, text: str) -> None:
        """Take text."""

    def end(self, tag: str) -> None:
        """Take an element's end."""


def parse_part(stream: IO[bytes], target: XmlTarget) -> Iterator[None]:
    """Parse the XML of a package's part into `target`, without a tree, one chunk a step. Raises one of `XML_ERRORS`."""
    parser = ElementTree.DefusedXMLParser(target=target, forbid_dtd=True)
    while chunk := stream.read(_PARSED_CHUNK):
        parser.feed(chunk)
        yield
    parser.close()


class CellWalker:
    """Walks through a sheet's XML, cell by cell, and knows the `row` and `column` (from 0) of each."""

    def __init__(self) -> None:
        """Stand before the first cell."""
        self.row, self.column = -1, -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        name = local_name(tag)
        if name == "row":
            self.row = int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else self.row + 1
            self.column = -1
        elif name == "c":
            reference = _CELL_REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = column_index(reference[1]) if reference else self.column + 1
            if reference:
                self.row = int(reference[2]) - 1


class _CellScanner(CellWalker):
    """Looks for the errors of a sheet and for the bounds of the cells that hold something."""

    def __init__(self) -> None:
        super().__init__()
        self.scan = SheetScan()
        self._is_error = self._in_value = False
        self._text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's begin."""
        super().start(tag, attributes)
        tag = local_name(tag)
        if tag == "c":
            self._is_error = attributes.get("t") == "e"
        elif tag == "mergeCell":
            corners = [_CELL_REFERENCE.fullmatch(corner) for corner in attributes.get("ref", "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                (first, last) = ((int(corner[2]) - 1, column_index(corner[1])) for corner in corners if corner)
                self.scan.merged.append(MergedRange.between(first, last))
        elif tag in ("v", "is"):
            self._in_value = True
            self._text = []
            self.scan.rows = max(self.scan.rows, self.row + 1)
            self.scan.columns = max(self.scan.columns, self.column + 1)

    def end(self, tag: str) -> None:
        """Take an element's end."""
        if local_name(tag) == "v":
            self._in_value = False
            if self._is_error:
                self.scan.errors[self.row, self.column] = ErrorCell("".join(self._text).strip() or "#N/A")

    def data(self, text: str) -> None:
        """Take text."""
        if self._in_value and self._is_error:
            self._text.append(text)


def _scan_cells(path: Path, part: str) -> SheetScan:
    scanner = _CellScanner()
    try:
        with zipfile.ZipFile(path) as package, package.open(part) as stream:
            for _ in parse_part(stream, scanner):
                pass
    except (*ZIP_ERRORS, *XML_ERRORS) as error:
        raise unreadable(error) from error
    return scanner.scan
