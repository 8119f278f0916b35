"""Every command of the README does what it says."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from operations.template import make_template
from tests.installation import PROJECT_ROOT, SEKTAP, Installation
from tests.template_filling import fill_in

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"`\.venv/bin/sektap ([^`]+)`", README)))
#: The word that tells a command which test_rebuild.py or test_febrl.py runs: each takes minutes.
HAVE_THEIR_OWN_TEST = {"rebuild", "--febrl"}
TARGETS = sorted(set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)))


def test_there_are_commands_to_try() -> None:
    assert len(COMMANDS) >= 4
    assert {"run", "test", "ui", "check"} <= set(TARGETS)


@pytest.mark.slow
@pytest.mark.parametrize("command", [command for command in COMMANDS if not HAVE_THEIR_OWN_TEST & set(command.split())])
def test_a_sektap_command_works(command: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    # The truth is that of the whole city.
    city: Installation = request.getfixturevalue("copied_city" if "truth.json" in command else "small_city")
    shutil.copytree(city.city, city.layout.root / "city")
    command = command.replace("DIR", str(tmp_path / "another_city")).replace("OUT", str(tmp_path / "blank"))
    if "FILE…" in command:
        make_template(tmp_path / "blank.xlsx")
        command = command.replace("FILE…", str(fill_in(tmp_path / "blank.xlsx", tmp_path / "laporan.xlsx", rows=20)))
    arguments = shlex.split(command.replace("5000", "60"))
    if "--gecko" in arguments:
        # It ends with 1 while the matching misses its targets on slips that are not our own, and says so.
        evaluated = city.sektap(*arguments, check=False)
        assert evaluated.returncode in (0, 1), evaluated.stderr
        assert "pseudopeople, matched without labels" in evaluated.stdout
        return
    assert city.sektap(*arguments).returncode == 0


def test_the_query_shows_each_semester(published_city: Installation) -> None:
    match = re.search(r"\$ \.venv/bin/python -c \"\n(.*?)\"\n```", README, re.DOTALL)
    assert match
    completed = subprocess.run(
        [SEKTAP.with_name("python"), "-c", match[1]],
        cwd=published_city.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    for semester in published_city.semesters:
        assert semester.key in completed.stdout


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_target_is_there(target: str) -> None:
    subprocess.run(["make", "-n", target], cwd=PROJECT_ROOT, capture_output=True, check=True)


@pytest.mark.parametrize("path", re.findall(r"\]\(((?:docs|[A-Z])[^)#]*)\)", README))
def test_a_link_leads_somewhere(path: str) -> None:
    assert (PROJECT_ROOT / path).exists()
