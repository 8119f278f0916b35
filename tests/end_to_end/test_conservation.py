"""Rows and rupiah are conserved from the files to the facts, per institution and sheet, whatever is handed in.

Hypothesis makes up submissions; each example is a whole pipeline over two semesters: files in the inbox, archive,
reading, validation, linkage, dbt build. What comes out is held against books that the test keeps itself.
"""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from expectations.validation import ValidationSettings, check_dataset, check_files
from foundation.semester import Semester
from linkage import link_semesters
from operations.dbt_build import run_dbt_build
from operations.intake import collect_submissions, read_collected
from operations.settings import Settings
from operations.zones import ensure_zones
from orchestration.defs.reference.assets import write_reference
from sources.contract import load_contracts
from tests.end_to_end.bookkeeping import Reconciliation, keep_books
from tests.end_to_end.made_up_submissions import File, hand_in, submissions

SEMESTERS = (Semester(2022, 2), Semester(2023, 1))
#: The institutions of every example, and whether they keep the registry.
INSTITUTIONS = {"DINSOS": True, "DISPERKIM": True, "DINKES": True, "BAZNAS": False, "BANK": False, "CSR": False}
NOW = datetime(2023, 8, 1, tzinfo=UTC)

#: The submissions of an example, and the books of its sheets, by semester and institution.
City = Mapping[tuple[str, str], Sequence[File]]
Books = Mapping[tuple[str, str], Mapping[tuple[str, str], Reconciliation]]

CITIES = st.fixed_dictionaries(
    {(semester.key, code): submissions(semester) for semester in SEMESTERS for code in INSTITUTIONS}
)
#: An example is a whole run: to shrink one would take an hour. The failed comparison names sheet and institution.
EXAMPLE = {
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
}


@pytest.mark.slow
@settings(max_examples=3, **EXAMPLE)
@given(city=CITIES)
def test_rows_and_rupiah_are_conserved_from_the_files_to_the_facts(city: City) -> None:
    assert_conserved(city)


