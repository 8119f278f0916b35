"""Findings across rows and institutions, shown at the rows of each institution that they concern.

The published bridges identify the rows. A finding on a household or person with several receipts is shown at each, to
the institution that gave it, with the codes of the other institutions but never their rows. An institution without a
row of its own gets the finding as one of its whole report.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from expectations.catalogue import load_catalogue
from feedback.messages import date_in_words
from feedback.report import Annotation
from foundation.semester import Semester

_MATCHED_BY_ID = {"kk": "nomor KK sama", "nik": "NIK sama", "probable": "kemungkinan besar sama"}
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: The place of a finding without a file, sheet or row of the institution.
WHOLE_REPORT = "(seluruh laporan)"


def concerned_rows(connection: duckdb.DuckDBPyConnection, semester: Semester) -> Iterator[tuple[str, Annotation]]:
    """Give institution code and annotation for each row that a finding across rows concerns.

    Expects the published database attached as `published`, and the views of `collection`.
    """
    rules = [rule.code for rule in load_catalogue().values() if rule.scope == "entity"]
    connection.execute(_ENTITY_FINDINGS, {"semester": semester.key, "rules": rules})
    connection.execute(_PLACES)
    rows = connection.execute(f"select columns(* exclude (finding_id)) from place union all {_WHOLE_REPORTS}")
    for code, rule_code, severity, file, sheet, row, evidence in rows.fetchall():
        yield str(code), Annotation(rule_code, severity, file, sheet, row, None, entity_message(rule_code, evidence))


def entity_message(rule_code: str, evidence: str) -> str:
    """Write the sender's message: the rule's text and its detail, filled from the evidence (JSON)."""
    rule = load_catalogue()[rule_code]
    members: Mapping[str, Any] = json.loads(evidence)
    detail = rule.detail_id.format_map({name: _in_words(name, value) for name, value in members.items()})
    return f"{rule.message_id} {detail}".strip()


def _in_words(name: str, value: Any) -> str:
    if name == "matched_by":
        return _MATCHED_BY_ID[value]
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(_in_words(name, item) for item in value))
    if isinstance(value, dict):
        return f"baris {value['source_row']} lembar {value['source_sheet']}"
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return date_in_words(value)
    return "" if value is None else str(value)


_ENTITY_FINDINGS = """
    create table entity_finding as
    select finding_id, rule_code, severity, institution_code, source_file, entity_type, entity_id, evidence
    from published.marts.fct_quality_finding
    where semester = $semester and status in ('open', 'confirmed') and list_contains($rules, rule_code)
"""

_ROWS = """
    select
        found.finding_id, reported.institution_code, found.rule_code, found.severity, reported.source_file,
        reported.source_sheet, reported.source_row, found.evidence
    from entity_finding as found
    inner join published.marts.bridge_finding_row as concerned
        on found.finding_id = concerned.finding_id and concerned.role = 'subject'
    inner join reported_row as reported on concerned.record_id = reported.record_id
"""

#: Published names have possible NIK and KK numbers masked; the mask matches any text there.
_FILES = r"""
    select
        found.finding_id, file.institution_code, found.rule_code, found.severity, file.source_file, null, null,
        found.evidence
    from entity_finding as found
    inner join file
        on found.institution_code = file.institution_code and found.entity_id = file.sha256
        and file.source_file like
            replace(replace(replace(found.source_file, '%', '\%'), '_', '\_'), '################', '%') escape '\'
    where found.entity_type = 'file'
"""

_PLACES = f"create table place as {_ROWS} union all {_FILES}"

#: Institutions that a finding concerns without a row or file of theirs.
_WHOLE_REPORTS = f"""
    select
        institution.institution_code, found.rule_code, found.severity, '{WHOLE_REPORT}', null, null, found.evidence
    from entity_finding as found
    inner join published.marts.bridge_finding_institution as concerned
        on found.finding_id = concerned.finding_id and concerned.role = 'subject'
    inner join published.marts.dim_institution as institution
        on concerned.institution_key = institution.institution_key
    where (found.finding_id, institution.institution_code) not in (select finding_id, institution_code from place)
"""
