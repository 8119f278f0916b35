"""Cases of the kind "words for the cell above"."""

from collections.abc import Sequence
from typing import Any

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import PILANG, activity, csv, files, kegiatan, penerima, receipt, records, table

_DUE = ("kegiatan", "penerima")


def _marks(sent: str, marks: Sequence[str], *, given: bool = False) -> FieldCase:
    """Make a case of recipients of one kind of assistance, which is written once and then marked."""
    kinds = ["Sembako", *marks]
    return FieldCase(
        sent=sent,
        comes="Sembako",
        build=penerima(*table(*(receipt(at, jenis_bantuan=kind) for at, kind in enumerate(kinds, start=1)))),
        rows=(1 + len(kinds), 1 + len(kinds)),
        facts=[receipts("assistance_type", *[("Sembako",)] * len(kinds))],
        due=_DUE,
        given=given,
        reports=("unheadr",),
    )


def _marked(mark: str, **kept: Any) -> dict[str, Any]:
    """Give a row of recipients that says the same as the one above in all but the person."""
    names = ("kode_kegiatan", "kode_wilayah", "jenis_bantuan", "nilai_bantuan", "tanggal_terima")
    return dict.fromkeys(names, mark) | kept


CASES = [
    _marks('jenis_bantuan: Sembako, `"`, sda, idem', ['"', "sda", "idem"], given=True),
    _marks("`s.d.a.`, `SDA`, `Idem.`, `\u3003`, `''`", ["s.d.a.", "SDA", "Idem.", "\u3003", "''"]),
    _marks('`-"-`, `" "`, `,,`, `- sda -`', ['-"-', '" "', ",,", "- sda -"]),
    _marks(
        "`S D A`, `s/d/a`, `(idem)`, `Idem di atas`, `Sda...`", ["S D A", "s/d/a", "(idem)", "Idem di atas", "Sda..."]
    ),
    _marks("`\u201c`, `\u2033`, `''''`, `//`, `-sda-`", ["\u201c", "\u2033", "''''", "//", "-sda-"]),
    FieldCase(
        sent="everything but the person is `sda`: activity, place, kind, amount and day",
        comes="as above",
        build=penerima(
            *table(receipt(1, kode_wilayah=PILANG), receipt(2) | _marked("sda"), receipt(3) | _marked("sda"))
        ),
        rows=(4, 4),
        facts=[
            receipts(
                "activity_code region_code amount_idr received_date", *[("K-1", PILANG, 600_000, "2023-03-15")] * 3
            )
        ],
        due=_DUE,
    ),
    FieldCase(
        sent="`sda` behind a heading and a subtotal: it means the last row of data, not what stands between",
        comes="as in the last row of data",
        build=penerima(
            *table(receipt(1), receipt(2)),
            [None, None, None, "Jumlah", None, None, None, None, 1_200_000],
            ["KELURAHAN PILANG"],
            table(receipt(3, kode_wilayah=PILANG) | _marked("sda", kode_wilayah=PILANG))[1],
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr assistance_type", *[(600_000, "Sembako")] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="in json, `sda` and `idem`",
        comes="as above",
        build=files(
            {
                "kegiatan.json": records(activity()),
                "penerima.json": records(receipt(1), receipt(2, jenis_bantuan="sda", nilai_bantuan="idem")),
            }
        ),
        rows=(3, 3),
        facts=[receipts("assistance_type amount_idr", *[("Sembako", 600_000)] * 2)],
        due=_DUE,
    ),
    FieldCase(
        sent='in a csv, a cell of one quotation mark, written `""""`',
        comes="as above",
        build=files(
            {
                "kegiatan.csv": csv(table(activity(), activity("K-2", sumber_dana='"', satuan_sasaran='"'))),
            }
        ),
        rows=(2, 2),
        facts=[activities("fund_source target_unit", *[("APBD_KOTA", "KELUARGA")] * 2)],
    ),
    FieldCase(
        sent="`sda` in the first row of a second table",
        comes="it means no row of the table above: nothing stands above it, so the row is rejected",
        build=kegiatan(*table(activity()), [], ["BIDANG II"], *table(activity("K-2", anggaran="sda"), activity("K-3"))),
        rows=(3, 2),
        reported=[("bad_number", "Kegiatan", 6, "anggaran")],
        facts=[activities("activity_code", ("K-1",), ("K-3",))],
    ),
    FieldCase(
        sent="NULL, null and `-` where the end of an activity is not known",
        comes="empty, not the cell above",
        build=kegiatan(
            *table(
                activity(tanggal_selesai="2023-05-01"),
                activity("K-2", tanggal_selesai="NULL"),
                activity("K-3", tanggal_selesai="null"),
                activity("K-4", tanggal_selesai="-"),
            )
        ),
        rows=(4, 4),
        facts=[activities("end_date", ("2023-05-01",), (None,), (None,), (None,))],
        reports=("null-dbeaver", "null-csv"),
    ),
]
