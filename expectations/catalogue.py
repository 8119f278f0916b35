"""The rule catalogue (`rules.yml`) as typed values: one place for code, severity, texts and order of every rule."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from foundation.yaml_text import load_yaml

Severity = Literal["error", "warning", "file"]
Scope = Literal["cell", "row", "file", "entity"]

_SEVERITY_NAMES: dict[Severity, str] = {
    "error": "the row is rejected",
    "warning": "the row stays and is flagged",
    "file": "the file or sheet is rejected",
}
_SCOPE_TITLES: dict[Scope, str] = {
    "cell": "Cells",
    "row": "Rows",
    "file": "Files",
    "entity": "Across rows and institutions",
}


EvidenceType = Literal["text", "integer", "number", "boolean", "date", "list of text", "list of rows"]


class EvidenceMember(BaseModel):
    """One member of a finding's `evidence`: its type and what it says. A date is text, `2023-03-01`; any can be null.

    A row is an object with `source_file`, `source_sheet`, `source_row` and `received_date`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: EvidenceType
    description: str


class Rule(BaseModel):
    """One rule: what it means to an engineer (`title`, `description`) and to a sender (`title_id`, `message_id`, …).

    `example_id` shows a sender what is wrong and how it should be; None where there is nothing to show.

    Of several rules that a cell breaks, the one with the lowest `precedence` is reported. `evidence` are the members of
    the finding's evidence, for rules across rows; that of the others is always `VALIDATION_EVIDENCE`. `detail_id` says
    a sender what a finding across rows rests on; its placeholders are members of the evidence. `reading_message_id`
    stands for `message_id` where the reader has found it: a formula has failed, or a number stands for nobody.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    scope: Scope
    precedence: int
    title: str
    title_id: str
    description: str
    message_id: str
    reading_message_id: str | None = None
    remedy_id: str
    example_id: str | None = None
    detail_id: str = ""
    evidence: Mapping[str, EvidenceMember] = {}

    @model_validator(mode="after")
    def _know_what_the_detail_names(self) -> Self:
        named = {name for _, name, _, _ in Formatter().parse(self.detail_id) if name}
        if unknown := named - self.evidence.keys():
            raise ValueError(
                f"detail_id of {self.code} names what evidence does not have: {', '.join(sorted(unknown))}"
            )
        return self


#: What a finding of a cell, row or file rests on.
VALIDATION_EVIDENCE: Mapping[str, EvidenceMember] = {
    "dataset": EvidenceMember(type="text", description="Data set of the row or sheet; null for a whole file.")
}


@cache
def load_catalogue() -> Mapping[str, Rule]:
    """Load every rule by its code, in the order of the file. Raises `ValidationError` naming the faulty entry."""
    entries = load_yaml(files("expectations").joinpath("rules.yml").read_text(encoding="utf-8"))
    rules = TypeAdapter(list[Rule]).validate_python([{"code": code, **entry} for code, entry in entries.items()])
    return {rule.code: rule for rule in rules}


def rules_document() -> str:
    """Write the catalogue as Markdown, for `docs/rules.md`."""
    lines = [
        "# Rules",
        "",
        "What a finding can say. Generated from `expectations/rules.yml` by `make docs`; do not edit here. Of",
        "several rules that one cell breaks, the first in the order of the tables is reported.",
    ]
    for scope, title in _SCOPE_TITLES.items():
        rules = [rule for rule in load_catalogue().values() if rule.scope == scope]
        lines += ["", f"## {title}", "", "| rule | severity | when | what the sender reads | what to do | example |"]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        lines += [_table_row(rule) for rule in sorted(rules, key=lambda rule: rule.precedence)]
    lines += ["", "## Evidence", "", *_EVIDENCE.splitlines(), "", "| rule | member | type | what it says |"]
    lines += ["| --- | --- | --- | --- |", *_evidence_rows("cells, rows, files", VALIDATION_EVIDENCE)]
    for rule in load_catalogue().values():
        lines += _evidence_rows(f"`{rule.code}`", rule.evidence)
    return "\n".join(lines) + "\n"


_EVIDENCE = """\
What `evidence` of `fct_quality_finding` holds, a JSON object. Every member is there in every finding of its rule; any
can be null. A date is text (`2023-03-01`), a row is an object with `source_file`, `source_sheet`, `source_row` and
`received_date`."""


def _evidence_rows(rule: str, members: Mapping[str, EvidenceMember]) -> list[str]:
    return [f"| {rule} | `{name}` | {member.type} | {member.description} |" for name, member in members.items()]


def _table_row(rule: Rule) -> str:
    severity = f"{rule.severity}: {_SEVERITY_NAMES[rule.severity]}"
    name = f"`{rule.code}` {rule.title_id}"
    messages = " ".join(filter(None, (rule.message_id, rule.reading_message_id)))
    cells = (name, severity, rule.description, messages, rule.remedy_id, rule.example_id or "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
