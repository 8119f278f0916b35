"""The product in an environment of its own lock: nothing that it does needs what only an extra installs."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from foundation.semester import Semester
from tests.installation import PROJECT_ROOT, Installation, keep_few_institutions, make_installation

pytestmark = pytest.mark.slow

SEMESTER = Semester(2023, 1)
#: Modules of the extras; none may be there, or the test would show nothing.
OF_EXTRAS = ("dagster_dg_cli", "hypothesis", "odf", "pytest", "sqlfluff", "vl_convert", "xlwt")


@dataclass(frozen=True)
class Product:
    """An environment with the product alone, and an installation whose city was made up elsewhere."""

    bin: Path
    installation: Installation

    def sektap(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / "sektap", *arguments],
            env=self.installation.process_environment,
            cwd=self.installation.folder,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Product:
    folder = tmp_path_factory.mktemp("product")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    binaries = folder / "venv" / "bin"
    uv = [str(Path(sys.executable).with_name("uv")), "pip", "install", "--quiet", "--python", str(binaries / "python")]
    for options in (
        ["--require-hashes", "-r", "requirements.lock"],
        ["--require-hashes", "-r", "requirements-bootstrap.lock"],
        ["--no-deps", "--no-build-isolation", "--editable", "."],
    ):
        subprocess.run([*uv, *options], cwd=PROJECT_ROOT, check=True)
    installation = make_installation(folder, households=60, first="2023S1", last="2023S1", seed=3)
    keep_few_institutions(installation.city)
    return Product(binaries, installation)


@pytest.mark.parametrize("module", OF_EXTRAS)
def test_the_lock_brings_nothing_of_the_extras(product: Product, module: str) -> None:
    found = subprocess.run([product.bin / "python", "-c", f"import {module}"], capture_output=True, check=False)
    assert found.returncode == 1


def test_every_command_is_listed(product: Product) -> None:
    shown = product.sektap("--help")
    assert shown.returncode == 0, shown.stderr
    assert all(command in shown.stdout for command in ("run", "status", "close", "template", "ui"))


def test_the_blank_workbook_is_made(product: Product) -> None:
    workbook = product.installation.folder / "isian.xlsx"
    made = product.sektap("template", str(workbook))
    assert made.returncode == 0, made.stderr
    assert workbook.exists()


def test_a_semester_runs_through_to_published_marts(product: Product) -> None:
    ran = product.sektap("run", SEMESTER.key)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Laporan penanggulangan kemiskinan Kota Probolinggo, semester 2023S1" in ran.stdout
    assert str(product.installation.layout.published_database) in ran.stdout
    assert "✔ build_warehouse" in ran.stderr
    assert product.installation.query("select count(*) from marts.fct_household_poverty")[0][0] > 0


def test_a_command_of_an_extra_says_what_to_install(product: Product) -> None:
    refused = product.sektap("simulate", "--out", str(product.installation.folder / "other"))
    assert refused.returncode == 2
    assert "sektap[simulation]" in refused.stderr
