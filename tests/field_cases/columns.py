"""Cases of the kind "a column read as another"."""

from typing import Any

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import activity, files, kegiatan, penerima, receipt, records, table, with_column

_DUE = ("kegiatan", "penerima")
_ONE = table(activity())
_BOTH = [receipt(1), receipt(2)]
_MONEY = "budget_idr realised_idr"


def _divided(name: str, label: str, *below: tuple[str | int, Any]) -> list[list[Any]]:
    """Give a table of one row in which a label of numbers is divided: words below it, and a value for each."""
    (header, row), at = _ONE, _ONE[0].index(name)
    width = len(below)
    upper = [*header[:at], label, *[None] * (width - 1), *header[at + 1 :]]
    lower = [*[None] * at, *(word for word, _ in below), *[None] * (len(header) - at - 1)]
    return [upper, lower, [*row[:at], *(value for _, value in below), *row[at + 1 :]]]


CASES = [
    FieldCase(
        sent="columns `Realisasi (%)`, then `Realisasi (Rp)`",
        comes="the rupiah column",
        build=kegiatan(
            *with_column(
                table(activity(), labels={"realisasi": "Realisasi (Rp)"}), "anggaran", "Realisasi (%)", [72.41]
            )
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
        given=True,
    ),
    FieldCase(
        sent="`Nilai Bantuan (Tahap I)`, `Nilai Bantuan (Tahap II)`",
        comes="`ambiguous_column`",
        build=penerima(
            *with_column(
                table(*_BOTH, labels={"nilai_bantuan": "Nilai Bantuan (Tahap I)"}),
                "Nilai Bantuan (Tahap I)",
                "Nilai Bantuan (Tahap II)",
                [300_000, 300_000],
            )
        ),
        rows=(3, 1),
        reported=[("ambiguous_column", "Penerima", None, "nilai_bantuan")],
        facts=[receipts("amount_idr")],
        due=_DUE,
        given=True,
        reports=("duplicate-header", "papaparse"),
    ),
    FieldCase(
        sent="a header of two rows: `Realisasi` above `Fisik (%)` and `Keuangan (Rp)`",
        comes="the rupiah column",
        build=kegiatan(*_divided("realisasi", "Realisasi", ("Fisik (%)", 72.41), ("Keuangan (Rp)", 900_000))),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
        reports=("multi-header", "unheadr"),
    ),
    FieldCase(
        sent="the same with the two exchanged, and a row of column numbers below",
        comes="the rupiah column",
        build=kegiatan(
            *(lambda cells: [*cells[:2], list(range(1, 14)), *cells[2:]])(
                _divided("realisasi", "Realisasi", ("Keuangan (Rp)", 900_000), ("Fisik (%)", 72.41))
            )
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
        reports=("multi-header",),
    ),
    FieldCase(
        sent="a header of two rows: `Anggaran` above the numbers 2022 and 2023",
        comes="the year of the semester counts",
        build=kegiatan(*_divided("anggaran", "Anggaran", (2022, 5), (2023, 2_000_000))),
        rows=(1, 1),
        facts=[activities(_MONEY, (2_000_000, 900_000))],
        reports=("multi-header",),
    ),
    FieldCase(
        sent="a header of two rows: `Anggaran` above `Murni` and `Perubahan`",
        comes="nobody knows which one is meant: `missing_column`",
        build=kegiatan(*_divided("anggaran", "Anggaran", ("Murni", 1_000_000), ("Perubahan", 2_000_000))),
        rows=(1, 0),
        reported=[("missing_column", "Kegiatan", None, "anggaran")],
    ),
    FieldCase(
        sent="a header of two rows: `Realisasi` above `Tahap I` and `Tahap II`",
        comes="`ambiguous_column`",
        build=kegiatan(*_divided("realisasi", "Realisasi", ("Tahap I", 400_000), ("Tahap II", 500_000))),
        rows=(1, 0),
        reported=[("ambiguous_column", "Kegiatan", None, "realisasi")],
    ),
    FieldCase(
        sent="`Anggaran (2022)` and `Anggaran (2023)`",
        comes="the year of the semester counts",
        build=kegiatan(
            *with_column(
                table(activity(), labels={"anggaran": "Anggaran (2022)"}),
                "Anggaran (2022)",
                "Anggaran (2023)",
                [2_000_000],
            )
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (2_000_000, 900_000))],
    ),
    FieldCase(
        sent="`Pagu TA 2023` beside `Pagu TA 2022`, the older one behind it",
        comes="the year of the semester counts",
        build=kegiatan(
            *with_column(table(activity(), labels={"anggaran": "Pagu TA 2023"}), "Pagu TA 2023", "Pagu TA 2022", [5])
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
    ),
    FieldCase(
        sent="`Anggaran Murni` and `Anggaran Perubahan`, and no plain budget",
        comes="nobody knows which one is meant: `missing_column`",
        build=kegiatan(
            *with_column(
                table(activity(), labels={"anggaran": "Anggaran Murni"}), "Anggaran Murni", "Anggaran Perubahan", [9]
            )
        ),
        rows=(1, 0),
        reported=[("missing_column", "Kegiatan", None, "anggaran")],
    ),
    FieldCase(
        sent="`Target (%)` before `Target (KK)`",
        comes="the families",
        build=kegiatan(
            *with_column(table(activity(), labels={"target": "Target (KK)"}), "satuan_sasaran", "Target (%)", [100])
        ),
        rows=(1, 1),
        facts=[activities("target_count", (10,))],
    ),
    FieldCase(
        sent="`Nilai Bantuan Tahap I` and `Nilai Bantuan Tahap II` without brackets",
        comes="neither is the whole amount: `missing_column`",
        build=penerima(
            *with_column(
                table(*_BOTH, labels={"nilai_bantuan": "Nilai Bantuan Tahap I"}),
                "Nilai Bantuan Tahap I",
                "Nilai Bantuan Tahap II",
                [300_000, 300_000],
            )
        ),
        rows=(3, 1),
        reported=[("missing_column", "Penerima", None, "nilai_bantuan")],
        due=_DUE,
    ),
    FieldCase(
        sent="`Realisasi s/d Bulan Lalu (Rp)` before `Realisasi (Rp)`",
        comes="what was spent in the semester",
        build=kegiatan(
            *with_column(
                table(activity(), labels={"realisasi": "Realisasi (Rp)"}),
                "anggaran",
                "Realisasi s/d Bulan Lalu (Rp)",
                [5],
            )
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
    ),
    FieldCase(
        sent="in json, keys `Nilai Bantuan (Tahap I)` and `Nilai Bantuan (Tahap II)`",
        comes="`ambiguous_column`",
        build=files(
            {
                "kegiatan.json": records(activity()),
                "penerima.json": records(
                    {
                        **{key: value for key, value in receipt().items() if key != "nilai_bantuan"},
                        "Nilai Bantuan (Tahap I)": 300_000,
                        "Nilai Bantuan (Tahap II)": 300_000,
                    }
                ),
            }
        ),
        rows=(2, 1),
        reported=[("ambiguous_column", "penerima", None, "nilai_bantuan")],
        due=_DUE,
    ),
    FieldCase(
        sent="`No`, `Nama Kegiatan`, `Tanggal Lahir`, `Tanggal` and `NIK Kepala Keluarga` in a list of recipients",
        comes="each is what its label says, and the head's NIK is nobody's",
        build=penerima(
            *with_column(
                with_column(
                    table(
                        *_BOTH,
                        labels={"tanggal_terima": "Tanggal", "tanggal_lahir": "Tanggal Lahir", "kode_kegiatan": "No"},
                    ),
                    "No",
                    "Kode Kegiatan",
                    ["K-1", "K-1"],
                ),
                "nama",
                "NIK Kepala Keluarga",
                ["3574010101500001", "3574010101500001"],
            )
        ),
        rows=(3, 3),
        facts=[receipts("received_date activity_code", ("2023-03-15", "K-1"), ("2023-03-15", "K-1"))],
        due=_DUE,
    ),
    FieldCase(
        sent="two columns `Realisasi`, of which the second is empty in every row",
        comes="the one that is filled",
        build=kegiatan(
            *with_column(table(activity(), labels={"realisasi": "Realisasi"}), "capaian", "Realisasi", [None])
        ),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
        reports=("duplicate-header",),
    ),
]
