"""The sheet `Ringkasan`: what came of a report, what must be mended first, and how it is printed."""

from decimal import Decimal
from pathlib import Path

import pytest

from expectations.catalogue import load_catalogue
from feedback.report import TableRows
from sources.contract import load_contracts
from tests.feedback.made_up import annotation, make_report, texts, write
from tests.sources.readers.submissions import PENERIMA_HEADER, PENERIMA_ROWS, write_csv


def test_the_summary_reports_first_what_must_be_corrected(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    said = [annotation("nik_missing", "penerima.csv", "penerima", number, "nik") for number in (2, 3)]
    said.append(annotation("bad_nik", "penerima.csv", "penerima", 2, "nik"))
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    summary = texts(book["Ringkasan"])
    assert "1 harus diperbaiki, 2 perlu diperiksa" in summary
    assert summary.index(load_catalogue()["bad_nik"].title_id) < summary.index(load_catalogue()["nik_missing"].title_id)


@pytest.mark.parametrize(("rows", "is_thanked"), [([], False), (PENERIMA_ROWS, True)])
def test_a_report_without_a_row_is_shown_as_empty_and_not_thanked(
    tmp_path: Path, rows: list[list[str]], is_thanked: bool
) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *rows])
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", len(rows))]), tmp_path)
    summary = " ".join(texts(book["Ringkasan"]))
    assert ("Terima kasih" in summary) is is_thanked
    assert ("tidak berisi baris data" in summary) is not is_thanked


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), "tidak perlu diperbaiki"),
        (("nik_missing",), "tidak ada yang wajib diperbaiki. Peringatan hanya minta diperiksa"),
        (("nik_missing", "bad_nik"), "Perbaiki pada berkas asal Anda"),
    ],
)
def test_the_summary_asks_for_mending_only_where_something_was_rejected(
    tmp_path: Path, rules: tuple[str, ...], expected: str
) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    said = [annotation(rule, "penerima.csv", "penerima", 2, "nik") for rule in rules]
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    summary = texts(book["Ringkasan"])
    assert expected in " ".join(summary)
    assert any(text.startswith("Perbaiki pada berkas asal") for text in summary) == ("bad_nik" in rules)
    assert not any("tetap diterima" in text for text in summary)


def test_an_example_names_its_sheet_and_a_place_all_its_columns(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    said = [annotation("unknown_region", "penerima.csv", "penerima", 2, "kode_wilayah")]
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    assert "baris 2 lembar penerima" in texts(book["Ringkasan"])
    for sheet in ("Ringkasan", "Temuan"):
        assert "kode_wilayah (atau kelurahan + kecamatan)" in texts(book[sheet])


@pytest.mark.parametrize(("faults", "pages"), [(1, 1), (15, 1), (60, 0)])
def test_a_short_summary_is_printed_on_one_page(tmp_path: Path, faults: int, pages: int) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    columns = [column.name for column in load_contracts()["penerima"].columns]
    rows = [(rule, column) for rule in ("bad_nik", "missing_value") for column in columns][:faults]
    said = [annotation(rule, "penerima.csv", "penerima", 2, column) for rule, column in rows]
    said += [annotation("missing_column", "penerima.csv", "penerima", None, "nik")] * max(0, faults - len(rows))
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    setup = book["Ringkasan"].page_setup
    assert (setup.fitToWidth or 1, 1 if setup.fitToHeight is None else int(setup.fitToHeight)) == (1, pages)


def test_the_summary_says_at_its_top_what_was_read_and_what_was_not(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    report = make_report([path], [("penerima.csv", "penerima", "penerima", 3), ("b.csv", "penerima", "penerima", 1)])
    amounts = (("nilai_bantuan", Decimal(1_200_000_000)),)
    tables = TableRows(4, 5, 2, ((7, "Catatan"), (27, ""))), TableRows(9, 9, 1, ((7, "Catatan"),))
    report.sheets = [sheet._replace(received_idr=amounts, tables=tables) for sheet in report.sheets]
    report.add([annotation("unread_content", "penerima.csv", "Lembar2", 3, None)], 10)
    report.add([annotation("missing_column", "penerima.csv", "penerima", 8, "nama")], 10)
    _, book = write(report, tmp_path)
    summary = texts(book["Ringkasan"])
    assert "Penerima: 4 baris, nilai_bantuan Rp2,40 miliar" in summary
    notes = "tabel ke-1: baris 4 sampai 5 (2 baris); tabel ke-2: baris 9 (1 baris)"
    assert any(f"{notes}; kolom yang tidak terbaca: H (Catatan), AB (tanpa judul)" in text for text in summary)
    assert "penerima, tabel baris 8" in summary


def test_who_sent_what_was_not_read_is_not_told_that_all_is_well(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "penerima.csv", [PENERIMA_HEADER, *PENERIMA_ROWS])
    said = [annotation("unread_content", "penerima.csv", "Lembar2", 3, None)]
    _, book = write(make_report([path], [("penerima.csv", "penerima", "penerima", 2)], said), tmp_path)
    summary = " ".join(texts(book["Ringkasan"]))
    assert "tetapi ada yang tidak terbaca atau belum ada" in summary
    assert "tidak ada yang wajib diperbaiki" not in summary
