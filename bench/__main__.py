"""`python -m bench [SIZE …]`: measure these sizes (all by default) and write the results."""

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench.made_input import SIZES
from bench.report import write_json, write_report
from bench.runs import measure_size

_ROOT = Path(__file__).resolve().parent.parent
#: Where a measurement is cheap it is repeated.
_REPETITIONS = {"city": 3, "100k": 2}


def main() -> None:
    """Measure, one size after the other; the report is written when all of them are done."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed and memory.")
    parser.add_argument("sizes", nargs="*", metavar="SIZE", help=f"one of {', '.join(SIZES)}; all of them by default")
    parser.add_argument("--work", type=Path, help="folder for input and data (several GB); a temporary one by default")
    parser.add_argument("--report", type=Path, default=_ROOT / "docs" / "performance.md")
    parser.add_argument("--json", type=Path, default=_ROOT / "bench" / "results" / "speed.json")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.sizes) - set(SIZES))
    if unknown:
        parser.error(f"unknown size {', '.join(unknown)}; there are {', '.join(SIZES)}")
    now = datetime.now(UTC)
    results = []
    with tempfile.TemporaryDirectory(dir=arguments.work, prefix="sektap-bench-") as work:
        for size in arguments.sizes or SIZES:
            results += measure_size(
                size,
                SIZES[size],
                Path(work),
                repetitions=_REPETITIONS.get(size, 1),
                report=lambda line: print(line, flush=True),
            )
    write_json(arguments.json, results, now)
    write_report(arguments.report, results, now)


if __name__ == "__main__":
    main()
