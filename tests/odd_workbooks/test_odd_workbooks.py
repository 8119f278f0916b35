"""What LibreOffice opens is opened, and the same cells are read, or it is listed why not."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.odd_workbooks.bench import WayOutcome, all_ways, as_markdown, run_ways
from tests.odd_workbooks.cells import Cell, Reading, are_same
from tests.odd_workbooks.sample import HEADER, Outcome, Way, by_xlsxwriter, grid

#: Cells of the table that hold something; ways add a few, or leave a few out.
CELLS = sum(cell not in (None, "") for row in grid() for cell in row)


def test_the_ways_are_many_and_of_several_writers() -> None:
    ways = all_ways()
    assert len(ways) >= 250
    assert len({way.writer for way in ways}) >= 5
    assert len({(way.title, way.writer) for way in ways}) == len(ways)
    assert {way.name.rpartition(".")[2] for way in ways} >= {"xlsx", "xlsm", "xls", "ods", "csv", "xlsb", "fods"}


@pytest.mark.parametrize(
    ("office", "ours", "is_same"),
    [
        (Cell("text", 0, "Siti"), Cell("text", 0, "Siti"), True),
        (Cell("text", 0, "0012"), Cell("number", 12, ""), False),
        (Cell("number", 12, "0012"), Cell("number", 12, ""), False),
        (Cell("number", 0.5, "50%"), Cell("number", 0.5, "50%"), True),
        (Cell("number", 0.5, "50%"), Cell("number", 0.5, ""), False),
        (Cell("moment", 45000, "15/03/2023"), Cell("moment", 45000, ""), True),
        (Cell("moment", 45000, "15/03/2023"), Cell("text", 0, "2023-03-15"), True),
        (Cell("moment", 45000, "15/03/2023"), Cell("moment", 45001, ""), False),
        (Cell("error", 0, "#N/A"), Cell("text", 0, "#N/A"), False),
        (Cell("number", 1, "1"), None, False),
        (None, Cell("number", 1, ""), False),
    ],
)
def test_cells_are_compared_by_kind_and_value(office: Cell | None, ours: Cell | None, is_same: bool) -> None:
    assert are_same(office, ours) is is_same


def test_a_difference_must_be_listed_as_it_is() -> None:
    way = Way("plain", "XlsxWriter", "penerima.xlsx", by_xlsxwriter)
    read, refused = Reading({(0, 0): Cell("number", 1, "1")}), Reading(refusal="unreadable_file")
    assert WayOutcome(way, read, read, ()).is_as_listed
    assert WayOutcome(way, refused, read, ()).is_as_listed
    assert not WayOutcome(way, read, refused, ()).is_as_listed
    assert not WayOutcome(way, read, read, ("A1",)).is_as_listed
    listed = next(it for it in all_ways() if it.listed and it.listed.outcome is Outcome.DIFFERENT)
    assert listed.listed is not None
    column = listed.listed.columns[0]
    assert WayOutcome(listed, read, read, (f"{column}1",)).is_as_listed
    assert not WayOutcome(listed, read, read, (f"{column}1", "Z1")).is_as_listed
    # What is mended is taken from the list.
    assert not WayOutcome(listed, read, read, ()).is_as_listed


@pytest.mark.slow
def test_the_same_cells_are_read_as_by_libreoffice(tmp_path: Path) -> None:
    outcomes = run_ways(all_ways(), tmp_path)
    unlisted = {f"{it.way.title} ({it.way.writer})": it.differing for it in outcomes if not it.is_as_listed}
    assert unlisted == {}
    plain = [it for it in outcomes if it.way.title.endswith("plain")]
    assert {len(it.office.cells) for it in plain} == {CELLS}
    assert all(len(HEADER) < len(it.office.cells) for it in outcomes if it.outcome is Outcome.SAME)
    page = as_markdown(outcomes)
    assert all(it.way.title.replace("|", "\\|") in page for it in outcomes)


@pytest.mark.slow
def test_a_way_that_differs_is_told(tmp_path: Path) -> None:
    way = Way("plain", "XlsxWriter", "penerima.xlsx", by_xlsxwriter)
    broken = replace(way, content=lambda: by_xlsxwriter().replace(b"sheet1.xml", b"sheet2.xml", 1))
    sound, other = run_ways([way, broken], tmp_path)
    assert sound.is_as_listed
    assert sound.outcome is Outcome.SAME
    assert other.outcome is not Outcome.SAME
