"""The floor: the city's facts from the institutions' files, by DuckDB alone, as fast as a page of SQL can.

No checks, findings, history, feedback or separation of personal data, one semester only. `python -m bench.floor INBOX
SEMESTER KEY OUT.json` writes the facts (`facts`) from csv files or workbooks.
"""

import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from bench.facts import FACT_QUERIES

_DIGITS = 32
_TEXT, _MONEY = "varchar", "decimal(18, 2)"
#: The columns that the facts need, and their types.
_COLUMNS = {
    "kegiatan": {"strategi": "int", "kelompok_program": "int", "kode_wilayah": _TEXT, "realisasi": _MONEY},
    "penerima": {
        "nik": _TEXT, "no_kk": _TEXT, "kode_wilayah": _TEXT, "jenis_bantuan": _TEXT,
        "nilai_bantuan": _MONEY, "tanggal_terima": "date",
    },
    "keluarga": {
        "no_kk": _TEXT, "nik_kepala": _TEXT, "kode_wilayah": _TEXT, "jumlah_anggota": "int", "status": _TEXT,
        "tanggal_pendataan": "date",
    },
    "mentas": {"no_kk": _TEXT, "nik_kepala": _TEXT, "tanggal_berlaku": "date"},
}  # fmt: skip


def main(inbox: Path, semester: str, key: str, out: Path) -> None:
    """Load the files, compute the facts, write them."""
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false; set threads = 2")
        for dataset, columns in _COLUMNS.items():
            typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table {dataset} (institution varchar, {typed})")
        if any(inbox.glob(f"*/{semester}/*.csv")):
            _load_csv(connection, inbox, semester)
        else:
            _load_workbooks(connection, inbox, semester)
        _pseudonymise(connection, key.encode())
        connection.execute(_HOUSEHOLDS)
        facts = {name: connection.execute(query).fetchall() for name, query in FACT_QUERIES.items()}
    out.write_text(json.dumps(facts, default=str, sort_keys=True), encoding="utf-8")


def _load_csv(connection: duckdb.DuckDBPyConnection, inbox: Path, semester: str) -> None:
    for dataset, columns in _COLUMNS.items():
        connection.execute(f"""
            insert into {dataset} select split_part(filename, '/', -3), {", ".join(columns)}
            from read_csv(
                '{inbox}/*/{semester}/{dataset}.csv',
                filename = true, header = true, delim = ',', dateformat = '%Y-%m-%d', types = {columns}
            )
        """)


def _load_workbooks(connection: duckdb.DuckDBPyConnection, inbox: Path, semester: str) -> None:
    for dataset, wanted in _COLUMNS.items():
        sheets = list(_sheets(inbox, semester, dataset))
        rows = [[code, *row] for code, _, body in sheets for row in body]
        columns = dict(zip(["institution", *sheets[0][1]], zip(*rows, strict=True), strict=True))
        texts = {name: pa.array(map(_text, columns[name]), pa.string()) for name in ("institution", *wanted)}
        incoming = pa.table(texts)
        connection.register("incoming", incoming)
        connection.execute(f"insert into {dataset} select institution, {', '.join(wanted)} from incoming")


def _sheets(inbox: Path, semester: str, dataset: str) -> Iterator[tuple[str, list[Any], list[list[Any]]]]:
    from python_calamine import CalamineWorkbook

    for path in sorted(inbox.glob(f"*/{semester}/*.xlsx")):
        workbook = CalamineWorkbook.from_path(str(path))
        if dataset in workbook.sheet_names:
            header, *body = workbook.get_sheet_by_name(dataset).to_python()
            yield path.parent.parent.name, header, body


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def _pseudonymise(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """Create `pseudonym`: the keyed hash of every distinct number."""
    numbers = connection.execute("""
        select nik from penerima union select no_kk from penerima union select no_kk from keluarga
        union select nik_kepala from keluarga union select no_kk from mentas union select nik_kepala from mentas
    """).to_arrow_table()
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key.ljust(64, b"\0")))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key.ljust(64, b"\0")))

    def keyed(number: str) -> str:
        within, around = inner.copy(), outer.copy()
        within.update(number.encode())
        around.update(within.digest())
        return around.hexdigest()[:_DIGITS]

    if not hmac.compare_digest(keyed("1"), hmac.new(key, b"1", hashlib.sha256).hexdigest()[:_DIGITS]):
        raise ValueError("the key is longer than a block")
    ids = pa.array([keyed(number) for number in numbers.column(0).to_pylist()])
    connection.register("incoming_pseudonym", pa.table({"number": numbers.column(0), "id": ids}))
    connection.execute("create table pseudonym as select * from incoming_pseudonym")


#: From rows to households: rows that share a KK or a head's NIK are one, over any number of steps (two are enough where
#: nobody is listed under three cards); the household's name is its smallest KK.
_HOUSEHOLDS = """
    create table activity as
    select kode_wilayah, strategi, kelompok_program, realisasi from kegiatan;

    create table card as
    with by_head as (
        select no_kk, min(no_kk) over (partition by nik_kepala) as household from keluarga
    )
    select no_kk, min(household) as household from by_head group by no_kk;

    create table registry as
    select
        listed.*, card.household, listed.status = 'miskin' as is_counted,
        row_number() over (
            partition by card.household order by listed.status = 'miskin' desc, listed.rowid
        ) > 1 as is_duplicate
    from keluarga as listed inner join card using (no_kk);

    create table departed as
    with latest as (
        select coalesce(by_card.household, left_row.no_kk) as household, max(tanggal_berlaku) as left_on
        from mentas as left_row left join card as by_card using (no_kk)
        group by all
    )
    select household from latest
    where not exists (
        select 1 from registry
        where registry.household = latest.household and is_counted and tanggal_pendataan > left_on
    );

    create table household as
    select
        kode_wilayah, jumlah_anggota, is_counted, is_duplicate,
        household in (from departed) as has_left
    from registry;

    create table receipt as
    select
        given.institution, given.kode_wilayah, given.nilai_bantuan, given.tanggal_terima,
        lower(replace(given.jenis_bantuan, ' ', '')) as kind,
        person.id as person_id, card_id.id as household_id, coalesce(card.household, given.no_kk) as household,
        card.household is not null as is_registered
    from penerima as given
    inner join pseudonym as person on given.nik = person.number
    inner join pseudonym as card_id on given.no_kk = card_id.number
    left join card on given.no_kk = card.no_kk
"""


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
