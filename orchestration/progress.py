"""What a run says on the console while it works: one line per step, nothing of the rows."""

import logging
import sys

import dagster as dg

_SIGNS = {"STEP_START": "…", "STEP_SUCCESS": "✔", "STEP_FAILURE": "✘", "RUN_FAILURE": "✘"}


class _ProgressHandler(logging.Handler):
    """Prints the start and end of each step, and warnings; the rest is in Dagster's own log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record, where it is one that a person waits for."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is not None and event.event_type_value in _SIGNS:
            seconds = ""
            if event.event_type_value == "STEP_SUCCESS":
                seconds = f"  {event.event_specific_data.duration_ms / 1000:.1f} s"
            step = event.step_key or "run"
            print(f"{_SIGNS[event.event_type_value]} {step}{seconds}", file=sys.stderr, flush=True)  # noqa: T201
        elif event is None and record.levelno == logging.WARNING:
            print(f"! {record.getMessage()}", file=sys.stderr, flush=True)  # noqa: T201


@dg.logger({}, "One line per step on the console.")
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """Build the console logger of a run."""
    logger = logging.Logger("sektap.progress", level=logging.DEBUG)
    logger.addHandler(_ProgressHandler())
    return logger
