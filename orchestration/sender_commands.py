"""Commands around a report before it is handed in: the blank workbook, and the check of a filled one.

What `check` says is read by senders, and in Indonesian. Neither needs a data folder, nor makes one.
"""

import stat
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from foundation.semester import CITY_TIME_ZONE, FIRST_SEMESTER, Semester
from operations.installation import open_installation
from orchestration.arguments import parse_semester, require_known, unknown_codes

_InstitutionOption: TypeAlias = Annotated[
    str | None, typer.Option("--institution", metavar="CODE", help="whose report it is; decides what is due")
]
_SemesterOption: TypeAlias = Annotated[
    Semester | None,
    typer.Option("--semester", parser=parse_semester, metavar="SEMESTER", help="the one due now if not given"),
]


def template(
    out: Annotated[
        Path | None, typer.Argument(metavar="OUT.xlsx", help="file to write; for an institution named after it")
    ] = None,
    institution: _InstitutionOption = None,
    semester: _SemesterOption = None,
    force: Annotated[bool, typer.Option("--force", help="replace the file where it exists")] = False,
) -> None:
    """Make the blank workbook for institutions: guide, drop-downs and formats, from the contracts.

    For an institution it has the sheets that are due in the semester, and no others.
    """
    if semester and not institution:
        raise typer.BadParameter("--semester needs --institution: what is due depends on both")
    due = None
    settings, institutions = open_installation()
    if institution:
        semester = semester or Semester.last_ended(datetime.now(CITY_TIME_ZONE).date())
        require_known([institution], institutions, settings.institutions_file)
        due = institutions.institution(institution)
        if not due.is_due(semester):
            raise typer.BadParameter(f"nothing is due from {institution} in {semester}")
    if out is None and due is None:
        raise typer.BadParameter("say which file to write, OUT.xlsx")
    target = out or Path(f"templat_{institution}_{semester}.xlsx")
    if target.suffix.casefold() != ".xlsx":
        raise typer.BadParameter(f"{target.name} must end in .xlsx")
    if not target.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {target.absolute().parent}")
    if target.is_dir() or (target.exists() and not force):
        raise typer.BadParameter(f"{target} is there already; give --force to replace a file")
    from operations.recovery import validation_settings
    from operations.template import NoSheetDueError, make_template

    try:
        make_template(target.absolute(), due, semester, validation_settings(settings))
    except NoSheetDueError as error:
        raise typer.BadParameter(str(error)) from error
    except OSError as error:
        typer.echo(f"{target} can not be written: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"The blank workbook stands in {target}")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="the files of one report, all of them")],
    institution: _InstitutionOption = None,
    semester: _SemesterOption = None,
    force: Annotated[
        bool, typer.Option("--force", help="replace a workbook of that name that is not SEKTAP's")
    ] = False,
) -> None:
    """Check a report before it is sent, by the rules of a run; nothing of it is kept.

    Writes the marked workbook beside the first file, FILE.diperiksa.xlsx. Exit 0 where no row and no file would be
    rejected, 1 where one would, 2 where the files could not be checked.
    """
    today = datetime.now(CITY_TIME_ZONE)
    chosen = _checkable(semester or Semester.last_ended(today.date()), today.date())
    given = list({file.absolute(): file for file in files}.values())
    for file in given:
        _require_file(file)
    settings, institutions = open_installation()
    unknown, alike = unknown_codes([institution] if institution else [], institutions)
    if unknown:
        hint = f"; maksudnya {' atau '.join(alike)}?" if alike else ""
        raise typer.BadParameter(f"lembaga {unknown[0]} tidak ada di {settings.institutions_file}{hint}")
    _start_helpers()
    from operations.checking import CheckFailedError, check_submission, junk_among, marked_workbook
    from operations.checking_text import lines_of
    from sources.readers.feedback_mark import is_as_written

    if junk := junk_among(given):
        raise typer.BadParameter(f"{junk[0]} bukan berkas laporan, melainkan berkas sementara atau tersembunyi")
    target = marked_workbook(given)
    kind = _kind_of(target)
    if stat.S_ISDIR(kind) or (kind and not force and not is_as_written(target)):
        raise typer.BadParameter(
            f"{target} sudah ada dan bukan (atau bukan lagi) hasil pemeriksaan; pindahkan, atau pakai --force"
        )
    known = institutions.institution(institution) if institution else None
    try:
        checked = check_submission(given, target, chosen, known, settings, today)
    except CheckFailedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(f"{error.filename} tidak dapat dibaca: {error.strerror}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"Lembaga: {known.name} ({known.code})" if known else "Lembaga: tidak disebut, semua lembar boleh ada")
    typer.echo(f"Semester: {chosen}" + ("" if semester else ", yang laporannya ditunggu sekarang (lain: --semester)"))
    for line in lines_of(checked.report):
        typer.echo(line)
    if checked.unwritten:
        typer.echo(
            f"{target} tidak dapat ditulis: {checked.unwritten}. Salin berkasnya ke folder lain, lalu periksa di sana.",
            err=True,
        )
        raise typer.Exit(2)
    typer.echo(f"Buku kerja yang ditandai (berisi data pribadi): {target}")
    if checked.report.findings > checked.report.counts["warning"]:
        raise typer.Exit(1)


def _checkable(semester: Semester, today: date) -> Semester:
    """Refuse a semester of which no report can be."""
    if not FIRST_SEMESTER.start <= semester.start <= today:
        raise typer.BadParameter(f"{semester} sebelum {FIRST_SEMESTER} atau belum mulai (jam komputer ini: {today})")
    return semester


def _require_file(file: Path) -> None:
    """Refuse what is no file: a folder, a pipe, or nothing at all."""
    kind = _kind_of(file)
    if stat.S_ISDIR(kind):
        raise typer.BadParameter(f"{file} adalah folder; sebut berkas-berkasnya")
    if not kind:
        raise typer.BadParameter(f"{file} tidak ada")
    if not stat.S_ISREG(kind):
        raise typer.BadParameter(f"{file} bukan berkas biasa")


def _kind_of(path: Path) -> int:
    """Give the mode of what stands in a place; 0 where there is nothing, or it can not be looked into."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _start_helpers() -> None:
    """Let what takes seconds to import go on in processes of its own."""
    from expectations.validator_client import start_validator
    from foundation.worker_process import collect_garbage_rarely
    from sources.reading.process import start_reading_server

    collect_garbage_rarely()
    start_reading_server()
    start_validator()
