"""The list of institutions: what is due when, and errors that name the entry."""

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from foundation.semester import Semester
from sources.institutions import InstitutionListError, InstitutionType, load_institutions

GOOD = {
    "code": "DINSOS",
    "name": "Dinas Sosial",
    "type": "perangkat_daerah",
    "datasets": "[kegiatan, penerima]",
    "since": "2021S1",
    "channel": '{kind: folder, url: "inbox"}',
}


def write_list(folder: Path, *entries: dict[str, str]) -> Path:
    lines = ["institutions:"]
    for entry in entries:
        lines += ["  -", *(f"    {key}: {value}" for key, value in entry.items())]
    path = folder / "institutions.yml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(InstitutionListError) as caught:
        load_institutions(path)
    return caught.value.problems


def test_an_institution_is_due_from_since_to_until(tmp_path: Path) -> None:
    listed = load_institutions(write_list(tmp_path, GOOD | {"since": "2021S2", "until": "2022S2"}))
    [institution] = listed.institutions
    due = [key for key in ("2021S1", "2021S2", "2022S2", "2023S1") if institution.is_due(Semester.parse(key))]
    assert due == ["2021S2", "2022S2"]
    assert listed.base == tmp_path


def test_an_institution_without_data_sets_is_never_due(tmp_path: Path) -> None:
    listed = load_institutions(write_list(tmp_path, GOOD | {"datasets": "[]"}))
    assert not listed.institution("DINSOS").is_due(Semester(2023, 1))
    assert listed.institution("DINSOS").name == "Dinas Sosial"
    with pytest.raises(KeyError, match="DINKES"):
        listed.institution("DINKES")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"code": "../DINSOS"}, "entry 1 (../DINSOS): code: a code names folders"),
        ({"code": "dinsos"}, "entry 1 (dinsos): code: a code names folders"),
        ({"code": "NO"}, "entry 1 (False): code: Input should be a valid string"),
        ({"code": '"DIN SOS\\n"'}, "code: a code names folders"),
        ({"name": '" "'}, "entry 1 (DINSOS): name: the name is empty"),
        ({"type": "dinas"}, "entry 1 (DINSOS): type: Input should be 'perangkat_daerah'"),
        ({"since": "2021S3"}, "entry 1 (DINSOS): since: '2021S3' is no semester"),
        ({"since": "2021"}, "entry 1 (DINSOS): since: 2021 is no semester"),
        ({"since": "null"}, "entry 1 (DINSOS): since: say the first semester due"),
        ({"until": "2020S2"}, "entry 1 (DINSOS): until: 2020S2 lies before since"),
        ({"datasets": "[kegiatan, pegawai]"}, "entry 1 (DINSOS): datasets: there is no data set 'pegawai'"),
        ({"datasets": "[keputusan]"}, "entry 1 (DINSOS): datasets: keputusan comes from SEKTAP alone"),
        ({"datasets": "[kegiatan, kegiatan]"}, "entry 1 (DINSOS): datasets: one is named twice"),
        ({"channel": "{kind: folder}"}, "entry 1 (DINSOS): channel.url: Field required"),
        ({"chanel": "x"}, "entry 1 (DINSOS): chanel: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, change: dict[str, str], problem: str) -> None:
    [reported] = problems(write_list(tmp_path, GOOD | change))
    assert problem in reported


def test_everything_wrong_is_reported_at_once(tmp_path: Path) -> None:
    reported = problems(write_list(tmp_path, GOOD, GOOD | {"code": "X", "type": "dinas"}, GOOD))
    assert len(reported) == 2
    assert reported[0].startswith("entry 2 (X): type")
    assert reported[1] == "entry 3 (DINSOS): the code stands at entry 1 already"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"institutions: [", "is no YAML"),
        (b"- code: X", "must begin with `institutions:`"),
        (b"institutions: []\nchannels: []", "holds what is not known: channels"),
        (b"institutions: [\xff]", "is not written in UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_reported(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "institutions.yml"
    path.write_bytes(content)
    assert problem in problems(path)[0]


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    assert problems(tmp_path / "none.yml") == ("can not be read: No such file or directory",)


def test_the_shipped_list_is_the_city() -> None:
    listed = load_institutions(Path(str(files("sources").joinpath("institutions.yml"))))
    types = Counter(institution.type for institution in listed.institutions)
    assert set(types) == set(get_args(InstitutionType))
    assert types["perangkat_daerah"] == 33
    assert len(listed.institutions) >= 60
    due = {each.code for each in listed.institutions if each.is_due(Semester(2021, 1))}
    assert due == {institution.code for institution in listed.institutions} - {"SEKTAP"}
    assert [institution.code for institution in listed.institutions if "keluarga" in institution.datasets] == ["DINSOS"]
