"""A closed semester keeps its marts whatever happens; reopened, it is as if it had never been closed."""

import os
import shutil
from datetime import UTC, datetime
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from tests.installation import Installation


def rows_of_semester(city: Installation, semester: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give every published row of a semester, timestamps included, but for the flag that says it is closed."""
    content = {}
    with duckdb.connect(str(city.layout.published_database), read_only=True) as connection:
        tables = connection.execute(
            "select table_name from duckdb_columns() where schema_name = 'marts' and column_name = 'semester_key'"
        ).fetchall()
        for (table,) in tables:
            kept = "* exclude (is_closed)" if table == "dim_semester" else "*"
            content[table] = connection.execute(
                f"select {kept} from marts.{table} where semester_key = {semester.replace('S', '')} order by all"
            ).fetchall()
    return content


def closed_semesters(city: Installation) -> list[str]:
    return [row[0] for row in city.query("select semester from marts.dim_semester where is_closed")]


def hand_in(city: Installation, code: str, semester: Any, activity: str) -> None:
    """Put another workbook in the place of what an institution has handed in."""
    inbox = city.inbox(code, semester)
    shutil.rmtree(inbox, ignore_errors=True)
    inbox.mkdir(parents=True)
    (inbox / "kegiatan.csv").write_text(
        "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
        "satuan_sasaran;target;capaian;tanggal_mulai\n"
        f"{activity};Pelatihan;2;2;35.74.01.1001;APBD_KOTA;1000000;900000;INDIVIDU;10;9;{semester.start.isoformat()}\n",
        encoding="utf-8",
    )
    # The channel's own time: the same wherever and whenever the test hands it in.
    handed_in_at = datetime(semester.year, 8, 20, tzinfo=UTC).timestamp()
    for file in inbox.iterdir():
        os.utime(file, (handed_in_at, handed_in_at))


def change_everything(city: Installation) -> None:
    """Correct both semesters, drop an institution from the list, rename another, and set other thresholds."""
    earlier, closed = city.semesters
    hand_in(city, "DINSOS", earlier, "LAIN1")
    hand_in(city, "DINKES", closed, "LAIN2")
    file = city.city / "institutions.yml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    kept = [entry for entry in entries["institutions"] if entry["code"] != "BAZNAS"]
    next(entry for entry in kept if entry["code"] == "DINKES").update(name="Dinas Lain", type="lainnya")
    file.write_text(yaml.safe_dump({"institutions": kept}), encoding="utf-8")
    city.environment |= {"SEKTAP_DEADLINE_DAYS": "1", "SEKTAP_DECILE_THRESHOLD": "1"}


def cells_that_contradict_the_star(city: Installation) -> list[tuple[Any, ...]]:
    """Give the figures by type of institution that the facts, joined to the institutions, do not give."""
    return city.query("""
        select * from (
            select semester_key, institution_type, count(*) filter (where is_expected) as expected
            from marts.fct_submission inner join marts.dim_institution using (institution_key)
            group by all
        ) as star
        full outer join marts.agg_reporting as finished using (semester_key, institution_type)
        where star.expected is distinct from finished.expected
    """)


@pytest.mark.slow
def test_a_closed_semester_keeps_every_row_whatever_changes_and_reopened_none(small_city: Installation) -> None:
    earlier, closed = small_city.semesters
    before = rows_of_semester(small_city, closed.key)
    assert "ditutup" in small_city.sektap("close", closed.key).stdout
    assert closed_semesters(small_city) == [closed.key]
    assert rows_of_semester(small_city, closed.key) == before

    change_everything(small_city)
    small_city.sektap("run", earlier.key)
    assert rows_of_semester(small_city, closed.key) == before
    completed = small_city.sektap("run", closed.key)
    assert f"{closed.key} is closed" in completed.stderr
    assert rows_of_semester(small_city, closed.key) == before
    assert rows_of_semester(small_city, earlier.key)["agg_poverty_headcount"]
    types = (
        "select institution_type from marts.dim_institution where institution_code = 'DINKES' order by first_semester"
    )
    assert small_city.query(types) == [("lainnya",), ("perangkat_daerah",)]
    assert cells_that_contradict_the_star(small_city) == []

    # Reopened, its marts are those of a semester that was never closed: what the archive gives, with the report of the
    # institution that has left the list.
    assert "dibuka kembali" in small_city.sektap("reopen", closed.key).stdout
    assert closed_semesters(small_city) == []
    small_city.sektap("run", closed.key)
    assert rows_of_semester(small_city, closed.key) != before
    assert "just what is published" in small_city.sektap("rebuild", "--check").stdout


@pytest.mark.slow
def test_a_closed_semester_is_kept_by_a_mart_that_has_got_a_column_since(small_city: Installation) -> None:
    earlier, closed = small_city.semesters
    before = rows_of_semester(small_city, closed.key)
    small_city.sektap("close", closed.key)
    file = small_city.layout.mart(closed.key, "fct_assistance")
    table = pq.read_table(file, partitioning=None).drop_columns(["person_match_probability"])
    pq.write_table(table, file)
    small_city.layout.published_database.unlink()
    small_city.run(earlier)
    after = rows_of_semester(small_city, closed.key)
    assert [row[:-1] for row in after["fct_assistance"]] == [row[:-1] for row in before["fct_assistance"]]
    assert {row[-1] for row in after["fct_assistance"]} == {None}
    ((said,),) = small_city.query("""
        select comment from duckdb_columns()
        where table_name = 'fct_assistance' and column_name = 'person_match_probability'
    """)
    assert said.endswith(f"Null in {closed.key}: closed before.")
    (exported,) = (small_city.layout.published_parquet_root / "fct_assistance").glob(f"{closed.key}-*.parquet")
    assert "person_match_probability" in pq.read_schema(exported).names


@pytest.mark.slow
def test_only_a_published_semester_is_closed_and_closing_twice_changes_nothing(small_city: Installation) -> None:
    closed = small_city.semesters[-1]
    refused = small_city.sektap("close", closed.next().key, check=False)
    assert refused.returncode == 1
    assert "is not published" in refused.stderr
    assert "Traceback" not in refused.stderr
    small_city.sektap("close", closed.key)
    kept = {file: file.read_bytes() for file in small_city.layout.mart_partition(closed.key).rglob("*.parquet")}
    assert "sudah ditutup" in small_city.sektap("close", closed.key).stdout
    assert {file: file.read_bytes() for file in kept} == kept
