"""The star schema as a diagram, made from the dbt YAML: tables, keys and references.

As Mermaid for viewers that support it, and as Graphviz, from which the picture is rendered.
"""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from dbt_project.dictionary import DescribedColumn, DescribedTable, described_tables

_COLOURS = {"dimensions": "#dbe9f6", "facts": "#fde8c8", "quality": "#f9d5d5", "aggregates": "#dff0d8"}
_SHORT_TYPES = {"timestamp with time zone": "timestamptz"}


class GraphvizMissingError(RuntimeError):
    """The picture is out of date, and `dot`, which would render it, is not installed."""


def render_mermaid(tables: Sequence[DescribedTable] | None = None) -> str:
    """Write the diagram as a Mermaid `erDiagram`: every column, its type, and whether it is a key."""
    tables = described_tables() if tables is None else tables
    return "\n".join(["erDiagram", *_mermaid_lines(tables)])


def render_graphviz(tables: Sequence[DescribedTable] | None = None) -> str:
    """Write the diagram for Graphviz: dimensions between facts and aggregates; arrows point to keys."""
    tables = described_tables() if tables is None else tables
    return "\n".join(
        [
            "digraph star_schema {",
            '  graph [rankdir=LR, ranksep=1.5, nodesep=0.2, fontname="Helvetica"];',
            '  node [shape=plain, fontname="Helvetica", fontsize=10];',
            '  edge [color="#8a8a8a", arrowsize=0.6, penwidth=0.8];',
            *_graphviz_lines(tables),
            "}",
        ]
    )


def is_picture_current(picture: Path, graph: str) -> bool:
    """Whether the picture was rendered from this graph: it carries the graph's digest."""
    return picture.exists() and _digest_comment(graph) in picture.read_text(encoding="utf-8")


def render_picture(picture: Path, graph: str) -> None:
    """Render the graph as SVG. Raises `GraphvizMissingError` where `dot` is not installed."""
    dot = shutil.which("dot")
    if dot is None:
        raise GraphvizMissingError(f"{picture.name} must be drawn anew: install graphviz, then `make docs`")
    drawn = subprocess.run([dot, "-Tsvg"], input=graph, capture_output=True, text=True, check=True).stdout
    head, mark, body = drawn.partition("<svg")
    picture.write_text(head + _digest_comment(graph) + "\n" + mark + body, encoding="utf-8")


def _digest_comment(graph: str) -> str:
    return f"<!-- drawn from {hashlib.sha256(graph.encode()).hexdigest()} -->"


def _mermaid_lines(tables: Sequence[DescribedTable]) -> Iterator[str]:
    for table, column, target, _ in _references(tables):
        cardinality = "|o--o{" if column.is_nullable else "||--o{"
        yield f"    {target} {cardinality} {table.name} : {column.name}"
    for table in tables:
        yield f"    {table.name} {{"
        for column in table.columns:
            keys = ", ".join(_keys(table, column))
            yield f"        {_short_type(column)} {column.name} {keys}".rstrip()
        yield "    }"


def _graphviz_lines(tables: Sequence[DescribedTable]) -> Iterator[str]:
    for table in tables:
        rows = "".join(_graphviz_row(table, column) for column in table.columns)
        colour = _COLOURS[table.layer]
        yield (
            f'  {table.name} [label=<<table border="0" cellborder="1" cellspacing="0" cellpadding="2" color="#8a8a8a">'
            f'<tr><td bgcolor="{colour}"><b>{table.name}</b></td></tr>{rows}</table>>];'
        )
    for layers in (("facts",), ("dimensions",), ("aggregates", "quality")):
        yield f"  {{rank=same; {'; '.join(table.name for table in tables if table.layer in layers)}}}"
    for table, column, target, target_column in _references(tables):
        referring, referred = f"{table.name}:{column.name}", f"{target}:{target_column}"
        if target.startswith("fct_"):
            yield f"  {referring}:w -> {referred}:w [constraint=false];"
        elif table.layer == "facts":
            yield f"  {referring}:e -> {referred}:w;"
        else:
            yield f"  {referred}:e -> {referring}:w [dir=back];"


def _graphviz_row(table: DescribedTable, column: DescribedColumn) -> str:
    keys = _keys(table, column)
    name = f"<b>{column.name}</b>" if "PK" in keys else f"<i>{column.name}</i>" if keys else column.name
    return f'<tr><td align="left" port="{column.name}">{name}</td></tr>'


def _keys(table: DescribedTable, column: DescribedColumn) -> list[str]:
    return [
        *(["PK"] if column.name in table.grain else []),
        *(["FK"] if column.refers_to else []),
    ]


def _references(tables: Sequence[DescribedTable]) -> Iterator[tuple[DescribedTable, DescribedColumn, str, str]]:
    for table in tables:
        for column in table.columns:
            if column.refers_to:
                target, _, target_column = column.refers_to.partition(".")
                yield table, column, target, target_column


def _short_type(column: DescribedColumn) -> str:
    return _SHORT_TYPES.get(column.data_type, column.data_type.partition("(")[0])
