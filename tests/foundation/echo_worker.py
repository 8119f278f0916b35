"""A helper for the tests of helpers, `python -m tests.foundation.echo_worker`."""

import os
import time
from pathlib import Path

from foundation.worker_process import serve


def answer(request: tuple[str, object]) -> object:
    verb, value = request
    if verb == "fail":
        raise ValueError(value)
    if verb == "die":
        os._exit(3)
    if verb == "work for ever":
        Path(str(value)).write_text(str(os.getpid()))
        while True:
            time.monotonic()
    return value


if __name__ == "__main__":
    serve(answer)
