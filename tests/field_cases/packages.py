"""Cases of the kind "good files refused"."""

from openpyxl.workbook.protection import WorkbookProtection

from tests.field_cases.case import FieldCase, activities, households, receipts
from tests.field_cases.files import (
    activity,
    both,
    csv,
    files,
    household,
    kegiatan,
    penerima,
    receipt,
    records,
    repacked,
    table,
    with_column,
    xlsx,
    zipped,
)

_DUE = ("kegiatan", "penerima")
_ONE = table(activity())
_COUNTED = [activities("activity_code budget_idr", ("K-1", 1_000_000))]
Parts = dict[str, bytes]


def _numbered(parts: Parts) -> Parts:
    """Call the workbook's part `xl/workbook22.xml`."""
    old, new = b"workbook.xml", b"workbook22.xml"
    named = {name.replace("workbook.xml", "workbook22.xml"): content for name, content in parts.items()}
    for name in ("_rels/.rels", "[Content_Types].xml"):
        named[name] = named[name].replace(b"/" + old, b"/" + new)
    return named


def _with_backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): content for name, content in parts.items()}


def _capital(parts: Parts) -> Parts:
    return {name.replace("worksheets/sheet", "Worksheets/Sheet"): content for name, content in parts.items()}


def _good(sent: str, contents: dict[str, str | bytes], reports: tuple[str, ...] = ()) -> FieldCase:
    return FieldCase(sent=sent, comes="read", build=files(contents), rows=(1, 1), facts=_COUNTED, reports=reports)


