"""The sheet `Petunjuk` of the blank workbook: steps, columns with examples, and the rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from expectations.catalogue import Rule
from feedback.template.columns import TemplateColumn
from sources.contract import load_contracts

_LINE_HEIGHT = 15.0
_WIDTHS = (24, 26, 46, 44, 40)

STEPS = (
    "Isi satu lembar untuk setiap jenis data yang menjadi tugas lembaga Anda. Lembar lain biarkan kosong.",
    "Isi mulai baris ke-2, satu baris untuk setiap data. Jangan mengubah nama lembar dan judul kolom.",
    "Kolom berjudul biru tua dengan tanda * wajib diisi. Kolom lain diisi bila datanya ada.",
    "Pada kolom berpilihan, pilih isian dari daftarnya. Kecamatan dan kelurahan dipilih dengan namanya, kecamatan "
    "lebih dahulu. Semua pilihan, juga kode ke-29 kelurahan, ada di lembar Daftar; lembar itu tidak perlu diisi.",
    "NIK, nomor KK, kode, RT, dan RW tersimpan sebagai teks supaya digitnya utuh. Bila menempel data dari berkas lain, "
    "pakai Tempel Nilai (Paste Values) supaya format kolomnya tetap.",
    "NIK yang belum ada dibiarkan kosong; barisnya tidak ditolak karena hal itu, hanya diberi peringatan.",
    "Tulis rupiah dan jumlah dengan angka, dan tanggal secara lengkap, misalnya 17/08/2023. Bila muncul peringatan, "
    "periksa isiannya; pilih Ya (Yes) bila sudah benar.",
    "Setiap bantuan di lembar penerima menyebut kode kegiatan yang ada di lembar kegiatan.",
    "Simpan dengan nama apa pun sebagai .xlsx, lalu letakkan di kotak masuk lembaga Anda, di dalam folder semesternya "
    "(misalnya 2023S1), sebelum batas waktu. Alamat kotak masuk diberitahukan oleh Sekretariat TKPK.",
    "Baca buku umpan balik yang Anda terima, perbaiki sel berwarna pada berkas ini, lalu letakkan lagi seluruh laporan "
    "di folder yang sama.",
)


class Guide:
    """Writes the guide from top to bottom."""

    def __init__(self, workbook: Any, sheet: Any) -> None:
        """Lay out the columns."""
        self._sheet = sheet
        self._row = 0
        wrapped = {"text_wrap": True, "valign": "top"}
        self._title = workbook.add_format({"bold": True, "font_size": 16, "font_color": "#1F3864"})
        self._heading = workbook.add_format({"bold": True, "font_size": 13, "font_color": "#1F3864"})
        self._head = workbook.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "border_color": "#8EA9DB"})
        self._cell = workbook.add_format({"border": 1, "border_color": "#BFBFBF"} | wrapped)
        self._text = workbook.add_format(wrapped)
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)

    def write(
        self, columns: Mapping[str, Sequence[TemplateColumn]], rules: Sequence[Rule], meant_for: str | None
    ) -> None:
        """Write the whole sheet; `columns` by data set."""
        self._line("Petunjuk pengisian laporan penanggulangan kemiskinan", self._title)
        self._line("Sekretariat TKPK Kota Probolinggo", self._heading)
        if meant_for:
            self._line(f"Untuk {meant_for}", self._heading)
        self._row += 1
        self._line("Langkah", self._heading)
        for number, step in enumerate(STEPS, start=1):
            self._wide_line(f"{number}. {step}")
        for dataset, of_dataset in columns.items():
            contract = load_contracts()[dataset]
            self._row += 1
            self._line(f"Lembar {dataset}: {contract.description_id}", self._heading)
            self._table(
                ("Kolom", "Wajib", "Keterangan", "Isian", "Contoh (rekaan)"),
                [
                    (
                        column.label,
                        column.required or "boleh kosong",
                        column.description_id,
                        column.kind_id,
                        column.example,
                    )
                    for column in of_dataset
                ],
            )
        self._row += 1
        self._line("Yang sering salah", self._heading)
        self._table(
            ("Kode aturan", "Masalah", "Yang perlu dilakukan", "Contoh"),
            [(rule.code, rule.title_id, rule.remedy_id, rule.example_id or "") for rule in rules],
        )
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&L&A&RHalaman &P dari &N")

    def _line(self, text: str, style: Any) -> None:
        self._sheet.write_string(self._row, 0, text, style)
        self._row += 1

    def _wide_line(self, text: str) -> None:
        self._sheet.set_row(self._row, _LINE_HEIGHT * -(-len(text) // (sum(_WIDTHS) - 20)))
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, text, self._text)
        self._row += 1

    def _table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table as wide as the sheet; the last column is extended to the edge."""
        last = len(head) - 1
        widths = (*_WIDTHS[:last], sum(_WIDTHS[last:]))
        self._table_row(head, self._head)
        for row in rows:
            lines = max(-(-len(text) // (width - 3)) for text, width in zip(row, widths, strict=True))
            self._sheet.set_row(self._row, _LINE_HEIGHT * max(1, lines))
            self._table_row(row, self._cell)

    def _table_row(self, texts: Sequence[str], style: Any) -> None:
        *others, last = texts
        for column, text in enumerate(others):
            self._sheet.write_string(self._row, column, text, style)
        if len(texts) < len(_WIDTHS):
            self._sheet.merge_range(self._row, len(others), self._row, len(_WIDTHS) - 1, last, style)
        else:
            self._sheet.write_string(self._row, len(others), last, style)
        self._row += 1
