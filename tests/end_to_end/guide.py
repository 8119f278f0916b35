"""What a guide tells its reader to do: its fenced blocks, in order."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.installation import PROJECT_ROOT

DOCS = PROJECT_ROOT / "docs"

_BLOCK = re.compile(r"^```(?P<kind>[a-z ]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its info string, its text, and where it stands, `file:line`."""

    kind: str
    text: str
    place: str


def blocks(guide: str, *kinds: str) -> list[Block]:
    """Give the blocks of a guide that are of one of the kinds; of every kind where none is given."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    found = [
        Block(match["kind"], match["text"], f"{guide}:{text.count(chr(10), 0, match.start()) + 1}")
        for match in _BLOCK.finditer(text)
    ]
    return [block for block in found if not kinds or block.kind in kinds]


def links(guide: str) -> list[tuple[str, str]]:
    """Give the links of a guide to files and headings: path (empty: the guide itself) and anchor."""
    text = (DOCS / guide).read_text(encoding="utf-8")
    return re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text)


def headings(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
