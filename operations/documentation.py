"""Writes the documentation that is made from contracts, rules, settings and dbt, or checks that it is current.

`python -m operations.documentation` writes, `--check` only compares and exits with 1 where a page is out of date.
"""

import sys
from pathlib import Path

from operations.settings import PROJECT_ROOT

#: Guides whose parts are generated.
GUIDES = ("guide_analyst.md", "guide_data_engineer.md", "panduan_instansi.md")


def pages() -> dict[Path, str]:
    """Give every page that is generated, whole or in parts, with the text that it should have."""
    from dbt_project.dictionary import render_dictionary
    from dbt_project.lineage import recorded_lineage, render_lineage
    from expectations.catalogue import rules_document
    from operations.guide_sections import filled
    from operations.licences import licences_document
    from sources.contract_document import data_sets_document

    docs = PROJECT_ROOT / "docs"
    guides = [docs / name for name in GUIDES]
    return {
        docs / "data_sets.md": data_sets_document(),
        docs / "rules.md": rules_document(),
        docs / "data_dictionary.md": render_dictionary(),
        docs / "column_lineage.md": render_lineage(recorded_lineage()),
        docs / "licences.md": licences_document(PROJECT_ROOT / "requirements.lock"),
        **{guide: filled(guide.read_text(encoding="utf-8")) for guide in guides},
    }


def main(arguments: list[str]) -> int:
    """Write or check; give the exit code."""
    from dbt_project.diagram import GraphvizMissingError, is_picture_current, render_graphviz, render_picture

    outdated = {page: text for page, text in pages().items() if not _has(page, text)}
    picture, graph = PROJECT_ROOT / "docs" / "pictures" / "star_schema.svg", render_graphviz()
    is_current = is_picture_current(picture, graph)
    if "--check" in arguments:
        names = [*outdated, *([] if is_current else [picture])]
        for page in names:
            print(f"{page.relative_to(PROJECT_ROOT)} is out of date: make docs", file=sys.stderr)  # noqa: T201
        return 1 if names else 0
    for page, text in outdated.items():
        page.write_text(text, encoding="utf-8")
    if not is_current:
        try:
            render_picture(picture, graph)
        except GraphvizMissingError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
    return 0


def _has(page: Path, text: str) -> bool:
    return page.exists() and page.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
