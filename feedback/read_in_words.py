"""What was read of a submission, in words: rows and rupiah, the rows of each table, the columns that nothing read."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from feedback.messages import count_in_words, rupiah_in_words
from feedback.report import SheetReconciliation, SubmissionReport
from sources.contract import load_contracts
from sources.readers.column_letters import column_letters


def read_in_words(report: SubmissionReport) -> Iterator[str]:
    """Say as what the sheets were read, and how much money they hold: `Kegiatan: 30 baris, anggaran Rp1,25 miliar`."""
    for dataset in dict.fromkeys(sheet.dataset for sheet in report.sheets):
        sheets = [sheet for sheet in report.sheets if sheet.dataset == dataset]
        rows = f"{count_in_words(sum(sheet.rows_received for sheet in sheets))} baris"
        amounts: dict[str, Decimal] = {}
        for column, amount in chain.from_iterable(sheet.received_idr for sheet in sheets):
            amounts[column] = amounts.get(column, Decimal(0)) + amount
        said = [rows, *(f"{column} {rupiah_in_words(amount)}" for column, amount in amounts.items())]
        yield f"{load_contracts()[dataset].title_id}: {', '.join(said)}"


def amounts_in_words(reconciliation: SheetReconciliation) -> str:
    """Say how much money a sheet was read to hold, by column: `anggaran Rp1,25 miliar, realisasi Rp900,00 juta`."""
    return ", ".join(f"{column} {rupiah_in_words(amount)}" for column, amount in reconciliation.received_idr)


def tables_in_words(reconciliation: SheetReconciliation) -> Iterator[str]:
    """Say which rows each table of a sheet had, where there are several."""
    if len(reconciliation.tables) > 1:
        for number, table in enumerate(reconciliation.tables, start=1):
            last = f" sampai {table.last_row}" if table.rows_received > 1 else ""
            rows = f"baris {table.first_row}{last}" if table.rows_received else "tidak ada baris data"
            yield f"tabel ke-{number}: {rows} ({count_in_words(table.rows_received)} baris)"


def unread_columns_in_words(reconciliation: SheetReconciliation, *, with_labels: bool = True) -> Iterator[str]:
    """Name the columns of a sheet that hold something and that nothing read."""
    columns = {at: label for table in reconciliation.tables for at, label in table.unread_columns}
    if columns:
        labels = {at: f" ({label or 'tanpa judul'})" if with_labels else "" for at, label in columns.items()}
        named = ", ".join(f"{column_letters(at)}{labels[at]}" for at in sorted(columns))
        yield f"kolom yang tidak terbaca: {named}"