def assert_conserved(city: City) -> None:
    """Run a city and hold every reconciliation, fact and submission against the test's own books."""
    books = {
        (semester, code): keep_books(files, Semester.parse(semester), keeps_registry=INSTITUTIONS[code])
        for (semester, code), files in city.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        installation = install(city, Path(folder))
        for semester in SEMESTERS:
            take_in(installation, semester)
        assert sheet_reconciliations(installation) == expected_sheet_reconciliations(books)
        assert control_totals(installation) == expected_control_totals(books)
        build_marts(installation)
        with duckdb.connect(str(installation.layout.warehouse), read_only=True) as marts:
            assert facts(marts) == expected_facts(books)
            assert published_submissions(marts) == expected_submissions(city, books)


def install(city: City, folder: Path) -> Settings:
    """Hand the submissions in and list their institutions; give the settings of an installation that pulls them."""
    for (semester, code), files in city.items():
        if files:
            hand_in(files, folder / "inbox" / code / semester, Semester.parse(semester))
    listed = [
        {
            "code": code,
            "name": code.title(),
            "type": "perangkat_daerah",
            "datasets": owed_by(code),
            "since": SEMESTERS[0].key,
            "channel": {"kind": "folder", "url": "inbox"},
        }
        for code in INSTITUTIONS
    ]
    institution_list = folder / "institutions.yml"
    institution_list.write_text(yaml.safe_dump({"institutions": listed}), encoding="utf-8")
    (folder / "inbox").mkdir(exist_ok=True)
    return Settings(data=folder / "data", institutions=institution_list, pseudonym_key=SecretStr("key of the tests"))


def take_in(installation: Settings, semester: Semester) -> None:
    """Take one semester through archive, reading and validation, in the order of a run."""
    layout = installation.layout
    ensure_zones(layout)
    institutions = installation.load_institutions().institutions
    collect_submissions(installation, institutions, semester, NOW)
    read_collected(installation, institutions, semester)
    for dataset in load_contracts():
        check_dataset(
            layout,
            semester=semester,
            dataset=dataset,
            institution_codes=list(INSTITUTIONS),
            key=installation.load_pseudonym_key(),
            settings=ValidationSettings(),
        )
    check_files(layout, semester=semester, institution_codes=list(INSTITUTIONS))


def build_marts(installation: Settings) -> None:
    """Take what validation let through to the marts."""
    link_semesters(installation.layout, [semester.key for semester in SEMESTERS])
    write_reference(installation, SEMESTERS, NOW)
    build = run_dbt_build(installation)
    assert build.succeeded, build.failures


def read_zone(installation: Settings, table: str, columns: str) -> set[tuple[Any, ...]]:
    pattern = installation.layout.accepted_zone(table) / "semester=*" / "institution_code=*" / "*.parquet"
    query = f"select {columns} from read_parquet('{pattern}', hive_partitioning = true)"
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    assert len(rows) == len(set(rows))
    return set(rows)


_PLACE = "semester, institution_code, source_file, source_sheet, dataset"


def sheet_reconciliations(installation: Settings) -> set[tuple[Any, ...]]:
    return read_zone(installation, "sheet_reconciliation", f"{_PLACE}, rows_received, rows_accepted, rows_rejected")


def expected_sheet_reconciliations(books: Books) -> set[tuple[Any, ...]]:
    return {
        (
            *submission,
            *sheet,
            counts.dataset,
            counts.received,
            counts.accepted,
            counts.received - counts.accepted,
        )
        for submission, sheets in books.items()
        for sheet, counts in sheets.items()
    }


def control_totals(installation: Settings) -> set[tuple[Any, ...]]:
    columns = f"{_PLACE}, amount_column, received_idr, accepted_idr, rejected_idr"
    return read_zone(installation, "control_total", columns)


def expected_control_totals(books: Books) -> set[tuple[Any, ...]]:
    return {
        (*submission, *sheet, counts.dataset, column, received, accepted, received - accepted)
        for submission, sheets in books.items()
        for sheet, counts in sheets.items()
        for column, received in counts.received_idr.items()
        for accepted in [counts.accepted_idr[column]]
    }


def facts(marts: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    """Give what each fact sums up to, by semester, institution and measure."""
    measures = {
        "kegiatan": ("fct_program_activity", "count(*)"),
        "kegiatan.anggaran": ("fct_program_activity", "sum(budget_idr)"),
        "kegiatan.realisasi": ("fct_program_activity", "sum(realised_idr)"),
        "penerima": ("fct_assistance", "count(*)"),
        "penerima.nilai_bantuan": ("fct_assistance", "sum(amount_idr)"),
        "keluarga": ("fct_household_poverty", "count(*)"),
    }
    summed = " union all ".join(
        f"select semester_key, institution_key, '{measure}' as measure, {expression}::decimal(38, 2) as total "
        f"from marts.{table} group by all"
        for measure, (table, expression) in measures.items()
    )
    query = f"""
        select dim_semester.semester, dim_institution.institution_code, measure, total
        from ({summed}) as fact
        left join marts.dim_semester using (semester_key)
        left join marts.dim_institution using (institution_key)
        where total <> 0
    """
    return set(marts.execute(query).fetchall())


def expected_facts(books: Books) -> set[tuple[Any, ...]]:
    totals: dict[tuple[str, str, str], Decimal] = {}
    for (semester, code), sheets in books.items():
        for counts in sheets.values():
            measures = {counts.dataset: Decimal(counts.accepted)} if counts.dataset != "mentas" else {}
            for column, accepted in counts.accepted_idr.items():
                measures[f"{counts.dataset}.{column}"] = accepted
            for measure, amount in measures.items():
                totals[semester, code, measure] = totals.get((semester, code, measure), Decimal(0)) + amount
    return {(*place, total) for place, total in totals.items() if total}


def published_submissions(marts: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    query = """
        select
            dim_semester.semester, dim_institution.institution_code, status, files,
            rows_received, rows_accepted, rows_rejected
        from marts.fct_submission
        left join marts.dim_semester using (semester_key)
        left join marts.dim_institution using (institution_key)
    """
    return set(marts.execute(query).fetchall())


def expected_submissions(city: City, books: Books) -> set[tuple[Any, ...]]:
    return {
        (
            *submission,
            _status(city[submission], list(sheets.values()), owed_by(submission[1])),
            len(city[submission]),
            sum(counts.received for counts in sheets.values()),
            sum(counts.accepted for counts in sheets.values()),
            sum(counts.received - counts.accepted for counts in sheets.values()),
        )
        for submission, sheets in books.items()
    }


def owed_by(institution_code: str) -> list[str]:
    """Give the data sets that an institution owes."""
    return ["kegiatan", *(["keluarga"] if INSTITUTIONS[institution_code] else [])]


def _status(files: Sequence[File], all_counts: Sequence[Reconciliation], owed: Sequence[str]) -> str:
    if not files:
        return "missing"
    has_bad_file = any(file.names_other_semester or any(sheet.lacks for sheet in file.sheets) for file in files)
    says_of_what_is_owed = any(sheet.dataset in owed for file in files for sheet in file.sheets)
    if says_of_what_is_owed and not has_bad_file and not any(counts.received for counts in all_counts):
        return "accepted"  # Sheets without a row are a nil report.
    if not any(counts.accepted for counts in all_counts):
        return "rejected"
    has_bad_row = any(counts.accepted < counts.received for counts in all_counts)
    return "accepted_with_rejects" if has_bad_row or has_bad_file else "accepted"
