"""The environment of the error models, and how a worker is run in it."""

import subprocess
import sys
from pathlib import Path

_HERE = Path(__file__).parent


class ErrorModelsMissingError(Exception):
    """The environment of the error models is not installed; the message says how it is."""


class WorkerFailedError(Exception):
    """A worker did not finish; the message is what it said last."""


def error_models_python() -> Path:
    """Give the interpreter that has gecko and pseudopeople. Raises `ErrorModelsMissingError` where there is none."""
    interpreter = Path(sys.prefix) / "error-models" / "bin" / "python"
    if not interpreter.exists():
        raise ErrorModelsMissingError("gecko and pseudopeople are not installed: make error-models")
    return interpreter


def run_worker(name: str, *arguments: Path | str) -> None:
    """Run a worker of this folder. Raises `ErrorModelsMissingError`, or `WorkerFailedError` where it fails."""
    # Isolated, so that the worker sees its own environment and nothing of ours.
    command = [error_models_python(), "-I", _HERE / f"{name}_worker.py", *arguments]
    completed = subprocess.run(command, check=False, capture_output=True, text=True)
    if completed.returncode:
        said = completed.stderr.strip().splitlines() or [f"it ended with {completed.returncode}"]
        raise WorkerFailedError(f"{name}: {said[-1]}")
