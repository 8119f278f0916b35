"""A small warehouse for tests: rows in plain Python go to the Parquet zones, `dbt build` runs in this process."""

import contextlib
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foundation import schemas
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.semester import Semester
from operations.dbt_build import parse_project
from operations.reference import write_rules
from sources import contract_schemas
from sources.contract import load_contracts
from sources.reference_tables import write_region_shapes

#: Leaves the unit tests out of a build: they depend on the models alone, so one build of a test run has them.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
RUN_STARTED_AT = datetime(2023, 8, 15, 3, 0, tzinfo=UTC)
#: Kelurahan of the tests: two of Kademangan, one of Wonoasih.
KETAPANG, PILANG, WONOASIH = "35.74.01.1001", "35.74.01.1009", "35.74.02.1007"

_ACCEPTED: dict[str, pa.Schema] = {
    **{name: contract_schemas.accepted_schema(contract) for name, contract in load_contracts().items()},
    "submission": schemas.SUBMISSION,
    "file": schemas.FILE,
    "sheet_reconciliation": schemas.SHEET_RECONCILIATION,
    "control_total": schemas.CONTROL_TOTAL,
    "rejected_household": schemas.REJECTED_HOUSEHOLD,
    "validation_finding": schemas.VALIDATION_FINDING,
}
#: Reference tables that are the same in every city.
_OWN_REFERENCE = {"region_shape", "rule"}
_REFERENCE: dict[str, pa.Schema] = {
    table: schema for table, schema in schemas.REFERENCE_TABLES.items() if table not in _OWN_REFERENCE
}
#: What a row says where a test does not care.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "kegiatan": {
        "activity_name": "Bantuan sembako",
        "strategy_no": "1",
        "program_group_no": "1",
        "region_code": KETAPANG,
        "fund_source": "APBD_KOTA",
        "budget_idr": Decimal("1000000.00"),
        "realised_idr": Decimal("900000.00"),
        "target_unit": "KELUARGA",
        "target_count": 10,
        "reached_count": 9,
        "start_date": date(2023, 2, 1),
    },
    "penerima": {
        "region_code": KETAPANG,
        "assistance_type": "Sembako",
        "sex": "P",
        "age_band": "18-59",
        "amount_idr": Decimal("200000.00"),
        "received_date": date(2023, 3, 15),
    },
    "keluarga": {
        "region_code": KETAPANG,
        "member_count": 4,
        "decile": 1,
        "poverty_status": "miskin",
        "surveyed_date": date(2022, 1, 20),
    },
    "mentas": {"left_reason": "ekonomi_meningkat", "effective_date": date(2023, 3, 1), "document_number": "400/12"},
    "keputusan": {},
    "penilaian": {"verdict": "sama", "assessed_date": date(2023, 8, 1)},
}
#: What a refused row of the registry says where a test does not care.
_REFUSED = {"source_file": "laporan.xlsx", "source_sheet": "keluarga", "is_copy": False, "poverty_status": "miskin"}
_AMOUNTS = {
    "kegiatan": {"anggaran": "budget_idr", "realisasi": "realised_idr"},
    "penerima": {"nilai_bantuan": "amount_idr"},
}


def pseudonym(label: str) -> str:
    """Make 32 hex digits of a label, in place of a real pseudonym."""
    return hashlib.sha256(label.encode()).hexdigest()[:32]


