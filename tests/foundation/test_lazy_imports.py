"""What is imported lazily is loaded when it is used, and Great Expectations lives without it until then."""

import subprocess
import sys

_JUDGE = """
import sys
from foundation.lazy_imports import import_lazily

import_lazily("altair", "scipy.stats", "nothing_of_this_name")
import great_expectations.expectations

loaded = {"altair.vegalite", "scipy.stats.distributions"} & sys.modules.keys()
assert not loaded, loaded

from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as drawing

assert drawing.alt.Chart.__name__ == "Chart"
assert drawing.stats.entropy([0.5, 0.5]) > 0
assert {"altair.vegalite", "scipy.stats.distributions"} <= sys.modules.keys()

try:
    import nothing_of_this_name
except ModuleNotFoundError as error:
    assert error.name == "nothing_of_this_name"
else:
    raise AssertionError("a module that is not there was imported")
"""


def test_a_module_is_loaded_at_its_first_use() -> None:
    ended = subprocess.run([sys.executable, "-c", _JUDGE], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
