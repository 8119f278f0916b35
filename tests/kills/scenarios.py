"""The runs to kill: over a small made-up city, each from a state prepared once, with the expected result."""

import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from foundation.data_layout import DataLayout
from foundation.semester import Semester
from simulation import simulate
from tests.installation import keep_few_institutions
from tests.kills.processes import Run, start

#: The run's own timestamps; all else in the marts is a function of the submissions.
RUN_TIMESTAMPS = frozenset({"first_seen_at", "last_seen_at"})

#: Rows and content of every mart, by its name.
Fingerprint = Mapping[str, tuple[int, int]]

EARLIER, LATER = Semester(2022, 2), Semester(2023, 1)
#: Who hands in something else in the correction.
_CORRECTED = "DINKES"
_LIMIT_SECONDS = 900.0


@dataclass(frozen=True)
class Scenario:
    """One kind of run: its arguments, the inbox, the state it starts from, and the marts before and after it.

    `seconds` is how long it takes undisturbed, `step_seconds` how long each of its steps does.
    """

    name: str
    arguments: tuple[str, ...]
    city: Path
    state: Path
    before: Fingerprint
    after: Fingerprint
    seconds: float
    step_seconds: Mapping[str, float]

    def environment(self, data: Path) -> dict[str, str]:
        """Give the environment of a run over a copy of the state."""
        return _environment(self.city, data)


def _environment(city: Path, data: Path) -> dict[str, str]:
    return {
        "SEKTAP_DATA": str(data),
        "SEKTAP_INSTITUTIONS": str(city / "institutions.yml"),
        "SEKTAP_PSEUDONYM_KEY": "key of the benchmark",
        "SEKTAP_LOCK_TIMEOUT_SECONDS": "300",
    }


def fingerprint(database: Path) -> Fingerprint:
    """Give rows and content of every published mart, the run's own timestamps left out."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return _fingerprint(connection, "from duckdb_tables() where schema_name = 'marts'", "marts.{}")


def parquet_fingerprint(link: Path) -> Fingerprint:
    """Give the same of the published Parquet files; the link to them is followed once."""
    folder = link.resolve()
    with duckdb.connect() as connection:
        names = ", ".join(f"('{table.name}')" for table in sorted(folder.iterdir()))
        return _fingerprint(
            connection, f"from (values {names}) as t(table_name)", f"read_parquet('{folder}/{{}}/*.parquet')"
        )


def _fingerprint(connection: duckdb.DuckDBPyConnection, tables: str, relation: str) -> Fingerprint:
    found = {}
    for (table,) in connection.execute(f"select table_name {tables} order by 1").fetchall():
        named = relation.format(table)
        columns = [row[0] for row in connection.execute(f"describe select * from {named}").fetchall()]
        kept = ", ".join(column for column in columns if column not in RUN_TIMESTAMPS)
        row = connection.execute(f"select count(*), coalesce(sum(hash({kept})::hugeint), 0) from {named}").fetchone()
        found[table] = (int(row[0]), int(row[1])) if row else (0, 0)
    return found


def prepare(folder: Path, households: int, seed: int) -> list[Scenario]:
    """Make the city up, run it undisturbed, and give the scenarios: a semester's first run, and a correction."""
    city = folder / "city"
    simulate(city, households=households, semesters=[EARLIER, LATER], seed=seed)
    keep_few_institutions(city)
    corrected_city = folder / "corrected_city"
    shutil.copytree(city, corrected_city)
    _hand_in_something_else(corrected_city / "inbox" / _CORRECTED / LATER.key)

    base = folder / "base"
    _run(city, base, folder, "run", EARLIER.key)
    semester = _scenario("semester", ("run", LATER.key), city, base, folder)
    published = folder / "semester-undisturbed"
    correction = ("run", LATER.key, "--institution", _CORRECTED)
    return [semester, _scenario("correction", correction, corrected_city, published, folder)]


def _scenario(name: str, arguments: tuple[str, ...], city: Path, state: Path, folder: Path) -> Scenario:
    undisturbed = folder / f"{name}-undisturbed"
    shutil.copytree(state, undisturbed, symlinks=True)
    before = fingerprint(DataLayout(undisturbed).published_database)
    seconds, run = _run(city, undisturbed, folder, *arguments)
    after = fingerprint(DataLayout(undisturbed).published_database)
    if before == after:
        raise RuntimeError(f"the run of scenario {name} changes nothing: its marts could not show a kill")
    return Scenario(name, arguments, city, state, before, after, seconds, run.step_seconds)


def _run(city: Path, data: Path, folder: Path, *arguments: str) -> tuple[float, Run]:
    """Run to the end, and give the seconds and the run. Raises `RuntimeError` with what the run said where it fails."""
    began = time.monotonic()
    run: Run = start(arguments, _environment(city, data), folder / "undisturbed.txt")
    code = run.wait(_LIMIT_SECONDS)
    if code != 0:
        run.kill(group=True)
        raise RuntimeError(f"an undisturbed run ended with {code}: {run.said.read_text('utf-8')}")
    return time.monotonic() - began, run


def _hand_in_something_else(inbox: Path) -> None:
    shutil.rmtree(inbox, ignore_errors=True)
    inbox.mkdir(parents=True)
    (inbox / "kegiatan.csv").write_text(
        "kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;"
        "satuan_sasaran;target;capaian;tanggal_mulai\n"
        "K1;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;1000000;900000;INDIVIDU;10;9;2023-02-01\n"
        "K2;Pelatihan;2;2;35.74.01.1001;APBD_KOTA;banyak;900000;INDIVIDU;10;9;2023-02-01\n",
        encoding="utf-8",
    )
