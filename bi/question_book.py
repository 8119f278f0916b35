"""The city's questions with their SQL, `bi/questions/*.sql`: read, and written as a chapter of the analyst's guide.

A file opens with a comment: the question, ending in a question mark, then what a row of its answer means.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).resolve().parent / "questions"

_ROW_MARK = "A row: "


@dataclass(frozen=True)
class Question:
    """One question: its file's name without the suffix, its text, the meaning of a row of the answer, and the SQL."""

    name: str
    asked: str
    row_meaning: str
    sql: str


def load_questions(folder: Path = QUESTIONS) -> tuple[Question, ...]:
    """Read all questions in the order of their names. Raises `ValueError` that names a file without such a comment."""
    return tuple(_question(file) for file in sorted(folder.glob("*.sql")))


def render_questions() -> str:
    """Write every question as Markdown, numbered, with the path of its file."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for number, question in enumerate(load_questions(), start=1):
        yield f"### {number}. {question.asked}\n"
        yield f"A row: {question.row_meaning} (`bi/questions/{question.name}.sql`)\n"
        yield f"```sql\n{question.sql}\n```\n"


def _question(file: Path) -> Question:
    comment: list[str] = []
    lines = file.read_text(encoding="utf-8").splitlines()
    while lines and lines[0].startswith("-- "):
        comment.append(lines.pop(0).removeprefix("-- ").strip())
    asked, mark, row_meaning = " ".join(comment).partition(_ROW_MARK)
    if not mark or not asked.strip().endswith("?"):
        raise ValueError(f"{file.name} must open with a comment: a question, then `{_ROW_MARK}…`")
    return Question(file.stem, asked.strip(), row_meaning, "\n".join(lines).strip())
