"""What the published marts hold of each institution of the cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from expectations.catalogue import load_catalogue
from tests.field_cases.case import Facts, Reported
from tests.installation import Installation

_PLACE = "join marts.dim_institution as i using (institution_key) join marts.dim_region as r using (region_key)"
#: Facts by the names under which the cases speak of them; each has the code of the institution.
_VIEWS = {
    "activities": f"select i.institution_code, r.region_code, f.* from marts.fct_program_activity as f {_PLACE}",
    "receipts": f"""
        select i.institution_code, r.region_code, f.*, a.activity_code,
            f.person_id is not null as has_nik, f.household_id is not null as has_kk
        from marts.fct_assistance as f {_PLACE}
        join marts.dim_activity as a on a.activity_key = f.activity_key""",
    "households": f"select i.institution_code, r.region_code, f.* from marts.fct_household_poverty as f {_PLACE}",
}


@dataclass
class Published:
    """What the marts hold of one institution in the semester of the cases."""

    status: str = ""
    is_nil: bool = False
    rows: tuple[int, int] = (0, 0)
    rejected: int = 0
    reported: list[Reported] = field(default_factory=list)
    duplicate_households: int = 0


def read_published(city: Installation, semester: str) -> dict[str, Published]:
    """Read submissions and findings of all institutions."""
    found: dict[str, Published] = defaultdict(Published)
    for code, *submission in city.query(f"""
        select i.institution_code, f.status, f.is_nil_report, f.rows_received, f.rows_accepted, f.rows_rejected
        from marts.fct_submission as f
        join marts.dim_institution as i using (institution_key)
        join marts.dim_semester as s using (semester_key) where s.semester = '{semester}'
    """):
        status, is_nil, received, accepted, rejected = submission
        found[code] = Published(status, is_nil, (received, accepted), rejected)
    for code, rule, *place in city.query(f"""
        select institution_code, rule_code, source_sheet, source_row, source_column
        from marts.fct_quality_finding
        where semester = '{semester}' and status = 'open' and institution_code is not null
    """):
        if load_catalogue()[rule].scope != "entity":
            found[code].reported.append((rule, *place))
    for code, findings in city.query(f"""
        select i.institution_code, count(distinct f.finding_id)
        from marts.fct_quality_finding as f
        join marts.bridge_finding_institution as b using (finding_id)
        join marts.dim_institution as i on i.institution_key = b.institution_key
        where f.semester = '{semester}' and f.status = 'open' and f.rule_code = 'duplicate_household'
        group by all
    """):
        found[code].duplicate_households = findings
    return found


def read_facts(city: Installation, code: str, facts: Sequence[Facts]) -> list[list[tuple[Any, ...]]]:
    """Read the rows of facts that a case speaks of; days as ISO texts, so that they are easily written down."""
    return [
        [
            tuple(str(value) if hasattr(value, "isoformat") else value for value in row)
            for row in city.query(
                f"select {', '.join(one.columns.split())} from ({_VIEWS[one.of]}) where institution_code = '{code}'"
            )
        ]
        for one in facts
    ]
