"""Settings: the environment goes before what an installation keeps beside its data."""

import os
import subprocess
import sys
import tempfile
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import ValidationError

from operations.recovery import validation_settings
from operations.settings import SETTINGS_FILE_NAME, Settings, settings_problems
from sources.readers.model import ReadingLimits


def test_what_the_environment_does_not_say_is_read_beside_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKTAP_DATA", str(tmp_path))
    monkeypatch.delenv("SEKTAP_INSTITUTIONS", raising=False)
    (tmp_path / SETTINGS_FILE_NAME).write_text(
        f"SEKTAP_INSTITUTIONS={tmp_path}/list.yml\nSEKTAP_DECILE_THRESHOLD=3\n", encoding="utf-8"
    )
    assert Settings().institutions_file == tmp_path / "list.yml"
    assert Settings().decile_threshold == 3
    monkeypatch.setenv("SEKTAP_DECILE_THRESHOLD", "2")
    assert Settings().decile_threshold == 2


def test_without_either_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEKTAP_INSTITUTIONS", raising=False)
    settings = Settings(data=tmp_path)
    assert settings.layout.root == tmp_path
    assert settings.institutions_file.name == "institutions.yml"
    assert settings.pseudonym_key is None


def test_an_unusable_value_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKTAP_DECILE_THRESHOLD", "poor")
    with pytest.raises(ValidationError, match="decile_threshold"):
        Settings(data=tmp_path)


def test_the_largest_numbers_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = validation_settings(Settings(data=tmp_path))
    assert (defaults.largest_amount, defaults.largest_count, defaults.largest_household) == (10**13, 10**7, 30)
    for name in ("AMOUNT", "COUNT", "HOUSEHOLD"):
        monkeypatch.setenv(f"SEKTAP_LARGEST_{name}", "500")
    chosen = validation_settings(Settings(data=tmp_path))
    assert (chosen.largest_amount, chosen.largest_count, chosen.largest_household) == (500, 500, 500)
    # What the warehouse can not hold, no setting lets in.
    monkeypatch.setenv("SEKTAP_LARGEST_AMOUNT", str(10**16))
    with pytest.raises(ValidationError, match="largest_amount"):
        Settings(data=tmp_path)


def test_every_limit_of_reading_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(data=tmp_path).reading_limits == ReadingLimits()
    for field in fields(ReadingLimits):
        monkeypatch.setenv(f"SEKTAP_LIMIT_{field.name.upper()}", "300000000")
    assert Settings(data=tmp_path).reading_limits == ReadingLimits(*[300_000_000] * len(fields(ReadingLimits)))
    monkeypatch.setenv("SEKTAP_LIMIT_WORKBOOK_BYTES", "5MB")
    assert type(Settings(data=tmp_path).reading_limits.workbook_bytes) is int
    assert Settings(data=tmp_path).reading_limits.workbook_bytes == 5_000_000


def test_the_key_never_shows_in_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEKTAP_PSEUDONYM_KEY", "very secret")
    settings = Settings(data=tmp_path)
    assert "very secret" not in repr(settings)
    assert settings.load_pseudonym_key() == b"very secret"


def test_a_key_that_is_only_read_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEKTAP_PSEUDONYM_KEY", raising=False)
    settings = Settings(data=tmp_path)
    with pytest.raises(ValueError, match="There is no pseudonym key"):
        settings.load_existing_pseudonym_key()
    assert settings.load_pseudonym_key() == settings.load_existing_pseudonym_key()


def test_what_is_wrong_is_reported_by_the_name_that_the_operator_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEKTAP_DATA", str(tmp_path))
    monkeypatch.setenv("SEKTAP_DECILE_THRESHOLD", "eleven")
    file = tmp_path / SETTINGS_FILE_NAME
    file.write_text("SEKTAP_THREDS=3\nSEKTAP_FEEDBACK_ROWS=0\n", encoding="utf-8")
    with pytest.raises(ValidationError) as raised:
        Settings()
    problems = settings_problems(raised.value).splitlines()
    assert len(problems) == 3
    assert f"SEKTAP_THREDS in {file}: there is no such setting; is SEKTAP_THREADS meant?" in problems
    assert any(line.startswith(f"SEKTAP_FEEDBACK_ROWS in {file}: ") and "greater" in line for line in problems)
    assert any(line.startswith("SEKTAP_DECILE_THRESHOLD in the environment: ") for line in problems)


@pytest.mark.parametrize(("length", "is_too_long"), [(75, False), (76, True), (200, True)])
def test_a_temporary_folder_whose_path_is_too_long_for_a_socket_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int, is_too_long: bool
) -> None:
    folder = "/tmp/".ljust(length, "a")
    monkeypatch.setattr(tempfile, "tempdir", folder)
    if not is_too_long:
        assert Settings(data=tmp_path).data == tmp_path
        return
    with pytest.raises(ValidationError) as raised:
        Settings(data=tmp_path)
    assert settings_problems(raised.value).startswith(
        "TMPDIR, the folder of temporary files, has a path of more than 75"
    )
    assert settings_problems(raised.value).endswith(folder)


@pytest.mark.parametrize(("length", "is_reached"), [(75, True), (76, False)])
def test_processes_are_reached_by_a_socket_in_just_such_a_folder(length: int, is_reached: bool) -> None:
    code = "from multiprocessing import forkserver; forkserver.ensure_running()"
    with tempfile.TemporaryDirectory(dir="/tmp") as short:
        folder = Path(f"{short}/".ljust(length, "a"))
        folder.mkdir()
        environment = {**os.environ, "TMPDIR": str(folder)}
        ended = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=False)
    assert (ended.returncode == 0) is is_reached, ended.stderr
