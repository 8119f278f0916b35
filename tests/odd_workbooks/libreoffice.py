"""The judge: what LibreOffice reads, taken from the flat ODF that it saves of each file.

Nothing of the readers is used here. LibreOffice writes flat ODF in one regular way, so a short walk over it will do.
"""

import datetime as dt
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from tests.odd_workbooks.cells import Cell, Reading, serial
from tests.odd_workbooks.sample import SHEET

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
#: LibreOffice passes over what stands behind some 250 files.
_MOST_FILES = 200
_DURATION = re.compile(r"PT(\d+)H(\d+)M([\d.]+)S")
_SPACES = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}


@cache
def _profile() -> tempfile.TemporaryDirectory[str]:
    """Make the folder in which LibreOffice keeps its settings; a new one costs it a second."""
    return tempfile.TemporaryDirectory(prefix="sektap-odd-profile-")


def convert(paths: Sequence[Path], target: str, folder: Path, *options: str) -> None:
    """Let LibreOffice save files in another format, where it opens them."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing: apt-get install libreoffice-calc"
    profile = f"-env:UserInstallation={Path(_profile().name).as_uri()}"
    command = [office, profile, "--headless", *options, "--convert-to", target, "--outdir", str(folder)]
    for begin in range(0, len(paths), _MOST_FILES):
        batch = map(str, paths[begin : begin + _MOST_FILES])
        subprocess.run([*command, *batch], check=False, capture_output=True, timeout=300)


def read_with_office(files: Sequence[tuple[Path, str]], folder: Path) -> dict[Path, Reading]:
    """Read files, each with the import filter that a person would choose for it (empty: its own)."""
    found: dict[Path, Reading] = {}
    folder.mkdir()
    for import_filter, group in groupby(sorted(files, key=lambda file: file[1]), lambda file: file[1]):
        paths = [path for path, _ in group]
        convert(paths, "fods", folder, *([f"--infilter={import_filter}"] if import_filter else []))
        for path in paths:
            saved = folder / f"{path.stem}.fods"
            reading = _reading(saved) if saved.exists() else Reading(refusal="not opened")
            found[path] = reading if reading.cells or reading.refusal else Reading(refusal="nothing in it")
    return found


def _reading(path: Path) -> Reading:
    tables = list(ElementTree.parse(path).iter(f"{_TABLE}table"))
    named = [table for table in tables if table.get(f"{_TABLE}name", "").casefold() == SHEET.casefold()]
    reading = Reading()
    row_number = 0
    for row in (named or tables)[0].iter(f"{_TABLE}table-row"):
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        for column, cell, value in _values(row):
            for offset in range(repeated):
                reading.cells[row_number + offset, column] = value
            spanned = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
            if spanned > 1:
                columns = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
                reading.merged.add((row_number, column, row_number + spanned - 1, column + columns - 1))
        row_number += repeated
    return reading


def _values(row: ElementTree.Element) -> Iterator[tuple[int, ElementTree.Element, Cell]]:
    """Give the cells of a row that hold something, each with its column from 0."""
    column = 0
    for cell in row:
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _cell(cell)
        if value is not None:
            yield from ((column + offset, cell, value) for offset in range(repeated))
        column += repeated


def _cell(cell: ElementTree.Element) -> Cell | None:
    shown = "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))
    kind = cell.get(f"{_OFFICE}value-type")
    if kind is None:
        return None
    if cell.get(f"{_CALC}value-type") == "error":
        return Cell("error", 0.0, shown)
    if kind == "date":
        moment = dt.datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:26])
        return Cell("moment", serial(moment), shown)
    if kind == "time":
        parts = _DURATION.fullmatch(cell.get(f"{_OFFICE}time-value", ""))
        assert parts
        return Cell("moment", (int(parts[1]) * 3600 + int(parts[2]) * 60 + float(parts[3])) / 86400, shown)
    if kind == "boolean":
        return Cell("number", float(cell.get(f"{_OFFICE}boolean-value") == "true"), shown)
    if kind == "string":
        return Cell("text", 0.0, shown) if shown else None
    return Cell("number", float(cell.get(f"{_OFFICE}value", "nan")), shown)


def _text(paragraph: ElementTree.Element) -> str:
    """Give the text of a paragraph; what an annotation says is not the cell's."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == f"{_TEXT}s":
            pieces.append(" " * int(child.get(f"{_TEXT}c", "1")))
        elif not child.tag.startswith(_OFFICE):
            pieces.append(_SPACES.get(child.tag) or _text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
