"""Cases of the kind "rows or a data set vanish"."""

import json

from tests.field_cases.case import FieldCase, activities, receipts
from tests.field_cases.files import (
    MAYANGAN,
    activity,
    both,
    csv,
    exchanged,
    files,
    kegiatan,
    ods,
    penerima,
    receipt,
    records,
    table,
    xls,
    xlsx,
    zipped,
)

_DUE = ("kegiatan", "penerima")
_THREE = [receipt(number) for number in (1, 2, 3)]
_OTHERS = [receipt(number, nilai_bantuan=700_000) for number in (4, 5, 6)]
_KEGIATAN = table(activity())

CASES = [
    FieldCase(
        sent='`penerima`: under "TAHAP I" a table whose date column is called Bulan Salur (3 rows), below under '
        '"TAHAP II" a complete one (3 rows)',
        comes="its 3 rows rejected, `missing_column`; the other 3 accepted",
        build=penerima(
            ["TAHAP I"],
            *table(*_THREE, labels={"tanggal_terima": "Bulan Salur"}),
            [],
            ["TAHAP II"],
            *table(*_OTHERS),
        ),
        rows=(7, 4),
        reported=[("missing_column", "Penerima", 2, "tanggal_terima")],
        facts=[receipts("amount_idr", *[(700_000,)] * 3)],
        due=_DUE,
        given=True,
        reports=("two-tables", "multiple-tables"),
    ),
    FieldCase(
        sent='json `{"kegiatan": [...], "penerima": {"0": {...}, "2": {...}}}`',
        comes="read",
        build=files(
            {"laporan.json": json.dumps({"kegiatan": [activity()], "penerima": {"0": receipt(1), "2": receipt(2)}})}
        ),
        rows=(3, 3),
        facts=[receipts("amount_idr", (600_000,), (600_000,))],
        due=_DUE,
        given=True,
        reports=("json-keyed",),
    ),
    FieldCase(
        sent="sheets `Kegiatan` and `2. Penerima`",
        comes="read",
        build=xlsx({"Kegiatan": _KEGIATAN, "2. Penerima": table(receipt())}),
        rows=(2, 2),
        facts=[receipts("amount_idr", (600_000,))],
        due=_DUE,
        given=True,
    ),
    FieldCase(
        sent="kegiatan alone from an institution that owes kegiatan and penerima",
        comes="`missing_dataset`",
        build=kegiatan(*_KEGIATAN),
        rows=(1, 1),
        reported=[("missing_dataset", "penerima", None, None)],
        due=_DUE,
        given=True,
        reports=("covid",),
    ),
    FieldCase(
        sent="two lists of recipients beside each other, an empty column between them",
        comes="both are read",
        build=penerima(*([*left, None, *right] for left, right in zip(table(*_THREE), table(*_OTHERS), strict=True))),
        rows=(7, 7),
        facts=[receipts("amount_idr", *[(600_000,)] * 3, *[(700_000,)] * 3)],
        due=_DUE,
        reports=("two-tables", "unpivotr"),
    ),
    FieldCase(
        sent="the list of recipients on a sheet named `Lembar2`, which no data set is called",
        comes="`unread_content` names sheet and row, and `missing_dataset` the data set",
        build=xlsx({"Kegiatan": _KEGIATAN, "Lembar2": table(*_THREE)}),
        rows=(1, 1),
        reported=[("missing_dataset", "penerima", None, None), ("unread_content", "Lembar2", 2, None)],
        due=_DUE,
        reports=("covid", "hidden-sheet"),
    ),
    FieldCase(
        sent="two rows of data above the header, which somebody pasted too high",
        comes="the rows below count, `unread_content` names the first one above",
        build=penerima(*table(receipt(1), receipt(2))[1:], *table(receipt(3))),
        rows=(2, 2),
        reported=[("unread_content", "Penerima", 1, None)],
        due=_DUE,
    ),
    FieldCase(
        sent="a sheet of recipients for each kecamatan: `Penerima Kademangan`, `Penerima Mayangan`",
        comes="both are read",
        build=xlsx(
            {
                "Kegiatan": _KEGIATAN,
                "Penerima Kademangan": table(receipt(1)),
                "Penerima Mayangan": table(receipt(2, kode_wilayah=MAYANGAN)),
            }
        ),
        rows=(3, 3),
        facts=[receipts("region_code", ("35.74.01.1001",), (MAYANGAN,))],
        due=_DUE,
    ),
    FieldCase(
        sent="a table without amounts below a complete one, with no title between them",
        comes="`missing_column` for the second, whose rows are rejected",
        build=penerima(*table(*_THREE), [], *table(*_OTHERS, leave_out=["nilai_bantuan"])),
        rows=(7, 4),
        reported=[("missing_column", "Penerima", 6, "nilai_bantuan")],
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="a hidden sheet with hidden rows and a hidden first column",
        comes="read",
        build=penerima(
            *table(*_THREE),
            change=lambda sheet: (
                setattr(sheet, "sheet_state", "hidden"),
                setattr(sheet.row_dimensions[3], "hidden", True),
                setattr(sheet.column_dimensions["A"], "hidden", True),
            ),
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
        reports=("hidden-rows", "hidden-sheet"),
    ),
    *(
        FieldCase(
            sent=f"the table begins in row {lines + 1}, below a letter of {lines} lines",
            comes="read, nothing reported",
            build=kegiatan(*[[f"Dengan hormat, baris surat ke {line}"] for line in range(1, lines + 1)], *_KEGIATAN),
            rows=(1, 1),
            facts=[activities("budget_idr", (1_000_000,))],
        )
        for lines in (50, 75)
    ),
    FieldCase(
        sent="an archive with `LAPORAN/KEGIATAN.CSV` and `LAPORAN/BNBA/daftar penerima.Csv`",
        comes="both are read",
        build=files(
            {
                "laporan.zip": zipped(
                    {
                        "LAPORAN/KEGIATAN.CSV": csv(_KEGIATAN),
                        "LAPORAN/BNBA/daftar penerima.Csv": csv(table(*_THREE), ","),
                    }
                )
            }
        ),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="a csv in which the table comes twice, the second time with two columns exchanged",
        comes="each is read by its own header",
        build=both(
            files({"kegiatan.csv": csv(_KEGIATAN)}),
            files(
                {
                    "penerima.csv": csv(
                        [*table(*_THREE), [], *exchanged(table(*_OTHERS), "jenis_bantuan", "nilai_bantuan")]
                    )
                }
            ),
        ),
        rows=(7, 7),
        facts=[receipts("amount_idr", *[(600_000,)] * 3, *[(700_000,)] * 3)],
        due=_DUE,
        reports=("two-tables",),
    ),
    FieldCase(
        sent="an old xls with one sheet for each data set, the second one behind a cover sheet",
        comes="read",
        build=xls({"Sampul": [["LAPORAN SEMESTER I TAHUN 2023"]], "Kegiatan": _KEGIATAN, "BNBA": table(*_THREE)}),
        rows=(4, 4),
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
        reports=("covid",),
    ),
    FieldCase(
        sent="a workbook of LibreOffice with two tables on the sheet of recipients, a blank row between them",
        comes="both are read",
        build=ods({"Kegiatan": _KEGIATAN, "Penerima": [*table(*_THREE), [None], *table(*_OTHERS)]}),
        rows=(7, 7),
        facts=[receipts("amount_idr", *[(600_000,)] * 3, *[(700_000,)] * 3)],
        due=_DUE,
    ),
    FieldCase(
        sent="a sheet of recipients that says NIHIL under its title and has no header",
        comes="a nil report of that data set, and nothing is missing",
        build=xlsx({"Kegiatan": _KEGIATAN, "Penerima": [["DAFTAR PENERIMA SEMESTER I TAHUN 2023"], [], ["NIHIL"]]}),
        rows=(1, 1),
        due=_DUE,
    ),
    FieldCase(
        sent="both sheets hold a title and NIHIL, nothing else",
        comes="a nil report, accepted",
        build=xlsx({"Kegiatan": [["LAPORAN KEGIATAN"], ["NIHIL"]], "Penerima": [["DAFTAR PENERIMA"], ["- nihil -"]]}),
        rows=(0, 0),
        is_nil=True,
        due=_DUE,
    ),
    FieldCase(
        sent='json `{"penerima": {"Ketapang": [...], "Pilang": [...]}}`, a list for each kelurahan',
        comes="both lists are read",
        build=files(
            {
                "laporan.json": json.dumps(
                    {"kegiatan": [activity()], "penerima": {"Ketapang": [receipt(1)], "Pilang": [receipt(2)]}}
                )
            }
        ),
        rows=(3, 3),
        facts=[receipts("amount_idr", *[(600_000,)] * 2)],
        due=_DUE,
        reports=("json-keyed",),
    ),
    FieldCase(
        sent="a csv with a quotation mark that is opened and never closed, in the second of five rows",
        comes="`unreadable_file`: what the mark swallows is not lost in silence, and the row above counts no more",
        build=files(
            {
                "kegiatan.csv": csv(_KEGIATAN),
                "penerima.csv": csv(table(*_THREE)).replace(receipt(2)["nama"], '"' + receipt(2)["nama"]),
            }
        ),
        rows=(2, 1),
        reported=[("unreadable_file", None, None, None)],
        due=_DUE,
    ),
    FieldCase(
        sent="a csv in which a name holds the delimiter, and a row that breaks off",
        comes="the shifted row and the short one are rejected, a finding for each cell that does not fit",
        build=files(
            {
                "kegiatan.csv": csv(_KEGIATAN),
                "penerima.csv": "".join(
                    [
                        *csv(table(*_THREE), ",").splitlines(keepends=True)[:2],
                        csv(table(receipt(2)), ",").splitlines()[1].replace(receipt(2)["nama"], "Sutini, S.Pd"),
                        "\r\n",
                        ",".join(csv(table(receipt(3)), ",").splitlines()[1].split(",")[:6]),
                    ]
                ),
            }
        ),
        rows=(4, 2),
        reported=[
            *(
                ("missing_value", "penerima", 4, name)
                for name in ("kode_wilayah", "jenis_bantuan", "nilai_bantuan", "tanggal_terima")
            ),
            ("bad_date", "penerima", 3, "tanggal_lahir"),
            ("unknown_code", "penerima", 3, "jenis_kelamin"),
            ("unknown_region", "penerima", 3, "kode_wilayah"),
            ("bad_number", "penerima", 3, "nilai_bantuan"),
            ("bad_date", "penerima", 3, "tanggal_terima"),
        ],
        due=_DUE,
    ),
    FieldCase(
        sent="json with one object a line for the activities and a list in an envelope for the recipients",
        comes="both are read",
        build=files(
            {
                "kegiatan.json": json.dumps(activity()) + "\n" + json.dumps(activity("K-2")),
                "penerima.json": f'{{"status": "ok", "jumlah": 3, "hasil": {{"items": {records(*_THREE)}}}}}',
            }
        ),
        rows=(5, 5),
        facts=[receipts("amount_idr", *[(600_000,)] * 3), activities("activity_code", ("K-1",), ("K-2",))],
        due=_DUE,
        reports=("json-envelope", "json-path"),
    ),
]
