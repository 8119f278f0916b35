"""dbt's process, `python -m operations.dbt_server`.

It imports dbt and parses the project while the run reads and checks rows (ADR 8). What dbt holds of memory goes with
it.
"""

from collections.abc import Sequence
from contextlib import suppress

from foundation.semester import Semester
from foundation.worker_process import collect_garbage_rarely, serve
from operations.dbt_build import DbtBuild, DbtProjectError, ParsedProject, parse_project, run_dbt_build
from operations.settings import Settings


class _Builder:
    """Builds, the first time from the project as it was parsed beforehand."""

    def __init__(self) -> None:
        self._parsed: ParsedProject | None = None
        # The build reports a project that can not be parsed.
        with suppress(DbtProjectError):
            self._parsed = parse_project()

    def answer(self, request: tuple[Settings, Sequence[Semester]]) -> DbtBuild:
        """Build, and give what came of it."""
        settings, semesters = request
        # A build leaves its marks in the manifest; the next one gets a manifest of its own.
        parsed, self._parsed = self._parsed, None
        return run_dbt_build(settings, semesters, project=parsed)


def main() -> None:
    """Import and parse, then serve."""
    collect_garbage_rarely()
    import dbt.adapters.duckdb.connections

    del dbt
    serve(_Builder().answer)


if __name__ == "__main__":
    main()
