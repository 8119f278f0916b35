"""The contract's "What happens to a bad row or file": which rows are reported, by which rule and where, and which stay.

Each case is the submission of an institution of its own: row 1 is the header, its rows stand from row 2 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.end_to_end.contract_cases import ErrorFormula, Reported, Verdict, sound, validate, write_workbook

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Case:
    """Sheets as handed in, the findings that they lead to (all of them), and the rows that stay, by data set."""

    sheets: Mapping[str, Rows]
    reported: Mapping[str, Sequence[Reported]] = field(default_factory=dict)
    stays: Mapping[str, Sequence[int]] = field(default_factory=dict)


def activities(*changes: Mapping[str, Any]) -> Rows:
    return [sound("kegiatan", **change) for change in changes]


def receipts(*changes: Mapping[str, Any]) -> dict[str, Rows]:
    return {"kegiatan": activities({}), "penerima": [sound("penerima", **change) for change in changes]}


def households(*changes: Mapping[str, Any]) -> dict[str, Rows]:
    return {"keluarga": [sound("keluarga", **change) for change in changes]}


def graduations(*changes: Mapping[str, Any]) -> dict[str, Rows]:
    return {"mentas": [sound("mentas", **change) for change in changes]}


NAMED = {"kode_wilayah": None, "kelurahan": "Ketapang", "kecamatan": "Kademangan"}
OTHER_WRITING = {
    "nama_kegiatan": " Sembako\u00a0",
    "strategi": "Pengurangan beban pengeluaran masyarakat miskin",
    "kode_wilayah": "3574011001",
    "sumber_dana": "apbd kota",
    "anggaran": "Rp 1.000.000,00",
    "realisasi": "900,000",
    "satuan_sasaran": "keluarga",
    "target": "10",
    "tanggal_mulai": "1 Februari 2023",
    "tanggal_selesai": "01/05/2023",
}
NO_NIK = {"nik": None}
NO_KK = {"no_kk": None}

CASES: dict[str, Case] = {
    # one finding per faulty cell, a row with several faults rejected once
    "several faults in one row": Case(
        {"kegiatan": activities({}, {"kode_kegiatan": "K-2", "strategi": 9, "anggaran": "x", "target": None})},
        {
            "kegiatan": [
                ("unknown_code", 3, "strategi"),
                ("bad_number", 3, "anggaran"),
                ("missing_value", 3, "target"),
            ]
        },
        {"kegiatan": [2]},
    ),
    "several faults of one cell": Case(
        receipts({"tanggal_lahir": "1981-01-01", "jenis_kelamin": "L"}),
        {"penerima": [("nik_birth_date_mismatch", 2, "nik")]},
        {"kegiatan": [2], "penerima": [2]},
    ),
    "errors and warnings side by side": Case(
        households({"desil": 9, "jumlah_anggota": 20}, {"nik_kepala": None, "status": "kaya"}),
        {
            "keluarga": [
                ("decile_not_poor", 2, "desil"),
                ("household_size_outlier", 2, "jumlah_anggota"),
                ("nik_missing", 3, "nik_kepala"),
                ("unknown_code", 3, "status"),
            ]
        },
        {"keluarga": [2]},
    ),
    "numbers that stand for nobody": Case(
        households(
            {"nik_kepala": "1111111111111111"},
            {"no_kk": "3574000000000000"},
            {"no_kk": "3574013113080002", "nik_kepala": "3574010101750003"},
        ),
        {
            "keluarga": [
                ("nik_missing", 2, "nik_kepala"),
                ("bad_kk", 3, "no_kk"),
                ("kk_impossible_date", 4, "no_kk"),
            ]
        },
        {"keluarga": [2, 4]},
    ),
    "larger than anything can be": Case(
        households({"jumlah_anggota": 31}, {"jumlah_anggota": "3574010101750001"}),
        {"keluarga": [("out_of_range", 2, "jumlah_anggota"), ("bad_number", 3, "jumlah_anggota")]},
    ),
    "amounts that are too large": Case(
        {"kegiatan": activities({"anggaran": "10.000.000.000.001"}, {"kode_kegiatan": "K-2", "target": "10000001"})},
        {"kegiatan": [("out_of_range", 2, "anggaran"), ("out_of_range", 3, "target")]},
    ),
    "a decile above the threshold matters for the poor alone": Case(
        households({"desil": 9, "status": "rentan"}), {}, {"keluarga": [2]}
    ),
    # regions by name
    "a place by its names": Case({"kegiatan": activities(NAMED)}, {}, {"kegiatan": [2]}),
    "a place by code and names": Case(
        {"kegiatan": activities(NAMED | {"kode_wilayah": "35.74.01.1001"})}, {}, {"kegiatan": [2]}
    ),
    "names in capitals and with their kind": Case(
        {"kegiatan": activities(NAMED | {"kelurahan": "KEL. TRIWUNG LOR", "kecamatan": "Kec. KADEMANGAN"})},
        {},
        {"kegiatan": [2]},
    ),
    "code and names disagree": Case(
        {"kegiatan": activities(NAMED | {"kode_wilayah": "35.74.01.1002"})},
        {"kegiatan": [("region_mismatch", 2, "kode_wilayah")]},
    ),
    "names that nobody knows": Case(
        {"kegiatan": activities(NAMED | {"kelurahan": "Antah"})},
        {"kegiatan": [("unknown_region", 2, "kode_wilayah")]},
    ),
    "a kecamatan is no kelurahan": Case(
        {"kegiatan": activities(NAMED | {"kelurahan": None})},
        {"kegiatan": [("missing_value", 2, "kode_wilayah")]},
    ),
    # keys
    "a copy written otherwise": Case(
        {"kegiatan": activities({}, OTHER_WRITING)}, {"kegiatan": [("duplicate_row", 3, None)]}, {"kegiatan": [2]}
    ),
    "same key, other values": Case(
        {"kegiatan": activities({}, {"anggaran": 2_000_000}, {"kode_wilayah": "35.74.01.1002"})},
        {"kegiatan": [("conflicting_key", 2, None), ("conflicting_key", 3, None)]},
        {"kegiatan": [4]},
    ),
    "a copy among conflicts": Case(
        {"kegiatan": activities({}, {}, {"anggaran": 2_000_000})},
        {"kegiatan": [("conflicting_key", 2, None), ("duplicate_row", 3, None), ("conflicting_key", 4, None)]},
    ),
    "copies across sheets": Case(
        {"kegiatan": activities({}), "kegiatan (2)": activities({}, {"kode_kegiatan": "K-2"})},
        {"kegiatan": [("duplicate_row", 2, None)]},
        {"kegiatan": [2, 3]},
    ),
    "the receipt's key": Case(
        receipts({}, {"nilai_bantuan": 1}, {"tanggal_terima": "2023-03-16"}, {"jenis_bantuan": "PKH"}),
        {"penerima": [("conflicting_key", 2, None), ("conflicting_key", 3, None)]},
        {"kegiatan": [2], "penerima": [4, 5]},
    ),
    "name and birth date stand in for the NIK": Case(
        receipts(
            NO_NIK, NO_NIK | {"nilai_bantuan": 1}, NO_NIK | {"tanggal_lahir": "1981-01-01"}, NO_NIK | {"nama": "B"}
        ),
        {
            "penerima": [
                ("nik_missing", 2, "nik"),
                ("conflicting_key", 2, None),
                ("nik_missing", 3, "nik"),
                ("conflicting_key", 3, None),
                ("nik_missing", 4, "nik"),
                ("nik_missing", 5, "nik"),
            ]
        },
        {"kegiatan": [2], "penerima": [4, 5]},
    ),
    "a copy without NIK": Case(
        receipts(NO_NIK, NO_NIK),
        {"penerima": [("nik_missing", 2, "nik"), ("nik_missing", 3, "nik"), ("duplicate_row", 3, None)]},
        {"kegiatan": [2], "penerima": [2]},
    ),
    "households have no key": Case(
        households({}, {"alamat": "Jl. Lain"}, {}), {"keluarga": [("duplicate_row", 4, None)]}, {"keluarga": [2, 3]}
    ),
    "a graduation's key": Case(
        graduations({}, {"alasan": "pindah"}, {"tanggal_berlaku": "2023-04-01"}),
        {"mentas": [("conflicting_key", 2, None), ("conflicting_key", 3, None)]},
        {"mentas": [4]},
    ),
    "the head's NIK stands in for the KK": Case(
        graduations(NO_KK, NO_KK | {"alasan": "pindah"}, NO_KK | {"nik_kepala": "3574010101750002"}),
        {"mentas": [("conflicting_key", 2, None), ("conflicting_key", 3, None)]},
        {"mentas": [4]},
    ),
    "a graduation needs KK or NIK": Case(
        graduations(NO_KK | {"nik_kepala": None}, NO_KK, {"nik_kepala": None}),
        {"mentas": [("missing_value", 2, "no_kk")]},
        {"mentas": [3, 4]},
    ),
    # activities of receipts
    "a receipt of an activity that was rejected": Case(
        {
            "kegiatan": activities({}, {"kode_kegiatan": "K-2", "anggaran": "x"}),
            "penerima": [sound("penerima"), sound("penerima", kode_kegiatan="K-2")],
        },
        {"kegiatan": [("bad_number", 3, "anggaran")], "penerima": [("orphan_activity", 3, "kode_kegiatan")]},
        {"kegiatan": [2], "penerima": [2]},
    ),
    "an activity with one accepted row is enough": Case(
        {
            "kegiatan": activities({}, {"kode_wilayah": "35.74.01.1002", "anggaran": "x"}),
            "penerima": [sound("penerima", kode_wilayah="35.74.01.1002")],
        },
        {"kegiatan": [("bad_number", 3, "anggaran")]},
        {"kegiatan": [2], "penerima": [2]},
    ),
    "no activities at all": Case(
        {"penerima": [sound("penerima")]}, {"penerima": [("orphan_activity", 2, "kode_kegiatan")]}
    ),
    # an error in one cell is no reason to blame another
    "a budget that is no budget": Case(
        {"kegiatan": activities({"anggaran": ErrorFormula()}, {"kode_kegiatan": "K-2", "anggaran": -1})},
        {"kegiatan": [("bad_number", 2, "anggaran"), ("negative_amount", 3, "anggaran")]},
    ),
    "a KK that is no KK leaves the other number alone": Case(
        graduations({"no_kk": "12", "nik_kepala": None}), {"mentas": [("bad_kk", 2, "no_kk")]}
    ),
}


def code_of(name: str) -> str:
    return f"C{list(CASES).index(name)}"


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    root = tmp_path_factory.mktemp("rows")
    folders = {}
    for name, case in CASES.items():
        folder = root / "inbox" / code_of(name)
        folder.mkdir(parents=True)
        write_workbook(folder / "laporan.xlsx", case.sheets)
        folders[code_of(name)] = folder
    return validate(root / "data", folders)


@pytest.mark.parametrize("name", CASES)
def test_rows_are_reported_and_stay(name: str, verdicts: dict[str, Verdict]) -> None:
    case, verdict = CASES[name], verdicts[code_of(name)]
    assert {dataset: reported for dataset, reported in verdict.reported.items() if reported} == case.reported
    assert {dataset: verdict.rows(dataset) for dataset in verdict.accepted if verdict.rows(dataset)} == case.stays
    assert verdict.file_rules == []
    for dataset, (received, accepted, rejected) in verdict.reconciled.items():
        handed_in = sum(len(rows) for sheet, rows in case.sheets.items() if sheet.startswith(dataset))
        assert (received, accepted) == (handed_in, len(verdict.rows(dataset)))
        assert received == accepted + rejected
