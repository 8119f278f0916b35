"""Validates a data set by means of the validator's process (`validator_server`), of which one is kept alive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from expectations.checks import FAILING_ROW, RowCheck
from expectations.errors import ExpectationFailedToRunError
from foundation.worker_process import KeptWorker

_validator = KeptWorker("expectations.validator_server")


@dataclass(frozen=True)
class ValidationRequest:
    """A chunk of the view `validated` (as an Arrow stream), and the bound checks that its rows must pass."""

    dataset: str
    checks: tuple[RowCheck, ...]
    chunk: bytes


def start_validator() -> None:
    """Start the process now and do not wait for it, so that its imports are over when the first rows come."""
    _validator.start()


def stop_validator() -> None:
    """Let the process end, where there is one."""
    _validator.stop()


def validate_chunks(dataset: str, checks: Sequence[RowCheck], chunks: Iterable[pa.Table]) -> pa.Table:
    """Validate every chunk of the view `validated` by bound checks; give the failing rows (schema `FAILING_ROW`).

    Raises `ExpectationFailedToRunError` where an expectation could not be evaluated, and `WorkerError` where the
    process failed or died; the text of the latter may quote values.
    """
    failing = [_validate_chunk(ValidationRequest(dataset, tuple(checks), _stream(chunk))) for chunk in chunks]
    return pa.concat_tables([FAILING_ROW.empty_table(), *failing])


def _validate_chunk(request: ValidationRequest) -> pa.Table:
    answer: pa.Table | ExpectationFailedToRunError = _validator.start().ask(request)
    if isinstance(answer, ExpectationFailedToRunError):
        raise answer
    return answer


def _stream(chunk: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, chunk.schema) as writer:
        writer.write_table(chunk)
    stream: bytes = sink.getvalue().to_pybytes()
    return stream
