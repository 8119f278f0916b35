"""What agrees and nearly agrees in two records, for the reader and independent of the model."""

import duckdb
import pyarrow as pa

from feedback.review.report import COMPARED
from linkage.heads import comparable_street
from linkage.matching.names import normalise_name

#: SQL for each value in comparable form, over one record.
_COMPARABLE = {
    "kk": "{0}.kk",
    "nik": "{0}.nik",
    "name": "{0}_name.words",
    "birth_date": "strftime({0}.birth_date, '%d%m%Y')",
    "sex": "{0}.sex",
    "address": comparable_street("{0}.address"),
    "neighbourhood": "nullif(ltrim(coalesce({0}.rt, ''), '0 ') || '/' || ltrim(coalesce({0}.rw, ''), '0 '), '/')",
    "region": "{0}.region_code",
}
#: SQL for whether two different values nearly agree; `a` and `b` are the values.
_ONE_EDIT = "damerau_levenshtein({a}, {b}) <= 1"
_NEAR = {
    # A typo, or KK and NIK swapped.
    "kk": f"{_ONE_EDIT} or {{a}} = second.nik",
    "nik": f"{_ONE_EDIT} or {{a}} = second.kk",
    "name": "first_name.key = second_name.key or damerau_levenshtein({a}, {b}) <= 2",
    # One typo, day and month swapped, or 1 January or 1 July of the year as a placeholder.
    "birth_date": (
        f"{_ONE_EDIT} or {{a}} = substr({{b}}, 3, 2) || left({{b}}, 2) || right({{b}}, 4)"
        " or (right({a}, 4) = right({b}, 4) and (left({a}, 4) in ('0101', '0107') or left({b}, 4) in ('0101', '0107')))"
    ),
    "address": "damerau_levenshtein({a}, {b}) <= 2",
    "region": "left({a}, 8) = left({b}, 8)",  # the same kecamatan
}


def create_agreements(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `agreement`: by `finding_id` of `reviewed`, how the two records in `record` compare in each column."""
    names = connection.execute("select distinct name from record where name is not null").fetchall()
    written = [name for (name,) in names]
    read = [normalise_name(name) for name in written]
    columns = {"name": written, "words": [name.sorted_text for name in read], "key": [name.key for name in read]}
    schema = pa.schema([(column, pa.string()) for column in columns])
    connection.register("name_reading", pa.table(columns, schema))
    compared = ",\n".join(f"{_agreement(name)} as {name}" for name in COMPARED)
    connection.execute(f"""
        create table agreement as
        select reviewed.finding_id, {compared}
        from reviewed
        left join record as first on reviewed.first_record_id = first.record_id
        left join record as second on reviewed.second_record_id = second.record_id
        left join name_reading as first_name on first.name = first_name.name
        left join name_reading as second_name on second.name = second_name.name
    """)


def _agreement(name: str) -> str:
    a, b = (_COMPARABLE[name].format(side) for side in ("first", "second"))
    near = _NEAR[name].format(a=a, b=b) if name in _NEAR else "false"
    return f"""case
        when {a} is null or {b} is null then 'missing' when {a} = {b} then 'same' when {near} then 'near' else 'differs'
    end"""
