"""How the archive fails. None of these is an institution's fault: the run can not go on."""


class ArchiveError(Exception):
    """Something is wrong with the archive itself."""


class ArchiveNotWritable(ArchiveError):
    """The archive can not take a file in: no room, or no right to write. What it held before is untouched.

    `reason` is what the system said.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(f"The archive can not be written: {reason}")
        self.reason = reason


class ArchiveDamaged(ArchiveError):
    """An archived file is missing or is not what its name says. `sha256` names it; restore it from a backup."""

    def __init__(self, sha256: str) -> None:
        """Keep the name of the object."""
        super().__init__(f"The archived object {sha256} is missing or damaged: restore it from a backup")
        self.sha256 = sha256


class UnknownVersion(ArchiveError):
    """The ledger holds no such version of a submission."""

    def __init__(self, institution_code: str, semester: str, version: int) -> None:
        """Keep what was asked for."""
        super().__init__(f"{institution_code} has no version {version} for {semester} in the ledger")
        self.institution_code = institution_code
        self.semester = semester
        self.version = version
