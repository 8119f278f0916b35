"""`sektap simulate`: a made-up city from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from foundation.semester import parse_semester_range
from simulation.extras import require_extra


def simulate(
    out: Annotated[Path, typer.Option("--out", help="folder to write the made-up city to")],
    households: Annotated[int, typer.Option("--households", min=1, help="households in the registry")] = 5000,
    semesters: Annotated[str, typer.Option("--semesters", help="for example 2022S1:2023S1")] = "2022S1:2023S1",
    seed: Annotated[int, typer.Option("--seed", help="the same seed gives the same city")] = 1,
) -> None:
    """Make up a city: its inbox, its list of institutions, and the truth about its faults."""
    from simulation import simulate as simulate_city

    require_extra("simulation", "odf", "xlwt")

    try:
        chosen = parse_semester_range(semesters)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    simulate_city(out, households=households, semesters=chosen, seed=seed)
    typer.echo(f"A made-up city of {households:,} registered households is in {out}")
