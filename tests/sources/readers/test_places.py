"""Codes of kelurahan in whole tables: a column that BPS has numbered is not read as if Kemendagri had."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from sources.readers.blocks import BLOCK_ROWS
from tests.sources.readers.submissions import PENERIMA_HEADER, PENERIMA_ROWS, Received, receive, write_csv, write_xlsx

NAMES = ("kelurahan", "kecamatan")


def _rows(places: Sequence[Sequence[str]]) -> list[list[str]]:
    """Give a table of recipients with a place each: its code alone, or code and names."""
    header = [*PENERIMA_HEADER, *NAMES]
    return [header, *([*PENERIMA_ROWS[0][:3], place[0], *PENERIMA_ROWS[0][4:], *place[1:], ""] for place in places)]


def _codes(received: Received) -> list[str]:
    assert received.faults == []
    return received.column("penerima", "kode_wilayah")


@pytest.mark.parametrize(
    ("places", "read"),
    [
        # Ketapang and Triwung Kidul to Kemendagri: nothing speaks for BPS
        ([["3574011001"], ["3574011003"], ["3574011007"]], ["35.74.01.1001", "35.74.01.1003", "35.74.01.1007"]),
        # Sumber Wetan and Ketapang to BPS
        ([["3574011001"], ["3574010009"]], ["3574011001", "3574010009"]),
        ([["3574010009"], ["3574031002"], ["3574031004"]], ["3574010009", "3574031002", "3574031004"]),
        # Names rescue their own row, and a code that only one of them uses needs no rescue.
        (
            [["3574011001", "Sumber Wetan"], ["3574011001"], ["3574010009", "Ketapang"]],
            ["35.74.05.1003", "3574011001", "35.74.01.1001"],
        ),
        (
            [["35.74.01.1001"], ["3574011007"], ["Ketapang"], ["3574020003"]],
            ["35.74.01.1001", "35.74.01.1007", "35.74.01.1001", "3574020003"],
        ),
        ([["3574031001"], ["35.74.010.009"]], ["3574031001", "35.74.010.009"]),
    ],
)
def test_a_column_in_which_a_code_of_bps_stands(tmp_path: Path, places: list[list[str]], read: list[str]) -> None:
    rows = _rows(places)
    assert _codes(receive(write_csv(tmp_path / "penerima.csv", rows))) == read
    assert _codes(receive(write_xlsx(tmp_path / "a.xlsx", {"Penerima": rows}))) == read


@pytest.mark.parametrize("bps_first", [True, False])
def test_the_whole_table_decides_however_long_it_is(tmp_path: Path, bps_first: bool) -> None:
    many = [["3574011001"]] * BLOCK_ROWS
    places = [["3574010009"], *many] if bps_first else [*many, ["3574010009"]]
    codes = _codes(receive(write_csv(tmp_path / "penerima.csv", _rows(places))))
    assert len(codes) == BLOCK_ROWS + 1
    assert set(codes) == {"3574011001", "3574010009"}


def test_a_table_decides_for_no_other(tmp_path: Path) -> None:
    sheets = {
        "Penerima": _rows([["3574011001"], ["3574010009"]]),
        "Penerima (2)": _rows([["3574011001"], ["3574031004"]]),
    }
    received = receive(write_xlsx(tmp_path / "a.xlsx", sheets))
    assert _codes(received) == ["3574011001", "3574010009", "35.74.01.1001", "35.74.03.1004"]
    assert {path.name for path in received.folder.iterdir()} == {
        "penerima.parquet", "sheet.parquet", "file.parquet", "file_fault.parquet",
    }  # fmt: skip
