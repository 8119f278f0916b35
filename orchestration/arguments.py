"""Arguments that several commands take, and what is refused of them (exit code 2)."""

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from foundation.semester import Semester
from sources.institutions import InstitutionList


def parse_semester(text: str) -> Semester:
    """Read a semester's key."""
    try:
        return Semester.parse(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def unknown_codes(codes: Collection[str], institutions: InstitutionList) -> tuple[list[str], list[str]]:
    """Give the codes that the list of institutions does not have, and codes that may have been meant."""
    known = {entry.code for entry in institutions.institutions}
    unknown = sorted(set(codes) - known)
    return unknown, [match for code in unknown for match in get_close_matches(code.upper(), known, n=2)]


def require_known(codes: Collection[str], institutions: InstitutionList, file: Path) -> None:
    """Refuse codes that the list of institutions, which stands in `file`, does not have."""
    unknown, alike = unknown_codes(codes, institutions)
    if unknown:
        hint = f"; is {' or '.join(alike)} meant?" if alike else ""
        raise typer.BadParameter(f"not in {file}: {', '.join(unknown)}{hint}")


SemesterArgument: TypeAlias = Annotated[
    Semester, typer.Argument(parser=parse_semester, metavar="SEMESTER", help="for example 2023S1")
]
