"""Who leaves the list is remembered as the last list had it, and read anew so."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from operations.former_institutions import former_institution_codes, institutions_ever_listed, remember_institutions
from sources.archive import Archive
from sources.channels import open_channel
from sources.institutions import ChannelSpec, InstitutionList, InstitutionListError, load_institutions


def list_of(folder: Path, *codes: str, until: str = "2023S1") -> InstitutionList:
    """Write and load a list of these institutions."""
    entry = {"type": "ormas", "datasets": ["kegiatan"], "since": "2021S1", "until": until}
    entry["channel"] = {"kind": "folder", "url": "inbox", "bucket": "of its own kind"}
    file = folder / "institutions.yml"
    file.write_text(yaml.safe_dump({"institutions": [{"code": code, "name": code, **entry} for code in codes]}))
    return load_institutions(file)


def test_who_has_left_is_known_as_the_last_list_said(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    remember_institutions(layout, list_of(tmp_path, "A", "B", until="2022S2"))
    of_both = list_of(tmp_path, "A", "B")
    remember_institutions(layout, of_both)
    of_one = list_of(tmp_path, "B", until="2024S1")
    remember_institutions(layout, of_one)
    known = institutions_ever_listed(layout, of_one)
    assert known == {"A": of_both.institution("A"), "B": of_one.institution("B")}


def test_where_nothing_was_remembered_the_list_is_known(tmp_path: Path) -> None:
    listed = list_of(tmp_path, "A")
    assert institutions_ever_listed(DataLayout(tmp_path / "data"), listed) == {"A": listed.institution("A")}


def test_an_entry_that_can_not_be_used_any_more_is_named_when_it_is_needed(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    listed = list_of(tmp_path, "A")
    remember_institutions(layout, listed)
    file = layout.remembered_institutions
    file.write_text(file.read_text().replace("kegiatan", "gone").replace("code: A", "code: OLD"))
    remember_institutions(layout, listed)
    with pytest.raises(InstitutionListError, match=r"OLD.*gone"):
        institutions_ever_listed(layout, listed)


def test_former_are_those_whose_submission_of_the_semester_is_held(tmp_path: Path) -> None:
    layout = DataLayout(tmp_path / "data")
    semester, listed = Semester(2023, 1), list_of(tmp_path, "A", "B", "C")
    remember_institutions(layout, listed)
    layout.ledger.parent.mkdir(parents=True)
    for code in ("A", "B", "C"):
        inbox = tmp_path / "inbox" / code / semester.key
        inbox.mkdir(parents=True)
        if code != "C":
            (inbox / "kegiatan.csv").write_text("kode_kegiatan\n1\n")
        channel = open_channel(ChannelSpec(kind="folder", url="inbox"), tmp_path)
        Archive(layout).collect(code, semester, channel, datetime.now(UTC))
    of_one = list_of(tmp_path, "B")
    assert former_institution_codes(layout, of_one, semester) == ["A"]
    assert former_institution_codes(layout, of_one, semester.next()) == []
