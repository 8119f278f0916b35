"""The sheet `Temuan` that SEKTAP adds: every finding, with a link to its cell."""

from expectations.catalogue import load_catalogue
from feedback.messages import SEVERITY_ID, count_in_words
from feedback.overview_writer import OverviewWriter
from feedback.places import WHOLE_SUBMISSION, Written, column_label, place_of
from feedback.report import FeedbackLimits, SubmissionReport
from feedback.sheet_writer import print_on_a4

FINDINGS_SHEET = "Temuan"
#: Widths of its columns, in characters.
FINDINGS_WIDTHS = (7, 24, 13, 20, 13, 58, 50, 27)


def write_findings(writer: OverviewWriter, report: SubmissionReport, written: Written, limits: FeedbackLimits) -> None:
    """Write the sheet `Temuan`: one row per finding, in the order of files, sheets and rows."""
    sheet = writer.sheet
    listed = report.annotations[: limits.listed_findings]
    writer.line("Daftar temuan", writer.title)
    text = f"{count_in_words(report.findings)} temuan. Klik isi kolom Tempat untuk menuju selnya."
    if len(listed) < report.findings:
        text += f" Yang terdaftar di sini {count_in_words(len(listed))} temuan; perbaiki dahulu, lalu kirim ulang."
    writer.line(text)
    head = writer.row
    writer.head_row(("No.", "Lembar", "Tempat", "Kolom", "Tingkat", "Masalah", "Yang perlu dilakukan", "Kode aturan"))
    for number, annotation in enumerate(listed, start=1):
        shown = written.get(annotation.place)
        writer.table_row(
            (
                number,
                shown.name if shown else annotation.source_sheet or annotation.source_file or WHOLE_SUBMISSION,
                place_of(annotation, written),
                column_label(annotation) or ("(seluruh baris)" if annotation.source_row else ""),
                SEVERITY_ID[annotation.severity],
                annotation.message_id,
                load_catalogue()[annotation.rule_code].remedy_id,
                annotation.rule_code,
            )
        )
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    if listed:
        sheet.autofilter(head, 0, head + len(listed), 7)
    print_on_a4(sheet)
