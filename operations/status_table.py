"""The status of semesters as tables for people, in Indonesian, within the eighty columns of a terminal."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from expectations.catalogue import load_catalogue
from foundation.semester import CITY_TIME_ZONE
from operations.messages import STATUS_LABELS, day, inbox_warnings, listed_datasets, number, time_left
from operations.status import InstitutionStatus, SemesterStatus, rejections_by_rule

_STYLES = {
    "accepted": "green",
    "accepted_with_rejects": "yellow",
    "rejected": "red",
    "missing": "bold red",
    "unreachable": "bold red",
}
_REASONS_SHOWN = 3

#: On a narrower terminal the names of institutions would be broken into pieces; their codes are enough.
_WIDTH_WITH_NAMES = 100


def print_semester(status: SemesterStatus, console: Console, *, is_running: bool) -> None:
    """Show one semester, institution by institution: those who have not reported first."""
    console.print(_headline(status), highlight=False)
    if is_running:
        console.print("Ada proses yang sedang berjalan; keadaan di bawah ini dapat segera berubah.", style="yellow")
    if not status.is_collected:
        console.print(
            f"Laporan semester ini belum pernah diambil dari kotak masuk: jalankan `sektap run {status.semester}`.",
            style="yellow",
            highlight=False,
        )
    with_names = console.width >= _WIDTH_WITH_NAMES
    table = _table("Kode", *(["Lembaga"] if with_names else []), "Keadaan", "Diterima", "Baris", "Ditolak karena")
    code, *_, received, rows, reasons = table.columns
    for column in (code, received, reasons):
        column.no_wrap = True
    rows.justify = "right"
    order = list(STATUS_LABELS)
    for institution in sorted(
        status.institutions, key=lambda one: (one.has_reported, -order.index(one.status), one.code)
    ):
        table.add_row(*_cells(institution, with_name=with_names), style=_STYLES.get(institution.status, ""))
    console.print(table)
    for rule, count in rejections_by_rule(status.institutions).items():
        console.print(f"{number(count):>8}  {load_catalogue()[rule].title_id} ({rule})", highlight=False)
    lost = [institution.code for institution in status.institutions if institution.is_out_of_reach]
    if lost:
        console.print(
            f"Kotak masuk tidak terjangkau ketika terakhir diperiksa: {', '.join(lost)}. "
            "Yang sudah diterima sebelumnya tetap dihitung.",
            style="red",
            highlight=False,
        )
    for line in inbox_warnings(
        {one.code: one.withdrawn_version for one in status.institutions if one.withdrawn_version},
        {one.code: one.unread_entries for one in status.institutions if one.unread_entries},
    ):
        console.print(f"{line[0].upper()}{line[1:]}.", style="red", highlight=False)
    incomplete = {one.code: one.missing_datasets for one in status.institutions if one.missing_datasets}
    if incomplete:
        console.print(
            f"Tanpa data yang wajib dilaporkan: {listed_datasets(incomplete)}.", style="yellow", highlight=False
        )
    waiting = [institution.code for institution in status.institutions if institution.waiting_version is not None]
    if waiting:
        console.print(
            f"Datang setelah semester ditutup, diarsipkan dan belum dihitung: {', '.join(waiting)}. "
            f"`sektap reopen {status.semester}` membukanya kembali.",
            style="yellow",
            highlight=False,
        )


def print_overview(statuses: Sequence[SemesterStatus], console: Console, *, is_running: bool) -> None:
    """Show one line per semester."""
    if is_running:
        console.print("Ada proses yang sedang berjalan; keadaan di bawah ini dapat segera berubah.", style="yellow")
    table = _table("Semester", "Batas waktu", "Wajib", "Lapor", "Telat", "Belum", "Ditolak", "Catatan")
    table.columns[0].no_wrap = True
    for column in table.columns[2:7]:
        column.no_wrap = True
        column.justify = "right"
    for status in statuses:
        rejected = sum(institution.rows_rejected or 0 for institution in status.institutions)
        table.add_row(
            status.semester,
            f"{day(status.deadline)}, {time_left(status.days_left)}",
            number(status.count()),
            number(status.count(reported=True)),
            number(status.count(reported=True, late=True)),
            number(status.count(reported=False)),
            number(rejected),
            _note(status),
        )
    console.print(table)
    console.print("Ditolak: baris. Rincian satu semester: `sektap status SEMESTER`.", highlight=False)


def _table(*header: str) -> Table:
    return Table(*header, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def _headline(status: SemesterStatus) -> str:
    closed = ", sudah ditutup" if status.is_closed else ""
    return (
        f"Semester {status.semester}{closed}. Batas waktu {day(status.deadline)} ({time_left(status.days_left)}). "
        f"Melapor {status.count(reported=True)} dari {status.count()} lembaga, "
        f"{status.count(reported=True, late=True)} terlambat, {status.count(reported=False)} belum."
    )


def _note(status: SemesterStatus) -> str:
    notes = []
    if not status.is_collected:
        notes.append("belum diambil")
    elif not status.is_published:
        notes.append("belum terbit")
    if status.is_closed:
        notes.append("ditutup")
    waiting = sum(1 for institution in status.institutions if institution.waiting_version is not None)
    if waiting:
        notes.append(f"{waiting} menunggu")
    return ", ".join(notes)


def _cells(institution: InstitutionStatus, *, with_name: bool) -> tuple[str, ...]:
    late = ", terlambat" if institution.is_late else ""
    version = f" (v{institution.version})" if institution.version else ""
    rows = ""
    if institution.rows_received is not None and institution.has_reported:
        rejected = f"\n{number(institution.rows_rejected)} ditolak" if institution.rows_rejected else ""
        rows = f"{number(institution.rows_received)}{rejected}"
    shown = [f"{one.rule_code} {number(one.count)}" for one in institution.rejections[:_REASONS_SHOWN]]
    if len(institution.rejections) > _REASONS_SHOWN:
        shown.append(f"+{len(institution.rejections) - _REASONS_SHOWN} aturan lain")
    return (
        institution.code,
        *([institution.name] if with_name else []),
        f"{STATUS_LABELS[institution.status]}{version}{late}",
        day(institution.received_at.astimezone(CITY_TIME_ZONE)) if institution.received_at else "",
        rows,
        "\n".join(shown),
    )
