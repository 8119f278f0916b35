"""Heads of households in comparable form, from rows of the registry, graduations and receipts.

The only module of the linkage that reads personal data. It stays in the connection's temporary tables; only record ids,
pseudonyms and probabilities leave them.
"""

import duckdb
import pyarrow as pa

from foundation.data_layout import DataLayout
from linkage.checkpoint import received_files
from linkage.matching.names import figures_of_name, normalise_name
from sources.contract import MatchedColumns, matched_datasets
from sources.regions import kelurahan_codes

#: A head of a household is older than this, which decides the century of a NIK's two-digit year.
_YOUNGEST_HEAD_YEARS = 12

#: Words of an address that are written in many ways or left out.
_ADDRESS_WORDS = "JALAN|JLN|JL|GANG|GG|NOMOR|NO|NOM|DUSUN|DSN|DS|RT|RW|KEL|KELURAHAN|KEC|KECAMATAN"

#: The number of a house, at the end of a comparable address.
_HOUSE_NUMBER = "[0-9]+[A-Z]?$"

#: The two-digit year of a number can be one of this century.
_IS_OF_THIS_CENTURY = "(substr({number}, 11, 2) <= substr(semester, 3, 2))"

#: The first two digits of a NIK: the provinces of Indonesia (Kemendagri).
_PROVINCES = ", ".join(
    f"'{code}'"
    for code in (*range(11, 22), *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82, *range(91, 98))
)


def create_head_rows(connection: duckdb.DuckDBPyConnection, layout: DataLayout, *semesters: str) -> None:
    """Create the views `head_row`, rows of a registry or a graduation list as they were read, and `recipient_row`.

    All rows of the semesters (keys), and the rows in `known_row` of earlier ones. Both views hold personal data, in the
    same columns.
    """
    for view, role in (("head_row", "head"), ("recipient_row", "recipient")):
        datasets = {name: columns for name, columns in matched_datasets().items() if columns.role == role}
        parts = [f"from known_row where dataset in ({', '.join(repr(dataset) for dataset in datasets)})"]
        for dataset, columns in datasets.items():
            files = [str(file) for semester in semesters for file in received_files(layout, dataset, semester)]
            if files:
                parts.append(f"""
                    select record_id, '{dataset}' as dataset, semester, {_compared(columns)}
                    from read_parquet({files}, hive_partitioning = true, hive_types_autocast = false)
                """)
        connection.execute(f"create view {view} as {' union all by name '.join(parts)}")


def _compared(columns: MatchedColumns) -> str:
    """Give SQL for what is compared, under the same names for every data set; null where the data set lacks it."""
    named = columns.model_dump(exclude={"role"})
    missing = {"birth_date": "null::date"}
    return ", ".join(f"{column or missing.get(name, 'null::varchar')} as {name}" for name, column in named.items())


def create_compared_heads(connection: duckdb.DuckDBPyConnection, rows: str, *, into: str) -> None:
    """Create the table `into` of rows such as `candidate_row`'s, with values normalised for comparison.

    A swapped NIK and KK are swapped back where the birth date identifies the NIK, or, without a birth
    date, where one number can only be a NIK and the other one a card's.
    """
    names = connection.execute(f"select distinct name from {rows} where name is not null").fetchall()
    written = [name for (name,) in names]
    read = [normalise_name(name) for name in written]
    connection.register(
        "name_reading",
        pa.table(
            {
                "name": pa.array(written, pa.string()),
                "name_words": pa.array([name.sorted_text for name in read], pa.string()),
                "name_written": pa.array([" ".join(name.words) for name in read], pa.string()),
                "name_key": pa.array([name.key for name in read], pa.string()),
                "name_initials": pa.array([_initials(name.words) for name in read], pa.string()),
                "name_figures": pa.array([figures_of_name(name) for name in written], pa.string()),
                "has_initial": pa.array([any(len(word) == 1 for word in name.words) for name in read], pa.bool_()),
            }
        ),
    )
    connection.execute(f"""
        create or replace temp table {into} as
        with judged as (
            select
                *,
                {_says_birth_date("nik")} as nik_fits,
                coalesce(
                    {_says_birth_date("kk")} and not coalesce({_says_birth_date("nik")}, false),
                    {_is_nik_and_no_card("kk")} and {_may_be_card("nik")},
                    false
                ) as is_swapped
            from {rows}
        ),

        unswapped as (
            select * replace (if(is_swapped, nik, kk) as kk, if(is_swapped, kk, nik) as nik) from judged
        ),

        placed as (
            select
                * replace (
                    coalesce(birth_date, {_birth_date_of("nik")}) as birth_date,
                    {comparable_street("address")} as address
                ),
                birth_date is not null as says_birth_date
            from unswapped
        )

        select
            row_number() over (order by placed.kind, placed.record_id) as unique_id,
            placed.record_id, placed.kind, placed.unit,
            case when placed.kind = 'graduation' then 'graduation' else 'household' end as side,
            case when placed.kind = 'graduation' then 'household' else 'graduation' end as other_side,
            placed.kk,
            left(placed.kk, 12) as kk_start, substr(placed.kk, 7, 6) as kk_day, right(placed.kk, 8) as kk_end,
            left(placed.kk, 7) || right(placed.kk, 3) as kk_ends,
            try_cast(right(placed.kk, 4) as integer) as kk_serial,
            placed.nik, left(placed.nik, 14) as nik_start, right(placed.nik, 8) as nik_end,
            left(placed.nik, 7) || right(placed.nik, 3) as nik_ends,
            left(placed.nik, 6) as nik_area, substr(placed.nik, 7, 6) as nik_birth,
            try_cast(right(placed.nik, 4) as integer) as nik_serial,
            -- Without a birth date in the row, a NIK is plausible where its own date exists.
            (placed.nik_fits or placed.is_swapped or ({_birth_date_of("placed.nik")} = placed.birth_date))
                and {_names_an_area("placed.nik")} as is_nik_plausible,
            {_is_local("placed.nik")} as is_nik_local,
            reading.name_words, reading.name_key, reading.name_initials, reading.has_initial, reading.name_figures,
            reading.name_written, string_split(reading.name_key, ' ') as name_list,
            left(reading.name_words, 4) as name_start, right(reading.name_words, 4) as name_end,
            placed.says_birth_date, placed.birth_date, year(placed.birth_date) as birth_year,
            strftime(placed.birth_date, '%Y%m%d') as birth_digits,
            -- The same with day and month swapped.
            year(placed.birth_date) * 10000 + least(month(placed.birth_date), day(placed.birth_date)) * 100
                + greatest(month(placed.birth_date), day(placed.birth_date)) as birth_pair,
            placed.sex, placed.region_code, left(placed.region_code, 8) as kecamatan_code,
            placed.address, {street_of("placed.address")} as street,
            nullif(regexp_extract(placed.address, '{_HOUSE_NUMBER}'), '') as house,
            nullif(ltrim(placed.rt, '0 '), '') as rt, nullif(ltrim(placed.rw, '0 '), '') as rw
        from placed
        left join name_reading as reading on placed.name = reading.name
    """)
    connection.unregister("name_reading")


