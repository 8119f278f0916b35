"""Cases of the kinds "a column read as another" and "a column lost without a word"."""

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


READ_AS_ANOTHER = [
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
        told=[("ambiguous_column", "Penerima", None, "nilai_bantuan")],
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
        told=[("missing_column", "Kegiatan", None, "anggaran")],
    ),
    FieldCase(
        sent="a header of two rows: `Realisasi` above `Tahap I` and `Tahap II`",
        comes="`ambiguous_column`",
        build=kegiatan(*_divided("realisasi", "Realisasi", ("Tahap I", 400_000), ("Tahap II", 500_000))),
        rows=(1, 0),
        told=[("ambiguous_column", "Kegiatan", None, "realisasi")],
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
        told=[("missing_column", "Kegiatan", None, "anggaran")],
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
        told=[("missing_column", "Penerima", None, "nilai_bantuan")],
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
        told=[("ambiguous_column", "penerima", None, "nilai_bantuan")],
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

LOST = [
    FieldCase(
        sent="label `NIK Penerima Manfaat`",
        comes="read",
        build=penerima(*table(*_BOTH, labels={"nik": "NIK Penerima Manfaat"})),
        rows=(3, 3),
        facts=[receipts("has_nik", (True,), (True,))],
        due=_DUE,
        given=True,
    ),
    FieldCase(
        sent="`Nomor Identitas` over sixteen digits, and no other column of NIK",
        comes="`unknown_column`, and the people have no NIK",
        build=penerima(*table(*_BOTH, labels={"nik": "Nomor Identitas"})),
        rows=(3, 3),
        told=[
            ("unknown_column", "Penerima", 1, "nik"),
            ("nik_missing", "Penerima", 2, "nik"),
            ("nik_missing", "Penerima", 3, "nik"),
        ],
        facts=[receipts("has_nik", (False,), (False,))],
        due=_DUE,
    ),
    FieldCase(
        sent="`Nmr Kartu Klg` over sixteen digits, and no other column of KK",
        comes="`unknown_column`",
        build=penerima(*table(*_BOTH, labels={"no_kk": "Nmr Kartu Klg"})),
        rows=(3, 3),
        told=[("unknown_column", "Penerima", 1, "no_kk")],
        facts=[receipts("has_kk", (False,), (False,))],
        due=_DUE,
    ),
    FieldCase(
        sent="labels broken over lines, with stars, double spaces and no-break spaces: `Nomor\\nKK *`, `N I K`",
        comes="read",
        build=penerima(
            *table(
                *_BOTH,
                labels={
                    "no_kk": "Nomor\nKK *",
                    "nik": "N I K",
                    "nilai_bantuan": "Nilai\u00a0Bantuan\n(Rp)",
                    "tanggal_terima": "TANGGAL  TERIMA",
                },
            )
        ),
        rows=(3, 3),
        facts=[receipts("has_nik has_kk amount_idr", *[(True, True, 600_000)] * 2)],
        due=_DUE,
    ),
    FieldCase(
        sent="`NIK KPM (16 digit)`, `No. KK KPM`, `Nama KPM`, `Tgl. Lahir KPM`",
        comes="read",
        build=penerima(
            *table(
                *_BOTH,
                labels={
                    "nik": "NIK KPM (16 digit)",
                    "no_kk": "No. KK KPM",
                    "nama": "Nama KPM",
                    "tanggal_lahir": "Tgl. Lahir KPM",
                },
            )
        ),
        rows=(3, 3),
        facts=[receipts("has_nik has_kk", *[(True, True)] * 2)],
        due=_DUE,
    ),
    FieldCase(
        sent="`Tempat, Tanggal Lahir` with `Probolinggo, 17-08-1980`, and no other day of birth",
        comes="`unknown_column`: nobody is left without a birth date in silence",
        build=penerima(
            *table(
                *(row | {"tanggal_lahir": "Probolinggo, 17-08-1980"} for row in _BOTH),
                labels={"tanggal_lahir": "Tempat, Tanggal Lahir"},
            )
        ),
        rows=(3, 3),
        told=[("unknown_column", "Penerima", 1, "tanggal_lahir")],
        due=_DUE,
    ),
    FieldCase(
        sent="columns `L` and `P` with a tick under one of them; the NIK of both people are those of women",
        comes="L and P: `nik_sex_mismatch` for the one who is ticked under L",
        build=penerima(
            *with_column(
                table(
                    receipt(1, jenis_kelamin="\u221a"), receipt(2, jenis_kelamin=None), labels={"jenis_kelamin": "L"}
                ),
                "L",
                "P",
                [None, "v"],
            )
        ),
        rows=(3, 3),
        told=[("nik_sex_mismatch", "Penerima", 2, "nik")],
        due=_DUE,
    ),
    FieldCase(
        sent="in json, a key `Nomor Identitas` with sixteen digits, and no other key of NIK",
        comes="`unknown_column`, and the person has no NIK",
        build=files(
            {
                "kegiatan.json": records(activity()),
                "penerima.json": records(
                    {"Nomor Identitas" if key == "nik" else key: value for key, value in receipt().items()}
                ),
            }
        ),
        rows=(2, 2),
        told=[("unknown_column", "penerima", None, "nik"), ("nik_missing", "penerima", 1, "nik")],
        due=_DUE,
    ),
    FieldCase(
        sent="a csv whose first label has a byte order mark and quotes, another one a trailing tab",
        comes="read",
        build=files(
            {
                "kegiatan.csv": "\ufeff"
                + '"kode_kegiatan";'
                + ";".join(_ONE[0][1:])[:-1]
                + "i\t\r\n"
                + ";".join(map(str, _ONE[1]))
            }
        ),
        rows=(1, 1),
        facts=[activities("activity_code budget_idr", ("K-1", 1_000_000))],
        reports=("bom", "bom-pandas"),
    ),
    FieldCase(
        sent="a column `Pekerjaan` with words, which belongs to nothing, where the NIK column is left out",
        comes="it is no NIK, so nothing is told of it; `nik_missing` for each person",
        build=penerima(*with_column(table(*_BOTH, leave_out=["nik"]), "nama", "Pekerjaan", ["petani", "nelayan"])),
        rows=(3, 3),
        told=[("nik_missing", "Penerima", 2, "nik"), ("nik_missing", "Penerima", 3, "nik")],
        due=_DUE,
    ),
]
