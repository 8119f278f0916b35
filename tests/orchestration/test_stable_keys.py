"""Entity keys and finding ids stay as they are where nothing about them has changed, whatever else is handed in."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from foundation.semester import Semester
from tests.installation import Installation, keep_few_institutions, make_installation


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give a city of three semesters, two of which have been run."""
    city = make_installation(tmp_path_factory.mktemp("keys"), households=150, first="2022S1", last="2023S1", seed=23)
    keep_few_institutions(city.city)
    for semester in city.semesters[:2]:
        city.run(semester)
    return city


def keys_of_registry_rows(city: Installation, semesters: list[Semester]) -> dict[tuple[str, str], str]:
    """Give the household key of every registry row of these semesters, by semester and pseudonym of the KK number."""
    rows = city.query("""
        select dim_semester.semester, poverty.household_id, string_agg(household_key, ' ' order by registry_row_key)
        from marts.fct_household_poverty as poverty inner join marts.dim_semester using (semester_key)
        group by all
    """)
    wanted = {semester.key for semester in semesters}
    return {(semester, household_id): keys for semester, household_id, keys in rows if semester in wanted}


def findings(city: Installation, semesters: list[Semester]) -> dict[str, tuple[str, str, str]]:
    """Give rule, entity and status of every finding of these semesters, by its id."""
    rows = city.query("select finding_id, rule_code, entity_id, status, semester from marts.fct_quality_finding")
    wanted = {semester.key for semester in semesters}
    return {finding: (rule, entity, status) for finding, rule, entity, status, semester in rows if semester in wanted}


def take_out_a_registry_row(city: Installation, semester: Semester) -> str:
    """Take out a row of the registry of whom no finding speaks, so that no other row moves; give its household id."""
    ((household_id, file, sheet, row),) = city.query(f"""
        select listed.household_id, listed.source_file, listed.source_sheet, listed.source_row
        from read_parquet(
            '{city.layout.accepted_zone("keluarga")}/semester={semester.key}/institution_code=DINSOS/*.parquet'
        ) as listed
        where
            listed.source_file like '%.xlsx'
            and not exists (
                select 1 from marts.fct_quality_finding as finding
                where
                    listed.household_id in (finding.entity_id, finding.related_entity_id)
                    or listed.source_row = finding.source_row
            )
        order by listed.source_row limit 1
    """)
    remove_row(city.inbox("DINSOS", semester) / file, sheet, row)
    return str(household_id)


def remove_row(path: Path, sheet: str, row: int) -> None:
    """Take a row out of a workbook and leave everything else byte for byte; a spreadsheet shows it as empty."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    at = openpyxl.load_workbook(path, read_only=True).sheetnames.index(sheet) + 1
    part = f"xl/worksheets/sheet{at}.xml"
    parts[part], removed = re.subn(rf'<row r="{row}"[^>]*>.*?</row>'.encode(), b"", parts[part], flags=re.DOTALL)
    assert removed == 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)


@pytest.mark.slow
def test_keys_and_ids_stay_after_a_correction_and_a_later_semester(city: Installation) -> None:
    earlier = list(city.semesters[:2])
    keys, ids = keys_of_registry_rows(city, earlier), findings(city, earlier)
    assert len(keys) > 200
    assert {rule for rule, _, _ in ids.values()} >= {"duplicate_household", "left_poverty_still_counted"}

    gone = take_out_a_registry_row(city, earlier[0])
    city.run(earlier[0], "DINSOS")
    unchanged = {row: key for row, key in keys.items() if row != (earlier[0].key, gone)}
    assert keys_of_registry_rows(city, earlier) == unchanged
    corrected = findings(city, earlier)
    assert {finding: corrected.get(finding) for finding in ids} == ids
    # Whoever was assisted and is not listed any more is new to the findings; nothing else is.
    assert {(rule, entity) for finding, (rule, entity, _) in corrected.items() if finding not in ids} <= {
        ("recipient_not_in_registry", gone)
    }

    city.run(city.semesters[-1])
    assert keys_of_registry_rows(city, earlier) == unchanged
    assert findings(city, earlier) == corrected
    carried = keys_of_registry_rows(city, [city.semesters[-1]])
    before = {household_id: key for (semester, household_id), key in unchanged.items() if semester == earlier[-1].key}
    shared = [household_id for _, household_id in carried if household_id in before]
    assert len(shared) > 50
    assert [carried[city.semesters[-1].key, household_id] for household_id in shared] == [
        before[household_id] for household_id in shared
    ]
