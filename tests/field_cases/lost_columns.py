"""Cases of the kind "a column lost without a word"."""

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import activity, files, penerima, receipt, records, table, with_column

_DUE = ("kegiatan", "penerima")
_ONE = table(activity())
_BOTH = [receipt(1), receipt(2)]
_MONEY = "budget_idr realised_idr"


CASES = [
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
        reported=[
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
        reported=[("unknown_column", "Penerima", 1, "no_kk")],
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
        reported=[("unknown_column", "Penerima", 1, "tanggal_lahir")],
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
        reported=[("nik_sex_mismatch", "Penerima", 2, "nik")],
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
        reported=[("unknown_column", "penerima", None, "nik"), ("nik_missing", "penerima", 1, "nik")],
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
        comes="it is no NIK, so nothing is reported of it; `nik_missing` for each person",
        build=penerima(*with_column(table(*_BOTH, leave_out=["nik"]), "nama", "Pekerjaan", ["petani", "nelayan"])),
        rows=(3, 3),
        reported=[("nik_missing", "Penerima", 2, "nik"), ("nik_missing", "Penerima", 3, "nik")],
        due=_DUE,
    ),
]
