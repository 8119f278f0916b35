"""The pictures of docs/: made from the running product, and held against it by what they show.

With `SEKTAP_PICTURES=<folder>` (`make pictures`) a test that shows something saves its picture there, and in
`contents.json` a digest of what is seen on it. Without, the digest in docs/pictures is compared with the product's.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import numpy as np
import openpyxl

from foundation.semester import CITY_TIME_ZONE
from orchestration.definitions import build_definitions
from orchestration.instance import open_instance
from tests.installation import PROJECT_ROOT, Installation
from tests.office import convert

PICTURES = PROJECT_ROOT / "docs" / "pictures"
CONTENTS = "contents.json"

_DOTS_PER_INCH = 150
#: The margin at the bottom of a page, which has the sheet's name and the page number, in inches.
_FOOTER = 0.6
#: White that stays around what is shown, in dots.
_BORDER = 12


def read_contents(folder: Path = PICTURES) -> dict[str, str]:
    """Give the digest of what each picture shows."""
    file = folder / CONTENTS
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def keep_picture(name: str, shown: object, draw: Callable[[Path], object]) -> None:
    """Make the picture anew, where a folder for pictures is named; else fail where it shows something else."""
    digest = hashlib.sha256(json.dumps(shown, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    folder = os.environ.get("SEKTAP_PICTURES")
    if not folder:
        current = read_contents().get(name) == digest
        assert current, f"docs/pictures/{name} shows something older than the product: run make pictures"
        return
    draw(Path(folder) / name)
    contents = {**read_contents(Path(folder)), name: digest}
    text = json.dumps(contents, indent=2, sort_keys=True)
    (Path(folder) / CONTENTS).write_text(f"{text}\n", encoding="utf-8")


class ShownByDagster:
    """What pages of the UI show of an installation, without times, ids and the counts that change with the day."""

    def __init__(self, city: Installation) -> None:
        """Read the installation's definitions."""
        self._city = city
        self._definitions = build_definitions(city.settings, now=datetime.now(CITY_TIME_ZONE))
        self._specs = {spec.key: spec for spec in self._definitions.resolve_all_asset_specs()}

    def groups(self) -> list[str]:
        """Give the groups of the lineage."""
        return sorted({spec.group_name or "" for spec in self._specs.values()})

    def lineage(self) -> Any:
        """Give the groups of the lineage and how they follow from each other."""
        groups = {key: spec.group_name or "" for key, spec in self._specs.items()}
        edges = {(groups[dep.asset_key], groups[key]) for key, spec in self._specs.items() for dep in spec.deps}
        return [dg.__version__, self.groups(), sorted(edges)]

    def asset(self, *path: str) -> Any:
        """Give an asset's description, and the labels and tables of its latest materialisation."""
        key = dg.AssetKey(path)
        with open_instance(self._city.layout) as instance:
            event = instance.get_latest_materialization_event(key)
        assert event is not None
        assert event.asset_materialization is not None
        return [dg.__version__, path, self._specs[key].description, _labels(event.asset_materialization.metadata)]

    def checks(self, *path: str, detail: str) -> Any:
        """Give the names of an asset's checks, and of one what it says."""
        key = dg.AssetKey(path)
        with open_instance(self._city.layout) as instance:
            record = instance.get_latest_asset_check_evaluation_record(dg.AssetCheckKey(key, detail))
        assert record is not None
        assert record.evaluation is not None
        graph = self._definitions.resolve_asset_graph()
        checks = {check.name: graph.get_check_spec(check) for check in graph.get_check_keys_for_assets({key})}
        return [dg.__version__, path, sorted(checks), checks[detail].description, _labels(record.evaluation.metadata)]

    def steps(self, job: str) -> Any:
        """Give a job's name and those of its steps."""
        return [dg.__version__, job, sorted(node.name for node in self._definitions.resolve_job_def(job).nodes)]


def _labels(metadata: Any) -> dict[str, Any]:
    return {
        label: [record.data for record in value.records] if isinstance(value, dg.TableMetadataValue) else None
        for label, value in metadata.items()
    }


def shown_on_sheet(workbook: Path, title: str) -> list[tuple[str, str, str]]:
    """Give place, text and fill colour of the cells of a sheet."""
    sheet = openpyxl.load_workbook(workbook)[title]
    return [
        (
            cell.coordinate,
            "" if cell.value is None else str(cell.value),
            str(cell.fill.fgColor.rgb) if cell.fill.fill_type else "",
        )
        for row in sheet.iter_rows()
        for cell in row
    ]


def draw_sheet(workbook: Path, title: str, picture: Path, folder: Path, *, height: float = 1.0) -> None:
    """Draw the first page of a sheet as LibreOffice prints it, the upper part of that `height`, without white margins.

    A page has its sheet's name at its foot.
    """
    document = convert(workbook, "pdf", folder)
    pages = _poppler("pdftotext", "-layout", str(document), "-").decode().split("\f")
    page = next(number for number, text in enumerate(pages, 1) if text.rstrip().rpartition("\n")[2].startswith(title))
    drawing = ("pdftoppm", "-r", str(_DOTS_PER_INCH), "-f", str(page), "-singlefile", str(document))
    dots = _read_grey(_poppler(*drawing[:-1], "-gray", drawing[-1]))
    dots = dots[: int(len(dots) * height) if height < 1 else -int(_FOOTER * _DOTS_PER_INCH)]
    rows, columns = (np.flatnonzero((dots < 255).any(axis=axis)) for axis in (1, 0))
    left, top = max(int(columns[0]) - _BORDER, 0), max(int(rows[0]) - _BORDER, 0)
    right, bottom = int(columns[-1]) + _BORDER, min(int(rows[-1]) + _BORDER, len(dots))
    part = ("-x", str(left), "-y", str(top), "-W", str(right - left), "-H", str(bottom - top))
    picture.write_bytes(_poppler(*drawing[:-1], "-png", *part, drawing[-1]))


def _poppler(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def _read_grey(image: bytes) -> np.ndarray[Any, Any]:
    """Read a grey picture in the format PGM: its kind, its size, its brightest value, then a byte a dot."""
    _, size, _, dots = image.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(dots, dtype=np.uint8).reshape(height, width)
