"""The Dagster UI on finished runs, opened in a real headless Chromium. Its pictures stand in the docs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from foundation.semester import CITY_TIME_ZONE
from orchestration.jobs import SEMESTER_RUN
from orchestration.partitions import semester_partitions
from tests.browser.conftest import SIZE
from tests.installation import Installation
from tests.pictures import ShownByDagster, keep_picture
from tests.user_interface import served

pytestmark = pytest.mark.browser

_JOB = f"locations/orchestration.definitions/jobs/{SEMESTER_RUN}"
#: How much of the table of institutions its picture has, and how wide a window leaves a row on one line.
_ROWS_SHOWN = 16
_WIDE = ViewportSize(width=2200, height=1000)


@pytest.fixture(scope="module")
def address(published_city: Installation) -> Iterator[str]:
    with served(published_city) as address:
        yield address


@pytest.fixture(scope="module")
def shown(published_city: Installation) -> ShownByDagster:
    return ShownByDagster(published_city)


def keep(page: Page, name: str, content: object, clip: Mapping[str, float] | None = None) -> None:
    """Keep a picture of the page, or of this part of it."""
    wait_until_loaded(page)
    keep_picture(name, content, lambda file: page.screenshot(path=file, animations="disabled", clip=clip))


def wait_until_loaded(page: Page) -> None:
    """Wait until no part of the page says that it is still loading."""
    page.wait_for_function("() => !/Loading|fetching statuses/.test(document.body.innerText)")


def around(parts: Sequence[Locator], margin: float) -> Mapping[str, float]:
    """Give the rectangle around these parts of the page."""
    boxes = [box for part in parts if (box := part.bounding_box())]
    left, top = (min(box[edge] for box in boxes) - margin for edge in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + margin
    bottom = max(box["y"] + box["height"] for box in boxes) + margin
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


def above(page: Page, heading: str) -> Mapping[str, float]:
    """Give the part of the page above a heading."""
    box = page.get_by_text(heading, exact=True).first.bounding_box()
    assert box is not None
    return {"x": 0, "y": 0, "width": SIZE["width"], "height": box["y"] - 20}


def test_the_lineage_shows_every_stage(page: Page, address: str, shown: ShownByDagster) -> None:
    page.goto(f"{address}/asset-groups")
    stages = page.locator("foreignObject")
    for group in shown.groups():
        stages.get_by_text(group, exact=True).wait_for()
    wait_until_loaded(page)
    # Dagster lays the first stage half under its toolbar.
    page.mouse.move(1100, 600)
    page.mouse.down()
    page.mouse.move(1100, 640)
    page.mouse.up()
    keep(page, "lineage.png", shown.lineage(), around(stages.all(), 8))


def test_a_group_shows_its_data_sets(page: Page, address: str) -> None:
    page.goto(f"{address}/locations/orchestration.definitions/asset-groups/validation/lineage")
    # The page draws only what lies within its window.
    for dataset in ("keluarga", "mentas"):
        page.get_by_text(dataset, exact=True).first.wait_for()


def test_a_job_shows_runs_of_the_command_line(page: Page, address: str) -> None:
    page.goto(f"{address}/{_JOB}/runs")
    page.get_by_text("partition: 2023S1").first.wait_for()


def test_of_what_has_been_run_no_partition_is_missing(
    page: Page, address: str, published_city: Installation, shown: ShownByDagster
) -> None:
    page.goto(f"{address}/{_JOB}/partitions")
    total = len(semester_partitions(datetime.now(CITY_TIME_ZONE).date()).get_partition_keys())
    missing = total - len(published_city.semesters)
    for said in (rf"\b{total}\s+Total partitions", rf"\b{missing}\s+Missing partitions"):
        page.wait_for_function("said => new RegExp(said).test(document.body.innerText)", arg=said)
    keep(page, "partitions.png", shown.steps(SEMESTER_RUN), above(page, "Backfill history"))


def test_an_asset_shows_its_semesters(page: Page, address: str, shown: ShownByDagster) -> None:
    page.goto(f"{address}/assets/marts/fct_assistance?view=partitions&partition=2023S1")
    page.get_by_text("2022S2").first.wait_for()
    page.get_by_text("partition_row_count").first.wait_for()
    keep(page, "semesters.png", shown.asset("marts", "fct_assistance"))


def test_the_overview_shows_each_institutions_state(page: Page, address: str, shown: ShownByDagster) -> None:
    page.set_viewport_size(_WIDE)
    page.goto(f"{address}/assets/published/reporting_overview?view=overview")
    table = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="code", exact=True)).last
    table.get_by_role("cell", name="BAGEKON", exact=True).wait_for()
    assert table.get_by_role("cell", name="❌").count() > 0
    wait_until_loaded(page)
    rows = table.get_by_role("row").all()[:_ROWS_SHOWN]
    rows[0].evaluate("row => row.scrollIntoView()")
    keep(page, "overview.png", shown.asset("published", "reporting_overview"), around(rows, 0))
    page.set_viewport_size(SIZE)


def test_the_grid_shows_institutions_against_semesters(page: Page, address: str, shown: ShownByDagster) -> None:
    page.goto(f"{address}/assets/intake/institution_state?view=partitions&partition=DINSOS%7C2023S1")
    page.get_by_text("rows accepted").first.wait_for()
    keep(page, "institution-grid.png", shown.asset("intake", "institution_state"))


def test_the_checks_of_validation_are_shown(page: Page, address: str, shown: ShownByDagster) -> None:
    page.goto(f"{address}/assets/accepted/penerima?view=checks&checkDetail=orphan_activity")
    page.get_by_text("rows_are_conserved").first.wait_for()
    page.get_by_text("rows failing").first.wait_for()
    keep(page, "checks.png", shown.checks("accepted", "penerima", detail="orphan_activity"), above(page, "Plots"))


def test_the_run_shows_its_steps(page: Page, address: str, shown: ShownByDagster) -> None:
    page.goto(f"{address}/runs")
    page.locator("a[href^='/runs/']").first.click()
    page.get_by_text("RUN_SUCCESS").first.wait_for()
    page.get_by_label("expand_arrows").first.click()
    # The chart is drawn anew when it has been expanded, and only what is in sight: a bar or a dot for each step.
    steps = shown.steps(SEMESTER_RUN)
    drawn = page.locator(".chart-element.box, .chart-element.dot")
    *_, names = steps
    expect(drawn).to_have_count(len(names))
    keep(page, "run.png", steps)
