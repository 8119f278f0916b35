"""Coded values: from the spellings that institutions use to the canonical code."""

import re
import unicodedata
from collections.abc import Mapping

from sources.cells.model import Cell, FormattedNumber
from sources.cells.text import read_text
from sources.contract import fold_code

#: A number as programs write it into a csv or JSON file where the column has gaps: 1.0 is code 1.
_WHOLE_WITH_ZERO_FRACTION = re.compile(r"^([0-9]{1,2})[.,]0$")
#: A number with its sign, before or behind: -1 is no code 1.
_SIGNED = re.compile(r"[+\-\u2010-\u2015\u2212]\s*[0-9][0-9.,\s]*|[0-9.,]+\s*[+\-\u2010-\u2015\u2212]")


def read_code(cell: Cell, spellings: Mapping[str, str]) -> str | None:
    """Read a coded value: the canonical code, the text as written where it is none, null where the cell is empty.

    `spellings` maps folded spellings to codes (see `contract.load_code_lists`). A code with its own name behind it,
    `1. Pengurangan beban pengeluaran` or `1 = Laki-laki`, is that code. A number with a sign is none.
    """
    if isinstance(cell, FormattedNumber) and not cell.is_percentage:
        code = read_code(cell.value, spellings)
        return code if code in spellings.values() else read_code(cell.shown, spellings)
    text = read_text(cell)
    if text is None or _SIGNED.fullmatch(unicodedata.normalize("NFKC", text)):
        return text
    folded = fold_code(_WHOLE_WITH_ZERO_FRACTION.sub(r"\1", text))
    known = spellings.get(folded)
    if known is not None:
        return known
    for prefix, code in spellings.items():
        if folded.startswith(prefix) and spellings.get(folded[len(prefix) :].lstrip("(=").rstrip(")")) == code:
            return code
    return text