class Zones:
    """The Parquet zones of one made-up installation, filled row by row and then written."""

    def __init__(self, root: Path) -> None:
        self.layout = DataLayout(root)
        self._accepted: dict[str, dict[tuple[str, str], list[dict[str, Any]]]] = {
            table: defaultdict(list) for table in _ACCEPTED
        }
        self.tables: dict[str, list[dict[str, Any]]] = {table: [] for table in (*_REFERENCE, *LINKAGE_TABLES)}
        self.tables["run_context"].append(
            {"run_started_at": RUN_STARTED_AT, "run_date": RUN_STARTED_AT.date(), "assessed_pairs": 50}
        )

    def institution(self, code: str, institution_type: str = "perangkat_daerah") -> None:
        self.tables["institution"].append(
            {"institution_code": code, "institution_name": code.title(), "institution_type": institution_type}
        )

    def semester(self, key: str, population: Mapping[str, int] | None = None) -> None:
        semester = Semester.parse(key)
        self.tables["semester"].append(
            {
                "semester": key,
                "start_date": semester.start,
                "end_date": semester.end,
                "deadline": semester.deadline(),
                "is_closed": False,
            }
        )
        levels = {5: "city", 8: "kecamatan", 13: "kelurahan"}
        self.tables["population"].extend(
            {
                "semester": key,
                "region_level": levels[len(region)],
                "region_code": region,
                "population": persons,
                "population_is_estimated": len(region) == 13,
                "population_source": "made up",
            }
            for region, persons in (population or {}).items()
        )

    def add(self, table: str, semester: str, institution: str, **values: Any) -> dict[str, Any]:
        """Add a row to a table of the accepted zone; what it does not say is a default, or null."""
        rows = self._accepted[table][semester, institution]
        if table == "rejected_household":
            values = {"record_id": pseudonym(f"{table}/{semester}/{institution}/{len(rows)}"), **_REFUSED, **values}
        if table in _DEFAULTS:
            provenance = {
                "record_id": pseudonym(f"{table}/{semester}/{institution}/{len(rows)}"),
                "source_file": "laporan.xlsx",
                "source_sheet": table,
                "source_row": len(rows) + 2,
            }
            values = {**provenance, **_DEFAULTS[table], **values}
        rows.append(values)
        return values

    def rows(self, table: str, semester: str) -> list[dict[str, Any]]:
        """Give the rows of a table of the accepted zone in a semester, of all institutions."""
        return [row for (key, _), rows in self._accepted[table].items() if key == semester for row in rows]

    def link(self, row: Mapping[str, Any], dataset: str, semester: str, institution: str, **values: Any) -> None:
        """Say to which household a row belongs (`household_key`, `is_registered`, `cluster_rank`)."""
        self.tables["household_membership"].append(
            {
                "semester": semester,
                "institution_code": institution,
                "dataset": dataset,
                "record_id": row["record_id"],
                "is_registered": True,
                **values,
            }
        )

    def household(self, label: str, first_semester: str = "2022S2") -> str:
        """Add a household and give its key, which is its representative's id, too."""
        key = pseudonym(label)
        self.tables["household_entity"].append({"household_key": key, "household_id": key, "semester": first_semester})
        return key

    def reconcile(self, rejected: Mapping[tuple[str, str, str], int] | None = None) -> None:
        """Write the reconciliation that follows from the accepted rows and the given rejected ones, as it stands now.

        Refused rows of the registry are those that were added.
        """
        for table in ("sheet_reconciliation", "control_total"):
            self._accepted[table].clear()
        counts_refused = dict(rejected or {})
        for (semester, institution), rows in self._accepted["rejected_household"].items():
            counts_refused["keluarga", semester, institution] = len(rows)
            self._accepted["keluarga"].setdefault((semester, institution), [])
        for dataset in _DEFAULTS:
            for (semester, institution), rows in self._accepted[dataset].items():
                refused = counts_refused.get((dataset, semester, institution), 0)
                place = {"source_file": "laporan.xlsx", "source_sheet": dataset, "dataset": dataset}
                counts = {"rows_received": len(rows) + refused, "rows_accepted": len(rows), "rows_rejected": refused}
                self.add("sheet_reconciliation", semester, institution, **place, **counts)
                for column, warehouse_name in _AMOUNTS.get(dataset, {}).items():
                    accepted = sum((row[warehouse_name] for row in rows), Decimal("0.00"))
                    amounts = {
                        "received_idr": accepted + refused,
                        "accepted_idr": accepted,
                        "rejected_idr": Decimal(refused),
                    }
                    self.add("control_total", semester, institution, **place, amount_column=column, **amounts)

    def write(self) -> None:
        """Write all zones, each with its zero-row file."""
        for table, schema in _ACCEPTED.items():
            _write(self.layout.accepted(table, "none", "none"), [], schema)
            for (semester, institution), rows in self._accepted[table].items():
                _write(self.layout.accepted(table, semester, institution), rows, schema)
        for table, schema in _REFERENCE.items():
            _write(self.layout.reference(table), self.tables[table], schema)
        write_region_shapes(self.layout)
        write_rules(self.layout)
        for table, schema in schemas.CARRIED_TABLES.items():
            _write(self.layout.carried("none", table), [], schema)
        for table, schema in LINKAGE_TABLES.items():
            by_semester: dict[str, list[dict[str, Any]]] = {"none": []}
            for row in self.tables[table]:
                by_semester.setdefault(str(row["semester"]), []).append(row)
            for semester, rows in by_semester.items():
                _write(self.layout.linkage(semester, table), rows, schema)


def _write(path: Path, rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def dbt(layout: DataLayout, target: Path, command: str, *arguments: str) -> Any:
    """Run a dbt command in this process on the zones of `layout` and give its result, as a run does.

    `target` is the folder of dbt's artefacts. The project is parsed beforehand and knows no place of its zones.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    layout.warehouse.parent.mkdir(parents=True, exist_ok=True)
    paths = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(target)]
    quiet = ["--log-path", str(target), "--log-level", "none", "--no-use-colors"]
    environment = {"SEKTAP_DATA": str(layout.root), "SEKTAP_WAREHOUSE": str(layout.warehouse)}
    with _environment(environment):
        try:
            return dbtRunner(manifest=parse_project().manifest).invoke([command, *paths, *quiet, *arguments])
        finally:
            # dbt keeps the database open for its next command; the tests want to read it.
            DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]


def failures(result: Any) -> list[str]:
    """Name the nodes of a dbt result that did not pass, with dbt's message."""
    if result.exception is not None:
        return [str(result.exception)]
    return [
        f"{node.node.name}: {node.message}" for node in result.result if node.status in {"error", "fail", "skipped"}
    ]


def build(zones: Zones, target: Path, *arguments: str) -> duckdb.DuckDBPyConnection:
    """Write the zones, build and test the whole warehouse, and open it. Fails where any node does."""
    zones.write()
    result = dbt(zones.layout, target, "build", *arguments)
    assert result.success, failures(result)
    return duckdb.connect(str(zones.layout.warehouse), read_only=True)
