"""Mutates rows by gecko's mutators alone. Runs in the environment of the error models and imports nothing of ours.

`gecko_worker.py TASK.json MUTATED.json`. The task: `seed`, `rows` (each an object of texts, empty where a value is
missing), and `rates`, of each column the probability of each of its mutators. Written are the rows in the same order,
each with `slips`: `column: mutator` for every value that came out changed.
"""

import json
import sys
import warnings
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gecko import mutator as gecko

_HERE = Path(__file__).parent
_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Figures that are read for one another. No published table has any; these share most of their strokes.
_DIGITS_READ_WRONG = ("17", "08", "06", "38", "35", "56", "68", "49", "79")
#: Two columns in one: their values change places.
_BETWEEN = " and "

Mutator = Callable[..., list[pd.Series]]


def main(arguments: Sequence[str]) -> None:
    """Read the task, mutate, write."""
    # A mutator that finds nothing to change in a row says so; the row is then counted as it is.
    warnings.simplefilter("ignore")
    task, written = (Path(argument) for argument in arguments)
    rows = mutate(json.loads(task.read_text(encoding="utf-8")))
    written.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def mutate(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the mutated rows of a task; the same task gives the same rows."""
    rng = np.random.default_rng(task["seed"])
    frame = pd.DataFrame(task["rows"], dtype=object)
    slips: list[list[str]] = [[] for _ in range(len(frame))]
    for column, rates in task["rates"].items():
        kinds = [*rates, ""]
        shares = [*rates.values(), 1 - sum(rates.values())]
        drawn = rng.choice(kinds, size=len(frame), p=shares)
        for kind in rates:
            chosen = frame.index[drawn == kind]
            for place in _apply(frame, column.split(_BETWEEN), kind, chosen, rng):
                slips[place].append(f"{column}: {kind}")
    records = zip(*(frame[name] for name in frame.columns), strict=True)
    return [
        {**dict(zip(frame.columns, record, strict=True)), "slips": of_row}
        for record, of_row in zip(records, slips, strict=True)
    ]


def _apply(
    frame: pd.DataFrame, columns: list[str], kind: str, chosen: pd.Index, rng: np.random.Generator
) -> Sequence[int]:
    """Mutate the chosen rows where every column has a value; give those that came out changed."""
    filled = chosen[(frame.loc[chosen, columns] != "").all(axis=1)]
    if filled.empty:
        return []
    before = [frame.loc[filled, column] for column in columns]
    mutator = _mutator(kind, columns[0], frame[columns[0]], rng)
    after = mutator(_words(before[0]), 1.0) if kind == "words swapped" else mutator(before, 1.0)
    if kind == "words swapped":
        after = [after[0].str.cat(after[1], sep=" ").str.strip()]
    changed = pd.Series(data=False, index=filled)
    for column, old, new in zip(columns, before, after, strict=True):
        frame.loc[filled, column] = new
        changed |= old != new
    return [int(place) for place in filled[changed.to_numpy()]]


def _words(names: pd.Series) -> list[pd.Series]:
    parts = names.str.partition(" ")
    return [parts[0], parts[2]]


def _mutator(kind: str, column: str, values: pd.Series, rng: np.random.Generator) -> Mutator:
    """Give gecko's mutator of this kind for a column: of figures alone where the values are figures."""
    is_number = bool(values[values != ""].str.fullmatch(r"[\d-]+").all())
    makers: dict[str, Callable[[], Mutator]] = {
        "keyboard": lambda: gecko.with_cldr_keymap_file(
            _HERE / "keyboard.xml", charset=_DIGITS if is_number else None, rng=rng
        ),
        "ocr": lambda: gecko.with_replacement_table(
            _ocr_table(is_number=is_number), inline=True, reverse=True, rng=rng
        ),
        "phonetic": lambda: gecko.with_phonetic_replacement_table(_phonetic_table(), rng=rng),
        "transposition": lambda: gecko.with_transpose(rng),
        "deletion": lambda: gecko.with_delete(rng),
        "insertion": lambda: gecko.with_insert(_DIGITS if is_number else _LETTERS, rng),
        "substitution": lambda: gecko.with_substitute(_DIGITS if is_number else _LETTERS, rng),
        "missing": lambda: gecko.with_missing_value("", rng),
        "another value": lambda: gecko.with_categorical_values(
            pd.DataFrame({column: values.unique()}), column, rng=rng
        ),
        "swapped": lambda: gecko.with_permute(rng),
        "words swapped": lambda: gecko.with_permute(rng),
    }
    return makers[kind]()


def _ocr_table(is_number: bool) -> pd.DataFrame:
    """Give the OCR confusions: of figures our own, of letters GeCo's (Tran, Vatsalan, Christen 2013).

    pseudopeople carries GeCo's table; its signs that no letter or figure is are left out, as gecko reads a pattern.
    """
    if is_number:
        return pd.DataFrame([tuple(pair) for pair in _DIGITS_READ_WRONG])
    table = pd.read_csv(str(files("pseudopeople") / "data" / "ocr_errors.csv"), comment="#", header=None, dtype=str)
    table = table[table[0].str.isalnum() & table[1].str.isalnum()]
    return table.reset_index(drop=True)


def _phonetic_table() -> pd.DataFrame:
    """Give the Indonesian rules in both directions, also for a sound at the beginning of a word."""
    rules = pd.read_csv(_HERE / "phonetic.csv", dtype=str)
    pairs = [*zip(rules["written"], rules["heard"], strict=True), *zip(rules["heard"], rules["written"], strict=True)]
    capital = [(one.capitalize(), other.capitalize()) for one, other in pairs]
    return pd.DataFrame([(*pair, "") for pair in (*pairs, *capital)])


if __name__ == "__main__":
    main(sys.argv[1:])
