"""How a feedback workbook that does not hold all rows is known when it comes back: by a property and by a sentence.

The sentence stands above the rows of a sheet and survives any program and format; the property is the workbook's.
"""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

#: Custom property of a workbook that leaves out rows of the submission that it answers.
PARTIAL_PROPERTY = "sektap_partial"
#: Part of what is written above the rows of a sheet that shows only some of them.
PARTIAL_SENTENCE = "yang ditampilkan hanya baris yang ada temuannya"

_CUSTOM_PROPERTIES = "docProps/custom.xml"
#: Longer custom properties were not written by SEKTAP.
_MOST_PROPERTY_BYTES = 100_000


def custom_property(workbook: Path, name: str) -> str | None:
    """Give a custom property of a workbook; None where it has none, or is no workbook of this format."""
    try:
        with zipfile.ZipFile(workbook) as package:
            if package.getinfo(_CUSTOM_PROPERTIES).file_size > _MOST_PROPERTY_BYTES:
                return None
            properties = ElementTree.fromstring(package.read(_CUSTOM_PROPERTIES))
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError, DefusedXmlException):
        return None
    return next(("".join(element.itertext()) for element in properties if element.get("name") == name), None)


def says_partial(titles: Iterable[str]) -> bool:
    """Whether the lines above a table say that it shows only the rows with a finding."""
    return any(PARTIAL_SENTENCE in " ".join(title.split()).casefold() for title in titles)
