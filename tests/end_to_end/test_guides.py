"""Every command and query of the guides does what it says, and every link leads somewhere."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from operations.documentation import GUIDES
from operations.guide_sections import filled
from operations.postgres import extension_file, publish_postgres
from sources.cells.columns import read_column
from sources.cells.dates import DateStyle
from sources.contract import load_contracts
from tests.end_to_end.guide import DOCS, Block, blocks, headings, links
from tests.end_to_end.postgres_server import needs_server, server_programs
from tests.installation import PROJECT_ROOT, Installation

ANALYST = "guide_analyst.md"
ENGINEER = "guide_data_engineer.md"
OFFICIALS = (DOCS / "panduan_instansi.md").read_text(encoding="utf-8")

#: What a block can be. `text` is what is seen; all others are run, but for the diagram.
KINDS = {"sh", "sh server", "sh upgrade", "sql", "sql postgres", "python", "crontab", "text", "mermaid"}


def place(block: Block) -> str:
    return block.place


@pytest.fixture
def desk(published_city: Installation, tmp_path: Path) -> Path:
    """Give a folder that looks to an analyst like the project: its environment, its data and its questions."""
    for name, target in (
        (".venv", Path(sys.prefix)),
        ("bi", PROJECT_ROOT / "bi"),
        ("data", published_city.layout.root),
    ):
        (tmp_path / name).symlink_to(target)
    return tmp_path


@pytest.mark.parametrize("guide", GUIDES)
def test_every_block_is_of_a_kind_that_is_tried(guide: str) -> None:
    assert {block.kind for block in blocks(guide)} <= KINDS


@pytest.mark.parametrize("guide", GUIDES)
def test_links_lead_somewhere(guide: str) -> None:
    for path, anchor in links(guide):
        page = DOCS / path if path else DOCS / guide
        assert page.exists(), path
        assert not anchor or anchor in headings(page), f"{path}#{anchor}"


@pytest.mark.parametrize("guide", GUIDES)
def test_what_is_generated_is_current(guide: str) -> None:
    text = (DOCS / guide).read_text(encoding="utf-8")
    assert "<!-- generated: " in text
    assert filled(text) == text, "run `make docs`"


def test_an_unknown_generated_part_is_refused() -> None:
    with pytest.raises(KeyError, match="recipes"):
        filled("<!-- generated: recipes -->\n<!-- end of generated -->")


@pytest.mark.parametrize("block", blocks(ANALYST, "sql"), ids=place)
def test_a_query_of_the_analyst_gives_rows(block: Block, published_city: Installation) -> None:
    assert published_city.query(block.text)


@pytest.mark.parametrize("block", blocks(ANALYST, "sh", "python"), ids=place)
def test_a_command_of_the_analyst_works(block: Block, desk: Path) -> None:
    program = ["bash", "-euo", "pipefail", "-c"] if block.kind == "sh" else [sys.executable, "-c"]
    completed = subprocess.run([*program, block.text], cwd=desk, capture_output=True, text=True, check=False)
    assert completed.returncode == 0, completed.stderr
    # Apart from them there are only links on the desk.
    written = [file.stat().st_size for file in desk.rglob("*") if file.is_file() and file.parent != desk]
    assert completed.stdout.strip() or (written and min(written) > 0)


#: The column that tells how values of a kind are read.
READ_AS = {"rupiah": "nilai_bantuan", "tanggal": "tanggal_terima", "NIK": "nik", "kosong": "jenis_bantuan"}


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    re.findall(r"^\| (\w+) \| `([^`]+)` \| `?(\w[^`|]*?)`? \|$", OFFICIALS, re.MULTILINE),
)
def test_what_officials_may_write_is_read_so(kind: str, written: str, value: str) -> None:
    contracts = load_contracts()
    column = (
        contracts["kegiatan"].column("target") if kind == "bilangan" else contracts["penerima"].column(READ_AS[kind])
    )
    read = read_column(column, [written], DateStyle(date(2023, 12, 31)))
    assert read.faults.to_pylist() == [None]
    (said,) = read.values.to_pylist()
    assert ("kosong" if said is None else str(said).removesuffix(".00")) == value


def test_the_officials_guide_shows_ten_faults() -> None:
    assert len(re.findall(r"^\*\*\d+\. .*\(`\w+`\)$", OFFICIALS, re.MULTILINE)) == 10


@pytest.mark.slow
@needs_server
@pytest.mark.parametrize("block", blocks(ENGINEER, "sql postgres"), ids=place)
def test_a_database_made_as_the_engineer_reads_takes_the_marts(
    block: Block, published_city: Installation, server: str
) -> None:
    programs = server_programs()
    assert programs is not None
    subprocess.run([programs / "psql", server, "-v", "ON_ERROR_STOP=1"], input=block.text, text=True, check=True)
    documented = re.search(r'SEKTAP_POSTGRES="(.*)"', (DOCS / ENGINEER).read_text(encoding="utf-8"))
    assert documented is not None
    port = server.rpartition(":")[2].partition("/")[0]
    published = publish_postgres(published_city.layout, f"{documented[1]} port={port}")
    assert published["fct_assistance"] > 0


@pytest.mark.slow
@needs_server
@pytest.mark.parametrize("block", blocks(ANALYST, "sql postgres"), ids=place)
def test_statements_for_postgresql_work(block: Block, published_city: Installation, server: str) -> None:
    publish_postgres(published_city.layout, server)
    with duckdb.connect() as connection:
        connection.execute(f"load '{extension_file()}'")
        connection.execute(f"attach '{server}' as server (type postgres)")
        connection.execute("call postgres_execute('server', ?)", [block.text])
        owner, password = server.split("@")[0], "change me"
        as_analyst = server.replace(owner, f"postgresql://analyst:{password.replace(' ', '%20')}")
        connection.execute(f"attach '{as_analyst}' as analyst (type postgres)")
        assert connection.execute("select count(*) from analyst.marts.fct_assistance").fetchone() != (0,)
        with pytest.raises(duckdb.Error, match="permission denied"):
            connection.execute("call postgres_execute('analyst', 'delete from marts.fct_assistance')")
