"""Cases of the kind "other people, other places"."""

from typing import Any

from tests.field_cases.case import FieldCase, Reported, activities, households, receipts
from tests.field_cases.files import (
    KETAPANG,
    activity,
    csv,
    files,
    household,
    kegiatan,
    keluarga,
    penerima,
    receipt,
    table,
)

_DUE = ("kegiatan", "penerima")
_REGISTRY = ("kegiatan", "keluarga")
_SUMBER_WETAN = "35.74.05.1003"


def _stand_ins(sent: str, *numbers: Any) -> FieldCase:
    """Make a case of recipients whose NIK stands for nobody."""
    rows = [receipt(at, nik=number) for at, number in enumerate(numbers, start=1)]
    return FieldCase(
        sent=sent,
        comes="`nik_missing`, and no person of that number",
        build=penerima(*table(*rows)),
        rows=(1 + len(rows), 1 + len(rows)),
        reported=[("nik_missing", "Penerima", at, "nik") for at in range(2, 2 + len(rows))],
        facts=[receipts("has_nik", *[(False,)] * len(rows))],
        due=_DUE,
        reports=("dtks-nik", "dtks-double"),
    )


def _places(
    sent: str,
    comes: str,
    rows: list[dict[str, Any]],
    reported: list[Reported],
    *regions: str,
    reports: tuple[str, ...] = (),
) -> FieldCase:
    rejected = {row for _, _, row, _ in reported}
    return FieldCase(
        sent=sent,
        comes=comes,
        build=kegiatan(*table(*rows)),
        rows=(len(rows), len(rows) - len(rejected)),
        reported=reported,
        facts=[activities("region_code", *[(region,) for region in regions])],
        reports=reports,
    )


CASES = [
    FieldCase(
        sent="five families under KK 3574000000000000",
        comes="`bad_kk`",
        build=keluarga(*table(*(household(number, no_kk="3574000000000000") for number in range(1, 6)))),
        rows=(6, 1),
        reported=[("bad_kk", "Keluarga", row, "no_kk") for row in range(2, 7)],
        facts=[households("household_id")],
        duplicate_households=0,
        due=_REGISTRY,
        given=True,
        reports=("dtks-nik", "dtks-risma"),
    ),
    FieldCase(
        sent="kode_wilayah 3574011001 and 3574010009 in one column (BPS)",
        comes="`unknown_region`, unless names agree",
        build=kegiatan(*table(activity(kode_wilayah="3574011001"), activity("K-2", kode_wilayah="3574010009"))),
        rows=(2, 0),
        reported=[("unknown_region", "Kegiatan", row, "kode_wilayah") for row in (2, 3)],
        given=True,
        reports=("wilkerstat", "kode-wilayah"),
    ),
    _places(
        "the same two codes beside columns kelurahan and kecamatan that say Sumber Wetan and Ketapang",
        "the places of the names",
        [
            activity(kode_wilayah="3574011001", kelurahan="Sumber Wetan", kecamatan="Kedopok"),
            activity("K-2", kode_wilayah="3574010009", kelurahan="Ketapang", kecamatan="Kademangan"),
        ],
        [],
        KETAPANG,
        _SUMBER_WETAN,
        reports=("wilkerstat",),
    ),
    _places(
        "the BPS code with its dots, 35.74.010.009",
        "`unknown_region`",
        [activity(kode_wilayah="35.74.010.009"), activity("K-2")],
        [("unknown_region", "Kegiatan", 2, "kode_wilayah")],
        KETAPANG,
        reports=("wilkerstat", "kode-wilayah"),
    ),
    _places(
        "`Wonoasih`, a kelurahan and a kecamatan, in the column of codes",
        "`unknown_region`",
        [activity(kode_wilayah="Wonoasih"), activity("K-2")],
        [("unknown_region", "Kegiatan", 2, "kode_wilayah")],
        KETAPANG,
    ),
    _places(
        "`Kel. Ketapang` and `SUMBER WETAN` in the column of codes",
        "the kelurahan of that name",
        [activity(kode_wilayah="Kel. Ketapang"), activity("K-2", kode_wilayah="SUMBER WETAN")],
        [],
        KETAPANG,
        _SUMBER_WETAN,
    ),
    _places(
        "kelurahan Ketapang in kecamatan Mayangan, where it does not lie",
        "`region_mismatch`",
        [
            activity(kode_wilayah=None, kelurahan="Ketapang", kecamatan="Mayangan"),
            activity("K-2", kode_wilayah=None, kelurahan="Ketapang", kecamatan="Kademangan"),
        ],
        [("region_mismatch", "Kegiatan", 2, "kode_wilayah")],
        KETAPANG,
    ),
    _stand_ins("one digit sixteen times over as NIK: zeros, ones, nines", "0" * 16, "1" * 16, "9" * 16),
    _stand_ins("NIK 1234567890123456 and 3574010101800000", "1234567890123456", "3574010101800000"),
    _stand_ins("NIK 3574010000000001, whose date of birth is zeros", "3574010000000001"),
    FieldCase(
        sent="NIK typed as numbers, so that the spreadsheet has put a zero at the end",
        comes="`nik_precision_lost`",
        build=penerima(*table(receipt(1, nik=3574014205800010), receipt(2))),
        rows=(3, 2),
        reported=[("nik_precision_lost", "Penerima", 2, "nik")],
        due=_DUE,
        reports=("kb269370", "precision"),
    ),
    FieldCase(
        sent="a csv in which a spreadsheet program has written `3574014205800010,00` and `3,57401E+15`",
        comes="`nik_precision_lost` for both: they were numbers",
        build=files(
            {
                "kegiatan.csv": csv(table(activity())),
                "penerima.csv": csv(
                    table(receipt(1, nik="3574014205800010,00"), receipt(2, nik="3,57401E+15"), receipt(3))
                ),
            }
        ),
        rows=(4, 2),
        reported=[("nik_precision_lost", "penerima", 2, "nik"), ("nik_precision_lost", "penerima", 3, "nik")],
        due=_DUE,
        reports=("kb269370", "genes"),
    ),
    FieldCase(
        sent="a KK whose date of issue would be the 31st of February",
        comes="the row counts, `kk_impossible_date`",
        build=keluarga(*table(household(1, no_kk="3574013102080001"), household(2))),
        rows=(3, 3),
        reported=[("kk_impossible_date", "Keluarga", 2, "no_kk")],
        facts=[households("member_count", (4,), (4,))],
        due=_REGISTRY,
        reports=("dtks-nik",),
    ),
    FieldCase(
        sent="two families under KK 1111111111111111, two under 1234567890123456",
        comes="`bad_kk` each, and no household of theirs",
        build=keluarga(
            *table(
                *(household(at, no_kk="1" * 16) for at in (1, 2)),
                *(household(at, no_kk="1234567890123456") for at in (3, 4)),
            )
        ),
        rows=(5, 1),
        reported=[("bad_kk", "Keluarga", row, "no_kk") for row in (2, 3, 4, 5)],
        facts=[households("household_id")],
        duplicate_households=0,
        due=_REGISTRY,
        reports=("dtks-risma",),
    ),
    FieldCase(
        sent="ten households that share no number, name nor address",
        comes="ten households, and no duplicate",
        build=keluarga(*table(*(household(100 + number) for number in range(10)))),
        rows=(11, 11),
        facts=[households("is_duplicate", *[(False,)] * 10)],
        duplicate_households=0,
        due=_REGISTRY,
    ),
]
