"""All configuration, from the environment, in one typed place. Read when asked, never at import."""

import os
import tempfile
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path

from pydantic import ByteSize, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from foundation.data_layout import DataLayout
from foundation.pseudonym import load_existing_key, load_or_create_key
from sources.institutions import InstitutionList, load_institutions
from sources.readers.model import ReadingLimits

#: The project's root: the folder in which `orchestration/` stands.
PROJECT_ROOT = Path(__file__).resolve().parent.parent

_DEFAULT_DATA = PROJECT_ROOT / "data"

_LIMITS = ReadingLimits()

#: The longest path of a temporary folder, in bytes: a socket's path in it adds 32 and has 107 at the most.
_LONGEST_TEMPORARY_FOLDER = 107 - len("/pymp-abcdefgh/listener-abcdefgh")

#: Settings that an installation keeps beside its data: lines `SEKTAP_<NAME>=<value>`.
SETTINGS_FILE_NAME = "settings.env"


def settings_problems(error: ValidationError) -> str:
    """Say what is wrong with the settings, one line each: the setting's name, where it stands, and what it must be."""
    return "\n".join(_problem(fault["loc"], fault["type"], fault["msg"]) for fault in error.errors(include_url=False))


def _problem(place: tuple[int | str, ...], kind: str, message: str) -> str:
    if not place:
        return message.removeprefix("Value error, ")
    name = str(place[0]).upper()
    if kind == "extra_forbidden":
        known = [f"SEKTAP_{field.upper()}" for field in Settings.model_fields]
        alike = get_close_matches(name, known, n=1)
        hint = f"; is {alike[0]} meant?" if alike else ""
        return f"{name} in {_settings_file(None)}: there is no such setting{hint}"
    name = f"SEKTAP_{name}"
    where = "in the environment" if name in os.environ else f"in {_settings_file(None)}"
    return f"{name} {where}: {message[:1].lower()}{message[1:]}"


def _settings_file(data: object) -> Path:
    """Give the settings file of a data folder, the configured one if none is given."""
    folder = data or os.environ.get("SEKTAP_DATA") or _DEFAULT_DATA
    return Path(str(folder)).expanduser() / SETTINGS_FILE_NAME


