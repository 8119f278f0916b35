"""`python -m tests.odd_workbooks.bench`: one table in many odd ways, read by LibreOffice and by the project's readers.

Exit 1 where the two differ in a way that is not listed with its reason. `--markdown FILE` writes a page of the
documentation, `--only WORD` runs the ways whose title holds a word and shows the cells that differ.
"""

import argparse
import string
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import coordinate_to_tuple, get_column_letter
from rich.console import Console
from rich.table import Table

from tests.odd_workbooks.cell_ways import cell_ways
from tests.odd_workbooks.cells import Reading, are_same
from tests.odd_workbooks.format_ways import format_ways
from tests.odd_workbooks.libreoffice import read_with_office
from tests.odd_workbooks.ods_ways import ods_ways
from tests.odd_workbooks.ours import read_with_ours
from tests.odd_workbooks.package_ways import package_ways
from tests.odd_workbooks.sample import Outcome, Way
from tests.odd_workbooks.text_ways import text_ways
from tests.odd_workbooks.xls_ways import xls_ways
from tests.odd_workbooks.xlsx_ways import xlsx_ways

_COLUMNS = ("way", "file", "writer", "LibreOffice", "SEKTAP", "result", "why")
_PAGE_HEAD = """# Odd workbooks

One made-up table of 25 rows, written in many ways by several programs, and read by LibreOffice 7.4 and by SEKTAP. The
two are compared cell by cell: kind, value, place, and which cells are merged over several rows. Numbers are the cells
that hold something. Made by `make odd-workbooks`. A test fails where SEKTAP reads other or fewer cells than LibreOffice
and no reason stands here.
"""


@dataclass(frozen=True)
class WayOutcome:
    """What the two programs read of a way; `differing` are the cells that are not the same, merged ones included."""

    way: Way
    office: Reading
    ours: Reading
    differing: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        match bool(self.office.refusal), bool(self.ours.refusal):
            case True, True:
                return Outcome.NEITHER
            case True, False:
                return Outcome.OURS_ALONE
            case False, True:
                return Outcome.OFFICE_ALONE
        return Outcome.DIFFERENT if self.differing else Outcome.SAME

    @property
    def is_as_listed(self) -> bool:
        """Whether it is the same, or differs as it is listed to."""
        listed = self.way.listed
        if listed is None:
            return self.outcome in (Outcome.SAME, Outcome.OURS_ALONE, Outcome.NEITHER)
        return self.outcome is listed.outcome and all(
            cell.rstrip(string.digits) in listed.columns for cell in self.differing
        )


def all_ways() -> list[Way]:
    """Give every way."""
    return [*xlsx_ways(), *cell_ways(), *format_ways(), *package_ways(), *xls_ways(), *ods_ways(), *text_ways()]


def run_ways(ways: Sequence[Way], folder: Path) -> list[WayOutcome]:
    """Write the ways into a folder and let both programs read them."""
    files = []
    for number, way in enumerate(ways):
        stem, _, suffix = way.name.rpartition(".")
        path = folder / f"{number:03d} {stem}.{suffix}"
        path.write_bytes(way.content())
        files.append((path, way.import_filter))
    by_office = read_with_office(files, folder / "saved")
    outcomes = []
    for way, (path, _) in zip(ways, files, strict=True):
        ours, epoch_1904 = read_with_ours(path, folder)
        office = by_office[path]
        outcomes.append(WayOutcome(way, office, ours, _differing(office, ours, epoch_1904=epoch_1904)))
    return outcomes


def _differing(office: Reading, ours: Reading, *, epoch_1904: bool) -> tuple[str, ...]:
    """Give the cells that differ, as a spreadsheet names them."""
    if office.refusal or ours.refusal:
        return ()
    places = [
        place
        for place in office.cells.keys() | ours.cells.keys()
        if not are_same(office.cells.get(place), ours.cells.get(place), epoch_1904=epoch_1904)
    ]
    places += [merged[:2] for merged in office.merged ^ ours.merged]
    return tuple(f"{get_column_letter(column + 1)}{row + 1}" for row, column in sorted(places))


def _cells(outcome: WayOutcome) -> tuple[str, ...]:
    way = outcome.way
    read = [reading.refusal or str(len(reading.cells)) for reading in (outcome.office, outcome.ours)]
    suffix = way.name.rpartition(".")[2]
    return way.title, suffix, way.writer, *read, outcome.outcome.value, way.listed.reason if way.listed else ""


def score(outcomes: Sequence[WayOutcome]) -> str:
    """Say how many ways came to what."""
    counted = Counter(outcome.outcome for outcome in outcomes)
    return f"Of {len(outcomes)} ways: " + ", ".join(f"{kind.value} {counted[kind]}" for kind in Outcome) + "."


def as_markdown(outcomes: Sequence[WayOutcome]) -> str:
    """Give the page of the documentation."""
    lines = [_PAGE_HEAD, score(outcomes), "", "| " + " | ".join(_COLUMNS) + " |", "|" + " --- |" * len(_COLUMNS)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in _cells(outcome)) + " |" for outcome in outcomes]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the ways and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.odd_workbooks.bench", description=__doc__)
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as a page")
    parser.add_argument("--only", metavar="WORD", help="run the ways whose title holds a word")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sektap-odd-") as folder:
        outcomes = run_ways([way for way in all_ways() if (arguments.only or "") in way.title], Path(folder))
    table = Table(*_COLUMNS, title=score(outcomes))
    for outcome in outcomes:
        table.add_row(*_cells(outcome), style=None if outcome.is_as_listed else "red")
    console = Console(width=160)
    console.print(table)
    if arguments.markdown:
        arguments.markdown.write_text(as_markdown(outcomes), encoding="utf-8")
    unlisted = [outcome for outcome in outcomes if not outcome.is_as_listed]
    for outcome in unlisted:
        console.print(f"{outcome.way.title}, {outcome.way.writer}: {outcome.outcome.value}", style="red")
        for cell in outcome.differing[:8]:
            row, column = coordinate_to_tuple(cell)
            place = row - 1, column - 1
            console.print(
                f"    {cell}: {outcome.office.cells.get(place)} / {outcome.ours.cells.get(place)}", markup=False
            )
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
