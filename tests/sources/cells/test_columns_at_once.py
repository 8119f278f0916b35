"""A column of texts is read as a whole: the result must be that of reading cell by cell."""

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.cells.columns import _cell_reader, read_column, read_region_column
from sources.cells.dates import DateStyle
from sources.cells.text import EMPTY_WORDS
from sources.contract import Column, load_contracts
from sources.contract_schemas import arrow_type
from sources.regions import region_index

STYLE = DateStyle(dt.date(2023, 12, 31))
COLUMNS = [
    pytest.param(column, id=f"{contract.dataset}.{column.name}")
    for contract in load_contracts().values()
    for column in contract.columns
    if column.type != "region"
]

written = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.sampled_from(
        [
            *EMPTY_WORDS,
            "N/A",
            "NIHIL",
            " Tidak  Ada ",
            "n/a.",
            "nihil 2",
            "NULL",
            "null 1",
            "\u200b",
            "\u00a0",
            "_x000D_",
            "\n",
        ]
    ),
    st.sampled_from(["#N/A", "#n/a ", " #REF!", "#1", "# N/A", "#DIV/0!", "'#N/A"]),
    st.from_regex(r"\A[0-9]{15,17}\n?\Z"),
    st.sampled_from(["0" * 16, "1" * 16, "1234567890123456", "3574010000000001", "3574010101750000", "0"]),
    st.from_regex(r"\A['`]?[0-9]{16}(?:[.,]0+)?\Z"),
    st.sampled_from(
        ["3,57401E+15", "٣٥٧٤٠١٠١٠١٧٥٠٠٠١", "3574 0101 0175 0001", "Rp1.500.000,-", "(5.000.000)", "1.500,000"]
    ),
    st.sampled_from(
        ["17 Agustus 2023", "03/04/2023", "45000", "2023", "31-02-2023", "12.0", "1e999999", "-3", "miskin"]
    ),
    st.sampled_from(["L", "laki-laki", "APBD Kota", "Jl. Mawar  3", "Jl. Mawar 3", "Nur'aini", "'Aisyah", "' 12"]),
)


# Columns of one type share their reader: all of them together see a thousand lists.
@pytest.mark.parametrize("column", COLUMNS)
@settings(max_examples=25)
@given(cells=st.lists(written, max_size=12))
def test_texts_are_read_as_one_by_one(column: Column, cells: list[str | None]) -> None:
    read = _cell_reader(column, STYLE)
    one_by_one = [read(cell) for cell in cells]
    values, faults, raws = read_column(column, cells, STYLE)
    assert values.to_pylist() == pa.array([reading.value for reading in one_by_one], arrow_type(column)).to_pylist()
    assert faults.to_pylist() == [reading.fault for reading in one_by_one]
    assert raws.to_pylist() == [reading.raw for reading in one_by_one]


@given(st.lists(st.one_of(written, st.sampled_from(["35.74.01.1001", "3574011001", "3574010009", "Mayangan"]))))
def test_regions_without_names_are_read_as_those_with(codes: list[str | None]) -> None:
    """Where no row names a kelurahan, codes are read as a whole; one more row with a name takes the other way."""
    nothing = [None] * len(codes)
    alone = read_region_column(codes, nothing, nothing, region_index())
    beside = read_region_column([*codes, None], [*nothing, "Mayangan"], [*nothing, None], region_index())
    for as_whole, row_by_row in zip(alone.arrays, beside.arrays, strict=True):
        assert as_whole.to_pylist() == row_by_row.to_pylist()[:-1]
    assert alone.has_bps_code == beside.has_bps_code
    unsure = [column.is_unsure.to_pylist() if column.is_unsure else [] for column in (alone, beside)]
    assert unsure[0] == unsure[1][:-1]


def test_a_code_that_means_two_places_is_unsure_only_where_it_stands_alone() -> None:
    codes = ["3574011001", "35.74.01.1001", "3574011001", 3574011001.0, "3574011007", "3574011001"]
    names = [None, None, "Sumber Wetan", None, None, "-"]
    column = read_region_column(codes, names, [None] * len(codes), region_index())
    assert column.is_unsure is not None
    assert column.is_unsure.to_pylist() == [True, False, False, True, False, True]
    assert not column.has_bps_code
    assert read_region_column(["3574010009"], ["Ketapang"], [None], region_index()).has_bps_code
