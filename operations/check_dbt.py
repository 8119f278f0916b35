"""`make check`: one `dbt build` of the whole project on empty tables, unit tests included, in a folder of its own.

dbt's own warnings and deprecations are errors (`dbt_project.yml`), so this is clean or it fails. The SQL
that it compiles says whether the recorded lineage of columns is current.
"""

import sys
import tempfile
from pathlib import Path

from dbt_project.lineage import recorded_lineage
from operations.column_lineage import column_lineage
from operations.dbt_build import ensure_manifest, run_dbt_build
from operations.settings import Settings
from operations.zones import ensure_zones


def main() -> int:
    """Build; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        ensure_zones(settings.layout)
        build = run_dbt_build(settings, with_unit_tests=True)
        failures = build.failures
        if build.succeeded and column_lineage(ensure_manifest(), settings.layout) != recorded_lineage():
            failures = ["the lineage of columns is out of date: make docs"]
    for failure in failures:
        print(failure, file=sys.stderr)  # noqa: T201
    print(f"dbt build: {len(build.nodes)} nodes and tests, {len(failures)} failed")  # noqa: T201
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
