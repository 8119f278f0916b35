"""Great Expectations and the masks: each kind of expectation passes good values, fails bad ones, and both agree."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from great_expectations.execution_engine import pandas_execution_engine
from hypothesis import HealthCheck, given, settings

from expectations import validator
from expectations.checks import NOT_SIXTEEN_DIGITS, RowCheck, row_checks
from expectations.derived import create_validated_view
from expectations.errors import ExpectationFailedToRunError, ImplementationsDisagreeError
from expectations.keys import create_row_marks
from expectations.locate import unexpected_mask
from expectations.received import DatasetBatch, load_accepted_codes, load_received, open_workspace
from expectations.suites import Validator
from expectations.validation import ValidationSettings
from expectations.validator import validate_chunks
from foundation.data_layout import DataLayout
from sources.contract import DATASET_NAMES, load_contracts
from tests.expectations.submissions import SEMESTER, SOUND, Submission

FIRST, LAST = date(1990, 1, 1), date(2050, 12, 31)
TEXT, NUMBER, DAY, MONEY = pa.string(), pa.int64(), pa.date32(), pa.decimal128(18, 2)


def one(kind: str, **parameters: object) -> RowCheck:
    return RowCheck("any_rule", "a", "a", kind, **parameters)


#: Per check: type of the column(s), good values, bad values. A pair's values are pairs.
CASES = [
    (one("not_null"), TEXT, ["x", ""], [None]),
    (one("not_null"), NUMBER, [1, 0], [None]),
    (one("in_set", values=("L", "P")), TEXT, ["L", "P", None], ["l", "", "LP"]),
    (one("in_set", values=(1,)), NUMBER, [1, None], [0, 2]),
    (one("not_in_set", values=("bad_date",)), TEXT, [None, "bad_number", ""], ["bad_date"]),
    (
        one("matches_no_regex", regex=NOT_SIXTEEN_DIGITS),
        TEXT,
        ["0" * 16, None],
        ["0" * 15, "0" * 17, "x" * 16, "٣" * 16, "", "0" * 16 + "\n"],
    ),
    (one("between", minimum=0), MONEY, [Decimal(0), Decimal("0.01"), None], [Decimal("-0.01"), Decimal(-(10**15))]),
    (one("between", minimum=1, maximum=10), NUMBER, [1, 10, None], [0, 11, -(2**60)]),
    (one("between", maximum=15), NUMBER, [15, -1, None], [16, 2**60]),
    (one("between", minimum=FIRST, maximum=LAST), DAY, [FIRST, LAST, None], [date(1989, 12, 31), date(2051, 1, 1)]),
    (one("between", maximum=LAST), DAY, [date(1, 1, 1), None], [date(9999, 12, 31)]),
    (
        one("pair_not_below", compared="b"),
        DAY,
        [(LAST, FIRST), (FIRST, FIRST), (None, LAST), (FIRST, None), (None, None)],
        [(FIRST, LAST)],
    ),
    (one("pair_equal", compared="b"), NUMBER, [(1, 1), (None, 1), (1, None), (None, None)], [(1, 2)]),
    (one("pair_equal", compared="b"), TEXT, [("L", "L"), (None, "P"), ("P", None)], [("L", "P")]),
]


def frame(check: RowCheck, kind: pa.DataType, values: list[object]) -> pa.Table:
    row_ids = pa.array(range(len(values)), NUMBER)
    if check.compared is None:
        return pa.table({"row_id": row_ids, "a": pa.array(values, kind)})
    first, second = zip(*values, strict=True)
    return pa.table({"row_id": row_ids, "a": pa.array(first, kind), "b": pa.array(second, kind)})


def hits(check: RowCheck, table: pa.Table) -> list[int]:
    located, unexpected = validate_chunks("kegiatan", [check], [table])
    assert unexpected[check.check_id] == located.num_rows
    return located.column("row_id").to_pylist()


@pytest.mark.parametrize(("check", "kind", "good", "bad"), CASES, ids=lambda value: getattr(value, "kind", None))
def test_good_passes_and_bad_fails_in_both(check, kind, good, bad):
    assert hits(check, frame(check, kind, good)) == []
    assert hits(check, frame(check, kind, bad)) == list(range(len(bad)))
    assert hits(check, frame(check, kind, [*good, *bad, *good])) == list(range(len(good), len(good) + len(bad)))


@pytest.mark.parametrize("kind", [TEXT, NUMBER, DAY, MONEY])
def test_a_column_without_any_value_passes_and_lacks_every_value(kind):
    check = one("not_null")
    assert hits(check, frame(check, kind, [None, None])) == [0, 1]
    between = one("between", minimum=FIRST if kind == DAY else 0)
    if kind != TEXT:
        assert hits(between, frame(between, kind, [None, None])) == []


ANY = {
    TEXT: st.one_of(st.text(max_size=20), st.from_regex(r"[0-9]{15,17}\n?", fullmatch=True), st.sampled_from("LP")),
    NUMBER: st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-1, 17)),
    DAY: st.one_of(st.dates(), st.sampled_from([FIRST, LAST])),
    MONEY: st.decimals(-(10**15), 10**15, places=2),
}
#: The same checks over one wide table: columns a0, b0 for the first case, and so on.
WIDE_CHECKS = [
    replace(check, judged=f"a{number}", compared=check.compared and f"b{number}")
    for number, (check, *_) in enumerate(CASES)
]


@pytest.fixture(scope="module")
def wide_validator() -> Validator:
    return Validator("kegiatan", WIDE_CHECKS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), rows=st.integers(1, 12))
def test_both_agree_on_any_values(wide_validator, data, rows):
    columns = {}
    for number, (check, kind, *_) in enumerate(CASES):
        for name in ("a", "b") if check.compared else ("a",):
            values = st.lists(st.one_of(st.none(), ANY[kind]), min_size=rows, max_size=rows)
            columns[f"{name}{number}"] = pa.array(data.draw(values), kind)
    table = pa.table(columns)
    verdicts = wide_validator.validator(table)
    for check in WIDE_CHECKS:
        assert verdicts[check.check_id].unexpected_count == pc.sum(unexpected_mask(table, check)).as_py(), check


def test_a_disagreement_stops_the_run_and_shows_no_value(monkeypatch):
    check = one("in_set", values=("L", "P"))
    # A mask that has been broken, as a change of a library might break it.
    monkeypatch.setattr(validator, "unexpected_mask", lambda chunk, _: pa.chunked_array([[False] * chunk.num_rows]))
    with pytest.raises(ImplementationsDisagreeError) as caught:
        hits(check, frame(check, TEXT, ["L", "rahasia", "rahasia"]))
    assert (caught.value.validated_count, caught.value.located_count) == (2, 0)
    assert "rahasia" not in str(caught.value)


def test_an_expectation_that_can_not_run_stops_the_run_and_shows_no_value():
    validator = Validator("kegiatan", [one("between", minimum=0)])
    with pytest.raises(ExpectationFailedToRunError) as caught:
        validator.validator(pa.table({"a": ["rahasia"]}))
    assert "rahasia" not in str(caught.value)


def test_no_cell_is_hashed_for_a_fingerprint_of_the_batch(monkeypatch):
    monkeypatch.setattr(pandas_execution_engine, "hash_pandas_dataframe", lambda frame: pytest.fail("hashed"))
    verdicts = Validator("kegiatan", [one("in_set", values=("L", "P"))]).validator(pa.table({"a": ["L", "X"]}))
    assert [verdict.unexpected_count for verdict in verdicts.values()] == [1]


@pytest.mark.parametrize("dataset", DATASET_NAMES)
def test_every_check_of_every_data_set_agrees_on_sound_and_on_empty_rows(dataset, tmp_path):
    layout = DataLayout(tmp_path)
    empty = dict.fromkeys(SOUND[dataset])
    Submission(layout).sheet(dataset, [{}, empty]).write()
    batch = DatasetBatch(SEMESTER, load_contracts()[dataset], ["DINSOS"])
    checks = [check.bind(SEMESTER, ValidationSettings()) for check in row_checks(batch.contract)]
    with open_workspace(layout, ValidationSettings()) as connection:
        load_received(connection, layout, batch)
        load_accepted_codes(connection, layout, batch)
        create_row_marks(connection, batch.contract)
        create_validated_view(connection, batch.contract)
        judged = connection.execute("select * from judged").to_arrow_table()
    located, unexpected = validate_chunks(dataset, checks, [judged])
    failed = {(checks[number].rule_code, row) for row, number in zip(*located.to_pydict().values(), strict=True)}
    assert {rule for rule, row in failed if row == 0} <= {"orphan_activity"}
    assert {rule for rule, row in failed if row == 1} <= {"missing_value", "nik_missing"}
    assert sum(unexpected.values()) == located.num_rows > 0
