"""The installation that a command works on: its settings and its list of institutions."""

from typing import TYPE_CHECKING

import typer

from sources.institutions import InstitutionList, InstitutionListError

if TYPE_CHECKING:
    from operations.settings import Settings


def open_installation() -> tuple["Settings", InstitutionList]:
    """Load settings and institutions; what is wrong with them is said without a traceback, and the exit code is 2."""
    from pydantic import ValidationError

    from operations.settings import Settings, settings_problems
    from sources.institutions import load_institutions

    try:
        settings = Settings()
        return settings, load_institutions(settings.institutions_file)
    except (ValidationError, InstitutionListError, OSError) as error:
        typer.echo(settings_problems(error) if isinstance(error, ValidationError) else str(error), err=True)
        raise typer.Exit(2) from error
