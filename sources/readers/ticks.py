"""Codes that are ticked: a column for each code (`L` and `P`), with a mark in the one that holds."""

from collections.abc import Iterable, Mapping, Sequence

from sources.cells.model import Cell, without_format
from sources.cells.text import is_empty, tidy
from sources.contract import Column, fold_code, load_code_lists

_FEWEST_CODES = 2
_NO_TICKS = ("0", "0.0", "False")
#: Besides single characters, of which there are many (a tick of the font Wingdings is `\u00fc`), and the code itself.
_TICKS = frozenset({"1", "1.0", "True", "ya"})


def ticked_codes(labels: Mapping[int, Sequence[str]], column: Column) -> dict[int, str]:
    """Give, for each position whose label is a code of a column, that code; nothing where they are not several."""
    known = load_code_lists()[column.code_list or ""]
    codes = {
        at: known[folded]
        for at, spellings in labels.items()
        for folded in map(fold_code, spellings)
        if folded.isalpha() and folded in known
    }
    return codes if len(set(codes.values())) >= _FEWEST_CODES else {}


def are_ticks(cells: Iterable[Cell], code: str) -> bool:
    """Say whether the cells under a code only tick it, and do not count what is of this code."""
    texts = {tidy(str(without_format(cell))) for cell in cells if not is_empty(cell)}
    return all((len(text) == 1 and not text.isdigit()) or text in (*_TICKS, *_NO_TICKS, code) for text in texts)


def ticked(codes: Mapping[int, str], columns: Sequence[Sequence[Cell]]) -> list[Cell]:
    """Give the ticked code of each row: null where none is, all of them (which is no code) where several are."""
    marked = [[code if _is_tick(cell) else "" for cell in columns[at]] for at, code in codes.items()]
    return [" ".join(filter(None, row)) or None for row in zip(*marked, strict=True)]


def _is_tick(cell: Cell) -> bool:
    return not is_empty(cell) and str(without_format(cell)) not in _NO_TICKS
