"""The pictures of docs/: each is shown somewhere, and those of workbooks show what the made-up city's workbooks have.

The pictures of the UI are compared in tests/browser/test_dagster_ui.py, that of the star schema by `make check`.
"""

import re
from pathlib import Path

import pytest

from operations.template import make_template
from tests.installation import PROJECT_ROOT, Installation
from tests.pictures import CONTENTS, PICTURES, draw_sheet, keep_picture, read_contents, shown_on_sheet

#: Its workbook has few rows and columns, with faults and with warnings.
SENDER = "KEC-KANIGARAN"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "sheet"), [("feedback.png", "Ringkasan"), ("feedback-rows.png", "mentas")])
def test_the_feedback_of_a_sender(published_city: Installation, tmp_path: Path, name: str, sheet: str) -> None:
    workbook = published_city.layout.feedback("2023S1", SENDER)
    shown = shown_on_sheet(workbook, sheet)
    keep_picture(name, shown, lambda picture: draw_sheet(workbook, sheet, picture, tmp_path))


@pytest.mark.slow
def test_the_list_for_review(published_city: Installation, tmp_path: Path) -> None:
    workbook = published_city.layout.review("2023S1")
    shown = shown_on_sheet(workbook, "Keputusan")
    keep_picture(
        "review.png", shown, lambda picture: draw_sheet(workbook, "Keputusan", picture, tmp_path, height=0.636)
    )


@pytest.mark.slow
def test_the_blank_template(tmp_path: Path) -> None:
    workbook = tmp_path / "templat.xlsx"
    make_template(workbook)
    shown = shown_on_sheet(workbook, "Petunjuk")
    keep_picture(
        "template.png", shown, lambda picture: draw_sheet(workbook, "Petunjuk", picture, tmp_path, height=0.655)
    )


def test_every_picture_is_shown_and_every_picture_shown_is_there() -> None:
    pages = [PROJECT_ROOT / "README.md", *(PROJECT_ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"\]\([^)]*pictures/([^)]+)\)", page.read_text("utf-8"))}
    assert {picture.name for picture in PICTURES.iterdir()} - {CONTENTS} == shown


def test_every_picture_has_a_digest_but_the_star_schema() -> None:
    assert read_contents().keys() == {picture.name for picture in PICTURES.glob("*.png")}
