"""The real reader meets the made-up files: it must count every row, and blame only the files that are at fault."""

import hashlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from foundation.semester import Semester
from sources.reading.submissions import ReadingLimits, SubmissionFile
from tests.reading import read_submission
from tests.simulation.conftest import MadeUpCity

pytestmark = pytest.mark.slow

SEMESTER = Semester(2022, 2)


def read(city: MadeUpCity, code: str, datasets: list[str], target: Path) -> None:
    folder = city.root / "inbox" / code / SEMESTER.key
    files = [
        SubmissionFile(
            source_file=path.relative_to(folder).as_posix(),
            path=path,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            size_bytes=path.stat().st_size,
            received_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    read_submission(
        files, semester=SEMESTER, institution_code=code, due_datasets=datasets, limits=ReadingLimits(), target=target
    )


@pytest.fixture(scope="module")
def received(city: MadeUpCity, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("received")
    listed = yaml.safe_load((city.root / "institutions.yml").read_text())["institutions"]
    for entry in listed:
        read(city, entry["code"], entry["datasets"], root / entry["code"])
    return {entry["code"]: root / entry["code"] for entry in listed}


def test_every_row_is_read_and_nothing_else(city: MadeUpCity, received: dict[str, Path]) -> None:
    for code, expected in city.truth["semesters"][SEMESTER.key]["submissions"].items():
        rows = sum(pq.read_table(received[code] / "sheet.parquet")["rows_received"].to_pylist())
        assert rows == expected["rows_received"], code


def test_files_at_fault_are_those_of_the_truth(city: MadeUpCity, received: dict[str, Path]) -> None:
    planted = Counter(
        (finding["institution_code"], finding["source_file"], finding["rule_code"])
        for finding in city.findings(SEMESTER.key, "file")
    )
    found = Counter(
        (code, fault["source_file"], fault["rule_code"])
        for code, folder in received.items()
        for fault in pq.read_table(folder / "file_fault.parquet").to_pylist()
    )
    assert found == planted


def test_unreadable_cells_stand_where_the_truth_says(city: MadeUpCity, received: dict[str, Path]) -> None:
    by_reader = {"bad_number", "bad_date", "nik_precision_lost", "region_mismatch"}
    planted = Counter(
        (row["institution_code"], row["source_file"], row["source_sheet"], row["source_row"], row["source_column"])
        for row in city.findings(SEMESTER.key, "row")
        if row["rule_code"] in by_reader
    )
    found: Counter[tuple[object, ...]] = Counter()
    for code, folder in received.items():
        for path in folder.glob("ke*.parquet"), folder.glob("pe*.parquet"), folder.glob("me*.parquet"):
            for part in path:
                table = pq.read_table(part)
                faulty = [name for name in table.column_names if name.endswith("__fault")]
                for row in table.to_pylist():
                    place = (code, row["source_file"], row["source_sheet"], row["source_row"])
                    found.update((*place, name[:-7]) for name in faulty if row[name] in by_reader)
    assert sum(planted.values()) > 20
    assert found == planted
