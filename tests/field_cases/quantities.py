"""Cases of the kind "another factor, another quantity"."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.field_cases.case import Build, FieldCase, Reported, activities, receipts
from tests.field_cases.files import activity, csv, files, kegiatan, penerima, receipt, records, table

_DUE = ("kegiatan", "penerima")
_MONEY = "budget_idr realised_idr"
#: Places of the columns in a table of activities, from 1.
_BUDGET, _SPENT, _REACHED = 7, 8, 11


def _labelled(budget: str, spent: str, *above: list[str], **changes: Any) -> Build:
    row = activity(**changes)
    return kegiatan(*above, *table(row, labels={"anggaran": budget, "realisasi": spent}))


def _formatted(column: int, number_format: str, **changes: Any) -> Build:
    def change(sheet: Worksheet) -> None:
        sheet.cell(2, column).number_format = number_format

    return kegiatan(*table(activity(**changes)), change=change)


def _struck(column: int) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet.cell(2, column).font = Font(strike=True)

    return change


def _rejected(rule: str, column: str, row: int = 2) -> list[Reported]:
    return [(rule, "Kegiatan", row, column)]


CASES = [
    FieldCase(
        sent="`Anggaran (Juta Rp)` = 350",
        comes="350,000,000, `scaled_amount`",
        build=_labelled("Anggaran (Juta Rp)", "realisasi", anggaran=350),
        rows=(1, 1),
        reported=[("scaled_amount", "Kegiatan", 1, "anggaran")],
        facts=[activities(_MONEY, (350_000_000, 900_000))],
        given=True,
        reports=("eusprig", "broman"),
    ),
    FieldCase(
        sent="`Rp 1500.000,-`",
        comes="`bad_number`",
        build=kegiatan(*table(activity(anggaran="Rp 1500.000,-"))),
        rows=(1, 0),
        reported=_rejected("bad_number", "anggaran"),
        given=True,
        reports=("thousands",),
    ),
    FieldCase(
        sent="`Jumlah Bantuan (Kg)` = 10 where `nilai_bantuan` is due",
        comes="`missing_column` nilai_bantuan",
        build=penerima(*table(receipt(nilai_bantuan=10), labels={"nilai_bantuan": "Jumlah Bantuan (Kg)"})),
        rows=(2, 1),
        reported=[("missing_column", "Penerima", None, "nilai_bantuan")],
        facts=[receipts("amount_idr")],
        due=_DUE,
        given=True,
    ),
    FieldCase(
        sent="a title `(dalam ribuan rupiah)`, and `Anggaran (Rp)` = 1,000",
        comes="1,000,000, `scaled_amount` for both columns",
        build=_labelled("Anggaran (Rp)", "Realisasi (Rp)", ["(dalam ribuan rupiah)"], anggaran=1_000, realisasi=900),
        rows=(1, 1),
        reported=[("scaled_amount", "Kegiatan", 2, "anggaran"), ("scaled_amount", "Kegiatan", 2, "realisasi")],
        facts=[activities(_MONEY, (1_000_000, 900_000))],
    ),
    FieldCase(
        sent="a title `Satuan : Juta Rupiah`",
        comes="millions, `scaled_amount` for both columns",
        build=_labelled(
            "anggaran", "realisasi", ["LAPORAN KEGIATAN"], ["Satuan : Juta Rupiah"], anggaran=2.5, realisasi="1,75"
        ),
        rows=(1, 1),
        reported=[("scaled_amount", "Kegiatan", 3, "anggaran"), ("scaled_amount", "Kegiatan", 3, "realisasi")],
        facts=[activities(_MONEY, (2_500_000, 1_750_000))],
    ),
    *(
        FieldCase(
            sent=f"a title `{title}`",
            comes="as it says, `scaled_amount` for both columns",
            build=_labelled("anggaran", "realisasi", ["LAPORAN KEGIATAN"], [title], anggaran=2, realisasi=1),
            rows=(1, 1),
            reported=[("scaled_amount", "Kegiatan", 3, "anggaran"), ("scaled_amount", "Kegiatan", 3, "realisasi")],
            facts=[activities(_MONEY, (2 * factor, factor))],
        )
        for title, factor in (("(Jutaan Rupiah)", 10**6), ("Rp. 000,-", 10**3), ("Angka disajikan dalam ribuan", 10**3))
    ),
    FieldCase(
        sent="`Pagu (Rp. 000)` and `Realisasi (dlm jutaan Rp)` in one table",
        comes="each by its own factor, `scaled_amount`",
        build=_labelled("Pagu (Rp. 000)", "Realisasi (dlm jutaan Rp)", anggaran="1.000", realisasi="0,9"),
        rows=(1, 1),
        reported=[("scaled_amount", "Kegiatan", 1, "anggaran"), ("scaled_amount", "Kegiatan", 1, "realisasi")],
        facts=[activities(_MONEY, (1_000_000, 900_000))],
    ),
    FieldCase(
        sent="in json, a key `Anggaran (juta)`",
        comes="millions, `scaled_amount`",
        build=files(
            {
                "kegiatan.json": records(
                    {"Anggaran (juta)" if k == "anggaran" else k: v for k, v in activity(anggaran=350).items()}
                )
            }
        ),
        rows=(1, 1),
        reported=[("scaled_amount", "kegiatan", None, "anggaran")],
        facts=[activities(_MONEY, (350_000_000, 900_000))],
    ),
    FieldCase(
        sent="the count reached is 0.9 in a cell that is shown as 90%",
        comes="`bad_number`",
        build=_formatted(_REACHED, "0%", capaian=0.9),
        rows=(1, 0),
        reported=_rejected("bad_number", "capaian"),
        reports=("percent", "percent-reader"),
    ),
    FieldCase(
        sent="the count reached is 9 in a cell whose format shows 900,00%",
        comes="`bad_number`",
        build=_formatted(_REACHED, "0.00%;[Red]-0.00%", capaian=9),
        rows=(1, 0),
        reported=_rejected("bad_number", "capaian"),
        reports=("percent",),
    ),
    FieldCase(
        sent='the count reached is 90 in a cell whose format writes a percent sign behind it (`0"%"`)',
        comes="`bad_number`",
        build=_formatted(_REACHED, '0"%"', capaian=90),
        rows=(1, 0),
        reported=_rejected("bad_number", "capaian"),
        reports=("percent",),
    ),
    FieldCase(
        sent="9/10 typed as a count, of which the spreadsheet has made 9 October",
        comes="`bad_number`",
        build=kegiatan(*table(activity(capaian=dt.date(2023, 10, 9)))),
        rows=(1, 0),
        reported=_rejected("bad_number", "capaian"),
        reports=("genes",),
    ),
    FieldCase(
        sent="an amount of 1,000,000 in a cell whose format shows thousands (`#,##0,`)",
        comes="the amount of the cell",
        build=_formatted(_BUDGET, "#,##0,"),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
    ),
    FieldCase(
        sent="an amount that is struck through",
        comes="it is not there: `missing_value`",
        build=kegiatan(*table(activity(), activity("K-2")), change=_struck(_SPENT)),
        rows=(2, 1),
        reported=_rejected("missing_value", "realisasi"),
        facts=[activities("activity_code realised_idr", ("K-2", 900_000))],
        reports=("strike", "strike-sylvan"),
    ),
    FieldCase(
        sent="`1,5 juta`, `USD 1.500`, `1.500.00` and `350 rb` as amounts",
        comes="`bad_number` each",
        build=kegiatan(
            *table(
                activity(anggaran="1,5 juta"),
                activity("K-2", anggaran="USD 1.500"),
                activity("K-3", anggaran="1.500.00"),
                activity("K-4", anggaran="350 rb"),
            )
        ),
        rows=(4, 0),
        reported=[("bad_number", "Kegiatan", row, "anggaran") for row in (2, 3, 4, 5)],
        reports=("thousands",),
    ),
    FieldCase(
        sent="`25 KK`, `25 orang` and 24.9999999999 as targets",
        comes="25 each",
        build=kegiatan(
            *table(activity(target="25 KK"), activity("K-2", target="25 orang"), activity("K-3", target=24.9999999999))
        ),
        rows=(3, 3),
        facts=[activities("target_count", *[(25,)] * 3)],
    ),
    FieldCase(
        sent="a budget of 350,000,000,000,000 rupiah, and one of sixteen digits",
        comes="`out_of_range` and `bad_number`",
        build=kegiatan(*table(activity(anggaran=350 * 10**12), activity("K-2", anggaran="3574010101750001"))),
        rows=(2, 0),
        reported=[("out_of_range", "Kegiatan", 2, "anggaran"), ("bad_number", "Kegiatan", 3, "anggaran")],
        reports=("eusprig",),
    ),
    FieldCase(
        sent="an amount in a cell that is merged over two rows",
        comes="counted for each, `merged_amount`",
        build=kegiatan(
            *table(activity(), activity("K-2", anggaran=None)), change=lambda sheet: sheet.merge_cells("G2:G3")
        ),
        rows=(2, 2),
        reported=[("merged_amount", "Kegiatan", 3, "anggaran")],
        facts=[activities("budget_idr", (1_000_000,), (1_000_000,))],
        reports=("merged", "merged-readxl"),
    ),
    FieldCase(
        sent='a csv with commas and amounts like `"1,000,000"` and `Rp 900.000,00`',
        comes="the amounts",
        build=files({"kegiatan.csv": csv(table(activity(anggaran="1,000,000", realisasi="Rp 900.000,00")), ",")}),
        rows=(1, 1),
        facts=[activities(_MONEY, (1_000_000, 900_000))],
        reports=("thousands", "decimal-comma"),
    ),
    FieldCase(
        sent="in a csv with semicolons, amounts with a decimal comma: `1000000,50`",
        comes="the amount with its cents",
        build=files({"kegiatan.csv": csv(table(activity(anggaran="1000000,50", realisasi="900.000,25")))}),
        rows=(1, 1),
        facts=[activities("budget_idr::varchar realised_idr::varchar", ("1000000.50", "900000.25"))],
        reports=("decimal-comma",),
    ),
    FieldCase(
        sent="an activity's code 1.10 typed as a number and shown with two decimals, beside 1.1",
        comes="two activities, `1.10` and `1.1`",
        build=kegiatan(
            *table(activity(kode_kegiatan=1.1), activity(kode_kegiatan=1.1, nama_kegiatan="Lain", anggaran=2_000_000)),
            change=lambda sheet: setattr(sheet.cell(2, 1), "number_format", "0.00"),
        ),
        rows=(2, 2),
        facts=[activities("activity_code budget_idr", ("1.10", 1_000_000), ("1.1", 2_000_000))],
        reports=("trailing-zero", "leading-zero"),
    ),
    FieldCase(
        sent="`(5.000.000)` as what was spent",
        comes="`negative_amount`",
        build=kegiatan(*table(activity(realisasi="(5.000.000)"))),
        rows=(1, 0),
        reported=_rejected("negative_amount", "realisasi"),
        reports=("reinhart",),
    ),
]
