"""The search for private parts of libraries, and ruff beside it, find what reaches into them, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from operations.check_private_modules import PrivateUse, private_uses, problems
from operations.settings import PROJECT_ROOT

FORBIDDEN = {
    "from dagster._core.events import StepKind": "import of dagster._core.events.StepKind",
    "import splink.internals.blocking": "import of splink.internals.blocking",
    "from dagster import _check": "import of dagster._check",
    "import pandas\npandas.options = 1": "assignment to pandas.options",
    "from splink import engine as e\ndel e.LIMIT": "assignment to e.LIMIT",
    "import dagster as dg\nsetattr(dg.asset, 'x', 1)": "assignment to an attribute of dg.asset",
    "import dagster as dg\ndg._core.events": "use of dg._core",
    "from rich.table import Table\nclass A(Table):\n    def _render(self): ...": "override of Table._render",
    "from rich import console as c\nclass A(c.Console):\n    def f(self):\n        self._check_buffer": (
        "use of c.Console._check_buffer"
    ),
}

FOUND_BY_RUFF = {
    "import duckdb\nduckdb.connect()._impl": "SLF001",
    "from operations import dbt_client\ndbt_client._dbt": "SLF001",
    "import sys\nsys.modules['dbt.version'] = None": "TID251",
    "import sys\ndel sys.modules['dbt']": "TID251",
    "import sys\nsys.meta_path.insert(0, 1)": "TID251",
}

ALLOWED = [
    "from foundation._hidden import thing",
    "from . import _neighbour",
    "from dagster import __version__",
    "from pydantic import BaseModel\nclass A(BaseModel):\n    def _is_sound(self):\n        self._replace()",
    "import os\nos.environ['A'] = 'b'\nos._exit(1)",
    "import sys\nsys.argv = []",
    "import dagster as dg\nclass A(dg.Config):\n    def f(self):\n        self._x = 1",
]


@pytest.mark.parametrize(("source", "what"), FORBIDDEN.items())
def test_it_finds(source: str, what: str) -> None:
    assert private_uses(source) == [PrivateUse(source.count("\n") + 1, what)]


@pytest.mark.parametrize(("source", "rule"), FOUND_BY_RUFF.items())
def test_ruff_finds(source: str, rule: str) -> None:
    assert _rules_broken(source, "linkage/model.py") == [rule]


@pytest.mark.parametrize("source", ALLOWED)
def test_both_let_pass(source: str) -> None:
    assert private_uses(source) == []
    assert _rules_broken(source, "linkage/model.py") == []


def test_a_test_may_use_private_names_of_the_project_alone() -> None:
    source = "from operations import dbt_client\nimport duckdb\ndbt_client._dbt\nduckdb._duckdb"
    assert _rules_broken(source, "tests/linkage/test_model.py") == []
    assert private_uses(source) == [PrivateUse(4, "use of duckdb._duckdb")]


def _rules_broken(source: str, file: str) -> list[str]:
    """Give the rules on private parts by which ruff, as it is configured, finds fault with a source."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=json", f"--stdin-filename={file}"]
    found = subprocess.run([*command, "-"], input=source, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True).stdout
    return [fault["code"] for fault in json.loads(found) if fault["code"] in ("SLF001", "TID251")]


def test_it_says_where_and_leaves_the_adapters_alone(tmp_path: Path) -> None:
    private = "import os\nfrom dagster._core import events\n"
    for place in ("linkage/model.py", "foundation/adapters/dagster_events.py"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(private)
    assert problems(tmp_path) == ["linkage/model.py:2: import of dagster._core.events"]


def test_the_project_has_none() -> None:
    assert problems(PROJECT_ROOT) == []
