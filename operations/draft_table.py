"""What a publication would change as tables for people, in Indonesian, within the eighty columns of a terminal."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from expectations.catalogue import load_catalogue
from feedback.messages import rupiah_in_words
from operations.draft import BRIDGE, Difference, RuleDifference, SemesterDifferences
from operations.messages import STATUS_LABELS, number

_STEPS = ("masuk", "ditolak", "tercatat", "ganda", "mentas", "miskin setelah pemadanan")
_LEVELS = {"city": "Kota", "kecamatan": "Kec.", "kelurahan": "Kel."}


def print_differences(found: Sequence[SemesterDifferences], console: Console) -> None:
    """Show what would change, semester by semester; one line where nothing would."""
    if not found:
        console.print("Tidak ada perubahan: yang disusun terakhir sudah terbit.", highlight=False)
    for semester in found:
        console.print(
            f"Semester {semester.semester}: yang akan berubah bila diterbitkan", style="bold", highlight=False
        )
        if semester.institutions:
            console.print(_institutions(semester.institutions))
        if semester.regions:
            console.print(_regions(semester.regions))
        if semester.rules:
            console.print(_rules(semester.rules))
        console.print(f"Terbitkan dengan `sektap publish {semester.semester}`.\n", highlight=False)


def _institutions(differences: Sequence[Difference]) -> Table:
    table = _table("Lembaga", "Yang berubah")
    for one in differences:
        table.add_row(one.name, ", ".join(_changes_of_institution(one.before or {}, one.after or {})))
    return table


def _changes_of_institution(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for column, label, shown in (
        ("status", "keadaan", lambda value: STATUS_LABELS[value] if value else "-"),
        ("version", "versi", number),
        ("rows_accepted", "baris diterima", number),
        ("rows_rejected", "baris ditolak", number),
        ("realised_idr", "realisasi", lambda value: rupiah_in_words(Decimal(value or 0))),
    ):
        if before.get(column) != after.get(column):
            yield f"{label} {shown(before.get(column))} → {shown(after.get(column))}"


def _regions(differences: Sequence[Difference]) -> Table:
    """Lay regions against the steps of the bridge, in households; a step that stays has one number."""
    table = _table("Wilayah", *_STEPS)
    for column in table.columns[1:]:
        column.justify = "right"
    for one in differences:
        before, after = one.before or {}, one.after or {}
        level = (one.after or one.before or {})["region_level"]
        steps = [(before.get(f"{step}_households"), after.get(f"{step}_households")) for step in BRIDGE]
        table.add_row(
            f"{_LEVELS[level]} {one.name}",
            *(number(new) if old == new else f"{number(old)} → {number(new)}" for old, new in steps),
        )
    return table


def _rules(differences: Sequence[RuleDifference]) -> Table:
    table = _table("Temuan", "sebelum", "sesudah", "baru", "hilang")
    for column in table.columns[1:]:
        column.justify = "right"
    for one in differences:
        counts = (one.findings_before, one.findings_after, one.new, one.gone)
        table.add_row(f"{load_catalogue()[one.name].title_id} ({one.name})", *map(number, counts))
    return table


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table
