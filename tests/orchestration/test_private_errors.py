"""An error that quotes a person's data tells Dagster its kind and place, and nothing of what it quotes."""

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from expectations.errors import RowValidationError
from foundation.data_layout import DataLayout
from orchestration.defs.common import private_errors

QUOTED = "3574015708800001"


def test_the_text_of_a_librarys_error_stays_private(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path)
    with (
        pytest.raises(dg.Failure, match="validation-penerima: ConversionException") as raised,
        private_errors(layout, "validation-penerima"),
    ):
        duckdb.sql(f"select cast('{QUOTED} x' as integer)").fetchall()
    assert QUOTED not in str(raised.value.description)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    assert QUOTED in layout.error_report("validation-penerima").read_text(encoding="utf-8")


def test_an_error_of_the_projects_own_keeps_its_text(tmp_path: Path) -> None:
    with (
        pytest.raises(dg.Failure, match="validation: what happened and what to do"),
        private_errors(DataLayout(tmp_path), "validation"),
    ):
        raise RowValidationError("what happened and what to do")
    assert not (tmp_path / "private").exists()
