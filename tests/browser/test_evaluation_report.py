"""The report of an evaluation in a real headless Chromium: no script error, no network, every picture drawn."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.installation import PROJECT_ROOT, Installation

pytestmark = pytest.mark.browser

#: The page in the docs is kept in Git.
_MOST_BYTES = 2_000_000


def look_at(browser: Browser, report: Path) -> None:
    """Open a report, and see that it asks for nothing, complains of nothing and draws every picture."""
    page = browser.new_page(viewport={"width": 1000, "height": 1400})
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri(), wait_until="networkidle")
    outside = [url for url in asked if not url.startswith("data:") and url != report.as_uri()]
    assert (outside, said) == ([], [])
    widths = page.eval_on_selector_all("img", "pictures => pictures.map(picture => picture.naturalWidth)")
    assert len(widths) >= 8
    assert all(width > 200 for width in widths)
    # Nothing reaches beyond the page, also on a narrow screen.
    page.set_viewport_size({"width": 420, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_a_report_that_was_just_made(browser: Browser, published_city: Installation, tmp_path: Path) -> None:
    report = tmp_path / "evaluation.html"
    published_city.sektap("evaluate", str(published_city.city / "truth.json"), "--report", str(report))
    look_at(browser, report)


def test_the_report_in_the_docs(browser: Browser) -> None:
    report = PROJECT_ROOT / "docs" / "evaluation.html"
    assert report.stat().st_size < _MOST_BYTES
    look_at(browser, report)
