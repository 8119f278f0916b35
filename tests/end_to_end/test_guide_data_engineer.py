"""The data engineer's guide, followed to its end in a fresh copy of the project, with an environment of its own."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.end_to_end.guide import Block, blocks
from tests.installation import PROJECT_ROOT
from tests.user_interface import free_port, running_ui

pytestmark = pytest.mark.slow

GUIDE = "guide_data_engineer.md"
COMMANDS = blocks(GUIDE, "sh")

#: What the guide shows, with the commands that it follows.
SHOWN = [(before, shown) for before, shown in pairwise(blocks(GUIDE)) if shown.kind == "text" and before.kind == "sh"]

_MARK = "@@@ "


@dataclass(frozen=True)
class Followed:
    """A guide that was followed: the project's folder, its environment, and what the commands of each block printed."""

    project: Path
    environment: Mapping[str, str]
    printed: Mapping[str, str]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make what a clone would be, changes that are not committed yet included."""
    folder = tmp_path_factory.mktemp("fresh") / "sektap"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT_ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT_ROOT / name, folder / name)
    author = ("-c", "user.name=test", "-c", "user.email=test@localhost")
    for command in (("init", "--initial-branch", "main"), ("add", "--all"), (*author, "commit", "--message", "Clone")):
        subprocess.run(["git", *command], cwd=folder, stdout=subprocess.DEVNULL, check=True)
    return folder


@pytest.fixture(scope="module")
def followed(project: Path) -> Followed:
    """Follow the guide block by block in one shell, as its reader does, and stop where a command fails."""
    own = {"SEKTAP_DATA": str(project / "practice" / "data"), "PORT": str(free_port())}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SEKTAP_", "VIRTUAL_ENV"))}
    lines = ["set -euo pipefail"]
    for block in COMMANDS:
        lines += [f"echo; echo '{_MARK}{block.place}' | tee /dev/stderr", block.text]
    completed = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=project, env=inherited, capture_output=True, text=True, check=False
    )
    printed = dict(part.split("\n", 1) for part in completed.stdout.split(f"\n{_MARK}")[1:])
    last_words = completed.stderr.rsplit(_MARK, 1)[-1][-4000:]
    assert completed.returncode == 0, f"{last_words}\n{list(printed.items())[-1:]}"
    return Followed(project, inherited | own, printed)


def test_the_guide_is_followed_to_its_end(followed: Followed) -> None:
    assert list(followed.printed) == [block.place for block in COMMANDS]


@pytest.mark.parametrize(("commands", "shown"), SHOWN, ids=[shown.place for _, shown in SHOWN])
def test_what_the_guide_shows_is_what_is_printed(followed: Followed, commands: Block, shown: Block) -> None:
    printed = followed.printed[commands.place].splitlines()
    assert [line for line in shown.text.splitlines() if line not in printed] == []


def test_at_the_end_the_project_is_as_it_was(followed: Followed) -> None:
    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=followed.project, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert git("branch", "--show-current") == "main"
    assert git("status", "--short") == ""
    assert "expectations/rules.yml" in git("diff", "--name-only", "main", "practice", "--").splitlines()


@pytest.mark.parametrize("block", blocks(GUIDE, "sh server"), ids=lambda block: block.place)
def test_the_ui_starts(followed: Followed, block: Block) -> None:
    with running_ui(["bash", "-c", block.text], followed.project, followed.environment):
        pass


#: The jobs of the schedule: what it runs, and the year before today's of which it takes the semester.
SCHEDULED = [line for block in blocks(GUIDE, "crontab") for line in block.text.splitlines() if line[0].isdigit()]


@pytest.mark.parametrize(("line", "years_back", "half"), list(zip(SCHEDULED, (0, 1), ("S1", "S2"), strict=True)))
def test_the_schedule_runs_the_semester_that_is_due(followed: Followed, line: str, years_back: int, half: str) -> None:
    """Run the line's command as cron does, with a shell and no environment to speak of, at this project's place."""
    command = line.split(maxsplit=5)[5].replace("/opt/sektap", str(followed.project))
    home = followed.project / "practice"
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "SEKTAP_DATA": followed.environment["SEKTAP_DATA"]}
    subprocess.run(["sh", "-c", command], env=environment, check=True)
    semester = f"{time.localtime().tm_year - years_back}{half}"
    assert f"Kota Probolinggo, semester {semester} " in (home / "sektap.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("block", blocks(GUIDE, "sh upgrade"), ids=lambda block: block.place)
def test_dependencies_can_be_resolved_anew(followed: Followed, block: Block) -> None:
    subprocess.run(["bash", "-ec", block.text], cwd=followed.project, env=followed.environment, check=True)
    assert "--hash=sha256:" in (followed.project / "requirements.lock").read_text(encoding="utf-8")
