"""`python -m bench.linkage --rows 10000 100000 1000000`: what linking a registry of so many heads of households costs.

For each size a registry of two semesters, made by DuckDB: one row in fifty is listed again under another card without
a NIK and with a typo in the name or the birth date, one in a hundred has another card in the second semester, one in
six has no NIK. Measured, each in a process of its own: the first semester, one row less (all is scored again), the same
again (nothing is), and the second semester beside the first, which keeps its scores.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from bench.made_input import NAMES, rw_of_a_kelurahan
from bench.measured import measure
from foundation.data_layout import DataLayout
from operations.zones import ensure_zones
from simulation.names import name_table
from sources.contract import load_contracts
from sources.contract_schemas import accepted_schema, received_schema
from sources.regions import kelurahan_codes

_SEMESTERS = ("2022S1", "2022S2")
_INSTITUTION = "DINSOS"
_LINK = "import sys; from pathlib import Path; from foundation.data_layout import DataLayout; \
from linkage import link_semesters; print(link_semesters(DataLayout(Path(sys.argv[1])), sys.argv[2:]))"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the sizes that are asked for and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--work", type=Path, help="folder for the data (a temporary one unless given)")
    options = parser.parse_args(arguments)
    shown = Table(title="Linking a registry")
    for heading in ("rows", "step", "wall, s", "processor, s", "peak memory, MB"):
        shown.add_column(heading, justify="left" if heading == "step" else "right")
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        for rows in options.rows:
            layout = DataLayout(Path(work) / str(rows))
            ensure_zones(layout)
            _write_registry(layout, rows, _SEMESTERS[0])
            _measure(shown, layout, rows, "first semester", _SEMESTERS[:1])
            _write_registry(layout, rows - 1, _SEMESTERS[0])
            _measure(shown, layout, rows, "one row less", _SEMESTERS[:1])
            _measure(shown, layout, rows, "nothing changed", _SEMESTERS[:1])
            _write_registry(layout, rows, _SEMESTERS[1])
            _measure(shown, layout, rows, "a second semester beside it", _SEMESTERS)
    Console().print(shown)
    return 0


def _measure(shown: Table, layout: DataLayout, rows: int, step: str, semesters: Sequence[str]) -> None:
    log = layout.root / "log.txt"
    cost = measure([sys.executable, "-c", _LINK, str(layout.root), *semesters], environment={}, log=log)
    memory = f"{cost.peak_pss_bytes / 1e6:,.0f}"
    shown.add_row(f"{rows:,}", step, f"{cost.wall_seconds:.1f}", f"{cost.cpu_seconds:.1f}", memory)
    Console(stderr=True).print(f"{rows:,} {step}: {cost.wall_seconds:.1f} s, {memory} MB; {log.read_text().strip()}")


def _write_registry(layout: DataLayout, rows: int, semester: str) -> None:
    """Write the registry of a semester as validation leaves it: accepted rows, and beside them what was read."""
    received = layout.received(semester, _INSTITUTION) / "keluarga.parquet"
    accepted = layout.accepted("keluarga", semester, _INSTITUTION)
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        names = {sex: pa.table({"name": name_table(sex, NAMES)}) for sex in "LP"}
        connection.register("men", names["L"])
        connection.register("women", names["P"])
        connection.execute(_MACROS.format(regions=list(kelurahan_codes())))
        query = _ROWS.format(
            names=NAMES,
            communities=rw_of_a_kelurahan(rows),
            rows=rows,
            households=rows * 50 // 51,
            is_later=semester != _SEMESTERS[0],
            semester=semester,
        )
        connection.execute(f"create table listed as {query}")
        for path, schema in (
            (received, received_schema(load_contracts()["keluarga"])),
            (accepted, accepted_schema(load_contracts()["keluarga"])),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            known = {column[0] for column in connection.execute("describe listed").fetchall()}
            columns = ", ".join(name if name in known else f"null as {name}" for name in schema.names)
            reader = connection.execute(f"select {columns} from listed order by record_id").to_arrow_reader(100_000)
            with pq.ParquetWriter(path, schema) as writer:
                for batch in reader:
                    writer.write_batch(batch.cast(schema))


#: A head of household and the card are functions of the household's number; serials and cards are small numbers as in
#: real ones, so that neighbours are near.
_MACROS = """
    create macro chance(what, n) as (hash(hash(what, n)) % 1000000)::bigint;
    create macro region(h) as {regions}[chance('region', h) % 29 + 1];
    create macro born(h) as date '1940-01-01' + (chance('born', h) % 22000)::int;
    create macro sex(h) as case when chance('sex', h) % 6 = 0 then 'P' else 'L' end;
    create macro head_nik(h) as replace(left(region(h), 8), '.', '')
        || lpad((day(born(h)) + case when sex(h) = 'P' then 40 else 0 end)::varchar, 2, '0')
        || strftime(born(h), '%m%y') || lpad((h // 1000 + 1)::varchar, 4, '0');
    create macro card(h, issue) as replace(left(region(h), 8), '.', '')
        || strftime(date '2005-01-01' + ((h + issue * 1777) % 6000)::int, '%d%m%y')
        || lpad((h // 6000 + issue * 300 + 1)::varchar, 4, '0');
    create table person_name as
    select 'L' as sex, row_number() over () - 1 as i, name from men
    union all
    select 'P', row_number() over () - 1, name from women;
"""
_ROWS = """
    with households as (
        select
            h, case when n < {households} then 0 else 1 end as again,
            chance('slip', h) % 4 as slip,
            {is_later} and chance('moved', h) % 100 = 0 as has_new_card
        from (
            select n, case when n < {households} then n else (n - {households}) * 50 end as h
            from range({rows}) as r (n)
        )
    )

    select
        md5('{semester}' || h || ' ' || again) as record_id,
        'f.csv' as source_file, 's' as source_sheet, h as source_row, false as is_in_rejected_table,
        card(h, again + has_new_card::int) as no_kk, md5(no_kk) as household_id,
        case when again = 1 or chance('nik', h) % 6 = 0 then null else head_nik(h) end as nik_kepala,
        md5(nik_kepala) as head_person_id,
        case when again = 1 and slip = 1 then replace(name, 'a', 'aa') else name end as nama_kepala,
        case when again = 1 and slip = 2 then make_date(year(born(h)), 1, 1) else born(h) end as tanggal_lahir_kepala,
        sex(h) as jenis_kelamin_kepala,
        'Jl. Mawar ' || chance('street', h) % 20 || ' No. ' || chance('house', h) % 200 as alamat,
        chance('rt', h) % 12 || '' as rt, chance('rw', h) % {communities} || '' as rw,
        region(h) as kode_wilayah, region(h) as region_code,
        3 as jumlah_anggota, 3 as member_count, 2 as desil, 2 as decile, 'miskin' as status, 'miskin' as poverty_status,
        date '2022-01-10' as tanggal_pendataan, date '2022-01-10' as surveyed_date
    from households
    inner join person_name as named on named.sex = sex(h) and named.i = chance('name', h) % {names}
"""


if __name__ == "__main__":
    raise SystemExit(main())
