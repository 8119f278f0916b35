"""What stands in an HTML page, for tests: its headings, tables, pictures, and what it would fetch."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page:
    """The parts of a page in their order; a table is its rows, a row its cells."""

    headings: list[str] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    #: The words for who does not see a picture.
    pictures: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    elements: set[str] = field(default_factory=set)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[str] = []
        self._rows: list[list[str]] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.page.elements.add(tag)
        self._words = ""
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "img":
            self.page.pictures.append(given["alt"] or "")
        for name in ("src", "href", "srcset"):
            if given.get(name):
                self.page.sources.append(given[name] or "")

    def handle_data(self, data: str) -> None:
        self._words += data
        self.page.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("h1", "h2", "h3"):
            self.page.headings.append(self._words.strip())
        elif tag == "caption":
            self.page.tables[self._words.strip()] = self._rows
        elif tag in ("td", "th"):
            self._rows[-1].append(self._words.strip())
        self._words = ""


def read_page(html: str) -> Page:
    """Read a page. Tables are found by their captions."""
    reader = _Reader()
    reader.feed(html)
    return reader.page
