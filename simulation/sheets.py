"""A table as an institution lays it out: titles, header, rows, totals and signature."""

from collections.abc import Sequence

from foundation.semester import Semester
from simulation.handwriting import AMOUNT_STYLES, Cell, Handwriting
from simulation.rows import Row
from simulation.writers import Sheet

_TITLES = {
    "kegiatan": "LAPORAN KEGIATAN PENANGGULANGAN KEMISKINAN",
    "penerima": "DAFTAR PENERIMA BANTUAN",
    "keluarga": "DAFTAR KELUARGA MISKIN",
    "mentas": "DAFTAR KELUARGA YANG KELUAR DARI KEMISKINAN",
}
_AMOUNTS = {"kegiatan": ("anggaran", "realisasi"), "penerima": ("nilai_bantuan",)}
_GROUPS = {("anggaran", "realisasi"): "Keuangan", ("kelurahan", "kecamatan"): "Alamat Wilayah"}
_ROMAN = ("I", "II")


class Table:
    """Writes one data set's table to a sheet, row by row."""

    def __init__(
        self,
        sheet: Sheet,
        dataset: str,
        handwriting: Handwriting,
        *,
        institution_name: str,
        title_semester: Semester,
        without: str | None = None,
    ) -> None:
        """Write titles and header. `title_semester` is what the titles name; the column `without` is left out."""
        self._sheet = sheet
        self._dataset = dataset
        self._hand = handwriting
        self._labels = handwriting.labels[dataset]
        self._omitted = next((at for at, (part, _) in enumerate(self._labels) if part == without), None)
        self._count = 0
        self._totals: dict[str, int] = {}
        self._run: tuple[str, int, int] | None = None
        self._institution_name = institution_name
        if sheet.is_sheet_model:
            self._write_titles(title_semester)
        self._write_header()

    def _arrange(self, cells: Sequence[Cell], number: Cell, stray: Cell = None) -> list[Cell]:
        kept = [cell for at, cell in enumerate(cells) if at != self._omitted]
        if self._hand.stray_column:
            kept.append(stray)
        return [number, *kept] if self._hand.has_row_numbers else kept

    def _write_titles(self, semester: Semester) -> None:
        months = "Januari \u2013 Juni" if semester.half == 1 else "Juli \u2013 Desember"
        width = len(self._labels)
        titles = (
            _TITLES[self._dataset],
            f"SEMESTER {_ROMAN[semester.half - 1]} TAHUN {semester.year}",
            self._institution_name,
            f"Periode {months} {semester.year}",
        )
        for title in titles[: self._hand.titles]:
            at = self._sheet.put([title])
            self._sheet.merge(at, at, 0, width - 1, title)
        if self._hand.titles:
            self._sheet.put([])

    def _write_header(self) -> None:
        labels: list[Cell] = [label for _, label in self._labels]
        self._header = self._arrange(labels, "No", self._hand.stray_column)
        grouped = self._group_labels() if self._hand.has_grouped_header and self._omitted is None else None
        if grouped and self._sheet.is_sheet_model:
            top, bottom = grouped
            self._sheet.put(self._arrange(top, "No", self._hand.stray_column))
            self._sheet.put(self._arrange(bottom, None))
        else:
            self._sheet.put(self._header)
        if self._hand.has_column_numbers and self._sheet.is_sheet_model:
            form = "({})" if self._hand.titles % 2 else "{}"
            self._sheet.put([form.format(number) for number in range(1, len(self._header) + 1)])

    def _group_labels(self) -> tuple[list[Cell], list[Cell]] | None:
        """Spread the header over two rows: a group's name above the labels of its columns."""
        parts = [part for part, _ in self._labels]
        top: list[Cell] = [label for _, label in self._labels]
        bottom: list[Cell] = [None] * len(parts)
        for members, name in _GROUPS.items():
            places = [parts.index(part) for part in members if part in parts]
            if len(places) == len(members) and places == list(range(places[0], places[0] + len(places))):
                for at in places:
                    bottom[at], top[at] = top[at], None
                top[places[0]] = name
        return (top, bottom) if any(bottom) else None

    def add(self, row: Row) -> int:
        """Write a row; give its number as a spreadsheet shows it (a record's number in csv and json)."""
        if self._sheet.is_sheet_model:
            self._interrupt()
        self._count += 1
        hand = self._hand
        hidden = bool(hand.hidden_every) and self._count % hand.hidden_every == 0
        stray = ("", "buruh", "85", "ada")[self._count % 4]
        at = self._sheet.put(self._arrange(hand.cells(row), self._count, stray), hidden=hidden)
        for column in _AMOUNTS.get(self._dataset, ()):
            self._totals[column] = self._totals.get(column, 0) + row.number(column)
        if hand.merges_codes and self._dataset == "kegiatan":
            self._merge_code(row, at)
        return at

    def _interrupt(self) -> None:
        """Put between the rows what people put there: blank rows, the header of a new page, a subtotal."""
        hand = self._hand
        if _is_due(self._count, hand.blank_every):
            self._sheet.put([])
        if _is_due(self._count, hand.repeats_header_every) and not hand.has_grouped_header:
            self._sheet.put(self._header)
        if _is_due(self._count, hand.subtotal_every) and self._dataset == "kegiatan":
            self._sheet.put(self._total_row("Sub Total"))

    def _merge_code(self, row: Row, at: int) -> None:
        """Merge equal activity codes of neighbouring rows into one cell, as people do."""
        code = row.text("kode_kegiatan") if "kode_kegiatan" not in row.written else None
        if self._run and self._run[0] == code and self._run[2] == at - 1:
            self._run = (self._run[0], self._run[1], at)
            return
        self._close_run()
        self._run = (code, at, at) if code else None

    def _close_run(self) -> None:
        if self._run and self._run[2] > self._run[1]:
            column = next(at for at, (part, _) in enumerate(self._labels) if part == "kode_kegiatan")
            column += int(self._hand.has_row_numbers)
            self._sheet.merge(self._run[1], self._run[2], column, column, self._run[0])
        self._run = None

    def finish(self) -> None:
        """Write the total and the signature block."""
        self._close_run()
        if not self._sheet.is_sheet_model:
            return
        if self._hand.has_total and self._totals:
            self._sheet.put(self._total_row("JUMLAH"))
        if self._hand.has_signature:
            self._sheet.put([])
            indent: list[Cell] = [None] * (len(self._labels) - 3)
            signed = ("Drs. Contoh Pejabat", "NIP. 19700101 199503 1 001")
            for line in ("Mengetahui,", f"Kepala {self._institution_name}", None, *signed):
                self._sheet.put([*indent, line] if line else [])

    def _total_row(self, label: str) -> list[Cell]:
        notation = AMOUNT_STYLES[self._hand.amounts]
        cells: list[Cell] = [notation(self._totals[part]) if part in self._totals else None for part, _ in self._labels]
        arranged = self._arrange(cells, None)
        arranged[0] = label
        return arranged


def _is_due(count: int, every: int) -> bool:
    return bool(every) and count > 0 and count % every == 0
