"""Writes the documentation that is made from contracts, rules and dbt, or checks that it is current.

`python -m orchestration.documentation` writes, `--check` only compares and exits with 1 where a page is out of date.
"""

import sys
from pathlib import Path

from orchestration.settings import PROJECT_ROOT


def pages() -> dict[Path, str]:
    """Give every generated page with its text."""
    from dbt_project.dictionary import render_dictionary
    from expectations.catalogue import rules_document
    from sources.contract_document import data_sets_document

    docs = PROJECT_ROOT / "docs"
    return {
        docs / "data_sets.md": data_sets_document(),
        docs / "rules.md": rules_document(),
        docs / "data_dictionary.md": render_dictionary(),
    }


def main(arguments: list[str]) -> int:
    """Write or check; give the exit code."""
    outdated = [page for page, text in pages().items() if not page.exists() or page.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for page in outdated:
            print(f"{page.relative_to(PROJECT_ROOT)} is out of date: make docs", file=sys.stderr)  # noqa: T201
        return 1 if outdated else 0
    for page in outdated:
        page.write_text(pages()[page], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
