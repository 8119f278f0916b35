"""A real headless Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

#: How long a page may take on a slow machine.
_WAIT_MS = 60_000

#: A window that is still readable at half its width.
SIZE = ViewportSize(width=1280, height=900)

#: What the browser of someone remembers who has made room for the pages and wants the lineage from top to bottom.
_SETTINGS = """
    localStorage.setItem("dagster-nav-collapsed", "true");
    localStorage.setItem("asset-graph-direction", '"vertical"');
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "install Chromium: it is the browser of these tests"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """Give a window for the Dagster UI."""
    page = browser.new_page(viewport=SIZE, device_scale_factor=1.5)
    page.set_default_timeout(_WAIT_MS)
    page.add_init_script(_SETTINGS)
    return page
