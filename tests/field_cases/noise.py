"""Cases of the kind "noise": headings, notes and signatures."""

from typing import Any

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import (
    activity,
    kegiatan,
    ods,
    receipt,
    table,
    xlsx,
)

_DUE = ("kegiatan", "penerima")
_THREE = [receipt(number) for number in (1, 2, 3)]
_SUM = 1_800_000


def _beside(label: str, **cells: Any) -> dict[str, Any]:
    """Give a row of activities that holds a label under the name, and some cells."""
    return dict.fromkeys(activity()) | {"nama_kegiatan": label} | cells


def _noise(sent: str, *rows: list[Any], reports: tuple[str, ...] = ()) -> FieldCase:
    """Make a case of activities with rows behind the first one, and then another activity."""
    first, second = table(activity(), activity("K-2"))[1:]
    return FieldCase(
        sent=sent,
        comes="no row, nothing reported",
        build=kegiatan(table(activity())[0], first, *rows, second),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
        reports=reports,
    )


def _below(sent: str, *rows: list[Any]) -> FieldCase:
    """Make a case of activities with rows below the table."""
    return FieldCase(
        sent=sent,
        comes="no row, nothing reported",
        build=kegiatan(*table(activity(), activity("K-2")), *rows),
        rows=(2, 2),
        facts=[activities("activity_code", ("K-1",), ("K-2",))],
    )


CASES = [
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
            comes="no row, nothing reported",
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
        reported=[("missing_value", "Kegiatan", 3, name) for name in activity() if name != "nama_kegiatan"],
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
