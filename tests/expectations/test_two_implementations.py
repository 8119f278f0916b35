"""Great Expectations against an oracle: each kind of expectation passes good values and names the rows of bad ones."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from expectations.checks import FAILING_ROW, NOT_SIXTEEN_DIGITS, RowCheck, row_checks
from expectations.derived import create_validated_view
from expectations.errors import ExpectationFailedToRunError
from expectations.keys import create_row_marks
from expectations.received import DatasetBatch, load_accepted_codes, load_received, open_workspace
from expectations.suites import Validator
from expectations.validation import ValidationSettings
from expectations.validator_client import validate_chunks
from foundation.data_layout import DataLayout
from sources.contract import load_contracts
from tests.expectations.masks import unexpected_mask
from tests.expectations.submissions import SEMESTER, SOUND, Submission

pytestmark = pytest.mark.slow

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


def failing_rows(check: RowCheck, table: pa.Table) -> list[int]:
    return validate_chunks("kegiatan", [check], [table]).column("row_id").to_pylist()


@pytest.mark.parametrize(("check", "kind", "good", "bad"), CASES, ids=lambda value: getattr(value, "kind", None))
def test_good_passes_and_bad_fails(check, kind, good, bad):
    assert failing_rows(check, frame(check, kind, good)) == []
    assert failing_rows(check, frame(check, kind, bad)) == list(range(len(bad)))
    assert failing_rows(check, frame(check, kind, [*good, *bad, *good])) == list(range(len(good), len(good) + len(bad)))


@pytest.mark.parametrize("kind", [TEXT, NUMBER, DAY, MONEY])
def test_a_column_without_any_value_passes_and_lacks_every_value(kind):
    check = one("not_null")
    assert failing_rows(check, frame(check, kind, [None, None])) == [0, 1]
    between = one("between", minimum=FIRST if kind == DAY else 0)
    if kind != TEXT:
        assert failing_rows(between, frame(between, kind, [None, None])) == []


ANY = {
    TEXT: st.one_of(st.text(max_size=20), st.from_regex(r"[0-9]{15,17}\n?", fullmatch=True), st.sampled_from("LP")),
    NUMBER: st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-1, 17)),
    DAY: st.one_of(st.dates(), st.sampled_from([FIRST, LAST])),
    MONEY: st.decimals(-(10**15), 10**15, places=2),
}
#: The same checks over one wide table: columns a0, b0 for the first case, and so on.
WIDE_CHECKS = [
    replace(check, checked=f"a{number}", compared=check.compared and f"b{number}")
    for number, (check, *_) in enumerate(CASES)
]


@pytest.fixture(scope="module")
def wide_validator() -> Validator:
    return Validator("kegiatan", WIDE_CHECKS)


def oracle(checks: list[RowCheck], table: pa.Table) -> pa.Table:
    """Give the failing rows as the masks find them."""
    failing = [FAILING_ROW.empty_table()]
    for check_no, check in enumerate(checks):
        row_ids = table.column("row_id").filter(unexpected_mask(table, check))
        failing.append(pa.table([row_ids, pa.array([check_no] * len(row_ids), NUMBER)], schema=FAILING_ROW))
    return pa.concat_tables(failing)


def by_check(failing: pa.Table) -> list[dict[str, int]]:
    return failing.sort_by([("check_no", "ascending"), ("row_id", "ascending")]).to_pylist()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data(), rows=st.integers(1, 12))
def test_the_rows_are_those_of_the_oracle_on_any_values(wide_validator, data, rows):
    # Rows of one institution among many: their numbers are any, and they are what comes back.
    columns = {
        "row_id": pa.array(data.draw(st.lists(st.integers(0, 2**40), min_size=rows, max_size=rows, unique=True)))
    }
    for number, (check, kind, *_) in enumerate(CASES):
        for name in ("a", "b") if check.compared else ("a",):
            values = st.lists(st.one_of(st.none(), ANY[kind]), min_size=rows, max_size=rows)
            columns[f"{name}{number}"] = pa.array(data.draw(values), kind)
    table = pa.table(columns)
    assert by_check(wide_validator.failing_rows(table)) == by_check(oracle(WIDE_CHECKS, table))


def test_an_expectation_that_can_not_run_stops_the_run_and_shows_no_value():
    validator = Validator("kegiatan", [one("between", minimum=0)])
    with pytest.raises(ExpectationFailedToRunError) as caught:
        validator.failing_rows(pa.table({"row_id": [0], "a": ["rahasia"]}))
    assert "rahasia" not in str(caught.value)


def test_the_results_of_great_expectations_hold_no_value(monkeypatch):
    results = []
    monkeypatch.setattr(Validator, "_rows_of", lambda self, result: results.append(result) or FAILING_ROW.empty_table())
    checks = [one("in_set", values=("L", "P")), one("pair_equal", compared="b"), one("matches_no_regex", regex="a")]
    chunk = pa.table({"row_id": [7], "a": ["rahasia"], "b": ["other"]})
    Validator("kegiatan", checks).failing_rows(chunk)
    assert [result.result["unexpected_index_list"] for result in results] == [[7]] * 3
    assert "rahasia" not in str(results)


@pytest.mark.parametrize("dataset", load_contracts())
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
        validated = connection.execute("select * from validated").to_arrow_table()
    failing = validate_chunks(dataset, checks, [validated])
    assert by_check(failing) == by_check(oracle(checks, validated))
    failed = {(checks[row["check_no"]].rule_code, row["row_id"]) for row in failing.to_pylist()}
    assert {rule for rule, row in failed if row == 0} <= {"orphan_activity"}
    assert {rule for rule, row in failed if row == 1} <= {"missing_value", "nik_missing"}
    assert failing.num_rows > 0
