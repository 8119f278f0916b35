"""The contract's "How untidiness is read", cell by cell.

All cells of a data set stand in one workbook, each in a row that is sound but for it, and are read and
validated together. A row must be reported for its own cell by the rule that the table names, and for nothing else.
"""

import csv
import hashlib
import hmac
from importlib.resources import files
from typing import Any

import pytest

from expectations.catalogue import load_catalogue
from sources.contract import load_contracts
from sources.readers.target_fields import target_fields_of
from sources.regions import region_index
from tests.end_to_end.contract_cases import KEY, Verdict, sound, validate, write_workbook
from tests.end_to_end.contract_cells import ANY, CELLS, Cell

#: What makes each row one of its own, so that no two repeat or contradict each other, and the row of the cell sound.
OWN = {
    "kegiatan": lambda number: {"kode_kegiatan": f"K-{number:03}", "realisasi": 0, "tanggal_selesai": None},
    "penerima": lambda number: {"jenis_bantuan": f"Bantuan {number}"},
    "keluarga": lambda number: {"alamat": f"Jl. Contoh No. {number}"},
    "mentas": lambda number: {"tanggal_berlaku": f"2023-03-{number % 28 + 1:02}", "nomor_dokumen": str(number)},
}


def row_of(cell: Cell, number: int) -> dict[str, Any]:
    row = sound(cell.dataset) | OWN[cell.dataset](number)
    if cell.column == "tanggal_selesai" or cell.rule == "overspent":
        row |= {"anggaran": 1_000_000, "realisasi": 0}
    return row | {cell.column: cell.written}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """Give the verdict on each data set's workbook: an anchor in row 2, the cells from row 3 on."""
    root = tmp_path_factory.mktemp("cells")
    folders = {}
    for dataset in ("kegiatan", "penerima", "keluarga", "mentas"):
        rows = [sound(dataset) | OWN[dataset](0)]
        rows += [row_of(cell, number) for number, cell in enumerate(cells_of(dataset), start=1)]
        folder = root / "inbox" / dataset.upper()
        folder.mkdir(parents=True)
        others = {"kegiatan": [sound("kegiatan")]} if dataset == "penerima" else {}
        write_workbook(folder / "laporan.xlsx", {**others, dataset: rows})
        folders[dataset.upper()] = folder
    return validate(root / "data", folders)


def cells_of(dataset: str) -> list[Cell]:
    return [cell for cell in CELLS if cell.dataset == dataset]


def pseudonym(digits: str | None) -> str | None:
    return None if digits is None else hmac.new(KEY, digits.encode("ascii"), hashlib.sha256).hexdigest()[:32]


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.dataset}.{cell.column}={cell.written!r:.30}")
def test_a_cell_is_read_or_reported(cell: Cell, verdicts: dict[str, Verdict]) -> None:
    verdict = verdicts[cell.dataset.upper()]
    row = cells_of(cell.dataset).index(cell) + 3
    reported = [(rule, column) for rule, source_row, column in verdict.reported[cell.dataset] if source_row == row]
    assert reported == ([(cell.rule, cell.column)] if cell.rule else [])
    accepted = [found for found in verdict.accepted[cell.dataset] if found["source_row"] == row]
    is_rejected = cell.rule is not None and load_catalogue()[cell.rule].severity == "error"
    assert len(accepted) == (0 if is_rejected else 1)
    if accepted and cell.value is not ANY:
        column = load_contracts()[cell.dataset].column(cell.column)
        expected = cell.value if column.publish == "value" else pseudonym(cell.value)
        assert accepted[0][column.warehouse_name or column.name] == expected


def test_every_kelurahan_is_known_by_its_code_and_by_either_spelling_of_its_name() -> None:
    table = files("sources").joinpath("reference", "regions.csv").read_text(encoding="utf-8")
    places = [place for place in csv.DictReader(table.splitlines()) if place["level"] == "kelurahan"]
    assert len(places) == 29
    for place in places:
        code = place["code_kemendagri"]
        for name in (place["name"], place["name_bps"], f"Kel. {place['name'].upper()}"):
            assert region_index().read(None, name, place["kecamatan"].upper()).value == code
            assert region_index().read(code.replace(".", ""), name, place["kecamatan"]).value == code


@pytest.mark.parametrize(
    ("dataset", "label", "column"),
    [
        ("kegiatan", "Kd. Keg.", "kode_kegiatan"),
        ("kegiatan", "Program/Kegiatan", "nama_kegiatan"),
        ("kegiatan", "PAGU  ANGGARAN (Rp)", "anggaran"),
        ("kegiatan", "Realisasi Sasaran", "capaian"),
        ("kegiatan", "Kel./Desa", "kelurahan"),
        ("kegiatan", "KODE_WILAYAH (Kemendagri)", "kode_wilayah"),
        ("penerima", "No. KK", "no_kk"),
        ("penerima", "Nomor KK", "no_kk"),
        ("penerima", "Nomor Kartu Keluarga", "no_kk"),
        ("penerima", "No. Induk Kependudukan (NIK)", "nik"),
        ("penerima", "N.I.K.", "nik"),
        ("penerima", "Jenis Kelamin (L/P)", "jenis_kelamin"),
        ("penerima", "Tgl. Terima", "tanggal_terima"),
        ("penerima", "Nominal (Rp.)", "nilai_bantuan"),
        ("keluarga", "Nomor Induk Kependudukan", "nik_kepala"),
        ("keluarga", "Nama KK", "nama_kepala"),
        ("keluarga", "NIK KK", "nik_kepala"),
        ("keluarga", "Jml. Anggota Keluarga", "jumlah_anggota"),
        ("mentas", "Nomor SK", "nomor_dokumen"),
        ("mentas", "Catatan Bebas", None),
    ],
)
def test_columns_are_known_by_their_common_spellings(dataset: str, label: str, column: str | None) -> None:
    target_fields = target_fields_of(dataset, 2023)
    found = target_fields.find(label)
    assert (found and target_fields.names[found.target_field]) == column


def test_every_row_is_accepted_or_rejected_once(verdicts: dict[str, Verdict]) -> None:
    for dataset in ("kegiatan", "penerima", "keluarga", "mentas"):
        cells = cells_of(dataset)
        rejected = sum(1 for cell in cells if cell.rule and load_catalogue()[cell.rule].severity == "error")
        received = len(cells) + 1
        assert verdicts[dataset.upper()].reconciled[dataset] == (received, received - rejected, rejected)
