"""What a run links: what does not stand as it follows from its rows and the semester before, and nothing else."""

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from foundation.data_layout import DataLayout
from tests.linkage.histories import SEMESTERS, History, at_once, head
from tests.linked_city import City

pytestmark = pytest.mark.slow

_S1, _S2, _S3 = SEMESTERS


@pytest.fixture(scope="module")
def linked_city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Six households that stand in the registry of three semesters and receive something in each. Read only."""
    city = City(DataLayout(tmp_path_factory.mktemp("linked")))
    for semester in SEMESTERS:
        for number in range(6):
            listed = head(number)
            city.add_head("keluarga", semester, **listed)
            city.add_receipt(
                semester, by="DINKES", no_kk=listed["no_kk"], nik=listed["nik_kepala"], nama=listed["nama_kepala"],
                tanggal_lahir=listed["tanggal_lahir_kepala"],
            )  # fmt: skip
    assert city.link_semesters() == list(SEMESTERS)
    return city


@pytest.fixture
def city(linked_city: City, tmp_path: Path) -> City:
    """Give a copy of the linked city that a test may change."""
    shutil.copytree(linked_city.layout.root, tmp_path / "city")
    city = City(DataLayout(tmp_path / "city"))
    city.rows, city.received = copy.deepcopy((linked_city.rows, linked_city.received))
    return city


def _files(folder: Path) -> dict[Path, tuple[bytes, int]]:
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_where_nothing_has_changed_nothing_is_linked(city: City) -> None:
    before = _files(city.layout.linkage_zone)
    assert city.link_semesters() == []
    assert _files(city.layout.linkage_zone) == before


def test_what_changes_nothing_that_is_known_links_no_later_semester(city: City) -> None:
    city.rows["penerima", _S1, "DINKES"][0]["assistance_type"] = "Beras"
    assert city.link_semesters() == [_S1]


def test_later_semesters_are_linked_up_to_the_first_that_comes_to_the_same(city: City) -> None:
    # Who is listed again in the second semester is known by that row from then on.
    city.received["keluarga", _S1, "DINSOS"][0]["nama_kepala"] = "Bambang W."
    assert city.link_semesters() == [_S1, _S2]


def test_what_is_known_for_good_reaches_every_later_semester(city: City) -> None:
    city.add_head("mentas", _S1, **{name: head(0)[name] for name in ("no_kk", "nama_kepala", "kode_wilayah")})
    assert city.link_semesters() == list(SEMESTERS)
    assert {row["semester"] for row in city.link()["graduation_match"]} == set(SEMESTERS)


def test_a_closed_semester_is_taken_as_it_stands(city: City, tmp_path: Path) -> None:
    expected, closed = city.link(), city.layout.linked(_S2)
    before = _files(closed)
    city.received["keluarga", _S1, "DINSOS"][0]["nama_kepala"] = "Bambang W."
    city.rows["keluarga", _S2, "DINSOS"].pop()
    assert city.link_semesters(closed={_S2}) == [_S1]
    assert city.link_semesters(closed={_S2}, anew=True) == [_S1, _S3]
    assert _files(closed) == before
    assert city.link_semesters() == [_S2, _S3]
    assert city.link() == at_once(city, tmp_path / "at once") != expected


def test_a_semester_that_has_lost_its_personal_part_is_linked_anew(city: City) -> None:
    expected = city.link()
    shutil.rmtree(city.layout.kept_linkage(_S2))
    assert city.link_semesters() == [_S2]
    assert city.link() == expected


def test_a_closed_one_that_has_lost_it_gets_its_known_rows_back(city: City) -> None:
    kept = city.layout.kept_linkage(_S2)
    (known,) = kept.glob("known_row-*")
    content = known.read_bytes()
    shutil.rmtree(kept)
    assert city.link_semesters(closed={_S2}) == []
    assert known.read_bytes() == content


def test_a_kill_after_the_personal_part_was_written_leaves_the_old_checkpoint(city: City) -> None:
    expected = city.link()
    kept = city.layout.kept_linkage(_S3)
    (known,) = kept.glob("known_row-*")
    (kept / "known_row-0123456789abcdef.parquet").write_bytes(b"of a run that was killed")
    assert city.link_semesters() == []
    assert city.link_semesters(anew=True) == list(SEMESTERS)
    assert list(kept.glob("known_row*")) == [known]
    assert city.link() == expected


def test_a_semester_whose_rows_are_gone_is_gone(city: City, tmp_path: Path) -> None:
    rows: dict[tuple[str, str, str], Any]
    for rows in (city.rows, city.received):
        for key in [key for key in rows if key[1] == _S2]:
            del rows[key]
    assert city.link_semesters() == [_S3]
    assert not city.layout.linked(_S2).exists()
    assert city.link() == at_once(city, tmp_path / "at once")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_run_by_run_comes_to_the_same_as_all_at_once(tmp_path: Path, seed: int) -> None:
    history = History(tmp_path / "run by run", seed)
    for last in SEMESTERS:
        history.hand_in(last)
        history.city.link_semesters()
    for _ in range(3):
        linked = history.city.link()
        history.change()
    assert history.city.link() == at_once(history.city, tmp_path / "at once")
    # The stories are worth telling: what they are about has happened.
    assert {change["change"] for change in linked["household_change"]} == {"merged", "split"}
    assert {table for table, rows in linked.items() if not rows} <= {"person_change"}
