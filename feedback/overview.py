"""The sheet `Ringkasan` that SEKTAP adds: the submission's result, what was read, and what is wrong most often."""

from collections.abc import Sequence

from expectations.catalogue import load_catalogue
from feedback.findings_sheet import FINDINGS_SHEET
from feedback.messages import SEVERITY_ID, STATUS_ID, count_in_words, moment_in_words, semester_in_words
from feedback.overview_writer import OverviewWriter, link_to
from feedback.places import Written, column_label, example, extent
from feedback.read_in_words import amounts_in_words, read_in_words, tables_in_words, unread_columns_in_words
from feedback.report import Annotation, SheetReconciliation, SubmissionReport
from feedback.sheet_writer import print_on_a4
from feedback.styles import Styles
from sources.contract import load_contracts

SUMMARY_SHEET = "Ringkasan"
#: Widths of its columns, in characters.
SUMMARY_WIDTHS = (28, 20, 13, 11, 32, 44, 44, 24)

#: What a check before sending can not find.
NOT_CHECKED_ID = "Yang baru terlihat setelah dikirim, misalnya data yang sama dari lembaga lain, belum diperiksa."

#: Warnings by which not all of a report may have been read.
_SOMETHING_LACKS = frozenset({"missing_dataset", "unread_content"})
#: Kinds of faults that the summary lists.
_FREQUENT_FAULTS = 15


def write_summary(
    writer: OverviewWriter, report: SubmissionReport, written: Written, styles: Styles, *, is_partial: bool = False
) -> None:
    """Write the sheet `Ringkasan`; a workbook that `is_partial` does not hold all rows."""
    writer.line("Umpan balik laporan penanggulangan kemiskinan", writer.title)
    writer.line("Sekretariat TKPK Kota Probolinggo", writer.bold)
    writer.row += 1
    _write_facts(writer, report)
    _write_legend(writer, report, styles)
    if is_partial:
        writer.line(
            "Buku ini tidak memuat semua baris laporan Anda, sehingga tidak diterima sebagai laporan.",
            writer.bold,
        )
        writer.row += 1
    if report.sheets:
        _write_sheets(writer, report, written)
    _write_file_faults(writer, [annotation for annotation in report.annotations if annotation.severity == "file"])
    _write_frequent_faults(writer, report, written)
    print_on_a4(writer.sheet, pages_tall=writer.pages_tall)
    writer.sheet.hide_gridlines(2)


def _write_facts(writer: OverviewWriter, report: SubmissionReport) -> None:
    facts = report.facts
    late = " (terlambat)" if facts.is_late else ""
    rows = {
        **({"Lembaga": f"{facts.institution_name} ({facts.institution_code})"} if facts.institution_code else {}),
        "Semester laporan": semester_in_words(facts.semester),
        **(
            {
                "Kiriman": f"versi {facts.version}, diterima {moment_in_words(facts.received_at)}{late}",
                "Status": STATUS_ID[facts.status],
            }
            if facts.version
            else {"Pemeriksaan": f"sebelum dikirim, {moment_in_words(facts.received_at)}. {NOT_CHECKED_ID}"}
        ),
        "Baris data": "{} masuk, {} diterima, {} ditolak".format(
            *(
                count_in_words(sum(counts))
                for counts in (
                    [sheet.rows_received for sheet in report.sheets],
                    [sheet.rows_accepted for sheet in report.sheets],
                    [sheet.rows_rejected for sheet in report.sheets],
                )
            )
        ),
        "Yang terbaca": "; ".join(read_in_words(report)) or "tidak ada tabel yang dikenal",
        "Temuan": _findings_in_words(report),
    }
    for label, text in rows.items():
        writer.sheet.write_string(writer.row, 0, label, writer.bold)
        writer.line(text, writer.bold if label == "Status" else None, 1)
    writer.row += 1


def _findings_in_words(report: SubmissionReport) -> str:
    warnings = report.counts["warning"]
    parts = [(report.findings - warnings, "harus diperbaiki"), (warnings, "perlu diperiksa")]
    return ", ".join(f"{count_in_words(count)} {what}" for count, what in parts if count) or "tidak ada"


def _write_legend(writer: OverviewWriter, report: SubmissionReport, styles: Styles) -> None:
    writer.line("Cara membaca", writer.heading)
    if not report.findings:
        if report.facts.status == "accepted" and not any(sheet.rows_received for sheet in report.sheets):
            writer.line("Laporan nihil diterima: tidak ada yang dilaporkan semester ini. Terima kasih.")
        elif any(sheet.rows_received for sheet in report.sheets):
            writer.line("Tidak ada temuan. Terima kasih; laporan ini tidak perlu diperbaiki.")
        else:
            writer.line(
                "Laporan ini tidak berisi baris data, sehingga tidak dapat diterima. Isi lembarnya, lalu kirim lagi;"
            )
            writer.line("bila memang tidak ada yang dilaporkan semester ini, tulis NIHIL di bawah judul kolomnya.")
        writer.row += 1
        return
    for tone, text in (
        ("error", "Merah (tingkat: ditolak): isi sel salah, sehingga barisnya ditolak dan harus diperbaiki."),
        ("warning", "Kuning (tingkat: peringatan): perlu diperiksa; baris tidak ditolak karena hal ini."),
        ("error_row", "Merah muda atau kuning muda: yang salah atau perlu diperiksa adalah seluruh barisnya."),
    ):
        writer.sheet.write_string(writer.row, 0, "contoh", styles.cell(tone))  # type: ignore[arg-type]
        writer.line(text, column=1)
    writer.line(
        "Arahkan penunjuk ke sel berwarna untuk membaca komentarnya: apa yang salah dan apa yang harus dilakukan.", None
    )
    writer.line(_what_to_do(report))
    address = link_to(FINDINGS_SHEET, 0, 0)
    writer.sheet.write_url(writer.row, 0, address, writer.link, "Daftar semua temuan ada pada lembar Temuan")
    writer.row += 2


