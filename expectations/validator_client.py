"""The door's end of the validator's process (`validator_server`): one for as long as this process lives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pyarrow as pa

from expectations.checks import RowCheck
from expectations.errors import ExpectationFailedToRunError
from expectations.suites import Verdict
from foundation.worker_process import KeptWorker

_validator = KeptWorker("expectations.validator_server")

T = TypeVar("T")


@dataclass(frozen=True)
class ValidationRequest:
    """A chunk of the judged table (as an Arrow stream), and the bound checks to validator it by."""

    dataset: str
    checks: tuple[RowCheck, ...]
    chunk: bytes


def start_validator() -> None:
    """Start the process now and do not wait for it, so that its imports are over when the first rows come."""
    _validator.start()


def release_validator() -> None:
    """Say that the door is through."""
    _validator.release()


def validate_beside(
    dataset: str, checks: Sequence[RowCheck], chunk: pa.Table, work: Callable[[], T]
) -> tuple[dict[str, Verdict], T]:
    """Let the validator's process check a chunk while `work` is done in this one; give verdicts by check id, and both.

    Raises `ExpectationFailedToRunError` where an expectation could not be evaluated, and `WorkerError` where the
    process failed or died; its text may quote values.
    """
    helper = _validator.start()
    try:
        helper.send(ValidationRequest(dataset, tuple(checks), _stream(chunk)))
        done = work()
        answer: dict[str, Verdict] | ExpectationFailedToRunError = helper.receive()
    except BaseException:
        # An answer that was not waited for must not be taken for that to the next question.
        helper.close()
        raise
    if isinstance(answer, ExpectationFailedToRunError):
        raise answer
    return answer, done


def _stream(chunk: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, chunk.schema) as writer:
        writer.write_table(chunk)
    stream: bytes = sink.getvalue().to_pybytes()
    return stream
