"""The Dagster UI on a finished run, opened in a real headless Chromium.

With `SEKTAP_PICTURES=<folder>` the pages are also saved there; the pictures in the docs are made that way.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from foundation.semester import CITY_TIME_ZONE
from orchestration.partitions import semester_partitions
from tests.installation import SEKTAP, Installation
from tests.user_interface import free_port, running_ui

pytestmark = pytest.mark.browser

_WAIT_MS = 60_000


@pytest.fixture(scope="module")
def address(published_city: Installation) -> Iterator[str]:
    """Start the UI and give its address."""
    port = free_port()
    command = [str(SEKTAP), "ui", "--port", str(port)]
    with running_ui(command, published_city.folder, published_city.process_environment):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "install Chromium: it is the browser of these tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        page = browser.new_page(viewport={"width": 1680, "height": 1050})
        page.set_default_timeout(_WAIT_MS)
        page.goto(address)
        yield page
        browser.close()


def save(page: Page, name: str) -> None:
    """Keep a picture of the page, where a folder for pictures is named."""
    folder = os.environ.get("SEKTAP_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


def wait_until_loaded(page: Page) -> None:
    """Wait until no part of the page says that it is still loading."""
    page.wait_for_function("() => !document.body.innerText.includes('Loading')")


def test_the_lineage_shows_every_stage(page: Page, address: str) -> None:
    page.goto(f"{address}/asset-groups")
    for group in ("intake", "validation", "linkage", "reference", "intermediate", "marts", "publication", "review"):
        page.get_by_text(group, exact=True).first.wait_for()
    wait_until_loaded(page)
    save(page, "lineage")
    page.goto(f"{address}/locations/orchestration.definitions/asset-groups/validation/lineage")
    # The page draws only what lies within its window.
    for dataset in ("keluarga", "mentas"):
        page.get_by_text(dataset, exact=True).first.wait_for()
    wait_until_loaded(page)
    save(page, "lineage-validation")


def test_a_job_shows_runs_of_the_command_line(page: Page, address: str) -> None:
    page.goto(f"{address}/locations/orchestration.definitions/jobs/semester_run/runs")
    page.get_by_text("partition: 2023S1").first.wait_for()


def test_of_what_has_been_run_no_partition_is_missing(page: Page, address: str, published_city: Installation) -> None:
    page.goto(f"{address}/locations/orchestration.definitions/jobs/semester_run/partitions")
    total = len(semester_partitions(datetime.now(CITY_TIME_ZONE).date()).get_partition_keys())
    missing = total - len(published_city.semesters)
    for said in (rf"\b{total}\s+Total partitions", rf"\b{missing}\s+Missing partitions"):
        page.wait_for_function("said => new RegExp(said).test(document.body.innerText)", arg=said)
    save(page, "partitions")


def test_an_asset_shows_its_semesters(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/marts/fct_assistance?view=partitions&partition=2023S1")
    page.get_by_text("2022S2").first.wait_for()
    page.get_by_text("partition_row_count").first.wait_for()
    save(page, "semesters")


def test_the_overview_shows_each_institutions_state(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/published/reporting_overview?view=overview")
    page.get_by_role("cell", name="BAGEKON", exact=True).first.wait_for()
    assert page.get_by_role("cell", name="❌").count() > 0
    save(page, "overview")


def test_the_grid_shows_institutions_against_semesters(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/intake/institution_state?view=partitions&partition=DINSOS%7C2023S1")
    page.get_by_text("rows accepted").first.wait_for()
    save(page, "institution-grid")


def test_the_checks_of_validation_are_shown(page: Page, address: str) -> None:
    page.goto(f"{address}/assets/accepted/penerima?view=checks&checkDetail=orphan_activity")
    page.get_by_text("rows_are_conserved").first.wait_for()
    page.get_by_text("rows failing").first.wait_for()
    save(page, "checks")


def test_the_run_shows_its_steps(page: Page, address: str) -> None:
    page.goto(f"{address}/runs")
    page.locator("a[href^='/runs/']").first.click()
    page.get_by_text("RUN_SUCCESS").first.wait_for()
    wait_until_loaded(page)
    save(page, "run")
