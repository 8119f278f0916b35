"""The diagrams of the star schema show every table and every key that leads somewhere, and the picture is current."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from dbt_project.diagram import (
    GraphvizMissingError,
    is_picture_current,
    render_graphviz,
    render_mermaid,
    render_picture,
)
from dbt_project.dictionary import described_tables

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "star_schema.svg"

TABLES = {table.name: table for table in described_tables()}
REFERENCES = {
    (table.name, column.name, column.refers_to.split(".")[0])
    for table in TABLES.values()
    for column in table.columns
    if column.refers_to
}


def test_mermaid_draws_every_table_column_and_reference() -> None:
    drawn = render_mermaid()
    tables = re.findall(r"^    (\w+) \{\n(.*?)^    \}", drawn, re.MULTILINE | re.DOTALL)
    assert {name: re.findall(r"^ +\w+ (\w+)", body, re.MULTILINE) for name, body in tables} == {
        table.name: [column.name for column in table.columns] for table in TABLES.values()
    }
    edges = re.findall(r"^    (\w+) [|o]\S+ (\w+) : (\w+)$", drawn, re.MULTILINE)
    assert {(table, column, target) for target, table, column in edges} == REFERENCES


def test_the_picture_is_current_and_shows_every_table_and_reference() -> None:
    assert is_picture_current(PICTURE, render_graphviz()), "run `make docs`"
    groups = ET.parse(PICTURE).iter("{http://www.w3.org/2000/svg}g")
    titles = [(group.get("class"), group.findtext("{http://www.w3.org/2000/svg}title") or "") for group in groups]
    assert {title for kind, title in titles if kind == "node"} == set(TABLES)
    edges = [title for kind, title in titles if kind == "edge"]
    assert len(edges) == len(REFERENCES)
    ends = {frozenset(re.sub(r":\w+", "", end) for end in title.split("->")) for title in edges}
    assert ends == {frozenset((table, target)) for table, _, target in REFERENCES}


def test_an_outdated_picture_is_reported(tmp_path: Path) -> None:
    picture = tmp_path / "star_schema.svg"
    assert not is_picture_current(picture, render_graphviz())
    picture.write_bytes(PICTURE.read_bytes())
    assert is_picture_current(picture, render_graphviz())
    assert not is_picture_current(picture, render_graphviz(list(TABLES.values())[1:]))


def test_a_missing_graphviz_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GraphvizMissingError, match="install graphviz"):
        render_picture(tmp_path / "star_schema.svg", render_graphviz())