def _what_to_do(report: SubmissionReport) -> str:
    resending = (
        "kirim ulang seluruh laporan; kiriman baru menggantikan yang lama."
        if report.facts.version
        else "periksa sekali lagi dan kirim seluruh laporan."
    )
    if report.counts["warning"] == report.findings:
        rules = {rule_code for rule_code, _ in report.faults}
        said = (
            "Baris yang terbaca diterima semua, tetapi ada yang tidak terbaca atau belum ada; lihat di bawah."
            if rules & _SOMETHING_LACKS
            else "Semua baris diterima; tidak ada yang wajib diperbaiki."
        )
        return (
            f"{said} Peringatan hanya minta diperiksa: bila ternyata ada yang keliru, perbaiki pada berkas asal Anda, "
            f"lalu {resending}"
        )
    return f"Perbaiki pada berkas asal Anda, lalu {resending}"


def _write_sheets(writer: OverviewWriter, report: SubmissionReport, written: Written) -> None:
    writer.line("Isi laporan", writer.heading)
    writer.head_row(
        (
            "Lembar di buku ini",
            "Data",
            "Baris masuk",
            "Diterima",
            "Ditolak",
            "Berkas dan lembar asal",
            "Catatan",
            "Rupiah yang terbaca",
        )
    )
    for reconciliation in report.sheets:
        shown = written.get((reconciliation.source_file, reconciliation.source_sheet))
        notes = list(shown.notes) if shown else [_why_not_shown(report, reconciliation)]
        annotated = report.annotated_rows[reconciliation.source_file, reconciliation.source_sheet]
        if annotated:
            notes.insert(0, f"ada temuan pada {count_in_words(annotated)} baris")
        rejections = dict.fromkeys(
            load_catalogue()[fault.rule_code].title_id for fault in report.rejections(reconciliation)
        )
        if rejections and reconciliation.rows_received:
            notes.insert(0, f"semua baris ditolak: {', '.join(rejections)}")
        notes += [*tables_in_words(reconciliation), *unread_columns_in_words(reconciliation)]
        writer.table_row(
            (
                (link_to(shown.name, 0, 0), shown.name) if shown else "",
                load_contracts()[reconciliation.dataset].title_id,
                reconciliation.rows_received,
                reconciliation.rows_accepted,
                reconciliation.rows_rejected,
                _origin(reconciliation),
                "; ".join(notes),
                amounts_in_words(reconciliation),
            )
        )
    writer.row += 1


def _why_not_shown(report: SubmissionReport, reconciliation: SheetReconciliation) -> str:
    if any(annotation.rule_code == "superseded_file" for annotation in report.of_sheet(reconciliation)):
        return "tidak dihitung karena ada berkas yang lebih baru"
    return "isi lembar tidak dapat ditampilkan di sini"


def _origin(reconciliation: SheetReconciliation) -> str:
    return f"{reconciliation.source_file}, lembar {reconciliation.source_sheet}"


def _write_file_faults(writer: OverviewWriter, faults: Sequence[Annotation]) -> None:
    if not faults:
        return
    writer.line("Berkas atau lembar yang ditolak", writer.heading)
    writer.head_row(
        ("Masalah", "Berkas", "Lembar", "Tingkat", "Kolom", "Keterangan", "Yang perlu dilakukan", "Kode aturan")
    )
    for fault in faults:
        rule = load_catalogue()[fault.rule_code]
        writer.table_row(
            (
                rule.title_id,
                fault.source_file,
                _table_of(fault),
                SEVERITY_ID[fault.severity],
                column_label(fault),
                fault.message_id,
                rule.remedy_id,
                rule.code,
            )
        )
    writer.row += 1


def _table_of(fault: Annotation) -> str:
    """Say which sheet, and which of its tables, is rejected."""
    if fault.source_sheet is None:
        return "(semua)"
    return f"{fault.source_sheet}, tabel baris {fault.source_row}" if fault.source_row else fault.source_sheet


def _write_frequent_faults(writer: OverviewWriter, report: SubmissionReport, written: Written) -> None:
    faults = sorted(
        report.faults.values(),
        key=lambda fault: (fault.first.severity == "warning", -fault.cases, fault.first.rule_code),
    )
    if not faults:
        return
    writer.line("Temuan yang paling sering dan cara memperbaikinya", writer.heading)
    writer.head_row(
        ("Masalah", "Kolom", "Tingkat", "Jumlah", "Contoh", "Penjelasan", "Yang perlu dilakukan", "Kode aturan")
    )
    for fault in faults[:_FREQUENT_FAULTS]:
        first = fault.first
        rule = load_catalogue()[first.rule_code]
        writer.table_row(
            (
                rule.title_id,
                column_label(first) or ("(seluruh baris)" if first.source_row else f"(seluruh {extent(first)})"),
                SEVERITY_ID[first.severity],
                fault.cases,
                example(first, written),
                first.message_id,
                rule.remedy_id,
                rule.code,
            )
        )
    if len(faults) > _FREQUENT_FAULTS:
        left = count_in_words(len(faults) - _FREQUENT_FAULTS)
        writer.line(f"… dan {left} jenis temuan lain; lihat lembar {FINDINGS_SHEET}.")
    writer.row += 1
