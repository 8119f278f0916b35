"""Dagster's events as what a person sees of a run: hands its steps and warnings to `operations.progress`."""

import logging

import dagster as dg

from operations.progress import PlainWatcher, current_watcher


class _ProgressHandler(logging.Handler):
    """Hands the start and end of each step, and warnings, to the watcher; the rest is in Dagster's own log."""

    def __init__(self) -> None:
        super().__init__()
        self._unwatched = PlainWatcher()

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record on, where it is one that a person waits for."""
        watcher = current_watcher() or self._unwatched
        meta = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is None:
            if record.levelno == logging.WARNING:
                # Without Dagster's own prefix of job, run and step.
                watcher.warn(meta.get("orig_message") or record.getMessage())
        elif event.event_type_value == "STEP_START":
            watcher.begin(event.step_key)
        elif event.event_type_value == "STEP_SUCCESS":
            watcher.end(event.step_key, event.event_specific_data.duration_ms / 1000)
        elif event.event_type_value in ("STEP_FAILURE", "RUN_FAILURE"):
            watcher.end(event.step_key or "run", None)


@dg.logger({}, "The stages of a run on the console.")
def progress_logger(_context: dg.InitLoggerContext) -> logging.Logger:
    """Build the console logger of a run."""
    logger = logging.Logger("sektap.progress", level=logging.DEBUG)
    logger.addHandler(_ProgressHandler())
    return logger
