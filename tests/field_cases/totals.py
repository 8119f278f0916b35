"""Cases of the kind "a total as data"."""

from typing import Any

from tests.field_cases.case import FieldCase, activities, households, receipts
from tests.field_cases.files import (
    PILANG,
    activity,
    csv,
    files,
    household,
    kegiatan,
    keluarga,
    penerima,
    receipt,
    records,
    table,
)

_DUE = ("kegiatan", "penerima")
_THREE = [receipt(number) for number in (1, 2, 3)]
_SUM = 1_800_000


def _of_nobody(name: str, amount: Any = _SUM, **changes: Any) -> dict[str, Any]:
    """Give a row of recipients in which a total stands and every constant column is filled down."""
    return (
        receipt(nama=name, nilai_bantuan=amount, nik=None, no_kk=None, tanggal_lahir=None, jenis_kelamin=None) | changes
    )


def _beside(label: str, **cells: Any) -> dict[str, Any]:
    """Give a row of activities that holds a label under the name, and some cells."""
    return dict.fromkeys(activity()) | {"nama_kegiatan": label} | cells


CASES = [
    FieldCase(
        sent="last row: name TOTAL, the sum as amount, every constant column filled down",
        comes="no row",
        build=penerima(*table(*_THREE, _of_nobody("TOTAL"))),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
        given=True,
        reports=("erpnext-total", "rollup"),
    ),
    FieldCase(
        sent="the same with `T O T A L` and the sum as text `Rp1.800.000,-`",
        comes="no row",
        build=penerima(*table(*_THREE, _of_nobody("T O T A L", "Rp1.800.000,-"))),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="`Jumlah Kel. Ketapang` after two rows, `Jumlah Kel. Pilang` after one, then `Jumlah Seluruhnya`",
        comes="no rows",
        build=penerima(
            *table(
                *_THREE[:2],
                _of_nobody("Jumlah Kel. Ketapang", 1_200_000),
                receipt(3, kode_wilayah=PILANG),
                _of_nobody("Jumlah Kel. Pilang", 600_000, kode_wilayah=PILANG),
                _of_nobody("Jumlah Seluruhnya"),
            )
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
        reports=("rollup", "subtotal"),
    ),
    FieldCase(
        sent="a TOTAL directly under the header, above the rows that it sums",
        comes="no row",
        build=kegiatan(*table(_beside("TOTAL", anggaran=2_000_000, realisasi=1_800_000), activity(), activity("K-2"))),
        rows=(2, 2),
        facts=[activities("budget_idr", (1_000_000,), (1_000_000,))],
    ),
    FieldCase(
        sent="a last row `GRAND TOTAL` with strategy, place, fund and date filled down, and no code",
        comes="no row",
        build=kegiatan(
            *table(
                activity(),
                activity("K-2"),
                activity(
                    None, nama_kegiatan="GRAND TOTAL", anggaran=2_000_000, realisasi=1_800_000, target=20, capaian=18
                ),
            )
        ),
        rows=(2, 2),
        facts=[activities("budget_idr", (1_000_000,), (1_000_000,))],
        reports=("erpnext-total",),
    ),
    FieldCase(
        sent="the registry with a last row `JUMLAH` and the sum of the members",
        comes="no row",
        build=keluarga(
            *table(
                household(1),
                household(2),
                household(
                    3, no_kk=None, nik_kepala=None, nama_kepala="JUMLAH", tanggal_lahir_kepala=None, jumlah_anggota=8
                ),
            )
        ),
        rows=(3, 3),
        facts=[households("member_count", (4,), (4,))],
        due=("kegiatan", "keluarga"),
    ),
    FieldCase(
        sent='in json, a last record `{"nama": "Total", "nilai_bantuan": 1800000, ...}` with everything else filled',
        comes="no row",
        build=files({"kegiatan.json": records(activity()), "penerima.json": records(*_THREE, _of_nobody("Total"))}),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="in a csv, `;;JUMLAH;;;1.800.000` behind the last row",
        comes="no row",
        build=files(
            {
                "kegiatan.csv": csv(table(activity())),
                "penerima.csv": csv(
                    table(*_THREE, dict.fromkeys(receipt()) | {"nama": "JUMLAH", "nilai_bantuan": "1.800.000"})
                ),
            }
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="at a page's end `Jumlah dipindahkan`, on the next page `Jumlah pindahan`, both with the sum so far",
        comes="no rows",
        build=penerima(
            *table(
                *_THREE[:2],
                _of_nobody("Jumlah dipindahkan", 1_200_000),
                _of_nobody("Jumlah pindahan", 1_200_000),
                _THREE[2],
                _of_nobody("Jumlah Total"),
            )
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="under the title `(dalam ribuan rupiah)`, a TOTAL of two activities with everything else filled down",
        comes="no row",
        build=kegiatan(
            ["(dalam ribuan rupiah)"],
            *table(
                activity(anggaran=1_000, realisasi=900),
                activity("K-2", anggaran=1_000, realisasi=900),
                activity("K-2", nama_kegiatan="TOTAL", anggaran=2_000, realisasi=1_800, target=20, capaian=18),
            ),
        ),
        rows=(2, 2),
        reported=[("scaled_amount", "Kegiatan", 2, "anggaran"), ("scaled_amount", "Kegiatan", 2, "realisasi")],
        facts=[activities("budget_idr", (1_000_000,), (1_000_000,))],
    ),
    FieldCase(
        sent="`Total Sanitasi Berbasis Masyarakat`, an activity with a code and a budget of its own",
        comes="a row",
        build=kegiatan(*table(activity(), activity("K-2", nama_kegiatan="Total Sanitasi Berbasis Masyarakat"))),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
    ),
    FieldCase(
        sent="a row named `Jumlah` whose amount is the sum of nothing above",
        comes="a row: a person of an odd name is not dropped",
        build=penerima(*table(*_THREE, receipt(4, nama="Jumlah", nilai_bantuan=123_000))),
        rows=(5, 5),
        facts=[receipts("amount_idr", *[(600_000,)] * 3, (123_000,))],
        due=_DUE,
    ),
    FieldCase(
        sent="`Total` in the column of addresses, the sum, and every other column filled down",
        comes="no row",
        build=penerima(
            *table(*[row | {"alamat": "Jl. Contoh"} for row in _THREE], _of_nobody("-", alamat="Total", nama="Total"))
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
]
