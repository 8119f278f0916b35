"""`make check`: one `dbt build` of the whole project on empty tables, unit tests included, in a folder of its own.

dbt's own warnings and deprecations are errors (`dbt_project.yml`), so this is clean or it fails.
"""

import sys
import tempfile
from pathlib import Path

from operations.dbt_build import run_dbt_build
from operations.settings import Settings
from operations.zones import ensure_zones


def main() -> int:
    """Build; give the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        ensure_zones(settings.layout)
        build = run_dbt_build(settings, with_unit_tests=True)
    for failure in build.failures:
        print(failure, file=sys.stderr)  # noqa: T201
    print(f"dbt build: {len(build.nodes)} nodes and tests, {len(build.failures)} failed")  # noqa: T201
    return 0 if build.succeeded else 1


if __name__ == "__main__":
    sys.exit(main())
