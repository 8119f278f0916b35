"""Clean input of any size, in seconds: what a city's institutions would hand in if nobody ever mistyped.

Every row passes validation. What only a comparison shows is there all the same, because the pipeline must find it:
households listed twice (by KK, by head's NIK), households that have left poverty (some of which came back), receipts
of one kind from two institutions, recipients who are not in the registry.

Households, persons and receipts are functions of their number and the seed, computed by DuckDB, so that the same plan
gives the same bytes and five million receipts need no more memory than a thousand. All people are made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import yaml

from foundation.semester import Semester
from simulation.names import name_table
from sources.regions import kelurahan_codes

_STREETS = ("Mawar", "Melati", "Kenanga", "Anggrek", "Cempaka", "Flamboyan", "Dahlia")
_KINDS = (
    "Sembako",
    "Beasiswa",
    "Bantuan modal",
    "Rumah layak huni",
    "Pelatihan kerja",
    "Alat usaha",
    "Iuran kesehatan",
)
_FUNDS = ("APBN", "APBD_PROV", "APBD_KOTA", "CSR", "ZIS", "HIBAH", "LAINNYA")
_UNITS = ("RUMAH_TANGGA", "KELUARGA", "INDIVIDU", "KELOMPOK", "USAHA")
_REASONS = ("ekonomi_meningkat", "mengundurkan_diri", "meninggal", "pindah", "ganda")
_TYPES = ("perangkat_daerah", "perusahaan", "bank", "ormas", "baznas", "csr_forum", "lainnya")

#: Activities of one institution; each runs in all kelurahan.
_ACTIVITIES = 10
#: Days of a semester on which receipts lie.
_RECEIPT_DAYS = 180
#: Names of one sex: as many as the made-up city has.
NAMES = 9_992
#: Neighbourhoods (RT) of a community (RW), and households of one, as in real ones: where more people live, there are
#: more.
_RT_OF_AN_RW, _HOUSEHOLDS_OF_AN_RT = 12, 50
#: Recipients beyond the registry, per hundred households in it.
_UNREGISTERED_PER_HUNDRED = 1

FileFormat = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Plan:
    """How much to make: receipts over so many households and institutions, in one format, from a seed."""

    receipts: int
    households: int
    institutions: int
    file_format: FileFormat
    seed: int = 1

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the institutions; the first keeps the registry."""
        return tuple(f"INST{number:03}" for number in range(1, self.institutions + 1))

    @property
    def recipient_households(self) -> int:
        """Households that receive something: those in the registry, and a few that are not."""
        return self.households + self.households * _UNREGISTERED_PER_HUNDRED // 100


#: The sizes of the targets. `city` is the city's own, in workbooks.
SIZES: dict[str, Plan] = {
    "city": Plan(receipts=60_000, households=5_000, institutions=60, file_format="xlsx"),
    "100k": Plan(receipts=100_000, households=30_000, institutions=40, file_format="csv"),
    "1m": Plan(receipts=1_000_000, households=300_000, institutions=40, file_format="csv"),
    "5m": Plan(receipts=5_000_000, households=1_500_000, institutions=40, file_format="csv"),
}