class Settings(BaseSettings):
    """What an installation can set, each by an environment variable `SEKTAP_<NAME>`.

    What the environment does not say is read from `settings.env` in the data folder, so that commands given later find
    the installation as it was set up. Raises `pydantic.ValidationError` that names the setting whose value is unusable.
    """

    model_config = SettingsConfigDict(env_prefix="SEKTAP_", frozen=True)

    data: Path = Field(_DEFAULT_DATA, description="folder of all state")
    institutions: Path = Field(
        PROJECT_ROOT / "sources" / "institutions.yml", description="list of institutions and their channels"
    )
    pseudonym_key: SecretStr | None = Field(None, description="secret key of the pseudonyms")
    deadline_days: int | None = Field(None, ge=0, description="days after the semester's end; one month if not set")
    unreachable_share: float = Field(
        0.25, ge=0, le=1, description="share of the due institutions out of reach beyond which a run ends"
    )
    decile_threshold: int = Field(4, ge=1, le=10, description="highest decile that still counts as poor")
    household_size_limit: int = Field(15, ge=1, description="persons; a larger household is flagged")
    largest_amount: int = Field(10**13, ge=1, le=10**15, description="rupiah; a larger amount is refused")
    largest_count: int = Field(10**7, ge=1, le=10**9, description="a larger target or reached count is refused")
    largest_household: int = Field(30, ge=1, le=1000, description="persons; a larger household is refused")
    feedback_rows: int = Field(
        20_000, ge=1, le=1_000_000, description="rows of a sheet; of a longer one feedback shows those with findings"
    )
    review_findings: int = Field(
        1_000, ge=1, le=100_000, description="undecided findings in a semester's list for review, the most urgent first"
    )
    review_bulk_probability: float = Field(
        0.99, gt=0, le=1, description="least probability of findings that the list offers to decide on at once"
    )
    assessed_pairs: int = Field(
        50, ge=0, le=10_000, description="probable pairs of a semester that two reviewers assess, blind"
    )
    check_rate_threshold: float = Field(
        0.05, ge=0, le=1, description="share of a data set's rows that may fail a rule before its check warns"
    )
    lock_timeout_seconds: float = Field(3600.0, ge=0, description="how long a run waits for another one to end")
    memory_limit: str = Field("4GB", description="DuckDB's memory limit")
    postgres: SecretStr | None = Field(
        None, description="connection string of a PostgreSQL database that also gets the marts"
    )
    threads: int = Field(2, ge=1, description="DuckDB's and dbt's threads, and files that are read at a time")
    limit_workbook_bytes: ByteSize = Field(
        ByteSize(_LIMITS.workbook_bytes), gt=0, description="largest workbook or archive, such as 100MB"
    )
    limit_unpacked_bytes: ByteSize = Field(
        ByteSize(_LIMITS.unpacked_bytes), gt=0, description="most that a workbook or archive may unpack to"
    )
    limit_archive_members: int = Field(_LIMITS.archive_members, ge=1, description="most entries of an archive")
    limit_archive_depth: int = Field(_LIMITS.archive_depth, ge=1, description="how deep archives may be nested")
    limit_sheet_columns: int = Field(_LIMITS.sheet_columns, ge=1, description="most columns of a sheet or record")
    limit_sheet_cells: int = Field(_LIMITS.sheet_cells, ge=1, description="largest area of cells laid out in memory")
    limit_text_bytes: ByteSize = Field(ByteSize(_LIMITS.text_bytes), gt=0, description="largest csv or json file")
    limit_record_bytes: ByteSize = Field(ByteSize(_LIMITS.record_bytes), gt=0, description="largest record of those")
    limit_file_memory_bytes: ByteSize = Field(
        ByteSize(_LIMITS.file_memory_bytes), ge=256_000_000, description="memory of the process that reads a file"
    )
    limit_file_seconds: float = Field(_LIMITS.file_seconds, gt=0, description="time for reading a file, and besides")
    limit_file_seconds_per_megabyte: float = Field(
        _LIMITS.file_seconds_per_megabyte, ge=0, description="time for each megabyte of it"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: what the caller passes, the environment, the file beside the data."""
        kept = DotEnvSettingsSource(settings_cls, env_file=_settings_file(init_settings().get("data")))
        return init_settings, env_settings, kept

    @model_validator(mode="after")
    def _temporary_folder_is_short(self) -> "Settings":
        """Refuse a temporary folder in which the processes that write workbooks could not be reached."""
        folder = tempfile.gettempdir()
        if len(os.fsencode(folder)) > _LONGEST_TEMPORARY_FOLDER:
            raise ValueError(
                f"TMPDIR, the folder of temporary files, has a path of more than {_LONGEST_TEMPORARY_FOLDER} bytes, "
                f"too long for the sockets in it: {folder}"
            )
        return self

    @property
    def layout(self) -> DataLayout:
        """The folders of this installation, with an absolute root."""
        return DataLayout(self.data.expanduser().resolve())

    @property
    def reading_limits(self) -> ReadingLimits:
        """What a file may hold, and what reading it may take: the settings `limit_…`."""
        set_to = {field.name: getattr(self, f"limit_{field.name}") for field in fields(ReadingLimits)}
        # A `ByteSize` is an int that the csv module, for one, does not take for one.
        return ReadingLimits(**{name: int(it) if isinstance(it, int) else it for name, it in set_to.items()})

    def load_pseudonym_key(self) -> bytes:
        """Give the key of the pseudonyms: the configured one, else the installation's own, made once.

        Raises `PseudonymKeyError`, which is a `ValueError`, where it is not the key that the data is bound to.
        """
        return load_or_create_key(self.layout, self._configured_key)

    def load_existing_pseudonym_key(self) -> bytes:
        """Give the key of the pseudonyms, for those who only read: as `load_pseudonym_key`, but nothing is made.

        Raises `PseudonymKeyError` also where there is no key.
        """
        return load_existing_key(self.layout, self._configured_key)

    @property
    def _configured_key(self) -> str | None:
        return self.pseudonym_key.get_secret_value() if self.pseudonym_key else None

    @property
    def institutions_file(self) -> Path:
        """The list of institutions, absolute."""
        return self.institutions.expanduser().resolve()

    def load_institutions(self) -> InstitutionList:
        """Load the list of institutions. Raises `InstitutionListError`, or `OSError` where it can not be read."""
        return load_institutions(self.institutions_file)
