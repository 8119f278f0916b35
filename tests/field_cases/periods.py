"""Cases of the kind "another period"."""

import datetime as dt
import json

from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import activity, both, csv, files, kegiatan, penerima, receipt, records, table, xlsx

_DUE = ("kegiatan", "penerima")
_DAY = "received_date"


def _titled(sent: str, *titles: str, counts: bool, sheet: str = "Kegiatan") -> FieldCase:
    """Make a case of one activity under titles that name a period, or on a sheet whose name does."""
    return FieldCase(
        sent=sent,
        comes="read" if counts else "`wrong_semester`, nothing counts",
        build=xlsx({sheet: [*([title] for title in titles), *table(activity())]}),
        rows=(1, int(counts)),
        reported=[] if counts else [("wrong_semester", None, None, None)],
        facts=[activities("activity_code", *[("K-1",)] * counts)],
    )


CASES = [
    FieldCase(
        sent="one sheet: SEMESTER I TAHUN 2023 over a table, SEMESTER II TAHUN 2022 over the next",
        comes="the second refused",
        build=kegiatan(
            ["SEMESTER I TAHUN 2023"], *table(activity()), [], ["SEMESTER II TAHUN 2022"], *table(activity("K-2"))
        ),
        rows=(2, 1),
        reported=[("wrong_semester", "Kegiatan", 6, None)],
        facts=[activities("activity_code", ("K-1",))],
        given=True,
    ),
    FieldCase(
        sent="json `2023-05-16T17:00:00.000Z`",
        comes="17 May",
        build=files(
            {
                "kegiatan.json": records(activity()),
                "penerima.json": records(receipt(tanggal_terima="2023-05-16T17:00:00.000Z")),
            }
        ),
        rows=(2, 2),
        facts=[receipts(_DAY, ("2023-05-17",))],
        due=_DUE,
        given=True,
        reports=("iso-shift", "iso-uni", "dayjs"),
    ),
    FieldCase(
        sent="json `2022-12-31T17:00:00Z` and `2023-06-30T17:00:00Z`: New Year and 1 July in Probolinggo",
        comes="1 January counts, 1 July is `outside_semester`",
        build=files(
            {
                "kegiatan.json": records(activity()),
                "penerima.json": records(
                    receipt(1, tanggal_terima="2022-12-31T17:00:00Z"), receipt(2, tanggal_terima="2023-06-30T17:00:00Z")
                ),
            }
        ),
        rows=(3, 2),
        reported=[("outside_semester", "penerima", 2, "tanggal_terima")],
        facts=[receipts(_DAY, ("2023-01-01",))],
        due=_DUE,
        reports=("iso-shift",),
    ),
    FieldCase(
        sent="`2023-05-17T00:00:00+07:00` and `2023-05-17 06:30:00 +0700` in a csv",
        comes="17 May",
        build=files(
            {
                "kegiatan.csv": csv(table(activity())),
                "penerima.csv": csv(
                    table(
                        receipt(1, tanggal_terima="2023-05-17T00:00:00+07:00"),
                        receipt(2, tanggal_terima="2023-05-17 06:30:00 +0700"),
                    )
                ),
            }
        ),
        rows=(3, 3),
        facts=[receipts(_DAY, ("2023-05-17",), ("2023-05-17",))],
        due=_DUE,
        reports=("dayjs",),
    ),
    _titled("a sheet named `Kegiatan TW IV 2022`", counts=False, sheet="Kegiatan TW IV 2022"),
    _titled("a title `PERIODE JULI S.D. DESEMBER 2022`", "PERIODE JULI S.D. DESEMBER 2022", counts=False),
    _titled("a title `Triwulan II Tahun 2023`", "Triwulan II Tahun 2023", counts=True),
    _titled("a title `Semester Genap Tahun Ajaran 2022/2023`", "Semester Genap Tahun Ajaran 2022/2023", counts=True),
    _titled("a title `SEMESTER GANJIL 2022/2023`", "SEMESTER GANJIL 2022/2023", counts=False),
    _titled(
        "titles `LAPORAN SEMESTER I 2023` and `Sumber: DTKS Semester II 2022`",
        "LAPORAN SEMESTER I 2023",
        "Sumber: DTKS Semester II 2022",
        counts=True,
    ),
    _titled(
        "only a title `Sumber data : P3KE Semester II Tahun 2022`",
        "Sumber data : P3KE Semester II Tahun 2022",
        counts=True,
    ),
    _titled(
        "titles `SEMESTER` / `: II (DUA)` / `TAHUN : 2022` on lines of their own",
        "SEMESTER : II (DUA)",
        "TAHUN : 2022",
        counts=False,
    ),
    *(
        _titled(f"a title `{title}`", title, counts=False)
        for title in (
            "Q4 2022",
            "Laporan Triwulan 4 (Oktober - Desember) 2022",
            "SMT 2 TA 2022",
            "Bln Okt-Des 2022",
            "Periode : 01-07-2022 s/d 31-12-2022",
        )
    ),
    *(
        _titled(f"a title `{title}`", title, counts=True)
        for title in (
            "Berdasarkan SK Nomor 188.45/12 Tanggal 5 Desember 2022",
            "Data P3KE Desember 2022",
            "Januari s.d. Desember 2023",
            "Batas kirim 31 Juli 2023",
        )
    ),
    FieldCase(
        sent='json `{"tahun": 2022, "semester": 2, "kegiatan": [...]}`',
        comes="`wrong_semester`, nothing counts",
        build=files({"laporan.json": json.dumps({"tahun": 2022, "semester": 2, "kegiatan": [activity()]})}),
        rows=(1, 0),
        reported=[("wrong_semester", None, None, None)],
    ),
    FieldCase(
        sent="a csv named `Laporan Semester II 2022 - kegiatan.csv` beside a good `kegiatan.csv`",
        comes="`wrong_semester` for the one, the other counts",
        build=both(
            files({"kegiatan.csv": csv(table(activity()))}),
            files({"Laporan Semester II 2022 - kegiatan.csv": csv(table(activity("K-2")))}),
        ),
        rows=(2, 1),
        reported=[("wrong_semester", None, None, None)],
        facts=[activities("activity_code", ("K-1",))],
    ),
    FieldCase(
        sent="an activity that ended on 31 December of the year before, beside one that goes on",
        comes="`outside_semester`",
        build=kegiatan(
            *table(
                activity(tanggal_mulai="2022-08-01", tanggal_selesai="2022-12-31"),
                activity("K-2", tanggal_mulai="2022-08-01", tanggal_selesai=None),
                activity("K-3"),
            )
        ),
        rows=(3, 2),
        reported=[("outside_semester", "Kegiatan", 2, "tanggal_selesai")],
        facts=[activities("activity_code", ("K-2",), ("K-3",))],
    ),
    FieldCase(
        sent="`03/04/2023`, `3-Apr-23`, `Senin, 3 April 2023` and `3.4.2023`",
        comes="3 April each",
        build=penerima(
            *table(
                *(
                    receipt(at, tanggal_terima=text)
                    for at, text in enumerate(("03/04/2023", "3-Apr-23", "Senin, 3 April 2023", "3.4.2023"), start=1)
                )
            )
        ),
        rows=(5, 5),
        facts=[receipts(_DAY, *[("2023-04-03",)] * 4)],
        due=_DUE,
        reports=("day-first", "csv-detective"),
    ),
    FieldCase(
        sent="`2023`, `Maret 2023` and `31/02/2023` as days",
        comes="`bad_date` each",
        build=penerima(
            *table(
                *(
                    receipt(at, tanggal_terima=text)
                    for at, text in enumerate((2023, "Maret 2023", "31/02/2023"), start=1)
                ),
                receipt(4),
            )
        ),
        rows=(5, 2),
        reported=[("bad_date", "Penerima", row, "tanggal_terima") for row in (2, 3, 4)],
        facts=[receipts(_DAY, ("2023-03-15",))],
        due=_DUE,
    ),
    FieldCase(
        sent="a workbook of a Mac, whose days count from 1904",
        comes="the days that it shows",
        build=penerima(
            *table(receipt(tanggal_terima=dt.date(2023, 3, 15))),
            change=lambda sheet: setattr(sheet.parent, "epoch", CALENDAR_MAC_1904),
        ),
        rows=(2, 2),
        facts=[receipts(_DAY, ("2023-03-15",))],
        due=_DUE,
        reports=("date-1904", "exceljs-1904"),
    ),
]