def rw_of_a_kelurahan(households: int) -> int:
    """Give how many communities (RW) a kelurahan has in a city of so many households."""
    return -(-households // (len(kelurahan_codes()) * _RT_OF_AN_RW * _HOUSEHOLDS_OF_AN_RT))


def make_input(folder: Path, plan: Plan, semester: Semester) -> None:
    """Write the inbox of a semester below `folder`, and the list of institutions beside it."""
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        _create_macros(connection, plan, semester)
        for number, code in enumerate(plan.codes):
            target = folder / "inbox" / code / semester.key
            target.mkdir(parents=True)
            datasets = dict(_datasets(plan, number))
            if plan.file_format == "csv":
                for dataset, query in datasets.items():
                    connection.execute(f"copy ({query}) to '{target / dataset}.csv' (header true)")
            else:
                _write_workbook(target / "laporan.xlsx", connection, datasets)
    _write_institution_list(folder / "institutions.yml", plan, semester)


def correct_one(folder: Path, plan: Plan, semester: Semester) -> str:
    """Let an ordinary institution hand in its report again, with half of its receipts; give its code."""
    number = min(5, plan.institutions - 1)
    code = plan.codes[number]
    target = folder / "inbox" / code / semester.key
    with duckdb.connect() as connection:
        _create_macros(connection, plan, semester)
        datasets = dict(_datasets(plan, number))
        datasets["penerima"] += " and i % 2 = 0"
        if plan.file_format == "csv":
            connection.execute(f"copy ({datasets['penerima']}) to '{target}/penerima.csv' (header true)")
        else:
            _write_workbook(target / "laporan.xlsx", connection, datasets)
    return code


def receipts_of_one(connection: duckdb.DuckDBPyConnection, plan: Plan, semester: Semester) -> duckdb.DuckDBPyConnection:
    """Ask for the receipts of the first institution, in the contract's columns."""
    _create_macros(connection, plan, semester)
    return connection.execute(_receipt_query(plan, 0))


def _datasets(plan: Plan, number: int) -> Iterator[tuple[str, str]]:
    """Give name and query of every data set of an institution (counted from 0)."""
    yield "kegiatan", _activity_query(number)
    yield "penerima", _receipt_query(plan, number)
    if number == 0:
        yield "keluarga", _registry_query(plan)
    if number < 2:
        yield "mentas", _graduation_query(plan, number)


def _create_macros(connection: duckdb.DuckDBPyConnection, plan: Plan, semester: Semester) -> None:
    """Create the macros of a household's and a person's values: functions of their number.

    A person's number is twice the household's, plus one for the second adult. Birth dates go round 18,000 days, and the
    serial grows by one at each round, so that no NIK occurs twice; card numbers likewise.
    """
    for table, sex in (("men", "L"), ("women", "P")):
        connection.execute(f"create table {table} as select ? as names", [list(name_table(sex, NAMES))])
    connection.execute(f"""
        -- Hashed twice: of two labels, single hashes of one number differ by a constant, and so are not independent.
        create macro chance(what, n) as (hash(hash(what, n, {plan.seed})) % 1000000)::bigint;
        create macro one_of(texts, what, n) as texts[chance(what, n) % len(texts) + 1];
        create macro region(h) as {list(kelurahan_codes())}[chance('region', h) % {len(kelurahan_codes())} + 1];
        create macro area(h) as replace(left(region(h), 8), '.', '');
        create macro born(p) as date '1950-01-01' + (p % 18000)::int;
        create macro sex(p) as case when chance('sex', p) % 2 = 0 then 'L' else 'P' end;
        create macro nik(p) as area(p // 2)
            || lpad((day(born(p)) + case when sex(p) = 'P' then 40 else 0 end)::varchar, 2, '0')
            || strftime(born(p), '%m%y') || lpad((p // 18000 + 1)::varchar, 4, '0');
        create macro kk(h) as area(h) || strftime(date '2005-01-01' + (h % 5000)::int, '%d%m%y')
            || lpad((h // 5000 + 1)::varchar, 4, '0');
        create macro full_name(p) as one_of(
            case when sex(p) = 'L' then (select names from men) else (select names from women) end, 'name', p
        );
        create macro address(h) as 'Jl. ' || one_of({list(_STREETS)}, 'street', h)
            || ' No. ' || (chance('house', h) % 200 + 1);
        create macro rt(h) as lpad((chance('rt', h) % {_RT_OF_AN_RW} + 1)::varchar, 3, '0');
        create macro rw(h) as lpad((chance('rw', h) % {rw_of_a_kelurahan(plan.households)} + 1)::varchar, 3, '0');
        create macro first_day() as date '{semester.start}';
    """)


def _activity_code(activity: str) -> str:
    return f"'2.05.' || lpad(({activity})::varchar, 2, '0')"


def _activity_query(number: int) -> str:
    """One row per activity and kelurahan of an institution."""
    unique = f"({number} * {_ACTIVITIES} + activity) * 1000 + place"
    return f"""
        select
            {_activity_code("activity")} as kode_kegiatan,
            'Kegiatan ' || activity || ' instansi {number}' as nama_kegiatan,
            activity % 4 + 1 as strategi,
            activity % 3 + 1 as kelompok_program,
            {list(kelurahan_codes())}[place + 1] as kode_wilayah,
            {list(_FUNDS)}[(activity + {number}) % {len(_FUNDS)} + 1] as sumber_dana,
            (chance('budget', {unique}) % 100 + 20) * 1000000 as anggaran,
            (chance('budget', {unique}) % 100 + 20) * 750000 as realisasi,
            {list(_UNITS)}[activity % {len(_UNITS)} + 1] as satuan_sasaran,
            chance('target', {unique}) % 500 + 10 as target,
            chance('target', {unique}) % 500 as capaian,
            first_day() + (activity * 3)::int as tanggal_mulai,
            first_day() + {_RECEIPT_DAYS - 1} as tanggal_selesai,
            null::varchar as keterangan
        from range({_ACTIVITIES}) as a (activity), range({len(kelurahan_codes())}) as p (place)
        order by activity, place
    """


def _receipt_query(plan: Plan, number: int) -> str:
    """The receipts of an institution.

    Households take turns; each turn has days of its own, so that no receipt shares its key with another. Two
    neighbouring institutions give the same kinds, which is how some households get one kind from both.
    """
    turns = -(-plan.receipts // plan.recipient_households)
    days = max(_RECEIPT_DAYS // turns, 1)
    kind = f"one_of({list(_KINDS)}, 'kind', {number // 2} * {_ACTIVITIES} + activity)"
    return f"""
        with receipts as (
            select i, i % {plan.recipient_households} as h, i // {plan.recipient_households} as turn
            from range({plan.receipts}) as r (i)
            where chance('giver', i) % {plan.institutions} = {number}
        ),
        drawn as (
            select
                *, h * 2 + (chance('who', i) % 100 >= 80)::int as p,
                chance('activity', i) % {_ACTIVITIES} as activity
            from receipts
        )
        select
            {_activity_code("activity")} as kode_kegiatan,
            nik(p) as nik, kk(h) as no_kk, full_name(p) as nama, born(p) as tanggal_lahir, sex(p) as jenis_kelamin,
            address(h) as alamat, rt(h) as rt, rw(h) as rw, region(h) as kode_wilayah,
            {kind} || ' {number // 2}-' || activity as jenis_bantuan,
            (chance('value', i) % 20 + 1) * 50000 as nilai_bantuan,
            first_day() + (turn * {days} + chance('day', i) % {days})::int as tanggal_terima
        from drawn
        where true
    """


def _registry_query(plan: Plan) -> str:
    """The registry: every household once; one in 125 again under its KK, one in 250 again under a new KK."""
    return f"""
        with listed as (
            select h, kk(h) as no_kk, region(h) as kode_wilayah, 0 as again from range({plan.households}) as r (h)
            union all
            select h, kk(h), region(h + 1), 1 from range({plan.households}) as r (h) where h % 125 = 3
            union all
            select h, kk({plan.recipient_households} + h), region(h), 2
            from range({plan.households}) as r (h) where h % 250 = 7
        )
        select
            no_kk, nik(h * 2) as nik_kepala, full_name(h * 2) as nama_kepala, born(h * 2) as tanggal_lahir_kepala,
            sex(h * 2) as jenis_kelamin_kepala, address(h) || repeat(' A', again) as alamat,
            rt(h) as rt, rw(h) as rw, kode_wilayah, chance('size', h) % 7 + 1 as jumlah_anggota,
            case when chance('poor', h) % 100 < 80 then chance('decile', h) % 4 + 1
                else chance('decile', h) % 3 + 5 end as desil,
            case when chance('poor', h) % 100 < 80 then 'miskin'
                when chance('poor', h) % 100 < 95 then 'rentan' else 'tidak_miskin' end as status,
            first_day() + (chance('surveyed', h) % 60)::int as tanggal_pendataan
        from listed
        order by again, h
    """


def _graduation_query(plan: Plan, number: int) -> str:
    """Households that have left poverty: one in a hundred says the keeper, one in two hundred the second institution.

    Some of the days lie before the household's survey, which then says that it is back.
    """
    every, rest = (100, 11) if number == 0 else (200, 50)
    return f"""
        select
            kk(h) as no_kk, nik(h * 2) as nik_kepala, full_name(h * 2) as nama_kepala, region(h) as kode_wilayah,
            one_of({list(_REASONS)}, 'reason', h) as alasan,
            first_day() + (chance('left', h) % 170)::int as tanggal_berlaku,
            'SK ' || h as dasar, 'SK/' || h as nomor_dokumen
        from range({plan.households}) as r (h)
        where h % {every} = {rest}
    """


def _write_workbook(path: Path, connection: duckdb.DuckDBPyConnection, datasets: dict[str, str]) -> None:
    """Write one workbook with a sheet per data set: numbers as text, dates as dates."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        for dataset, query in datasets.items():
            sheet = workbook.add_worksheet(dataset)
            rows = connection.execute(query)
            sheet.write_row(0, 0, [column[0] for column in rows.description or []])
            for row_number, row in enumerate(rows.fetchall(), start=1):
                sheet.write_row(row_number, 0, row)


def _write_institution_list(path: Path, plan: Plan, semester: Semester) -> None:
    entries = [
        {
            "code": code,
            "name": f"Instansi {number}",
            "type": _TYPES[number % len(_TYPES)],
            "datasets": [dataset for dataset, _ in _datasets(plan, number)],
            "since": semester.key,
            "channel": {"kind": "folder", "url": "inbox"},
        }
        for number, code in enumerate(plan.codes)
    ]
    path.write_text(yaml.safe_dump({"institutions": entries}, sort_keys=False), encoding="utf-8")
