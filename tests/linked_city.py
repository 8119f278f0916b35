"""A few households as validation hands them on: accepted rows with pseudonyms, and beside them what was read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from linkage import link_semesters
from sources.contract import load_contracts
from sources.contract_schemas import accepted_schema, received_schema

_DEFAULTS: dict[str, dict[str, Any]] = {
    "keluarga": {
        "region_code": "35.74.01.1001",
        "member_count": 3,
        "decile": 1,
        "poverty_status": "miskin",
        "surveyed_date": date(2022, 1, 10),
    },
    "penerima": {"activity_code": "A", "region_code": "35.74.01.1001", "assistance_type": "Sembako"},
    "mentas": {"left_reason": "pindah", "effective_date": date(2022, 2, 1)},
}


class City:
    """Accepted rows of a few households, written as validation writes them."""

    def __init__(self, layout: DataLayout) -> None:
        self.layout = layout
        self.rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        self.received: dict[tuple[str, str, str], list[dict[str, Any]]] = {}

    def add(self, dataset: str, semester: str, *, by: str = "DINSOS", **values: Any) -> str:
        rows = self.rows.setdefault((dataset, semester, by), [])
        record_id = f"{dataset}-{semester}-{by}-{len(rows) + 1}"
        provenance = {"record_id": record_id, "source_file": "f.xlsx", "source_sheet": "s", "source_row": len(rows) + 2}
        rows.append({**_DEFAULTS[dataset], **provenance, **values})
        return record_id

    def add_head(self, dataset: str, semester: str, *, by: str = "DINSOS", **values: Any) -> str:
        """Add a row with what was read of it: `no_kk`, `nik_kepala`, `nama_kepala`, … and `kode_wilayah`.

        The pseudonyms of the numbers are the numbers in brackets.
        """
        accepted = {
            "household_id": values.get("no_kk") and f"<{values['no_kk']}>",
            "head_person_id": values.get("nik_kepala") and f"<{values['nik_kepala']}>",
        }
        return self._add_read(dataset, semester, by, accepted, values)

    def add_receipt(self, semester: str, *, by: str, **values: Any) -> str:
        """Add a receipt with what was read of it: `no_kk`, `nik`, `nama`, …"""
        accepted = {
            "household_id": values.get("no_kk") and f"<{values['no_kk']}>",
            "person_id": values.get("nik") and f"<{values['nik']}>",
        }
        if not values.get("nik") and values.get("tanggal_lahir"):
            accepted["person_match_id"] = f"<{values['nama']} {values['tanggal_lahir']}>"
        return self._add_read("penerima", semester, by, accepted, values)

    def _add_read(self, dataset: str, semester: str, by: str, accepted: dict[str, Any], values: dict[str, Any]) -> str:
        record_id = self.add(dataset, semester, by=by, **accepted)
        rows = self.received.setdefault((dataset, semester, by), [])
        provenance = {"record_id": record_id, "source_file": "f.xlsx", "source_sheet": "s", "source_row": 2}
        rows.append({"kode_wilayah": "35.74.01.1001", **values, **provenance})
        return record_id

    def link(self) -> dict[str, list[dict[str, Any]]]:
        self.link_semesters()
        return {table: self._linked(table) for table in LINKAGE_TABLES}

    def link_semesters(self, **options: Any) -> list[str]:
        """Link what does not stand; give the semesters that were linked."""
        self.write()
        linked = link_semesters(self.layout, {semester for _, semester, _ in self.rows}, **options)
        return [semester.semester for semester in linked if semester.is_linked_now]

    def write(self) -> None:
        for dataset in _DEFAULTS:
            schema = accepted_schema(load_contracts()[dataset])
            self._write(dataset, "none", "none", schema.empty_table())
        for (dataset, semester, by), rows in self.rows.items():
            schema = accepted_schema(load_contracts()[dataset])
            self._write(dataset, semester, by, pa.Table.from_pylist(rows, schema))
        for (dataset, semester, by), rows in self.received.items():
            path = self.layout.received(semester, by) / f"{dataset}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            whole = [{"is_in_rejected_table": False, **row} for row in rows]
            pq.write_table(pa.Table.from_pylist(whole, received_schema(load_contracts()[dataset])), path)

    def _linked(self, table: str) -> list[dict[str, Any]]:
        return [
            {"semester": path.parent.name.removeprefix("semester="), **row}
            for path in sorted(self.layout.linkage_zone.glob(f"semester=*/{table}.parquet"))
            for row in pq.ParquetFile(path).read().to_pylist()
        ]

    def _write(self, dataset: str, semester: str, by: str, table: pa.Table) -> None:
        path = self.layout.accepted(dataset, semester, by)
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, path)


def household_of(linked: dict[str, list[dict[str, Any]]], record_id: str) -> str:
    return next(row["household_key"] for row in linked["household_membership"] if row["record_id"] == record_id)


def pairs(rows: Sequence[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["record_id"], row["related_record_id"], row["matched_by"]) for row in rows}