def comparable_street(address: str) -> str:
    """Give SQL for the part of an address that distinguishes houses, normalised; null where there is none."""
    without_rt = f"regexp_replace(upper({address}), '\\b(RT|RW)\\W*[0-9]+', ' ', 'g')"
    without_words = f"regexp_replace({without_rt}, '\\b({_ADDRESS_WORDS})\\b', ' ', 'g')"
    return f"nullif(regexp_replace({without_words}, '[^A-Z0-9]', '', 'g'), '')"


def street_of(address: str) -> str:
    """Give SQL for the street of a comparable address: all but the number of the house, unless that is all."""
    return f"coalesce(nullif(regexp_replace({address}, '{_HOUSE_NUMBER}', ''), ''), {address})"


def _initials(words: tuple[str, ...]) -> str:
    """Give the initials of all words but the last, and the last word: `AHMAD FAUZI` equals `A FAUZI`."""
    return " ".join([*(word[0] for word in words[:-1]), *words[-1:]])


def _kecamatan_of_niks() -> list[str]:
    """Give the areas of NIKs of the city's kecamatan."""
    return sorted({code[:8].replace(".", "") for code in kelurahan_codes()})


def _is_local(nik: str) -> str:
    """Give SQL for whether a NIK was given out in one of the city's kecamatan."""
    return f"left({nik}, 6) in ({', '.join(repr(area) for area in _kecamatan_of_niks())})"


def _names_an_area(nik: str) -> str:
    """Give SQL for whether a NIK begins with a province and, for the city's own, with one of its kecamatan."""
    is_elsewhere = f"left({nik}, 4) <> '{_kecamatan_of_niks()[0][:4]}'"
    return f"(left({nik}, 2) in ({_PROVINCES}) and ({is_elsewhere} or {_is_local(nik)}))"


def _says_birth_date(number: str) -> str:
    """Give SQL for whether a number holds the row's birth date and sex like a NIK; null without a birth date."""
    return f"""(
        substr({number}, 9, 4) = strftime(birth_date, '%m%y')
        and try_cast(substr({number}, 7, 2) as integer) in (day(birth_date), day(birth_date) + 40)
    )"""


def _may_be_card(number: str) -> str:
    """Give SQL for whether a number may be a card's: it holds the day of issue, of this century."""
    day = f"'20' || substr({number}, 11, 2) || '-' || substr({number}, 9, 2) || '-' || substr({number}, 7, 2)"
    return f"(try_cast({day} as date) is not null and {_IS_OF_THIS_CENTURY.format(number=number)})"


def _is_nik_and_no_card(number: str) -> str:
    """Give SQL for whether a number is a NIK and no card's: a woman's day of birth, or a year of the last century."""
    is_woman = f"substr({number}, 7, 1) >= '4'"
    return f"({_birth_date_of(number)} is not null and ({is_woman} or not {_IS_OF_THIS_CENTURY.format(number=number)}))"


def _birth_date_of(nik: str) -> str:
    """Give SQL for the birth date in a NIK; null where it holds none."""
    day = f"(try_cast(substr({nik}, 7, 2) as integer) - case when substr({nik}, 7, 1) >= '4' then 40 else 0 end)"
    year = f"try_cast(substr({nik}, 11, 2) as integer)"
    latest = f"try_cast(left(semester, 4) as integer) - {_YOUNGEST_HEAD_YEARS}"
    return f"""try_cast(
        format('{{:04d}}-{{}}-{{:02d}}',
            case when 2000 + {year} <= {latest} then 2000 + {year} else 1900 + {year} end,
            substr({nik}, 9, 2), {day}
        ) as date
    )"""
