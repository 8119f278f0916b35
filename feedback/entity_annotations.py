"""Findings across rows and institutions, told at the rows of each institution that they concern.

A finding that names its row is told there. One about a household or person with several receipts is told at each of
them, to whichever institution gave it: what it learns are the codes of the others, never their rows.
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
_SAME_KIND = r"regexp_replace(lower({}), '\s+', '', 'g')"

#: Published names have what could be a NIK or KK number masked; the mask matches whatever stood there.
_MATCHES = r"{named} like replace(replace(replace({masked}, '%', '\%'), '_', '\_'), '################', '%') escape '\'"


def concerned_rows(connection: duckdb.DuckDBPyConnection, semester: Semester) -> Iterator[tuple[str, Annotation]]:
    """Give institution code and annotation for each row that a finding across rows concerns.

    Expects the published database attached as `published`, and the views of `collection`.
    """
    rules = [rule.code for rule in load_catalogue().values() if rule.scope == "entity"]
    connection.execute(_ENTITY_FINDINGS, {"semester": semester.key, "rules": rules})
    rows = connection.execute(
        f"""
        select institution_code, rule_code, severity, source_file, source_sheet, source_row, evidence
        from ({_NAMED_ROWS} union all {_REPEATED_FILES} union all {_RECEIPTS} union all {_RECEIPTS_OF_PERSONS})
        """
    ).fetchall()
    for code, rule_code, severity, file, sheet, row, evidence in rows:
        yield str(code), Annotation(rule_code, severity, file, sheet, row, None, entity_message(rule_code, evidence))


def entity_message(rule_code: str, evidence: str) -> str:
    """Write what the sender reads: the rule's message and, filled from the evidence (JSON), its detail."""
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
    select
        finding_id, semester_key, rule_code, severity, institution_code, source_file, source_sheet, source_row,
        entity_type, entity_id, evidence
    from published.marts.fct_quality_finding
    where semester = $semester and status in ('open', 'confirmed') and list_contains($rules, rule_code)
"""

_NAMED_ROWS = f"""
    select
        found.institution_code, found.rule_code, found.severity, sheet.source_file, sheet.source_sheet,
        found.source_row, found.evidence
    from entity_finding as found
    inner join sheet
        on found.institution_code = sheet.institution_code
        and {_MATCHES.format(named="sheet.source_file", masked="found.source_file")}
        and {_MATCHES.format(named="sheet.source_sheet", masked="found.source_sheet")}
    where found.source_row is not null
"""

_REPEATED_FILES = f"""
    select
        found.institution_code, found.rule_code, found.severity, file.source_file, null, null, found.evidence
    from entity_finding as found
    inner join file
        on found.institution_code = file.institution_code
        and found.entity_id = file.sha256
        and {_MATCHES.format(named="file.source_file", masked="found.source_file")}
    where found.entity_type = 'file'
"""

_HOUSEHOLD_KEYS = """
    select household_id, household_key from published.marts.dim_household
    union
    select household_id, household_key from published.marts.fct_household_poverty
"""

_RECEIPTS = f"""
    select
        receipt.institution_code, found.rule_code, found.severity, receipt.source_file, receipt.source_sheet,
        receipt.source_row, found.evidence
    from entity_finding as found
    inner join ({_HOUSEHOLD_KEYS}) as household on found.entity_id = household.household_id
    inner join published.marts.fct_assistance as assistance
        on found.semester_key = assistance.semester_key and household.household_key = assistance.household_key
    inner join penerima as receipt on assistance.receipt_key = receipt.record_id
    where
        found.source_row is null
        and found.entity_type = 'household'
        and case found.rule_code
            when 'overlapping_assistance' then
                {_SAME_KIND.format("assistance.assistance_type")}
                = {_SAME_KIND.format("found.evidence ->> '$.assistance_type'")}
            when 'left_poverty_still_assisted' then
                assistance.received_date > cast(found.evidence ->> '$.effective_date' as date)
            when 'recipient_not_in_registry' then not assistance.is_registered
            else false
        end
"""

_RECEIPTS_OF_PERSONS = """
    select
        receipt.institution_code, found.rule_code, found.severity, receipt.source_file, receipt.source_sheet,
        receipt.source_row, found.evidence
    from entity_finding as found
    inner join published.marts.fct_assistance as assistance
        on found.semester_key = assistance.semester_key and found.entity_id = assistance.person_key
    inner join penerima as receipt on assistance.receipt_key = receipt.record_id and assistance.household_key is null
    where found.source_row is null and found.entity_type = 'person' and found.rule_code = 'recipient_not_in_registry'
"""
