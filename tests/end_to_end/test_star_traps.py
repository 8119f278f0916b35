"""What a BI user adds up or joins in the star gives the right number, or can not be done."""

from collections.abc import Iterator

import duckdb
import pytest

from dbt_project.dictionary import DescribedTable, described_tables
from operations.published_tables import ForeignKey, PublishedTable, level_views, mart_columns, published_tables
from tests.installation import Installation

#: How the description of a measure says that it can not be summed up.
DOES_NOT_ADD_UP = "not add up"


@pytest.fixture
def marts(published_city: Installation) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_city.layout.published_database), read_only=True) as connection:
        yield connection


def tables_of(marts: duckdb.DuckDBPyConnection) -> list[PublishedTable]:
    return published_tables(mart_columns(marts))


def number(marts: duckdb.DuckDBPyConnection, query: str) -> object:
    return marts.execute(query).fetchall()[0][0]


def _keys(marts: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, ForeignKey]]:
    """Give the foreign keys of what people analyse; the list for review is for the feedback alone."""
    for table in tables_of(marts):
        if table.name != "fct_review_item":
            yield from ((table.name, key) for key in table.foreign_keys)


def test_a_join_along_a_key_neither_loses_nor_multiplies_rows(marts: duckdb.DuckDBPyConnection) -> None:
    joined = 0
    for table, key in _keys(marts):
        join = f"inner join marts.{key.table} as other on own.{key.column} = other.{key.referred}"
        rows, of_joined = (f"select count(*) from marts.{table} as own {part}" for part in ("", join))
        assert number(marts, rows) == number(marts, of_joined), (table, key)
        joined += 1
    assert joined > 50


def test_no_fact_has_a_key_that_leads_to_another_fact(marts: duckdb.DuckDBPyConnection) -> None:
    leading = {
        (table.name, key.table)
        for table in tables_of(marts)
        for key in table.foreign_keys
        if not key.table.startswith("dim_")
    }
    # Bridges, the list for review and its assessments are about findings.
    about_findings = ("bridge_finding_institution", "bridge_finding_row", "fct_match_assessment", "fct_review_item")
    assert leading == {(name, "fct_quality_finding") for name in about_findings}


def test_the_database_itself_declares_and_holds_the_keys(marts: duckdb.DuckDBPyConnection) -> None:
    declared = marts.execute("""
        select table_name, constraint_type, count(*) from duckdb_constraints()
        where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') group by all order by all
    """).fetchall()
    expected = [(table.name, "PRIMARY KEY", 1) for table in tables_of(marts)]
    expected += [
        (table.name, "FOREIGN KEY", len(table.foreign_keys)) for table in tables_of(marts) if table.foreign_keys
    ]
    assert declared == sorted(expected)


def test_no_fact_has_an_empty_key(marts: duckdb.DuckDBPyConnection) -> None:
    for table, key in _keys(marts):
        assert number(marts, f"select count(*) from marts.{table} where {key.column} is null") == 0, (table, key)


def test_receipts_and_spending_meet_in_their_activity(marts: duckdb.DuckDBPyConnection) -> None:
    for fact, amount in (("fct_assistance", "amount_idr"), ("fct_program_activity", "realised_idr")):
        by_activity = f"select sum({amount}) from marts.{fact} inner join marts.dim_activity using (activity_key)"
        assert number(marts, by_activity) == number(marts, f"select sum({amount}) from marts.{fact}")


def _measures(table: DescribedTable) -> Iterator[tuple[str, str]]:
    keys = {column.name for column in table.columns if column.name.endswith("_key")} | set(table.grain)
    for column in table.columns:
        is_number = column.data_type in ("bigint", "double", "integer") or column.data_type.startswith("decimal")
        if is_number and column.name not in keys:
            yield column.name, column.description


def test_a_measure_adds_up_over_the_regions_of_a_level_or_says_that_it_does_not(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    described = {table.name: table for table in described_tables()}
    views = level_views(tables_of(marts))
    aggregates = {view.table for view in views}
    assert aggregates == {"agg_poverty_headcount", "agg_targeting", "agg_targeting_breakdown", "agg_spending"}
    added_up = 0
    for aggregate in aggregates:
        for measure, description in _measures(described[aggregate]):
            if DOES_NOT_ADD_UP in description:
                continue
            of_city, *others = [
                marts.execute(
                    f"select semester, sum({measure}) from marts.{view.name} group by all order by all"
                ).fetchall()
                for view in views
                if view.table == aggregate
            ]
            assert others == [of_city, of_city], (aggregate, measure)
            added_up += 1
    assert added_up > 30


def test_a_sum_over_all_levels_is_three_times_the_city(marts: duckdb.DuckDBPyConnection) -> None:
    """Why the views of a single level are there."""
    everything = number(marts, "select sum(verified_households) from marts.agg_poverty_headcount")
    city = number(marts, "select sum(verified_households) from marts.agg_poverty_headcount_city")
    assert (everything, city) == (3 * city, city)
    assert city > 0


def test_households_of_activities_do_not_add_up_and_say_so(marts: duckdb.DuckDBPyConnection) -> None:
    (fact,) = [table for table in described_tables() if table.name == "fct_program_activity"]
    descriptions = dict(_measures(fact))
    for measure, key in (("assisted_households", "household_key"), ("assisted_persons", "person_key")):
        summed = number(marts, f"select sum({measure}) from marts.fct_program_activity")
        helped = number(marts, f"select count(distinct {key}) from marts.fct_assistance where {key} <> 'unknown'")
        assert summed > helped
        assert DOES_NOT_ADD_UP in descriptions[measure]


def test_spending_is_the_same_from_every_side(marts: duckdb.DuckDBPyConnection) -> None:
    for measure in ("budget_idr", "realised_idr", "counted_budget_idr", "counted_realised_idr"):
        sides = [f"select sum({measure}) from marts.fct_program_activity"]
        sides += [f"select sum({measure}) from marts.agg_spending_{level}" for level in ("kelurahan", "city")]
        for dimension in ("strategy", "program_group"):
            sides.append(f"""
                select sum({measure}) from marts.agg_spending_kecamatan
                inner join marts.dim_{dimension} using ({dimension}_key)
            """)
        assert len({number(marts, side) for side in sides}) == 1, measure


def test_days_and_kinds_of_receipts_are_known_to_their_dimensions(marts: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        select count(*) from marts.fct_assistance
        inner join marts.dim_date using (date_key) inner join marts.dim_semester using (semester_key)
        where dim_date.date <> received_date or dim_date.semester <> dim_semester.semester
    """
    assert number(marts, wrong) == 0
    spellings = """
        select max(spellings) from (
            select count(distinct assistance_type) as spellings from marts.fct_assistance group by assistance_kind_key
        )
    """
    assert number(marts, spellings) > 1
