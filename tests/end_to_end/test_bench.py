"""The benchmark measures what it says: its programs compute the same facts as the marts, and its report says so."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import analyst, floor
from bench.facts import FactsDifferError, demand_equal, load_facts
from bench.made_input import Plan, make_input
from bench.measured import CommandFailedError, measure
from bench.report import write_json, write_report
from bench.runs import SEMESTER, measure_size

TINY = Plan(receipts=2_000, households=500, institutions=4, file_format="csv")
MARKS = "<!-- results of make bench: written by it, do not edit -->\n<!-- end of results -->"


@pytest.mark.slow
def test_a_tiny_size_from_input_to_report(tmp_path: Path) -> None:
    """Runs the pipeline, the floor and the analyst; `measure_size` raises where their facts differ."""
    results = measure_size("tiny", TINY, tmp_path, repetitions=1, report=lambda line: None)
    assert [one.what for one in results] == ["floor", "pandas", "run", "correction"]
    assert all(one.median.cpu_seconds > 0 and one.median.peak_pss_bytes > 0 for one in results)
    run = results[2]
    assert {"read_submissions", "link_households", "build_warehouse"} <= {stage.step for stage in run.stages}
    document = tmp_path / "performance.md"
    document.write_text(f"before\n{MARKS}\nafter\n")
    write_report(document, results, datetime(2026, 11, 25, tzinfo=UTC))
    write_report(document, results, datetime(2026, 11, 25, tzinfo=UTC))
    text = document.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert text.count("| tiny | **semester run** |") == 1
    assert "| build_warehouse |" in text
    write_json(tmp_path / "results" / "speed.json", results, datetime(2026, 11, 25, tzinfo=UTC))
    assert len(json.loads((tmp_path / "results" / "speed.json").read_text())["results"]) == 4


def test_workbooks_and_csv_say_the_same(tmp_path: Path) -> None:
    facts = {}
    for file_format in ("csv", "xlsx"):
        folder = tmp_path / file_format
        make_input(folder, Plan(TINY.receipts, TINY.households, TINY.institutions, file_format), SEMESTER)
        floor.main(folder / "inbox", SEMESTER.key, "key", folder / "floor.json")
        analyst.main(folder / "inbox", SEMESTER.key, folder / "analyst.json")
        facts[file_format] = (load_facts(folder / "floor.json"), load_facts(folder / "analyst.json"))
    assert facts["csv"] == facts["xlsx"]
    of_floor = facts["csv"][0]
    assert sum(row[1] for row in of_floor["receipts"]) == TINY.receipts  # type: ignore[misc]
    assert sum(row[3] for row in of_floor["headcount"]) > 0  # type: ignore[misc]
    assert of_floor["overlap"][0][0] != 0


def test_input_is_made_by_the_seed(tmp_path: Path) -> None:
    plans = (TINY, TINY, Plan(TINY.receipts, TINY.households, TINY.institutions, "csv", seed=2))
    contents = []
    for number, plan in enumerate(plans):
        make_input(tmp_path / str(number), plan, SEMESTER)
        paths = sorted((tmp_path / str(number)).rglob("*.csv"))
        contents.append(b"".join(path.read_bytes() for path in paths))
    assert contents[0] == contents[1] != contents[2]


def test_a_difference_is_named() -> None:
    marts: dict[str, list[list[object]]] = {"overlap": [[3, 6]]}
    demand_equal({"overlap": [[3, 6]]}, marts, "the floor")
    with pytest.raises(FactsDifferError, match="overlap, row 0: the floor says"):
        demand_equal({"overlap": [[3, 7]]}, marts, "the floor")
    with pytest.raises(FactsDifferError, match="2 rows, the marts have 1"):
        demand_equal({"overlap": [[3, 6], [1, 1]]}, marts, "the floor")


def test_the_memory_of_children_counts(tmp_path: Path) -> None:
    child = "kept = bytearray(60_000_000); sum(range(30_000_000))"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    cost = measure([sys.executable, "-c", parent], environment={}, log=tmp_path / "log")
    assert cost.peak_pss_bytes > 60_000_000


def test_a_command_that_fails_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="ended with 3"):
        measure([sys.executable, "-c", "raise SystemExit(3)"], environment={}, log=tmp_path / "log")
