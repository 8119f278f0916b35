"""Whether the evidence of findings is what the rule catalogue says of it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from expectations.catalogue import VALIDATION_EVIDENCE, EvidenceMember, load_catalogue

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ROW = {"source_file", "source_sheet", "source_row", "received_date"}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_integer(value: Any) -> bool:
    return type(value) is int


_IS_OF_TYPE: Mapping[str, Callable[[Any], bool]] = {
    "text": _is_text,
    "integer": _is_integer,
    "number": lambda value: type(value) in (int, float),
    "boolean": lambda value: type(value) is bool,
    "date": lambda value: _is_text(value) and _DATE.fullmatch(value) is not None,
    "list of text": lambda value: isinstance(value, list) and all(map(_is_text, value)),
    "list of rows": lambda value: isinstance(value, list) and all(row.keys() == _ROW for row in value),
}


def members_of(rule_code: str) -> Mapping[str, EvidenceMember]:
    """Give what the catalogue says of the evidence of a rule."""
    rule = load_catalogue()[rule_code]
    return rule.evidence if rule.scope == "entity" else VALIDATION_EVIDENCE


def evidence_faults(findings: Iterable[tuple[str, str]]) -> set[str]:
    """Name what in the evidence (JSON) of findings (by rule code) is not as the catalogue has it."""
    faults = set()
    for rule_code, evidence in findings:
        found, members = json.loads(evidence), members_of(rule_code)
        faults |= {f"{rule_code}.{name}: said or found alone" for name in found.keys() ^ members.keys()}
        faults |= {
            f"{rule_code}.{name}: no {members[name].type}"
            for name in found.keys() & members.keys()
            if found[name] is not None and not _IS_OF_TYPE[members[name].type](found[name])
        }
    return faults
