"""Formats, data validation and print layout of the list for review and the blind workbooks, and how each begins."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from feedback.cells import safe_text
from feedback.review.columns import Kind
from feedback.review.messages import regions_in_words
from feedback.review.report import Agreement, KnownDecision
from feedback.sheet_writer import print_on_a4
from feedback.styles import Styles
from foundation.semester import Semester
from sources.readers.feedback_mark import FINGERPRINT

#: Background of a compared cell; the third line says the same in a word.
_GROUNDS: Mapping[Agreement, str] = {"same": "#E2EFDA", "near": "#FFEB9C", "differs": "#FFC7CE", "missing": "#EDEDED"}
_LINE, _GREY, _ASKED_GROUND, _WRONG_GROUND = "#BFBFBF", "#7F7F7F", "#FFFFE5", "#F8CBAD"
_MIDNIGHT = "#1F3864"
_DIGITS = "Courier New"
#: Text that stays text when it is edited, whatever it begins with.
_AS_TEXT: dict[str, Any] = {"num_format": "@", "quote_prefix": True}
_CELL: dict[str, Any] = {"text_wrap": True, "valign": "vcenter"}
_AS_DATE: dict[str, Any] = {"num_format": "dd/mm/yyyy", "align": "left"}
_KINDS: Mapping[Kind, dict[str, Any]] = {
    "text": _AS_TEXT,
    "digits": _AS_TEXT | {"font_name": _DIGITS},
    "date": _AS_DATE,
    "amount": {"num_format": "#,##0"},
    "count": {"num_format": "#,##0"},
}
_EARLIEST, _LATEST = date(2020, 1, 1), date(2050, 12, 31)
#: Findings on a printed page at this scale, and Excel's limit of page breaks.
_PRINTED_FINDINGS, _PRINT_SCALE, _MOST_BREAKS = 8, 52, 1000


@contextmanager
def new_workbook(target: Path, title: str, semester: str, fingerprint: str) -> Iterator[Any]:
    """Give an empty workbook about a semester (key), which is written to `target` at the end.

    The same sheets give the same bytes. Raises `OSError` where the disk fails.
    """
    import xlsxwriter

    end = Semester.parse(semester).end
    with xlsxwriter.Workbook(str(target), {"in_memory": True, "strings_to_formulas": False}) as workbook:
        created = datetime(end.year, end.month, end.day)  # noqa: DTZ001 - a workbook's time has no zone
        workbook.set_properties({"title": title, "author": "SEKTAP", "created": created})
        workbook.set_custom_property(FINGERPRINT, fingerprint)
        yield workbook


def differing_parts(text: str, other: str | None) -> list[tuple[str, bool]]:
    """Split a number into parts that equal another one and parts that differ, position by position.

    >>> differing_parts("3574", "3594")
    [('35', False), ('7', True), ('4', False)]
    """
    if other is None or len(other) != len(text):
        return [(text, False)]
    parts: list[tuple[str, bool]] = []
    for mine, theirs in zip(text, other, strict=True):
        if parts and parts[-1][1] == (mine != theirs):
            parts[-1] = (parts[-1][0] + mine, parts[-1][1])
        else:
            parts.append((mine, mine != theirs))
    return parts


class ReviewStyles:
    """The formats of the list, each made once. `line` of a finding: 0 and 1 are its records, 2 the agreement."""

    def __init__(self, styles: Styles) -> None:
        """Prepare the formats of one workbook."""
        self._styles = styles

    def title(self, kind: str) -> Any:
        """Give the format of a line above the table."""
        if kind == "title":
            return self._styles.own("review title", bold=True, font_size=16, font_color=_MIDNIGHT)
        if kind == "warning":
            return self._styles.own("review warning", bold=True, font_color="#9C0006")
        return self._styles.own("review line")

    def head(self, *, is_asked: bool) -> Any:
        """Give the format of a label; columns to fill in are highlighted."""
        colours = {"bg_color": "#1F4E79", "font_color": "#FFFFFF"} if is_asked else {"bg_color": "#DDEBF7"}
        return self._cell(f"head {is_asked}", 1, {"bold": True} | colours)

    def fact(self, line: int) -> Any:
        """Give the format of the finding's facts, repeated in each line so that filters keep a finding whole."""
        return self._cell("fact", line, {} if line == 0 else {"font_color": _GREY, "text_wrap": False})

    def details(self, line: int) -> Any:
        """Give the format of the details beside the comparison."""
        return self._cell("details", line, _AS_TEXT | ({"font_color": _GREY} if line == 2 else {}))

    def plain(self, line: int, kind: Kind = "text") -> Any:
        """Give the format of a value that is not compared."""
        return self._cell(f"plain {kind}", line, _KINDS[kind])

    def compared(self, agreement: Agreement, line: int, kind: Kind = "text") -> Any:
        """Give the format of a compared value; digits are monospaced, and text stays text when it is edited."""
        properties = {"bg_color": _GROUNDS[agreement], "italic": line == 2} | _KINDS[kind]
        return self._cell(f"{agreement} {kind}", line, properties)

    def mark(self, *, differs: bool) -> Any:
        """Give the font of a part of a number."""
        if differs:
            return self._styles.own("digit that differs", font_name=_DIGITS, bold=True, font_color="#C00000")
        return self._styles.own("digit", font_name=_DIGITS)

    def asked(self, *, is_date: bool, is_formula: bool = False) -> Any:
        """Give the format of a cell that people fill in, or whose formula they may overwrite."""
        # A formula in a cell of text would be a text as soon as somebody looks at it.
        kind = _AS_DATE if is_date else {} if is_formula else _AS_TEXT
        return self._cell(f"asked {is_date} {is_formula}", 0, {"bg_color": _ASKED_GROUND, "locked": False} | kind)

    def not_asked(self, line: int) -> Any:
        """Give the format of a cell below one that people fill in."""
        return self._cell("not asked", line, {"bg_color": _GROUNDS["missing"]})

    def guard(
        self, sheet: Any, row: int, last: int, places: Mapping[str, int], known: KnownDecision | None = None
    ) -> None:
        """Offer the two decisions, require a date, and highlight a decision without one or with an earlier one's."""
        for name in places.keys() & _OFFERED.keys():
            sheet.data_validation(row, places[name], last, places[name], _OFFERED[name])
        decision, day = (_address(row, places[name]) for name in ("keputusan", "tanggal"))
        wrong = self._styles.own("review wrong", bg_color=_WRONG_GROUND)
        criteria = f'=AND({decision}<>"",{day}="")'
        if known is not None and known.decided_on is not None:
            same_day = f"{day}=DATE({known.decided_on.year},{known.decided_on.month},{known.decided_on.day})"
            # With new evidence the same word is a new decision, too.
            is_old = same_day if known.has_new_evidence else f'AND({decision}<>"{known.decision}",{same_day})'
            criteria = f'=AND({decision}<>"",OR({day}="",{is_old}))'
        sheet.conditional_format(
            row, places["tanggal"], last, places["tanggal"], {"type": "formula", "criteria": criteria, "format": wrong}
        )

    def write_marked(self, sheet: Any, row: int, at: int, parts: list[tuple[str, bool]], style: Any) -> None:
        """Write a number with the digits highlighted that differ from the other one's."""
        if len(parts) < 2:
            sheet.write_string(row, at, "".join(text for text, _ in parts), style)
            return
        fragments: list[Any] = []
        for text, differs in parts:
            fragments += [self.mark(differs=differs), text]
        sheet.write_rich_string(row, at, *fragments, style)

    def write_value(self, sheet: Any, row: int, at: int, kind: Kind, value: Any, other: Any, style: Any) -> None:
        """Write a value of a record; of a number, with the digits highlighted that differ from those of `other`."""
        if value is None:
            sheet.write_blank(row, at, None, style)
        elif kind == "date":
            sheet.write_datetime(row, at, value, style)
        elif kind in ("amount", "count"):
            sheet.write_number(row, at, value, style)
        elif kind == "digits" and other is not None and other != value:
            self.write_marked(sheet, row, at, differing_parts(value, other), style)
        else:
            text = regions_in_words(value) if isinstance(value, tuple) else str(value)
            sheet.write_string(row, at, safe_text(text), style)

    def _cell(self, name: str, line: int, properties: dict[str, Any]) -> Any:
        # A thick line above the first record separates findings, also in black and white.
        edges = {"border": 1, "border_color": _LINE}
        if line == 0:
            edges |= {"top": 2, "top_color": _MIDNIGHT}
        return self._styles.own(f"review {name} {line}", **_CELL | edges | properties)


