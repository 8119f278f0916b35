"""Cases of the kinds "a total as data" and "noise": rows of a table that are none of its data."""

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
    ods,
    penerima,
    receipt,
    records,
    table,
    xlsx,
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


TOTALS = [
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
        told=[("scaled_amount", "Kegiatan", 2, "anggaran"), ("scaled_amount", "Kegiatan", 2, "realisasi")],
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


def _noise(sent: str, *rows: list[Any], reports: tuple[str, ...] = (), pending: str | None = None) -> FieldCase:
    """Make a case of activities with rows behind the first one, and then another activity."""
    first, second = table(activity(), activity("K-2"))[1:]
    return FieldCase(
        sent=sent,
        comes="no row, nothing told",
        build=kegiatan(table(activity())[0], first, *rows, second),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
        reports=reports,
        pending=pending,
    )


def _below(sent: str, *rows: list[Any], pending: str | None = None) -> FieldCase:
    """Make a case of activities with rows below the table."""
    return FieldCase(
        sent=sent,
        comes="no row, nothing told",
        build=kegiatan(*table(activity(), activity("K-2")), *rows),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
        pending=pending,
    )


NOISE = [
    FieldCase(
        sent='"A. | KECAMATAN MAYANGAN" inside the table; "Sumber: Dinas Sosial" below it',
        comes="no rows",
        build=kegiatan(
            table(activity())[0],
            ["A.", "KECAMATAN MAYANGAN"],
            table(activity())[1],
            ["B.", "KECAMATAN KANIGARAN"],
            table(activity("K-2"))[1],
            ["Sumber: Dinas Sosial"],
        ),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
        given=True,
        reports=("unheadr", "rollup"),
    ),
    _noise(
        "`I | BIDANG PEMBERDAYAAN SOSIAL` and `a) | Seksi Fakir Miskin` between the rows",
        ["I", "BIDANG PEMBERDAYAAN SOSIAL"],
        ["a)", "Seksi Fakir Miskin"],
        reports=("unheadr",),
    ),
    _noise("`Kelurahan : Ketapang` alone in the third column", [None, None, "Kelurahan : Ketapang"]),
    _noise(
        "a page's end and the next one's begin: `Halaman 1 dari 2`, title, header and column numbers again",
        ["Halaman 1 dari 2"],
        ["LAPORAN KEGIATAN SEMESTER I TAHUN 2023"],
        table(activity())[0],
        list(range(1, 13)),
        reports=("repeated-header",),
    ),
    *(
        FieldCase(
            sent=f"a row of units under the header: {', '.join(units)}",
            comes="no row, nothing told",
            build=kegiatan(
                table(activity())[0],
                [*[None] * 6, units[0], units[0], None, units[1], units[1], units[2]],
                *table(activity(), activity("K-2"))[1:],
            ),
            rows=(2, 2),
            facts=[activities("activity_code budget_idr", ("K-1", 1_000_000), ("K-2", 1_000_000))],
        )
        for units in (("(Rp)", "(KK)", "(tgl)"), ("Rp", "KK", "dd/mm/yyyy"))
    ),
    _below(
        "`*) angka sementara`, `Catatan: data per 30 Juni 2023` and `Ket. : realisasi belum diaudit`",
        ["*) angka sementara"],
        ["Catatan: data per 30 Juni 2023"],
        ["Ket. : realisasi belum diaudit"],
    ),
    _below(
        "`Terbilang : dua juta rupiah` below the total",
        [None, "JUMLAH", None, None, None, None, 2_000_000, 1_800_000],
        ["Terbilang : dua juta rupiah"],
    ),
    _below(
        "`Persentase realisasi | 90%` below the total",
        [None, "JUMLAH", None, None, None, None, 2_000_000, 1_800_000],
        [None, "Persentase realisasi", None, None, None, None, None, "90%"],
    ),
    _below(
        "`Demikian laporan ini dibuat untuk dipergunakan sebagaimana mestinya.`",
        [],
        ["Demikian laporan ini dibuat untuk dipergunakan sebagaimana mestinya."],
    ),
    _below("`Dicetak pada 03/07/2023 09:12 oleh operator SIKS`", ["Dicetak pada 03/07/2023 09:12 oleh operator SIKS"]),
    _below(
        "a signature block with two columns, names and NIP",
        [],
        [None, "Mengetahui,", None, None, None, None, "Probolinggo, 3 Juli 2023"],
        [None, "Kepala Dinas Sosial", None, None, None, None, "Pembuat Laporan"],
        [],
        [],
        [None, "Contoh Pejabat, S.Sos., M.Si.", None, None, None, None, "Contoh Staf"],
        [None, "Pembina Utama Muda"],
        [None, "NIP. 19700101 199003 1 001", None, None, None, None, "NIP. 19850202 201001 2 002"],
    ),
    _noise("`Perlindungan dan Jaminan Sosial` alone in the first column", ["Perlindungan dan Jaminan Sosial"]),
    _noise("`RW 01` and `Kel. Ketapang : 2 KPM` alone in the first column", ["RW 01"], ["Kel. Ketapang : 2 KPM"]),
    _noise(
        "`1. | KECAMATAN MAYANGAN` and `II | BANTUAN TAHUN 2023`",
        ["1.", "KECAMATAN MAYANGAN"],
        ["II", "BANTUAN TAHUN 2023"],
    ),
    _below(
        "`Keterangan :`, and two numbered sentences under it",
        [],
        ["Keterangan :"],
        ["1. Data sementara"],
        ["2. Realisasi per 30 Juni 2023"],
    ),
    _below("place and day of another place: `Kademangan, 3 Juli 2023`", [], [None] * 6 + ["Kademangan, 3 Juli 2023"]),
    FieldCase(
        sent="a row that holds only the name of an activity, between good ones",
        comes="it is no heading: rejected, `missing_value` for each cell",
        build=kegiatan(*table(activity(), _beside("Bantuan pangan"), activity("K-2"))),
        rows=(3, 2),
        told=[("missing_value", "Kegiatan", 3, name) for name in activity() if name != "nama_kegiatan"],
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
    ),
    FieldCase(
        sent="list numbers filled down to 20, where only two rows hold something",
        comes="two rows",
        build=kegiatan(
            *[[label, *row] for label, row in zip(["No", 1, 2], table(activity(), activity("K-2")), strict=True)],
            *[[number] for number in range(3, 21)],
        ),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
    ),
    FieldCase(
        sent="a workbook of LibreOffice with `A. | PROGRAM PERLINDUNGAN SOSIAL` inside the table and a note below",
        comes="no rows",
        build=ods(
            {
                "Kegiatan": [
                    table(activity())[0],
                    ["A.", "PROGRAM PERLINDUNGAN SOSIAL"],
                    table(activity())[1],
                    ["Sumber data : aplikasi SIPD"],
                ]
            }
        ),
        rows=(1, 1),
        facts=[activities("activity_code", ("K-1",))],
    ),
    FieldCase(
        sent="sheets `Petunjuk`, `Contoh Penerima` and `Ref Kode Wilayah` beside the two that are due",
        comes="they are passed over",
        build=xlsx(
            {
                "Petunjuk": [["Isilah lembar kegiatan dan penerima."]],
                "Contoh Penerima": table(receipt(99)),
                "Ref Kode Wilayah": [["kode_wilayah", "kelurahan"], ["35.74.01.1001", "Ketapang"]],
                "Kegiatan": table(activity()),
                "Penerima": table(receipt()),
            }
        ),
        rows=(2, 2),
        facts=[receipts("amount_idr", (600_000,))],
        due=_DUE,
    ),
]
