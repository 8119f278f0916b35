"""Cases of the kind "a second header in another order"."""

from typing import Any

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import (
    activity,
    csv,
    exchanged,
    files,
    kegiatan,
    ods,
    penerima,
    receipt,
    table,
    xls,
)

_COLUMNS = "activity_code budget_idr realised_idr target_count reached_count"
_TWO = ("K-1", 1_000_000, 900_000, 10, 9), ("K-2", 1_000_000, 900_000, 10, 9)
_FIRST = table(activity())


def _turned(**labels: str) -> list[list[Any]]:
    """Give a table of another activity with amounts and counts exchanged."""
    cells = exchanged(exchanged(table(activity("K-2")), "anggaran", "realisasi"), "target", "capaian")
    return [[labels.get(label, label) for label in cells[0]], *cells[1:]]


CASES = [
    FieldCase(
        sent="below BIDANG II the table again with Anggaran/Realisasi and Target/Capaian exchanged",
        comes="by its own header",
        build=kegiatan(["BIDANG I"], *_FIRST, ["BIDANG II"], *_turned()),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
        given=True,
        reports=("two-tables", "unpivotr"),
    ),
    FieldCase(
        sent="the second header in other words: `Realisasi Keuangan (Rp)`, `Pagu (Rp)`, `Realisasi Sasaran`, `Sasaran`",
        comes="by its own header",
        build=kegiatan(
            *_FIRST,
            [],
            *_turned(
                anggaran="Pagu (Rp)", realisasi="Realisasi Keuangan (Rp)", target="Sasaran", capaian="Realisasi Sasaran"
            ),
        ),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="the second header directly behind a JUMLAH row, with column numbers under it",
        comes="by its own header",
        build=kegiatan(
            *_FIRST,
            [None, "JUMLAH", None, None, None, None, 1_000_000, 900_000],
            _turned()[0],
            [f"({number})" for number in range(1, 13)],
            *_turned()[1:],
        ),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
        reports=("repeated-header",),
    ),
    FieldCase(
        sent="the second table shifted by one column and with `Keterangan` in its midst",
        comes="by its own header",
        build=kegiatan(
            *_FIRST,
            [],
            *[[None, *row[:3], note, *row[3:]] for note, row in zip(["Keterangan", "selesai"], _turned(), strict=True)],
        ),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="the second header of two rows: `Keuangan` above `Realisasi` and `Anggaran`",
        comes="by its own header",
        build=kegiatan(
            *_FIRST,
            [],
            [{"realisasi": "Keuangan", "anggaran": None}.get(label, label) for label in _turned()[0]],
            [{"realisasi": "Realisasi", "anggaran": "Anggaran"}.get(label) for label in _turned()[0]],
            *_turned()[1:],
        ),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
        reports=("multi-header",),
    ),
    FieldCase(
        sent="the second table says `Anggaran (Ribu Rp)`, the first one rupiah",
        comes="a thousand times as much in the second alone, `scaled_amount`",
        build=kegiatan(
            *_FIRST, ["BIDANG II"], *table(activity("K-2", anggaran=1_000), labels={"anggaran": "Anggaran (Ribu Rp)"})
        ),
        rows=(2, 2),
        reported=[("scaled_amount", "Kegiatan", 4, "anggaran")],
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="the same in a csv",
        comes="by its own header",
        build=files({"kegiatan.csv": csv([*_FIRST, *_turned()])}),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="the same in a workbook of LibreOffice",
        comes="by its own header",
        build=ods({"Kegiatan": [*_FIRST, [None], *_turned()]}),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="the same in an old xls",
        comes="by its own header",
        build=xls({"Kegiatan": [*_FIRST, [], *_turned()]}),
        rows=(2, 2),
        facts=[activities(_COLUMNS, *_TWO)],
    ),
    FieldCase(
        sent="recipients: the second table with name and kind of assistance exchanged, both words",
        comes="by its own header",
        build=penerima(*table(receipt(1)), ["TAHAP II"], *exchanged(table(receipt(2)), "nama", "jenis_bantuan")),
        rows=(3, 3),
        facts=[receipts("assistance_type", ("Sembako",), ("Sembako",))],
        due=("kegiatan", "penerima"),
    ),
]
