"""Coded values: from the spellings that institutions use to the canonical code."""

import re
from collections.abc import Mapping

from sources.cells.model import Cell
from sources.cells.text import read_text
from sources.contract import fold_code

#: A number as programs write it into a csv or JSON file where the column has gaps: 1.0 is code 1.
_WHOLE_WITH_ZERO_FRACTION = re.compile(r"^([0-9]{1,2})[.,]0$")


def read_code(cell: Cell, spellings: Mapping[str, str]) -> str | None:
    """Read a coded value: the canonical code, the text as written where it is none, null where the cell is empty.

    `spellings` maps folded spellings to codes (see `contract.load_code_lists`). A code with its own name behind it,
    `1. Pengurangan beban pengeluaran`, is that code.
    """
    text = read_text(cell)
    if text is None:
        return None
    folded = fold_code(_WHOLE_WITH_ZERO_FRACTION.sub(r"\1", text))
    known = spellings.get(folded)
    if known is not None:
        return known
    for code in set(spellings.values()):
        prefix = fold_code(code)
        if folded.startswith(prefix) and spellings.get(folded[len(prefix) :].lstrip("(=").rstrip(")")) == code:
            return code
    return text