def cell_elsewhere(sheet: str, row: int, column: int) -> str:
    """Give the address of a cell (from 0) for a formula of another sheet.

    >>> cell_elsewhere("Keputusan kegiatan", 5, 4)
    "'Keputusan kegiatan'!$E$6"
    """
    from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

    return f"{quote_sheetname(sheet)}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"


def offer(sheet: Any, row: int, column: int, name: str) -> None:
    """Offer in one cell what the column of this name of `keputusan` or `penilaian` takes."""
    if name in _OFFERED:
        sheet.data_validation(row, column, row, column, _OFFERED[name])


def _address(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"${xl_rowcol_to_cell(row, column)}"


_DECISION = {
    "validate": "list",
    "source": ["sahkan", "abaikan"],
    "input_title": "keputusan",
    "input_message": "sahkan: dugaan ini benar. abaikan: dugaan ini keliru. Kosong: belum diputuskan.",
    "error_title": "Periksa isian ini",
    "error_message": "Pilih sahkan atau abaikan, atau kosongkan.",
}
_DATES = {"validate": "date", "criteria": "between", "minimum": _EARLIEST, "maximum": _LATEST}
_WHOLE_DATE = {"error_title": "Periksa isian ini", "error_message": "Tulis tanggal lengkap, misalnya 17/08/2023."}
_ASSESSMENT = {
    "validate": "list",
    "source": ["sama", "beda", "tidak dapat dinilai"],
    "input_title": "penilaian",
    "input_message": "sama: keduanya satu. beda: keduanya dua. tidak dapat dinilai: datanya tidak cukup.",
    "error_title": "Periksa isian ini",
    "error_message": "Pilih sama, beda, atau tidak dapat dinilai, atau kosongkan.",
}
_OFFERED = {
    "penilaian": _ASSESSMENT,
    "keputusan": _DECISION,
    "tanggal": _DATES
    | _WHOLE_DATE
    | {
        "input_title": "tanggal",
        "input_message": "Tanggal keputusan atau penilaian. Bila mengubahnya, tulis tanggal yang baru.",
    },
    "berlaku_sampai": _DATES
    | _WHOLE_DATE
    | {
        "input_title": "berlaku_sampai",
        "input_message": "Hari terakhir abaikan berlaku. Kosongkan bila berlaku seterusnya.",
    },
}


def lay_out(
    sheet: Any, head: int, last: int, widths: Sequence[int], *, frozen: int, second_page: int, lines: int = 3
) -> None:
    """Set widths, panes, filter, protection and print; with the column `second_page` begins the second printed page.

    The last column, the finding's id, is not printed. A finding has so many `lines`, which stay on one page.
    """
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.set_row(head, 32)
    sheet.freeze_panes(head + 1, frozen)
    if last > head:
        sheet.autofilter(head, 0, last, len(widths) - 1)
    # Against accidental edits only: there is no password, and the cells to fill in are unlocked.
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    print_on_a4(sheet)
    sheet.set_print_scale(_PRINT_SCALE)
    sheet.repeat_rows(head)
    sheet.repeat_columns(0, frozen - 1)
    sheet.print_area(0, 0, last, len(widths) - 2)
    sheet.set_v_pagebreaks([second_page])
    step = lines * _PRINTED_FINDINGS
    sheet.set_h_pagebreaks(list(range(head + 1 + step, last + 1, step))[:_MOST_BREAKS])
    sheet.hide_gridlines(2)
