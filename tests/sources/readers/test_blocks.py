"""Rows are sorted out block by block: what comes of it must not depend on where blocks end, or on the shortcut."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.readers import blocks
from sources.readers.blocks import DataBlock
from sources.readers.body import BodyRows
from sources.readers.header_search import find_header
from sources.readers.model import MergedRange, RawRow
from sources.readers.target_fields import target_fields_of
from tests.sources.readers.submissions import PENERIMA_HEADER, PENERIMA_ROWS

ONE, TWO = PENERIMA_ROWS
LONG_CODE = ["2.05.02.2.01", *ONE[1:]]
CELLS = st.sampled_from(
    [None, "", "-", "nihil", 1, 2.0, "1", "K-01", "2.05.02.2.01", "Contoh", "JUMLAH", "nama", "35.74.03.1001"]
)
ROWS = st.one_of(
    st.sampled_from(
        [ONE, TWO, LONG_CODE, LONG_CODE, PENERIMA_HEADER, list("1234567"), [], ["JUMLAH", None, None, None, None, 3]]
    ),
    st.sampled_from([["Rekap lain"], ["Mengetahui,"], ["Kepala Dinas Sosial"], [*LONG_CODE, "catatan"], LONG_CODE[:5]]),
    st.lists(CELLS, max_size=9),
)


class _RowByRow(BodyRows):
    """Looks at every row by itself."""

    def _suspects(self, columns: Sequence[Sequence[Any]]) -> set[int]:
        return set(range(len(columns[0])))


def _rows_of(found: Iterator[DataBlock]) -> list[tuple[Any, ...]]:
    return [row for block in found for row in zip(block.source_rows, *block.columns, strict=True)]


@pytest.mark.parametrize("merged", [(), (MergedRange(2, 0, 4, 0),)])
@given(below=st.lists(ROWS, max_size=20), block_rows=st.integers(1, 8))
def test_blocks_end_anywhere(merged: tuple[MergedRange, ...], below: list[list[Any]], block_rows: int) -> None:
    sheet = [RawRow(number, cells) for number, cells in enumerate([PENERIMA_HEADER, *below], start=1)]
    target_fields = target_fields_of("penerima", 2023)

    def read(kind: type[BodyRows]) -> list[tuple[Any, ...]]:
        header, _, _, rest = find_header(iter(sheet), target_fields)
        assert header is not None
        return _rows_of(kind(target_fields, header, merged).read(rest))

    row_by_row = read(_RowByRow)
    assert read(BodyRows) == row_by_row
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_ROWS", block_rows)
        assert read(BodyRows) == row_by_row


def test_wide_rows_make_smaller_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "_BLOCK_CELLS", 10)
    rows = [RawRow(number, [None] * 4) for number in range(7)]
    assert [len(block) for block in blocks.in_blocks(rows)] == [3, 3, 1]
