"""The validator's process, `python -m expectations.validator_server`: only here is Great Expectations imported.

Its import takes some seconds and two hundred megabytes; it is over when the first rows come (ADR 8).
"""

import pyarrow as pa

from expectations.checks import RowCheck
from expectations.errors import ExpectationFailedToRunError
from expectations.suites import Validator
from expectations.validator_client import ValidationRequest
from foundation.worker_process import collect_garbage_rarely, serve


class _LastSuite:
    """Keeps the suite of the last request, because the chunks of a data set come one after the other."""

    def __init__(self) -> None:
        self._suite: tuple[str, tuple[RowCheck, ...]] | None = None
        self._validator: Validator | None = None

    def answer(self, request: ValidationRequest) -> pa.Table | ExpectationFailedToRunError:
        """Give the failing rows of a chunk, or the error that the client is to raise."""
        suite = (request.dataset, request.checks)
        if self._validator is None or self._suite != suite:
            self._validator, self._suite = Validator(*suite), suite
        try:
            return self._validator.failing_rows(pa.ipc.open_stream(request.chunk).read_all())
        except ExpectationFailedToRunError as error:
            return error


def main() -> None:
    """Import, then serve."""
    collect_garbage_rarely()
    import great_expectations.expectations

    del great_expectations
    serve(_LastSuite().answer)


if __name__ == "__main__":
    main()