CASES = [
    FieldCase(
        sent="workbook part named `xl/workbook22.xml`",
        comes="read",
        build=repacked(kegiatan(*_ONE), _numbered),
        rows=(1, 1),
        facts=_COUNTED,
        given=True,
        reports=("workbook22", "readxl-target"),
    ),
    FieldCase(
        sent="sheet `Keluarga Penerima Manfaat` in a report of recipients",
        comes="`penerima`",
        build=xlsx({"Kegiatan": _ONE, "Keluarga Penerima Manfaat": table(receipt())}),
        rows=(2, 2),
        facts=[receipts("amount_idr", (600_000,)), households("member_count")],
        due=_DUE,
        given=True,
    ),
    FieldCase(
        sent="sex coded 1 and 2",
        comes="L and P",
        build=penerima(*table(receipt(1, jenis_kelamin=2), receipt(2, jenis_kelamin="1"))),
        rows=(3, 3),
        # The NIK of both is a woman's, so that it is reported of the one who is coded 1.
        reported=[("nik_sex_mismatch", "Penerima", 3, "nik")],
        due=_DUE,
        given=True,
    ),
    FieldCase(
        sent="`Rp` in a narrow column of its own under the merged label Anggaran",
        comes="the amount",
        build=kegiatan(
            *with_column(table(activity(anggaran="Rp")), "anggaran", None, [1_000_000]),
            change=lambda sheet: sheet.merge_cells("G1:H1"),
        ),
        rows=(1, 1),
        facts=[activities("budget_idr realised_idr", (1_000_000, 900_000))],
        given=True,
    ),
    FieldCase(
        sent='json `{"status": true, "data": [...]}` in `kegiatan.json`; csv `Rekap 2023 - penerima.csv`',
        comes="read",
        build=files(
            {
                "kegiatan.json": f'{{"status": true, "data": {records(activity())}}}',
                "Rekap 2023 - penerima.csv": csv(table(receipt())),
            }
        ),
        rows=(2, 2),
        facts=[*_COUNTED, receipts("amount_idr", (600_000,))],
        due=_DUE,
        given=True,
        reports=("json-envelope", "json-root"),
    ),
    FieldCase(
        sent="a package whose parts are named with backslashes",
        comes="read",
        build=repacked(kegiatan(*_ONE), _with_backslashes),
        rows=(1, 1),
        facts=_COUNTED,
        reports=("calamine-parts",),
    ),
    FieldCase(
        sent="a package zipped anew on a Mac: parts in other case, `__MACOSX` and `.DS_Store` beside them",
        comes="read",
        build=repacked(
            kegiatan(*_ONE), lambda parts: _capital(parts) | {"__MACOSX/xl/._x": b"x", "xl/.DS_Store": b"x"}
        ),
        rows=(1, 1),
        facts=_COUNTED,
        reports=("openpyxl-case", "calamine-parts"),
    ),
    FieldCase(
        sent="a workbook that is recommended to be opened read-only, with locked structure and a locked sheet",
        comes="read",
        build=repacked(
            kegiatan(
                *_ONE,
                change=lambda sheet: (
                    setattr(sheet.protection, "sheet", True),
                    setattr(sheet.parent, "security", WorkbookProtection(workbookPassword="AAAA", lockStructure=True)),
                ),
            ),
            lambda parts: (
                parts
                | {
                    "xl/workbook.xml": parts["xl/workbook.xml"].replace(
                        b"<workbookPr", b'<fileSharing readOnlyRecommended="1" userName="Contoh"/><workbookPr', 1
                    )
                }
            ),
        ),
        rows=(1, 1),
        facts=_COUNTED,
        reports=("read-only", "sheetjs-protected"),
    ),
    _good("a csv under the name `kegiatan.xls`, tabs between the cells", {"kegiatan.xls": csv(_ONE, "\t")}),
    _good("`Kegiatan (1).CSV`, as a browser names the second download", {"Kegiatan (1).CSV": csv(_ONE)}),
    _good(
        "a csv that begins with `sep=;` and a byte order mark",
        {"kegiatan.csv": "\ufeffsep=;\r\n" + csv(_ONE)},
        ("sep",),
    ),
    _good("UTF-16 with tabs, as Excel saves Unicode text", {"kegiatan.txt.csv": csv(_ONE, "\t").encode("utf-16")}),
    _good("json with a byte order mark", {"kegiatan.json": "\ufeff" + records(activity())}),
    _good(
        'json `{"response": {"code": 200, "result": {"rows": [...], "total": 1}}}`',
        {"kegiatan.json": f'{{"response": {{"code": 200, "result": {{"rows": {records(activity())}, "total": 1}}}}}}'},
        ("json-path",),
    ),
    _good(
        "an archive named `laporan.xlsx` that holds `kegiatan.csv`",
        {"laporan.xlsx": zipped({"kegiatan.csv": csv(_ONE)})},
    ),
    FieldCase(
        sent="`1. Pengurangan beban pengeluaran masyarakat miskin`, `APBD Kota`, `Rumah Tangga` as codes",
        comes="the codes",
        build=kegiatan(
            *table(
                activity(
                    strategi="1. Pengurangan beban pengeluaran masyarakat miskin",
                    sumber_dana="APBD Kota",
                    satuan_sasaran="Rumah Tangga",
                )
            )
        ),
        rows=(1, 1),
        facts=[activities("strategy_key fund_source target_unit", (1, "APBD_KOTA", "RUMAH_TANGGA"))],
    ),
    FieldCase(
        sent="sheets `BNBA Sembako` and `Program & Kegiatan 2023`",
        comes="`penerima` and `kegiatan`",
        build=xlsx({"Program & Kegiatan 2023": _ONE, "BNBA Sembako": table(receipt())}),
        rows=(2, 2),
        facts=[*_COUNTED, receipts("amount_idr", (600_000,))],
        due=_DUE,
    ),
    FieldCase(
        sent="`DTKS 2023` from the institution that keeps the registry",
        comes="`keluarga`",
        build=xlsx({"Kegiatan": _ONE, "DTKS 2023": table(household())}),
        rows=(2, 2),
        facts=[households("member_count", (4,))],
        due=("kegiatan", "keluarga"),
    ),
    FieldCase(
        sent="a covering letter `surat pengantar.pdf` beside a good workbook",
        comes="`unsupported_format` for the letter, the workbook counts",
        build=both(kegiatan(*_ONE), files({"surat pengantar.pdf": b"%PDF-1.4 contoh"})),
        rows=(1, 1),
        reported=[("unsupported_format", None, None, None)],
        facts=_COUNTED,
    ),
]
