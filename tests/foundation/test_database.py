"""DuckDB keeps to the limits and the folder that it is given."""

from pathlib import Path

import duckdb
import pytest

from foundation.database import open_database


def test_what_does_not_fit_is_spilled_where_it_should_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "working directory"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    spill = tmp_path / "zone" / ".spill"
    spill.mkdir(parents=True)
    (spill / "left by a killed run").touch()
    with open_database(spill=spill, memory_limit="64MB", threads=1) as connection:
        assert list(spill.iterdir()) == []
        connection.execute("create temp table big as select hash(range) as a, hash(range, 1) as b from range(8000000)")
        assert any(file.stat().st_size for file in spill.iterdir())
        limits = connection.execute("select current_setting('memory_limit'), current_setting('threads')").fetchone()
    assert limits == ("61.0 MiB", 1)
    assert not spill.exists()
    assert list(elsewhere.iterdir()) == []


def test_a_file_is_opened_and_closed(tmp_path: Path) -> None:
    path, spill = tmp_path / "some.duckdb", tmp_path / ".spill"
    with open_database(path, spill=spill) as connection:
        connection.execute("create table numbers as select 1 as number")
    with open_database(path, spill=spill, read_only=True) as connection:
        assert connection.execute("select number from numbers").fetchall() == [(1,)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("drop table numbers")
    assert [file.name for file in tmp_path.iterdir()] == ["some.duckdb"]
