"""The parts of the guides that are made from code, contracts and rules, so that nothing is said twice.

A guide marks such a part with `<!-- generated: <name> <arguments> -->` and `<!-- end of generated -->`; what stands
between is written anew by `make docs`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_SECTION = re.compile(
    r"(?P<start><!-- generated: (?P<name>[a-z-]+)(?P<arguments>[^>]*?) -->\n).*?(?P<end><!-- end of generated -->)",
    re.DOTALL,
)


def filled(guide: str) -> str:
    """Give the guide with every generated part as it should be now. Raises `KeyError` for a part that is not known."""
    return _SECTION.sub(_filled_section, guide)


def _filled_section(match: re.Match[str]) -> str:
    makers: Mapping[str, Callable[[Sequence[str]], str]] = {
        "choices": _choices,
        "columns": _columns,
        "grains": _grains,
        "kelurahan": _kelurahan,
        "questions": _questions,
        "rules": _rules,
        "settings": _settings,
        "star-schema": _star_schema,
    }
    text = makers[match["name"]](match["arguments"].split())
    return f"{match['start']}\n{text.strip()}\n\n{match['end']}"


def _settings(_: Sequence[str]) -> str:
    from operations.settings import Settings

    lines = ["| setting | default | what for |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `SEKTAP_{name.upper()}` | {_default_in_words(field.default)} | {field.description} |")
    return "\n".join(lines)


def _default_in_words(default: Any) -> str:
    from operations.settings import PROJECT_ROOT

    if default is None:
        return "not set"
    if isinstance(default, Path):
        return f"`{default.relative_to(PROJECT_ROOT)}`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _star_schema(_: Sequence[str]) -> str:
    from dbt_project.diagram import render_mermaid

    return f"```mermaid\n{render_mermaid()}\n```"


def _grains(_: Sequence[str]) -> str:
    from dbt_project.dictionary import described_tables

    lines = ["| table | one row is | key |", "| --- | --- | --- |"]
    for table in described_tables():
        key = ", ".join(f"`{name}`" for name in table.grain)
        lines.append(f"| `{table.name}` | {table.description.removeprefix('One row per ')} | {key} |")
    return "\n".join(lines)


def _questions(_: Sequence[str]) -> str:
    from bi.question_book import render_questions

    return render_questions()


def _rules(codes: Sequence[str]) -> str:
    """Faults as their sender needs them: what is wrong, an example of wrong and right, what to do."""
    from expectations.catalogue import load_catalogue

    catalogue = load_catalogue()
    return "\n\n".join(_rule_lines(number, catalogue[code]) for number, code in enumerate(codes, start=1))


def _rule_lines(number: int, rule: Any) -> str:
    if rule.example_id is None:
        raise ValueError(f"rule {rule.code} has no example_id, which the guide wants to show")
    return "\n".join(
        [
            f"**{number}. {rule.title_id}** (`{rule.code}`)",
            "",
            f"- Contoh: {rule.example_id}",
            f"- Yang perlu dilakukan: {rule.remedy_id}",
        ]
    )


def _columns(datasets: Sequence[str]) -> str:
    """Write the columns of data sets in Indonesian as the blank workbook has them, for those who fill them in."""
    from sources.contract import load_contracts

    contracts = load_contracts()
    return "\n\n".join("\n".join(_data_set_lines(contracts[name])) for name in datasets)


def _data_set_lines(contract: Any) -> Iterator[str]:
    from feedback.template.columns import template_columns

    yield f"#### Lembar `{contract.dataset}`\n"
    yield f"{contract.description_id}\n"
    yield "| kolom | wajib | isi | cara mengisi | contoh |"
    yield "| --- | --- | --- | --- | --- |"
    for column in template_columns(contract):
        cells = (f"`{column.label}`", column.required, column.description_id, column.kind_id, column.example)
        yield f"| {' | '.join(cells)} |"


def _choices(columns: Sequence[str]) -> str:
    """Write what the coded columns (`data set.column`) offer, as the blank workbook does."""
    from feedback.template.columns import choice_labels
    from sources.contract import load_contracts

    lines = ["| kolom | pilihan |", "| --- | --- |"]
    for place in columns:
        dataset, _, name = place.partition(".")
        offered = choice_labels(load_contracts()[dataset].column(name).code_list or "").values()
        lines.append(f"| `{name}` di lembar `{dataset}` | {'; '.join(offered)} |")
    return "\n".join(lines)


def _kelurahan(_: Sequence[str]) -> str:
    """Write the kelurahan of the city by code, name and kecamatan, as the reference file has them."""
    from sources.regions import kelurahan

    lines = ["| kode_wilayah | kelurahan | kecamatan |", "| --- | --- | --- |"]
    lines += [f"| {place.code} | {place.name} | {place.kecamatan} |" for place in kelurahan()]
    return "\n".join(lines)
