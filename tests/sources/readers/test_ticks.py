"""Sex in two columns of ticks, one for men and one for women."""

from pathlib import Path
from typing import Any

import pytest

from tests.sources.readers.submissions import PENERIMA_HEADER, Received, receive, write_xlsx
from tests.sources.readers.test_tables import ONE, TWO, told


def _read(tmp_path: Path, labels: list[list[Any]], *marks: list[Any]) -> Received:
    *upper, lower = labels
    header = [[*PENERIMA_HEADER, *row] for row in upper] + [
        [*([None] * len(PENERIMA_HEADER) if upper else PENERIMA_HEADER), *lower]
    ]
    people = [[*person, *mark] for person, mark in zip([ONE, TWO, ONE], marks, strict=False)]
    return receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": [*header, *people]}), due_datasets=())


@pytest.mark.parametrize("tick", ["v", "V", "\u2713", "\u221a", "x", "X", 1, "1", "ya", "\u00fc"])
@pytest.mark.parametrize("labels", [[["L", "P"]], [["Laki-laki", "Perempuan"]], [["Jenis Kelamin", None], ["L", "P"]]])
def test_a_tick_gives_the_sex(tmp_path: Path, labels: list[list[Any]], tick: Any) -> None:
    received = _read(tmp_path, labels, [tick, None], [None, tick], [None, None])
    assert received.column("penerima", "jenis_kelamin") == ["L", "P", None]
    assert told(received) == []


def test_a_title_above_the_labels_is_no_part_of_them(tmp_path: Path) -> None:
    rows = [["KELURAHAN MAYANGAN"], ["No", *PENERIMA_HEADER, "L", "P"], [1, *ONE, "v", None]]
    received = receive(write_xlsx(tmp_path / "a.xlsx", {"penerima": rows}), due_datasets=())
    assert received.column("penerima", "jenis_kelamin") == ["L"]
    (table,) = received.rows("sheet")[0]["tables"]
    assert (table["header_row"], table["unread_columns"]) == (2, [])


def test_letters_and_noughts_are_read_too(tmp_path: Path) -> None:
    received = _read(tmp_path, [["L", "P"]], ["L", None], [None, "P"], [0, 1])
    assert received.column("penerima", "jenis_kelamin") == ["L", "P", "P"]


def test_both_ticked_is_no_code(tmp_path: Path) -> None:
    received = _read(tmp_path, [["L", "P"]], ["v", "v"], ["v", None])
    assert received.column("penerima", "jenis_kelamin") == ["L P", "L"]


def test_counts_under_the_letters_are_no_ticks(tmp_path: Path) -> None:
    received = _read(tmp_path, [["L", "P"]], [2, 3], [1, 1])
    assert received.column("penerima", "jenis_kelamin") == [None, None]
    (table,) = received.rows("sheet")[0]["tables"]
    assert table["unread_columns"] == [(7, "L"), (8, "P")]


def test_a_column_of_its_own_goes_before_ticks(tmp_path: Path) -> None:
    received = _read(tmp_path, [["jenis_kelamin", "L", "P"]], ["P", "v", None])
    assert received.column("penerima", "jenis_kelamin") == ["P"]
