"""Results as a table in `docs/performance.md`, between two markers, and as JSON for programs."""

import json
import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from bench.runs import Measured

_BEGIN = "<!-- results of make bench: written by it, do not edit -->"
_END = "<!-- end of results -->"
_PACKAGES = ("duckdb", "pyarrow", "pandas", "dagster", "dbt-core", "great-expectations")
_MEGABYTE = 1_000_000

#: Targets on two cores: seconds and megabytes.
_TARGETS = {
    ("city", "run"): (30, 1_200),
    ("city", "correction"): (12, None),
    ("1m", "run"): (60, 4_000),
    ("5m", "run"): (300, 8_000),
}
_WHAT = {"run": "**semester run**", "correction": "correction of one institution", "floor": "floor", "pandas": "pandas"}


def machine_facts() -> dict[str, str]:
    """Give the facts of the machine that the results were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = {line.partition(":")[2].strip() for line in lines if line.startswith("model name")}
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": f"{os.cpu_count()} x {', '.join(sorted(models)) or platform.machine()}",
        "memory": f"{memory / 1e9:.0f} GB",
        "system": f"Linux {platform.release()}, Python {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
    }


def write_json(path: Path, results: Sequence[Measured], now: datetime) -> None:
    """Write everything that was measured."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"measured_at": now.isoformat(), "machine": machine_facts(), "results": [asdict(one) for one in results]}
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def write_report(document: Path, results: Sequence[Measured], now: datetime) -> None:
    """Put the results between the markers of the document. Raises `ValueError` where it has none."""
    text = document.read_text(encoding="utf-8")
    if _BEGIN not in text or _END not in text:
        raise ValueError(f"{document} has no place for results: {_BEGIN} … {_END}")
    before, after = text.partition(_BEGIN)[0], text.partition(_END)[2]
    block = "\n".join(_lines(results, now))
    document.write_text(f"{before}{_BEGIN}\n{block}\n{_END}{after}", encoding="utf-8")


def _lines(results: Sequence[Measured], now: datetime) -> Iterator[str]:
    yield f"Measured on {now:%Y-%m-%d %H:%M} UTC:"
    yield from (f"{name}: {fact}." for name, fact in machine_facts().items())
    yield ""
    yield from _table(
        ("size", "", "wall, s", "processor, s", "peak memory, MB", "target", "times the floor", "times pandas"),
        (_cost_row(one, results) for one in results),
    )
    yield ""
    yield "Seconds of wall time by step of the semester run:"
    yield ""
    yield from _stage_table([one for one in results if one.what == "run"])


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + " --- |" * len(header)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _cost_row(one: Measured, results: Sequence[Measured]) -> tuple[str, ...]:
    cost = one.median
    walls = [each.wall_seconds for each in one.costs]
    spread = f" ({min(walls):.1f}-{max(walls):.1f}, n={len(walls)})" if len(walls) > 1 else ""
    seconds, megabytes = _TARGETS.get((one.size, one.what), (None, None))
    target = " and ".join(
        part for part in (f"{seconds} s" if seconds else "", f"{megabytes:,} MB" if megabytes else "") if part
    )
    return (
        one.size,
        _WHAT[one.what],
        f"{cost.wall_seconds:.1f}{spread}",
        f"{cost.cpu_seconds:.1f}",
        f"{cost.peak_pss_bytes / _MEGABYTE:,.0f}",
        target,
        _ratio(one, "floor", results),
        _ratio(one, "pandas", results),
    )


def _ratio(one: Measured, other: str, results: Sequence[Measured]) -> str:
    if one.what != "run":
        return ""
    base = next((each for each in results if each.size == one.size and each.what == other), None)
    return f"{one.median.wall_seconds / base.median.wall_seconds:.1f}" if base else ""


def _stage_table(runs: Sequence[Measured]) -> Iterator[str]:
    steps = list(dict.fromkeys(stage.step for run in runs for stage in run.stages))
    seconds = [{stage.step: stage.seconds for stage in run.stages} for run in runs]
    rows = [(step, *(f"{by_step.get(step, 0):.1f}" for by_step in seconds)) for step in steps]
    outside = [
        f"{run.median.wall_seconds - sum(by_step.values()):.1f}" for run, by_step in zip(runs, seconds, strict=True)
    ]
    yield from _table(
        ("step", *(run.size for run in runs)),
        [*rows, ("start, imports, events, summary", *outside)],
    )
