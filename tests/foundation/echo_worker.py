"""A helper for the tests of helpers, `python -m tests.foundation.echo_worker`."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from foundation.worker_process import serve


def answer(request: tuple[str, str], send: Callable[[object], None]) -> None:
    verb, value = request
    if verb == "echo":
        for part in value:
            send(part)
    elif verb == "fail":
        raise ValueError(value)
    elif verb == "die":
        os._exit(3)
    elif verb == "work for ever":
        Path(value).write_text(str(os.getpid()))
        while True:
            time.monotonic()


if __name__ == "__main__":
    serve(answer)
