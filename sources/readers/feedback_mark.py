"""How workbooks of ours are known when they come back: by properties, by a sentence, and by their name.

One that does not hold all rows says so by a property, and by a sentence above the rows of a sheet, which survives any
program and format. The copy that a check has marked stands beside the file that was checked, under its name.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from defusedxml import ElementTree

from sources.readers.detect import ZIP_ERRORS
from sources.readers.workbook_package import XML_ERRORS

#: Custom property of a workbook with the digest of its inputs.
FINGERPRINT = "sektap_fingerprint"
#: What the name of a check's marked workbook ends in, behind that of the file that was checked without its suffix.
MARKED_SUFFIX = ".diperiksa.xlsx"
#: Custom property of a workbook that leaves out rows of the submission that it answers.
PARTIAL_PROPERTY = "sektap_partial"
#: Part of what is written above the rows of a sheet that shows only some of them.
PARTIAL_SENTENCE = "yang ditampilkan hanya baris yang ada temuannya"

_CUSTOM_PROPERTIES, _CORE_PROPERTIES = "docProps/custom.xml", "docProps/core.xml"
#: Longer properties were not written by SEKTAP.
_MOST_PROPERTY_BYTES = 100_000


def custom_property(workbook: Path, name: str) -> str | None:
    """Give a custom property of a workbook; None where it has none, or is no workbook of this format."""
    try:
        properties = ElementTree.fromstring(_part(workbook, _CUSTOM_PROPERTIES))
    except XML_ERRORS:
        return None
    return next(("".join(element.itertext()) for element in properties if element.get("name") == name), None)


def _part(workbook: Path, name: str) -> bytes:
    """Give a small part of a package; empty where there is none, whatever the file is."""
    try:
        with zipfile.ZipFile(workbook) as package:
            return package.read(name) if package.getinfo(name).file_size <= _MOST_PROPERTY_BYTES else b""
    except (*ZIP_ERRORS, KeyError):
        return b""


def is_as_written(workbook: Path) -> bool:
    """Say whether a file is a workbook as SEKTAP has written it, and nobody has saved since."""
    properties = _part(workbook, _CORE_PROPERTIES).decode("utf-8", "replace")
    # A spreadsheet program that saves it sets the second time, and leaves the first.
    times = re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", properties)
    return len(times) == 2 and times[0] == times[1] and custom_property(workbook, FINGERPRINT) is not None


def marked_copies(files: Mapping[str, Path]) -> set[str]:
    """Name the files of a submission that a check has put beside the file it has checked, and nobody has saved since.

    They say nothing that the file does not say. Alone, or corrected, such a workbook is a report like any other.
    """
    originals = {name.rpartition(".")[0] for name in files}
    return {
        name
        for name, path in files.items()
        if name.endswith(MARKED_SUFFIX) and name.removesuffix(MARKED_SUFFIX) in originals and is_as_written(path)
    }


def says_partial(titles: Iterable[str]) -> bool:
    """Whether the lines above a table say that it shows only the rows with a finding."""
    return any(PARTIAL_SENTENCE in " ".join(title.split()).casefold() for title in titles)
