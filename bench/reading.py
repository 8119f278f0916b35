"""`python -m bench.reading --rows 50000 [--beside PYTHON]`: what reading one large list costs, by its format.

Processor seconds of `sources.reading.file.read_file` in a process of its own, the least of some runs. `--beside` names
the interpreter of another installation, another version's for example: the two take turns with the same files.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb
from rich.console import Console
from rich.table import Table

from bench.made_input import Plan, receipts_of_one
from foundation.semester import Semester

_SEMESTER = Semester(2023, 1)
#: A column that nothing knows, whose cells are shown as percentages in some of the workbooks.
_SHARE = "Capaian (%)"
#: As the reading server does it: once what is lazy, then the file, with garbage looked for rarely.
_READ = """
import gc, sys, tempfile, time
from datetime import UTC, datetime
from pathlib import Path
from foundation.semester import Semester
from foundation.worker_process import collect_garbage_rarely
from sources.readers.model import ReadingLimits
from sources.reading.file import ReadingTerms, read_file
from sources.reading.submissions import SubmissionFile

def read(path, folder):
    file = SubmissionFile(f"penerima{path.suffix}", path, "", path.stat().st_size, datetime.now(UTC))
    return read_file(file, ReadingTerms(Semester(2023, 1), "INST001", ("penerima",), ReadingLimits()), folder)

with tempfile.TemporaryDirectory() as folder:
    small = Path(folder, "penerima.csv")
    small.write_text("kode_kegiatan,nama,kode_wilayah,jenis_bantuan,nilai_bantuan,tanggal_terima\\n1\\n")
    read(small, Path(folder, "small"))
    gc.freeze()
    collect_garbage_rarely()
    start = time.process_time()
    part = read(Path(sys.argv[1]), Path(folder, "part"))
    print(part.sheets[0]["rows_received"], time.process_time() - start)
"""

Rows = Sequence[Sequence[Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every format and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000, help="an xls holds 65,535 at the most")
    parser.add_argument("--runs", type=int, default=3, help="runs of each installation with each file")
    parser.add_argument("--beside", type=Path, help="the interpreter of another installation")
    parser.add_argument("--formats", nargs="+", choices=_WRITERS, default=list(_WRITERS))
    options = parser.parse_args(arguments)
    pythons = [Path(sys.executable), *([options.beside.absolute()] if options.beside else [])]
    shown = Table(title=f"Reading {options.rows:,} receipts, processor seconds")
    for heading in ("file", "seconds", *(("beside", "times") if options.beside else ())):
        shown.add_column(heading, justify="left" if heading == "file" else "right")
    with tempfile.TemporaryDirectory() as work:
        rows = _made_rows(options.rows)
        for name in options.formats:
            path = Path(work) / f"penerima.{name.split()[0]}"
            _WRITERS[name](path, rows)
            runs = [[_seconds(python, path, options.rows) for python in pythons] for _ in range(options.runs)]
            seconds = [min(of_one) for of_one in zip(*runs, strict=True)]
            ratio = [f"{seconds[0] / seconds[1]:.2f}"] if options.beside else []
            shown.add_row(name, *(f"{second:.2f}" for second in seconds), *ratio)
    Console().print(shown)
    return 0


def _seconds(python: Path, path: Path, rows: int) -> float:
    """Read a file by an installation; raises `ValueError` where it does not give all rows."""
    # Without -P the working folder's packages would be read instead of the installation's.
    command = [str(python), "-P", "-c", _READ, str(path)]
    received, seconds = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    if int(received) != rows:
        raise ValueError(f"{python} gives {received} rows of {path.name}")
    return float(seconds)


def _made_rows(rows: int) -> Rows:
    """Give the header and the receipts, with one more column at the end, of shares."""
    plan = Plan(receipts=rows, households=rows // 3, institutions=1, file_format="csv")
    with duckdb.connect() as connection:
        connection.execute("set enable_progress_bar = false")
        receipts = receipts_of_one(connection, plan, _SEMESTER)
        header = [column[0] for column in receipts.description or []]
        return [[*header, _SHARE], *([*row, number % 100 / 100] for number, row in enumerate(receipts.fetchall()))]


def _write_csv(path: Path, rows: Rows) -> None:
    path.write_text("".join(";".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")


def _write_xlsx(path: Path, rows: Rows, *, percentages: bool = False, struck: bool = False) -> None:
    """Write a workbook; every tenth share as a percentage, the last row's name struck through, where asked for."""
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet("penerima")
        percentage, strike = workbook.add_format({"num_format": "0.00%"}), workbook.add_format({"font_strikeout": True})
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
            if percentages and number and number % 10 == 0:
                sheet.write(number, len(row) - 1, row[-1], percentage)
        if struck:
            sheet.write(len(rows) - 1, rows[0].index("alamat"), rows[-1][rows[0].index("alamat")], strike)


def _write_xls(path: Path, rows: Rows) -> None:
    import xlwt

    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("penerima")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if hasattr(value, "year"):
                sheet.write(number, column, value, date)
            else:
                sheet.write(number, column, value)
    workbook.save(str(path))


def _write_ods(path: Path, rows: Rows) -> None:
    """Write an ods as a program would, but for its styles: its libraries need minutes for so many cells."""
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in _ODS_NAMESPACES)
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    body = f'<office:spreadsheet><table:table table:name="penerima">{lines}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
        package.writestr("content.xml", content)


_ODS_NAMESPACES = ("office", "table", "text")


def _ods_cell(value: Any) -> str:
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    elif hasattr(value, "year"):
        kind = f'office:value-type="date" office:date-value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


_WRITERS: dict[str, Callable[[Path, Rows], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "xlsx with percentages": lambda path, rows: _write_xlsx(path, rows, percentages=True),
    "xlsx with struck text": lambda path, rows: _write_xlsx(path, rows, struck=True),
    "xls": _write_xls,
    "ods": _write_ods,
}


if __name__ == "__main__":
    raise SystemExit(main())
