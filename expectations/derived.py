"""Columns that checks look at and that no sender has written: what stands in a cell at all, what a NIK says, copies.

`create_validated_view` adds them to the received rows of sound files. An expression is null where there is nothing to
check, so that the row does not fail.
"""

from collections.abc import Iterator

import duckdb

from expectations.checks import COPY_NUMBER, KEY_VARIANTS, ROW_ID, row_checks, written_column
from sources.contract import Check, Column, Contract
from sources.row_keys import quoted

_SIXTEEN_DIGITS = "^[0-9]{16}$"


def create_validated_view(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Create the view `validated`: row_id and every column that a check of the data set looks at.

    Needs the tables of `received` and `keys`. Rows of rejected files and sheets are left out.
    """
    derived = dict(_derived_columns(contract))
    looked_at = [name for check in row_checks(contract) for name in (check.checked, check.compared) if name]
    expressions = [
        f"{derived.get(name, 'received.' + quoted(name))} as {quoted(name)}" for name in dict.fromkeys(looked_at)
    ]
    connection.execute(
        f"""
        create or replace temp view validated as
        select received.row_id as {ROW_ID}, {", ".join(expressions)}
        from received
        inner join sheet on received.sheet_no = sheet.sheet_no and not received.is_rejected
        left join row_mark on received.row_id = row_mark.row_id
        {" ".join(_joins(contract))}
        """
    )


def _derived_columns(contract: Contract) -> Iterator[tuple[str, str]]:
    """Give name and SQL expression of every derived column of the data set."""
    yield COPY_NUMBER, "coalesce(row_mark.copy_number, 1)"
    yield KEY_VARIANTS, "coalesce(row_mark.key_variants, 1)"
    for column in contract.columns:
        yield written_column(column), _written(contract, column)
    for check in contract.checks:
        yield from _check_columns(check)


def _written(contract: Contract, column: Column) -> str:
    """Any sign that a cell is not empty; of `required_unless` pairs, of either cell, where a stand-in is nobody's."""
    names = [column.name, column.required_unless] if column.required_unless else [column.name]
    signs = []
    for name in names:
        signs.append(f"received.{quoted(name)}::varchar")
        if contract.column(name).has_reading_faults:
            fault = f"received.{quoted(f'{name}__fault')}"
            signs.append(f"nullif({fault}, 'nik_missing')" if column.required_unless else fault)
    return f"case when coalesce({', '.join(signs)}) is not null then 1 end"


def _check_columns(check: Check) -> Iterator[tuple[str, str]]:
    name = check.column
    cell, other = f"received.{quoted(name)}", f"received.{quoted(check.other or name)}"
    match check.kind:
        case "accepted_in":
            yield f"{name}__is_accepted", f"case when {cell} is not null then (accepted_code.code is not null)::int end"
        case "decile_of_the_poor":
            yield f"{name}__of_poor", f"case when {other} = 'miskin' then {cell} end"
        case "not_above":
            # An amount below zero is refused itself; nothing can be measured by it.
            yield f"{name}__headroom", f"case when {other} >= 0 and {cell} >= 0 then {other} - {cell} end"
        case "nik_date_possible":
            yield f"{name}__has_possible_date", _is_possible(cell, nik_birth_date(cell))
        case "kk_date_possible":
            yield f"{name}__has_possible_date", _is_possible(cell, _date_of(cell, f"substr({cell}, 7, 2)"))
        case "nik_matches_birth_date":
            yield f"{name}__born", f"strftime({nik_birth_date(cell)}, '%d%m%y')::int"
            yield f"{check.other}__born", f"strftime({other}, '%d%m%y')::int"
        case "nik_matches_sex":
            yield f"{name}__sex", nik_sex(cell)
            yield f"{check.other}__sex", f"case when {other} in ('L', 'P') then {other} end"


def _is_possible(cell: str, day: str) -> str:
    return f"case when regexp_matches({cell}, '{_SIXTEEN_DIGITS}') then ({day} is not null)::int end"


def nik_sex(cell: str) -> str:
    """SQL of the sex in a NIK, L or P; null where it holds no date of birth."""
    return f"case when {nik_birth_date(cell)} is not null then if(substr({cell}, 7, 1) >= '4', 'P', 'L') end"


def nik_birth_date(cell: str) -> str:
    """SQL of the date of birth in a NIK (day + 40 for women), in this century; null where it is none, or no NIK."""
    day = f"lpad((try_cast(substr({cell}, 7, 2) as int) % 40)::varchar, 2, '0')"
    is_nik = f"regexp_matches({cell}, '{_SIXTEEN_DIGITS}') and substr({cell}, 7, 2) <= '71'"
    return f"case when {is_nik} then {_date_of(cell, day)} end"


def _date_of(cell: str, day: str) -> str:
    """Date in digits 7 to 12 of a number, in this century; null where it is none. `day` is SQL for its two digits.

    The century is not in the number; all that is asked of the date is whether day, month and two digits of the year
    fit, and of the years 1900 to 2099 that end alike, 2000 to 2099 have all the leap days.
    """
    return f"try_cast('20' || substr({cell}, 11, 2) || '-' || substr({cell}, 9, 2) || '-' || {day} as date)"


def _joins(contract: Contract) -> Iterator[str]:
    for check in contract.checks:
        if check.kind == "accepted_in":
            yield (
                "left join accepted_code on received.institution_no = accepted_code.institution_no "
                f"and received.{quoted(check.column)} = accepted_code.code"
            )
