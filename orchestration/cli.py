"""`sektap …`: the command line, over the jobs and what they publish.

Loads heavy libraries only where a command needs them.
"""

from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from foundation.semester import CITY_TIME_ZONE, FIRST_SEMESTER, Semester
from operations.installation import open_installation
from orchestration.arguments import SemesterArgument, parse_semester, require_known
from orchestration.draft_commands import diff, publish
from orchestration.outcome_report import report_outcome, storage_failures_reported
from orchestration.sender_commands import check, template

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Half-yearly poverty-reduction reporting.",
    # A traceback with local variables would show people's data.
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line, with the commands of the extras that are installed (`sektap.commands`)."""
    for extra in entry_points(group="sektap.commands"):
        app.command(name=extra.name)(extra.load())
    app()


def _import_beside() -> None:
    """Let the heaviest of a run's imports go on in its process while this one imports Dagster."""
    from expectations.validator_client import start_validator
    from foundation.worker_process import collect_garbage_rarely

    collect_garbage_rarely()
    start_validator()


@app.command()
def run(
    semester: SemesterArgument,
    institution: Annotated[
        list[str] | None, typer.Option("--institution", metavar="CODE", help="only this one; may be repeated")
    ] = None,
    allow_unreachable: Annotated[
        bool, typer.Option("--allow-unreachable", help="go on where many institutions are out of reach")
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="build without publishing, and say what a publication would change")
    ] = False,
) -> None:
    """Run a semester through to published marts, or correct some institutions of it."""
    _import_beside()
    settings, institutions = open_installation()
    require_known(institution or [], institutions, settings.institutions_file)
    now = datetime.now(CITY_TIME_ZONE)
    if not FIRST_SEMESTER.start <= semester.start <= now.date():
        reason = f"{semester} lies before {FIRST_SEMESTER} or has not begun (this machine's clock says {now:%Y-%m-%d})"
        raise typer.BadParameter(reason)
    from operations.progress import watched
    from orchestration.runs import run_semester

    with storage_failures_reported(), watched():
        outcome = run_semester(
            settings, semester, institution or [], now, allow_unreachable=allow_unreachable, is_draft=draft
        )
    report_outcome(settings, semester, outcome)
    if draft:
        diff()


@app.command()
def status(
    semester: Annotated[
        Semester | None,
        typer.Argument(parser=parse_semester, metavar="[SEMESTER]", help="one of them; all if not given"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="for programs; see docs/status.md")] = False,
) -> None:
    """Tell who has reported, who has not, who was late, and what was rejected and why. Changes nothing."""
    import json

    from rich.console import Console

    from operations.heartbeat import is_running
    from operations.status import semester_status, semesters_to_show
    from operations.status_table import print_overview, print_semester
    from sources.archive import ArchiveError

    settings, institutions = open_installation()
    today = datetime.now(CITY_TIME_ZONE).date()
    layout = settings.layout
    try:
        chosen = [semester] if semester else semesters_to_show(layout, today)
        statuses = [semester_status(layout, institutions, one, today, settings.deadline_days) for one in chosen]
    except ArchiveError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if not layout.root.exists():
        typer.echo(f"The data folder {layout.root} does not exist (SEKTAP_DATA); nothing has been run in it.", err=True)
    running = is_running(layout)
    console = Console()
    if not console.is_terminal:
        # Read in a file or a pager, by who has room for the institutions' names.
        console.width = max(console.width, 100)
    if as_json:
        content = {"is_running": running, "semesters": [one.as_json() for one in statuses]}
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
    elif semester:
        print_semester(statuses[0], console, is_running=running)
    else:
        print_overview(statuses, console, is_running=running)


