"""A small made-up city, made once for all tests that read it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from foundation.semester import Semester, parse_semester_range
from simulation import simulate

HOUSEHOLDS = 120
SEMESTERS: list[Semester] = parse_semester_range("2022S1:2022S2")


@dataclass(frozen=True)
class MadeUpCity:
    root: Path
    truth: dict[str, Any]

    def findings(self, semester: str, kind: str) -> list[dict[str, Any]]:
        return self.truth["semesters"][semester]["findings"][kind]

    def files(self, semester: str) -> list[Path]:
        return sorted(path for path in (self.root / "inbox").glob(f"*/{semester}/**/*") if path.is_file())


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> MadeUpCity:
    root = tmp_path_factory.mktemp("city")
    simulate(root, households=HOUSEHOLDS, semesters=SEMESTERS, seed=7)
    return MadeUpCity(root, json.loads((root / "truth.json").read_text(encoding="utf-8")))
