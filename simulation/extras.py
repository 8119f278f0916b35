"""Requirements of a command that only an extra of the package installs."""

from importlib.util import find_spec

import typer


def require_extra(extra: str, *modules: str) -> None:
    """Exit with 2 and say what to install where one of the modules is missing; imports none of them."""
    if any(find_spec(module) is None for module in modules):
        typer.echo(f"This needs more than the product: install the extra `{extra}` (sektap[{extra}]).", err=True)
        raise typer.Exit(2)