@app.command()
def close(semester: SemesterArgument) -> None:
    """Lock a semester: its marts no longer change, later submissions are archived and wait."""
    from orchestration.defs.closing.jobs import CLOSE_SEMESTER

    has_changed, open_findings = _run_closing(semester, CLOSE_SEMESTER)
    typer.echo(f"Semester {semester} {'ditutup' if has_changed else 'sudah ditutup sebelumnya'}.")
    if open_findings:
        typer.echo(f"Masih ada {open_findings} temuan terbuka; statusnya tetap seperti sekarang.")
    typer.echo("Laporan yang datang kemudian diarsipkan dan belum dihitung; lihat `sektap status`.")


@app.command()
def reopen(semester: SemesterArgument) -> None:
    """Unlock a semester: its next run takes in what has come since it was closed."""
    from orchestration.defs.closing.jobs import REOPEN_SEMESTER

    has_changed, _ = _run_closing(semester, REOPEN_SEMESTER)
    typer.echo(f"Semester {semester} {'dibuka kembali' if has_changed else 'memang tidak ditutup'}.")
    typer.echo(f"Jalankan `sektap run {semester}` agar laporan yang datang setelah penutupan ikut dihitung.")


def _run_closing(semester: Semester, job_name: str) -> tuple[bool, int]:
    """Close or reopen; give whether anything changed, and the open findings. Exits with 1 where it is refused."""
    settings, _ = open_installation()
    from operations.progress import watched
    from orchestration.runs import run_closing

    with storage_failures_reported(), watched():
        outcome, closing = run_closing(settings, semester, job_name, datetime.now(CITY_TIME_ZONE))
    if not outcome.is_successful:
        for failure in outcome.failures:
            typer.echo(failure, err=True)
        raise typer.Exit(1)
    return closing.has_changed, closing.open_findings


@app.command()
def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="only compare with what is published; exit 1 where a mart differs")
    ] = False,
) -> None:
    """Make everything again from the archive; closed semesters stay as they are."""
    settings, _ = open_installation()
    from operations.progress import watched
    from orchestration.defs.rebuild.jobs import REBUILD, REBUILD_CHECK
    from orchestration.runs import run_rebuild

    with storage_failures_reported(), watched():
        outcome = run_rebuild(settings, REBUILD_CHECK if check else REBUILD)
    if not outcome.is_successful:
        for failure in outcome.failures:
            typer.echo(failure, err=True)
        raise typer.Exit(1)
    same = "The archive gives just what is published." if check else "Everything was made again from the archive."
    typer.echo(f"{same}\n{settings.layout.published_database}")


app.command()(diff)
app.command()(publish)
app.command()(check)
app.command()(template)


@app.command()
def ui(port: Annotated[int, typer.Option("--port", help="port on loopback")] = 3000) -> None:
    """Open the Dagster UI on loopback, over the same runs as `sektap run`."""
    import os
    import socket
    import sys

    from operations.settings import PROJECT_ROOT
    from orchestration.instance import CODE_LOCATION, prepare_dagster_home

    settings, _ = open_installation()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            # Dagster itself would say so in passing, and go on without a page.
            raise typer.BadParameter(f"port {port}: {error.strerror}; take another one") from error
    environment = {
        **os.environ,
        # Its own command warns that another one has come; that one knows no module and no port of ours.
        "PYTHONWARNINGS": ",".join(filter(None, (os.environ.get("PYTHONWARNINGS"), "ignore:Function `dev_command`"))),
        "DAGSTER_HOME": str(prepare_dagster_home(settings.layout)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        # Whole paths: Dagster's processes stand in another folder than the caller.
        "SEKTAP_DATA": str(settings.layout.root),
        "SEKTAP_INSTITUTIONS": str(settings.institutions_file),
    }
    dagster = Path(sys.executable).with_name("dagster")
    arguments = ["dev", "-m", CODE_LOCATION, "-h", "127.0.0.1", "-p", str(port)]
    os.chdir(PROJECT_ROOT)
    # The UI takes this process's place, so that a signal to it reaches Dagster itself.
    os.execve(dagster, [str(dagster), *arguments], environment)


if __name__ == "__main__":
    main()
