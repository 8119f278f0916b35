"""Two runs killed at random moments and started again; `tests.kills.kill_runs` can do hundreds."""

import subprocess
import sys

import pytest

from tests.installation import PROJECT_ROOT


@pytest.mark.slow
def test_runs_killed_at_random_moments_end_in_the_right_marts() -> None:
    completed = subprocess.run(
        [sys.executable, "-m", "tests.kills.kill_runs", "--runs", "2", "--seed", "12"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "2 runs killed and started again" in completed.stdout
