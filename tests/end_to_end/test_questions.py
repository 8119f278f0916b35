"""The analyst's questions are answered right: each gives rows, and pandas, from the Parquet files, gives the same.

What they say is the same in PostgreSQL, for the BI tools that read there.
"""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from pandas.api.types import is_numeric_dtype

from bi.question_book import Question, load_questions
from operations.postgres import extension_file, publish_postgres
from tests.end_to_end.guide import DOCS
from tests.end_to_end.pandas_answers import IN_PANDAS
from tests.end_to_end.postgres_server import needs_server
from tests.end_to_end.published_frames import Marts
from tests.installation import Installation

QUESTIONS = {question.name: question for question in load_questions()}


@pytest.fixture(scope="module")
def marts(published_city: Installation) -> Marts:
    return Marts(published_city.layout.published_parquet_root)


def answer(city: Installation, question: Question) -> pd.DataFrame:
    with duckdb.connect(str(city.layout.published_database), read_only=True) as connection:
        return connection.execute(question.sql).df()


def test_the_guide_names_what_a_finding_rests_on(published_city: Installation) -> None:
    guide = (DOCS / "guide_analyst.md").read_text(encoding="utf-8")
    section = guide.partition("## Evidence of findings")[2].partition("\n## ")[0]
    documented = {
        rule: set(re.findall(r"`(\w+)`", keys)) for rule, keys in re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.M)
    }
    with duckdb.connect(str(published_city.layout.published_database), read_only=True) as connection:
        found = connection.execute(
            """
            select rule_code, json_keys(evidence::json) from marts.fct_quality_finding
            where rule_code in (select unnest(?)) group by all
        """,
            [sorted(documented)],
        ).fetchall()
        others = connection.execute(
            """
            select distinct json_keys(evidence::json)::varchar from marts.fct_quality_finding
            where rule_code not in (select unnest(?))
        """,
            [sorted(documented)],
        ).fetchall()
    assert {(rule, frozenset(keys)) for rule, keys in found} == {
        (rule, frozenset(keys)) for rule, keys in documented.items()
    }
    assert others == [("[dataset]",)]


def test_there_are_twenty_questions() -> None:
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered(name: str, published_city: Installation) -> None:
    assert len(answer(published_city, QUESTIONS[name])) > 0


def assert_same(answered: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare values, whatever the types that they come in; what a question rounds may differ by the rounding."""
    for name in expected.columns:
        is_number = is_numeric_dtype(expected[name])
        columns = [
            frame[name].reset_index(drop=True).astype(float if is_number else object) for frame in (answered, expected)
        ]
        rounding = 0.0501 if name.endswith("_pct") else 0.501 if name.endswith("_household") else 0.001
        pd.testing.assert_series_equal(*columns, rtol=0, atol=rounding)


@pytest.mark.parametrize("name", IN_PANDAS)
def test_pandas_gives_the_same_answer(name: str, published_city: Installation, marts: Marts) -> None:
    in_pandas, sorted_by = IN_PANDAS[name]
    answered = answer(published_city, QUESTIONS[name])
    if name == "16_inclusion_and_exclusion_error":
        answered = answered.tail(1)
    assert_same(answered.sort_values(sorted_by) if sorted_by else answered, in_pandas(marts))


@pytest.mark.slow
@needs_server
def test_postgresql_gives_the_same_answers(published_city: Installation, server: str) -> None:
    publish_postgres(published_city.layout, server)
    with duckdb.connect() as connection:
        connection.execute(f"load '{extension_file()}'")
        connection.execute(f"attach '{server}' as server (type postgres, read_only)")
        for question in QUESTIONS.values():
            in_postgres = connection.execute("select * from postgres_query('server', ?)", [question.sql]).df()
            in_duckdb = answer(published_city, question)
            columns = list(in_duckdb.columns)
            # The two sort texts by their own rules.
            assert_same(in_postgres.sort_values(columns), in_duckdb.sort_values(columns))


@pytest.mark.parametrize("text", ["select 1", "-- A row: a thing.\nselect 1", "-- Who has reported?\nselect 1"])
def test_a_question_without_its_comment_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "26_unnamed.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"26_unnamed\.sql must open with a comment"):
        load_questions(tmp_path)
