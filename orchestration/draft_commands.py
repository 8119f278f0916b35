"""`sektap diff` and `sektap publish`: what a draft would change, and its publication."""

from datetime import datetime
from typing import Annotated

import typer

from foundation.semester import CITY_TIME_ZONE
from operations.installation import open_installation
from orchestration.arguments import SemesterArgument
from orchestration.outcome_report import report_outcome, storage_failures_reported


def diff(as_json: Annotated[bool, typer.Option("--json", help="for programs")] = False) -> None:
    """Say what a publication of the last draft would change, by kelurahan, institution and rule. Changes nothing."""
    import json
    from dataclasses import asdict

    from rich.console import Console

    from operations.draft import UnfinishedBuildError, differences
    from operations.draft_table import print_differences

    settings, _ = open_installation()
    try:
        found = differences(settings.layout)
    except UnfinishedBuildError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        # Rupiah are decimals, which JSON has not.
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2, default=float))
    else:
        print_differences(found, Console())


def publish(semester: SemesterArgument) -> None:
    """Publish what drafts have built, and write the workbooks that go back."""
    settings, _ = open_installation()
    from operations.mart_partitions import load_partitions
    from operations.progress import watched
    from orchestration.runs import run_publication

    if semester.key not in load_partitions(settings.layout):
        raise typer.BadParameter(f"nothing was built for {semester}; run it first: `sektap run {semester} --draft`")

    with storage_failures_reported(), watched():
        outcome = run_publication(settings, semester, datetime.now(CITY_TIME_ZONE))
    report_outcome(settings, semester, outcome)
