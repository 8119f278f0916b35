"""What runs and people need beside the data: settings, markers of runs, recovery, history, closing, publishing, status.

Knows no Dagster: `orchestration` says when each of these is called.
"""
