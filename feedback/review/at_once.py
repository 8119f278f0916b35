"""The sheet `Keputusan sekaligus`: nearly certain findings, one to a line, that one entry at the top decides on.

The cells of a line are formulas that refer to the top, and spreadsheet programs keep what they give. So each decision
stands in its own line, with who, when and why, and comes back as a row of `keputusan` like any other. A formula gives
an empty text where the top is empty, where the line's own `keputusan` was cleared, or where the finding is decided on
in the sheet that shows it at length; a cell that is overwritten counts as it is.
"""

from collections.abc import Mapping
from typing import Any

from feedback.cells import safe_text
from feedback.messages import count_in_words
from feedback.review.columns import AT_ONCE
from feedback.review.messages import (
    certainty_in_words,
    difference_in_words,
    kind_in_words,
    record_in_words,
)
from feedback.review.report import ReviewReport
from feedback.review.styles import ReviewStyles, lay_out, offer

#: What is asked for, in the order of the lines at the top; the names are those of the data set `keputusan`.
_ASKED = ("keputusan", "alasan", "petugas", "tanggal")
#: The column (from 0) of the cells at the top, below the label of their meaning.
_TOP_COLUMN = 3
#: Room for the four lines of a record's words.
_LINE_HEIGHT = 60
_TITLES = (
    ("Daftar periksa: yang hampir pasti, diputuskan sekaligus", "title"),
    (
        "Isi keempat sel kuning sekali: semua baris di bawahnya diputuskan sama. Lihat dahulu setiap baris; kosongkan "
        "sel keputusan pada baris yang belum diputuskan, atau timpa bila diputuskan lain.",
        "plain",
    ),
    (
        "Temuan yang diputuskan di lembar lain buku ini dikosongkan di sini. Buku ini memuat data pribadi: hanya untuk "
        "Sekretariat.",
        "plain",
    ),
)


def write_at_once(sheet: Any, formats: ReviewStyles, report: ReviewReport, listed: Mapping[str, str]) -> None:
    """Write the sheet. `listed` gives the cell of the decision of a finding that another sheet shows, too."""
    sheet.set_row(0, 24)
    for row, (text, style) in enumerate(_TITLES):
        sheet.write_string(row, 0, text, formats.title(style))
    top = _write_top(sheet, formats, len(_TITLES) + 1, len(report.nearly_certain))
    head = len(_TITLES) + len(_ASKED) + 2
    at = {label: column for column, label in enumerate(AT_ONCE)}
    for label, column in at.items():
        shown = f"{label} (semester {report.semester})" if label == "Dugaan" else label
        sheet.write_string(head, column, shown, formats.head(is_asked=label in _ASKED))
    for number, finding in enumerate(report.nearly_certain, start=1):
        row = head + number
        first, second = finding.records
        texts = {
            "Dugaan": kind_in_words(finding),
            "Keyakinan": certainty_in_words(finding),
            "Data A": record_in_words(first),
            "Data B": record_in_words(second),
            "Yang tidak sama": difference_in_words(finding),
            "finding_id": finding.finding_id,
        }
        sheet.set_row(row, _LINE_HEIGHT)
        sheet.write_number(row, 0, number, formats.fact(0))
        for label, text in texts.items():
            sheet.write_string(row, at[label], safe_text(text), formats.details(0))
        _write_line(sheet, formats, row, at, top, listed.get(finding.finding_id))
    last = head + len(report.nearly_certain)
    formats.guard(sheet, head + 1, last, {name: at[name] for name in _ASKED})
    lay_out(sheet, head, last, list(AT_ONCE.values()), frozen=3, second_page=at["Data B"], lines=1)


def _write_top(sheet: Any, formats: ReviewStyles, row: int, lines: int) -> dict[str, str]:
    """Write the cells that decide all lines, below each other; gives their addresses by name."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    top = {}
    for at, name in enumerate(_ASKED):
        sheet.write_string(
            row + at, 0, f"Isi untuk semua {count_in_words(lines)} baris: {name}", formats.title("plain")
        )
        sheet.write_blank(row + at, _TOP_COLUMN, None, formats.asked(is_date=name == "tanggal"))
        offer(sheet, row + at, _TOP_COLUMN, name)
        top[name] = xl_rowcol_to_cell(row + at, _TOP_COLUMN, row_abs=True, col_abs=True)
    return top


def _write_line(
    sheet: Any, formats: ReviewStyles, row: int, at: Mapping[str, int], top: Mapping[str, str], elsewhere: str | None
) -> None:
    from xlsxwriter.utility import xl_rowcol_to_cell

    decision = xl_rowcol_to_cell(row, at["keputusan"], col_abs=True)
    for name in _ASKED:
        is_empty = [f'{top[name]}=""']
        if name != "keputusan":
            is_empty.insert(0, f'{decision}=""')
        elif elsewhere is not None:
            is_empty.append(f'{elsewhere}<>""')
        formula = f'=IF(OR({",".join(is_empty)}),"",{top[name]})'
        # Without a value, a reader would take the 0 that is the library's own for an answer.
        sheet.write_formula(row, at[name], formula, formats.asked(is_date=name == "tanggal", is_formula=True), "")
