"""Cases of the kind "a submission that shrinks"."""

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.packaging.custom import StringProperty

from tests.field_cases.case import FieldCase, receipts
from tests.field_cases.files import activity, both, csv, files, penerima, receipt, table, xlsx

_DUE = ("kegiatan", "penerima")
_TEN = [receipt(number) for number in range(1, 11)]
_NINE_AND_A_FAULT = [*_TEN[:9], receipt(10, nilai_bantuan="enam ratus ribu")]
_CORRECTED = [row | {"nilai_bantuan": 650_000} for row in _TEN]
_SENTENCE = (
    "Lembar ini berisi 10 baris data; yang ditampilkan hanya baris yang ada temuannya. "
    "Perbaiki barisnya di berkas asal Anda."
)
_KEGIATAN = files({"kegiatan.csv": csv(table(activity()))})


def _named(name: str, rows: list[dict[str, object]]) -> dict[str, str | bytes]:
    return {name: csv(table(*rows))}


def _correct_feedback(inbox: Path) -> None:
    """Hand in the workbook that the first run has sent back, with its one fault corrected."""
    code, semester, root = inbox.parent.name, inbox.name, inbox.parents[3]
    workbook = load_workbook(root / "data" / "feedback" / semester / f"{code}.xlsx")
    (faulty,) = (
        cell
        for sheet in workbook.worksheets
        if sheet.title == "Penerima"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value == "enam ratus ribu"
    )
    faulty.value = 600_000
    workbook.save(inbox / "umpan balik.xlsx")


CASES = [
    FieldCase(
        sent="the workbook of findings only, handed in again",
        comes="`partial_workbook`",
        build=penerima(*table(*_NINE_AND_A_FAULT)),
        then=penerima([_SENTENCE], *table(_TEN[9])),
        rows=(2, 0),
        reported=[
            ("partial_workbook", None, None, None),
            ("submission_shrunk", None, None, None),
        ],
        facts=[receipts("amount_idr")],
        due=_DUE,
        given=True,
        reports=("reupload", "overwrite"),
    ),
    FieldCase(
        sent="the corrected file laid beside the first one",
        comes="the later one counts, `superseded_file`",
        build=both(_KEGIATAN, files(_named("penerima.csv", _TEN)), files(_named("penerima perbaikan.csv", _CORRECTED))),
        hours={"penerima perbaikan.csv": 5},
        rows=(11, 11),
        reported=[("superseded_file", "penerima", None, None)],
        facts=[receipts("amount_idr", *[(650_000,)] * 10)],
        due=_DUE,
        given=True,
        reports=("append",),
    ),
    FieldCase(
        sent="the same workbook of findings, marked by its property, in which somebody has deleted the sentence",
        comes="`partial_workbook`",
        build=penerima(*table(*_NINE_AND_A_FAULT)),
        then=penerima(
            *table(_TEN[9]),
            change=lambda sheet: sheet.parent.custom_doc_props.append(StringProperty(name="sektap_partial", value="1")),
        ),
        rows=(2, 0),
        reported=[("partial_workbook", None, None, None), ("submission_shrunk", None, None, None)],
        facts=[receipts("amount_idr")],
        due=_DUE,
    ),
    FieldCase(
        sent="the sheet of findings saved as csv, with the sentence in its first line",
        comes="`partial_workbook` for the file, the activities beside it count",
        build=both(_KEGIATAN, files(_named("penerima.csv", _NINE_AND_A_FAULT))),
        then=both(_KEGIATAN, files({"penerima.csv": csv([[_SENTENCE], *table(_TEN[9])])})),
        rows=(2, 1),
        reported=[("partial_workbook", None, None, None), ("submission_shrunk", None, None, None)],
        facts=[receipts("amount_idr")],
        due=_DUE,
    ),
    FieldCase(
        sent="the whole workbook that came back, with the faulty cell corrected in it",
        comes="it counts like any report, nothing reported",
        build=penerima(*table(*_NINE_AND_A_FAULT)),
        then=_correct_feedback,
        rows=(11, 11),
        facts=[receipts("amount_idr", *[(600_000,)] * 10)],
        due=_DUE,
        reports=("reupload",),
    ),
    FieldCase(
        sent="a second version with four of eleven rows",
        comes="it counts, `submission_shrunk`",
        build=penerima(*table(*_TEN)),
        then=penerima(*table(*_TEN[:3])),
        rows=(4, 4),
        reported=[("submission_shrunk", None, None, None)],
        facts=[receipts("amount_idr", *[(600_000,)] * 3)],
        due=_DUE,
        reports=("reupload",),
    ),
    FieldCase(
        sent="a second version with eight of eleven rows",
        comes="it counts, and nothing is reported: more than two thirds",
        build=penerima(*table(*_TEN)),
        then=penerima(*table(*_TEN[:7])),
        rows=(8, 8),
        facts=[receipts("amount_idr", *[(600_000,)] * 7)],
        due=_DUE,
    ),
    FieldCase(
        sent="a second version without the list of recipients",
        comes="`missing_dataset` and `submission_shrunk`",
        build=penerima(*table(*_TEN)),
        then=xlsx({"Kegiatan": table(activity())}),
        rows=(1, 1),
        reported=[("missing_dataset", "penerima", None, None), ("submission_shrunk", None, None, None)],
        facts=[receipts("amount_idr")],
        due=_DUE,
        reports=("covid", "reupload"),
    ),
    FieldCase(
        sent="the first workbook and, later, a csv of the same ten people with other amounts",
        comes="the csv counts, `superseded_file` names the sheet of the workbook",
        build=both(penerima(*table(*_TEN)), files(_named("penerima.csv", _CORRECTED))),
        hours={"penerima.csv": 24},
        rows=(11, 11),
        reported=[("superseded_file", "Penerima", None, None)],
        facts=[receipts("amount_idr", *[(650_000,)] * 10)],
        due=_DUE,
    ),
    FieldCase(
        sent="two files of the same ten people that came at the same time",
        comes="nobody knows which one is right: `conflicting_key` for all",
        build=both(_KEGIATAN, files(_named("penerima.csv", _TEN)), files(_named("penerima perbaikan.csv", _CORRECTED))),
        rows=(21, 1),
        reported=[
            (rule, sheet, row, column)
            for rule, column in (("conflicting_key", None),)
            for sheet in ("penerima", "penerima perbaikan")
            for row in range(2, 12)
        ],
        facts=[receipts("amount_idr")],
        due=_DUE,
        reports=("append",),
    ),
    FieldCase(
        sent="a list of five others, later, beside the list of ten",
        comes="both count",
        build=both(
            _KEGIATAN,
            files(_named("penerima.csv", _TEN)),
            files(_named("penerima tambahan.csv", [receipt(number) for number in range(21, 26)])),
        ),
        hours={"penerima tambahan.csv": 5},
        rows=(16, 16),
        facts=[receipts("amount_idr", *[(600_000,)] * 15)],
        due=_DUE,
    ),
]
