"""Everything made again from the archive is what came about run by run, in whatever order that was."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from operations.mart_rounds import built_semesters
from operations.rebuild import compare_marts, differing_marts
from tests.installation import Installation

#: What may happen to a semester (0 or 1), in any order.
DEEDS = ("run", "take away", "put back", "close", "reopen", "waive")


def institutions_with(city: Installation, table: str) -> list[str]:
    """Give the institutions that have rows in a fact, those with most of them first."""
    rows = city.query(f"""
        select institution_code from marts.{table} inner join marts.dim_institution using (institution_key)
        group by institution_code order by count(*) desc, institution_code
    """)
    return [code for (code,) in rows]


def do(city: Installation, deed: str, number: int) -> None:
    """Do one thing to a semester, and run it where that changes what was handed in."""
    semester = city.semesters[number]
    reporting = [*institutions_with(city, "fct_household_poverty")[:1], *institutions_with(city, "fct_assistance")[:1]]
    code = reporting[number % len(reporting)] if reporting else "DINSOS"
    inbox = city.inbox(code, semester)
    away = city.folder / "away" / semester.key / code
    if deed == "take away" and inbox.exists():
        away.parent.mkdir(parents=True, exist_ok=True)
        inbox.rename(away)
    elif deed == "put back":
        for kept in (city.folder / "away" / semester.key).glob("*"):
            kept.rename(city.inbox(kept.name, semester))
    elif deed == "waive":
        waive_a_finding(city, number)
    if deed in ("close", "reopen"):
        city.sektap(deed, semester.key, check=False)
    else:
        city.run(semester)


def waive_a_finding(city: Installation, number: int) -> None:
    """Hand in a decision on a finding of a household, with the report of the semester."""
    semester = city.semesters[number]
    found = city.query("""
        select finding_id from marts.fct_quality_finding
        where rule_code in ('duplicate_household', 'left_poverty_still_counted') and status = 'open' order by finding_id
    """)
    inbox = city.inbox("SEKTAP", semester)
    inbox.mkdir(parents=True, exist_ok=True)
    lines = ["finding_id;keputusan;alasan;petugas;tanggal"]
    lines += [f"{finding_id};abaikan;Dikunjungi;Contoh Petugas;01/08/2023" for (finding_id,) in found[:1]]
    (inbox / f"keputusan_{len(list(inbox.iterdir()))}.csv").write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.slow
@settings(
    max_examples=2,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1)), min_size=4, max_size=5))
def test_a_rebuild_equals_the_history_of_runs(
    published_small_city: Installation, tmp_path_factory: pytest.TempPathFactory, deeds: Sequence[tuple[str, int]]
) -> None:
    city = Installation(tmp_path_factory.mktemp("history") / "city", published_small_city.semesters)
    shutil.copytree(published_small_city.folder, city.folder, symlinks=True)
    for deed, number in deeds:
        do(city, deed, number)
    assert differing_marts(city.settings, datetime.now(UTC), lambda _: None) == {}
    shutil.rmtree(city.folder)


@pytest.mark.slow
def test_a_difference_from_the_archive_is_reported(small_city: Installation) -> None:
    with duckdb.connect(str(small_city.layout.published_database)) as connection:
        connection.execute("""
            update marts.fct_assistance set amount_idr = 0
            where receipt_key = (select min(receipt_key) from marts.fct_assistance where amount_idr > 0)
        """)
    completed = small_city.sektap("rebuild", "--check", check=False)
    assert completed.returncode == 1
    assert "fct_assistance (2 rows)" in completed.stderr
    assert not list(small_city.layout.root.glob(".rebuilt-*"))


@pytest.mark.slow
def test_a_run_of_an_old_semester_that_changes_nothing_does_no_later_work(small_city: Installation) -> None:
    earlier, later = small_city.semesters
    before, kept = small_city.marts(), small_city.layout.mart(later.key, "fct_assistance").stat().st_ino
    small_city.run(earlier)
    assert small_city.marts() == before
    assert built_semesters(small_city.layout) == [earlier]
    assert small_city.layout.mart(later.key, "fct_assistance").stat().st_ino == kept


@pytest.mark.slow
def test_a_run_of_an_old_semester_makes_later_ones_anew_where_it_changes_them(small_city: Installation) -> None:
    earlier, later = small_city.semesters
    registry = institutions_with(small_city, "fct_household_poverty")[0]
    shutil.rmtree(small_city.inbox(registry, earlier))
    small_city.run(earlier)
    assert built_semesters(small_city.layout) == [earlier, later]


@pytest.mark.slow
def test_a_data_folder_of_an_earlier_version_is_refused_with_words_and_rebuilt(
    small_city: Installation, tmp_path: Path
) -> None:
    before = shutil.copy(small_city.layout.published_database, tmp_path / "before.duckdb")
    later = small_city.semesters[-1]
    small_city.layout.data_version.unlink()
    for zone in ("accepted", "linkage", "marts", "warehouse"):
        shutil.rmtree(small_city.layout.root / zone)
    for refused in (("run", later.key), ("close", later.key)):
        completed = small_city.sektap(*refused, check=False)
        assert completed.returncode == 1
        assert "`sektap rebuild` makes all of it again from its archive" in completed.stderr
        assert "Traceback" not in completed.stderr
    small_city.sektap("rebuild")
    assert compare_marts(Path(before), small_city.layout.published_database) == {}
