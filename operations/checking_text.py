"""What a check before sending says on the terminal, in Indonesian and in the words of the feedback workbook.

A workbook goes to its sender alone, a terminal's text into logs and chats: no value of a cell stands in it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from expectations.catalogue import load_catalogue
from feedback.messages import count_in_words
from feedback.overview import NOT_CHECKED_ID
from feedback.read_in_words import amounts_in_words, tables_in_words, unread_columns_in_words
from feedback.report import Annotation, SheetReconciliation, SubmissionReport
from sources.contract import column_labels, load_contracts

#: Rows that one kind of finding names; the workbook marks all.
_MOST_ROWS = 20

#: Placeholders of a message that stand for what is in cells, with what binds them to the sentence.
_VALUES = re.compile(r"(?:: | \()?\{(?:nilai|pembanding)\}\)?")
#: What several rows repeat or contradict.
_ANOTHER_ROW_ID = "baris lain"
_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


@dataclass
class _Kind:
    """Findings that say the same of one column of one sheet, and the rows that they stand in."""

    first: Annotation
    rows: list[int] = field(default_factory=list)
    cases: int = 0

    @property
    def message_id(self) -> str:
        """What all of them say."""
        return without_values(self.first) if self.cases == 1 else without_values(self.first, _ANOTHER_ROW_ID)


def lines_of(report: SubmissionReport) -> Iterator[str]:
    """Say what was read and what was found: what must be mended first, then what is to be looked at."""
    yield "Yang terbaca:"
    yield from (f"  {_table(sheet)}" for sheet in report.sheets)
    if not report.sheets:
        yield "  tidak ada tabel yang dikenal"
    warnings = report.counts["warning"]
    for title, count, is_warning in (
        ("Harus diperbaiki", report.findings - warnings, False),
        ("Perlu diperiksa", warnings, True),
    ):
        yield ""
        yield f"{title}: {count_in_words(count)} temuan" if count else f"{title}: tidak ada"
        kinds = _kinds(one for one in report.annotations if (one.severity == "warning") == is_warning)
        for number, kind in enumerate(kinds, start=1):
            yield from _kind_lines(number, kind)
    if len(report.annotations) < report.findings:
        shown = count_in_words(len(report.annotations))
        yield f"Yang disebut di sini {shown} temuan; perbaiki dahulu, lalu periksa lagi."
    yield ""
    yield NOT_CHECKED_ID


def _table(sheet: SheetReconciliation) -> str:
    """Say as what a sheet was read: `Kegiatan: 30 baris, anggaran Rp1,25 miliar (laporan.xlsx, lembar Kegiatan)`."""
    rejected = f" ({count_in_words(sheet.rows_rejected)} ditolak)" if sheet.rows_rejected else ""
    counts = f"{count_in_words(sheet.rows_received)} baris{rejected}"
    said = ", ".join(filter(None, (counts, amounts_in_words(sheet))))
    title = load_contracts()[sheet.dataset].title_id
    # A heading, too, is what is in a cell.
    notes = [*tables_in_words(sheet), *unread_columns_in_words(sheet, with_labels=False)]
    return "; ".join([f"{title}: {said} ({sheet.source_file}, lembar {sheet.source_sheet})", *notes])


def _kinds(annotations: Iterable[Annotation]) -> list[_Kind]:
    """Put findings together that differ in their rows alone, in the order of the first of each."""
    kinds: dict[tuple[object, ...], _Kind] = {}
    for one in annotations:
        same = (
            one.rule_code,
            one.source_file,
            one.source_sheet,
            one.source_column,
            without_values(one, _ANOTHER_ROW_ID),
        )
        kind = kinds.setdefault(same, _Kind(one))
        kind.cases += 1
        if one.source_row is not None:
            kind.rows.append(one.source_row)
    return list(kinds.values())


def _kind_lines(number: int, kind: _Kind) -> Iterator[str]:
    first = kind.first
    rule = load_catalogue()[first.rule_code]
    times = f", {count_in_words(kind.cases)} temuan" if kind.cases > 1 else ""
    yield f"  {number}. {rule.title_id} ({rule.code}{times})"
    yield f"     {kind.message_id}"
    column = column_labels().get(first.source_column, first.source_column) if first.source_column else None
    places = (
        first.source_file,
        f"lembar {first.source_sheet}" if first.source_sheet else None,
        _rows_in_words(kind.rows) if kind.rows else None,
        f"kolom {column}" if column else None,
    )
    yield f"     Tempat: {', '.join(filter(None, places)) or 'seluruh laporan'}"
    yield f"     Yang perlu dilakukan: {rule.remedy_id}"


def _rows_in_words(rows: Sequence[int]) -> str:
    """List rows, the first ones of many.

    >>> _rows_in_words([5, 9, 12])
    'baris 5, 9, 12'
    """
    left = len(rows) - _MOST_ROWS
    more = f" dan {count_in_words(left)} baris lain" if left > 0 else ""
    return f"baris {', '.join(map(str, rows[:_MOST_ROWS]))}{more}"


def without_values(annotation: Annotation, other_row: str | None = None) -> str:
    """Give a finding's message without what stood in the cells; the rule's title where it is not as the rule words it.

    Messages on files and sheets quote no cell. `other_row` stands for the row that this one repeats or contradicts.
    """
    rule = load_catalogue()[annotation.rule_code]
    if rule.scope == "file":
        return annotation.message_id
    for template in filter(None, (rule.message_id, rule.reading_message_id)):
        worded = _PLACEHOLDER.sub(r"(?P<\1>.*?)", re.escape(template))
        # The value is as long as it can be: whatever is not surely the rule's is left out with it.
        worded = worded.replace("(?P<nilai>.*?)", "(?P<nilai>.*)")
        match = re.fullmatch(worded, annotation.message_id, re.DOTALL)
        if match:
            said = match.groupdict() | ({"acuan": other_row} if other_row else {})
            return _VALUES.sub("", template).format(**said)
    return rule.title_id
