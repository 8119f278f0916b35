"""What passes validation: reconciliation, findings, rejected files, later versions, pseudonyms."""

import hashlib
import hmac
import re
from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from expectations.errors import RowReconciliationError, UnknownReadingFaultError
from expectations.file_findings import FileFinding
from expectations.received import read_part
from expectations.validation import ValidationSettings, check_files
from foundation.atomic_files import write_table
from foundation.data_layout import DataLayout
from foundation.schemas import CONTROL_TOTAL, PRIVATE_VALIDATION_FINDING, SHEET_RECONCILIATION, VALIDATION_FINDING
from sources.contract import load_contracts
from sources.contract_schemas import accepted_schema
from tests.expectations.submissions import KEY, SEMESTER, SOUND, Submission, check, counted, findings, part, reported


@pytest.fixture
def layout(tmp_path) -> DataLayout:
    return DataLayout(tmp_path)


def pseudonym_of(text: str) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()[:32]


def test_parts_have_their_schemas(layout):
    submission = Submission(layout)
    for dataset in load_contracts():
        submission.sheet(dataset, [{}])
    submission.write()
    for dataset in load_contracts():
        check(layout, dataset)
        parts = {
            layout.accepted(dataset, SEMESTER.key, "DINSOS"): accepted_schema(load_contracts()[dataset]),
            layout.accepted("sheet_reconciliation", SEMESTER.key, "DINSOS", dataset): SHEET_RECONCILIATION,
            layout.accepted("control_total", SEMESTER.key, "DINSOS", dataset): CONTROL_TOTAL,
            layout.accepted("validation_finding", SEMESTER.key, "DINSOS", dataset): VALIDATION_FINDING,
            layout.private_findings(SEMESTER.key, "DINSOS", dataset): PRIVATE_VALIDATION_FINDING,
        }
        for path, schema in parts.items():
            assert pq.read_schema(path).equals(schema), path.name


def test_sex_and_age_band_at_the_receipt_are_all_that_is_said_of_a_recipient(layout):
    rows = [
        {},
        {"nik": "3574015603180001", "tanggal_lahir": None, "jenis_kelamin": None},
        {"nik": "3574011503630002", "tanggal_lahir": None, "jenis_kelamin": "L"},
        {"nik": "3574011603630003", "tanggal_lahir": None, "jenis_kelamin": None},
        {"nik": None, "tanggal_lahir": date(2018, 3, 15), "jenis_kelamin": "P"},
        {"nik": None, "tanggal_lahir": date(2005, 3, 16), "jenis_kelamin": "P"},
        {"nik": None, "tanggal_lahir": None, "jenis_kelamin": None},
        {"nik": None, "tanggal_lahir": date(2023, 3, 16), "jenis_kelamin": "L"},
    ]
    Submission(layout).sheet("kegiatan", [{}]).sheet(
        "penerima", [{"tanggal_terima": date(2023, 3, 15), **row} for row in rows]
    ).write()
    check(layout, "kegiatan")
    check(layout, "penerima")
    assert [(row["sex"], row["age_band"]) for row in part(layout, "penerima")] == [
        ("P", "18-59"),
        ("P", "0-4"),
        ("L", "60+"),
        ("L", "18-59"),
        ("P", "5-17"),
        ("P", "5-17"),
        ("unknown", "unknown"),
        ("L", "unknown"),
    ]


def test_numbers_cross_as_pseudonyms_and_nothing_personal_does(layout):
    rows = [
        {},
        {"nik": None, "nama": "Ny. Sitì  CONTOH"},
        {"nik": None, "tanggal_lahir": None},
        {"no_kk": None, "nik": "12"},
    ]
    Submission(layout).sheet("kegiatan", [{}]).sheet("penerima", rows).write()
    check(layout, "kegiatan")
    check(layout, "penerima")
    accepted = part(layout, "penerima")
    assert accepted[0]["person_id"] == pseudonym_of("3574015708800001")
    assert accepted[0]["household_id"] == pseudonym_of("3574010101080001")
    assert [row["person_match_id"] for row in accepted] == [None, pseudonym_of("nysiticontoh|1980-08-17"), None]
    for path in layout.root.joinpath("accepted").rglob("*.parquet"):
        text = str(read_part(path).to_pylist())
        assert not re.search(r"[0-9]{16}(?![0-9a-f])|Siti|CONTOH|1980", text.replace("-", "")), path


def test_rows_of_a_rejected_sheet_are_rejected_without_findings_of_their_own(layout):
    rows = [{"desil": 99}, {}]
    submission = Submission(layout).sheet("keluarga", rows, sheet="keluarga 1")
    submission.sheet("keluarga", [{}], sheet="keluarga 2").fault(
        "missing_column", "laporan.xlsx", "keluarga 1", "status"
    )
    submission.write()
    report = check(layout, "keluarga")
    assert reported(layout, "keluarga") == []
    reconciled = [
        (row["rows_received"], row["rows_accepted"]) for row in part(layout, "sheet_reconciliation", "keluarga")
    ]
    assert reconciled == [(2, 0), (1, 1)]
    assert counted(report) == (3, 1, 2)


def test_a_rejected_file_takes_all_its_sheets_and_no_other_file(layout):
    submission = Submission(layout).sheet("keluarga", [{}], file="a.xlsx").sheet("keluarga", [{}], file="b.xlsx")
    submission.fault("wrong_semester", "a.xlsx").write()
    check(layout, "keluarga")
    # The row of the rejected file does not make that of the other a copy.
    assert [row["source_file"] for row in part(layout, "keluarga")] == ["b.xlsx"]
    assert reported(layout, "keluarga") == []


def test_receipts_of_a_rejected_activity_are_orphans_of_their_own_institution_only(layout):
    for code, budget in (("A", Decimal(-1)), ("B", Decimal(10**6))):
        Submission(layout, code).sheet("kegiatan", [{"anggaran": budget}]).sheet("penerima", [{}]).write()
    check(layout, "kegiatan", ["A", "B"])
    check(layout, "penerima", ["A", "B"])
    assert reported(layout, "penerima", "A") == [("orphan_activity", 2, "kode_kegiatan")]
    assert reported(layout, "penerima", "B") == []


def test_amounts_are_reconciled_per_sheet_and_column(layout):
    sound = {"kode_kegiatan": "2", "anggaran": Decimal("0.20"), "realisasi": Decimal(0)}
    rows = [{"anggaran": Decimal("0.10"), "realisasi": None}, sound]
    Submission(layout).sheet("kegiatan", rows[1:], file="a.csv").sheet("kegiatan", rows[:1], file="b.csv").write()
    check(layout, "kegiatan")
    reconciled = [
        (row["source_file"], row["amount_column"], row["received_idr"], row["accepted_idr"], row["rejected_idr"])
        for row in part(layout, "control_total", "kegiatan")
    ]
    assert reconciled == [
        ("a.csv", "anggaran", Decimal("0.20"), Decimal("0.20"), Decimal(0)),
        ("a.csv", "realisasi", Decimal(0), Decimal(0), Decimal(0)),
        ("b.csv", "anggaran", Decimal("0.10"), Decimal(0), Decimal("0.10")),
        ("b.csv", "realisasi", Decimal(0), Decimal(0), Decimal(0)),
    ]


def test_a_sheet_of_absurd_amounts_is_reconciled_too(layout):
    largest = Decimal("9999999999999999.99")
    rows = [{"kode_kegiatan": str(number), "anggaran": largest} for number in range(3)]
    Submission(layout).sheet("kegiatan", rows).write()
    check(layout, "kegiatan")
    assert part(layout, "control_total", "kegiatan")[0]["rejected_idr"] == 3 * largest


def test_a_sheet_without_rows_is_reconciled(layout):
    Submission(layout).sheet("keluarga", []).write()
    check(layout, "keluarga")
    assert part(layout, "sheet_reconciliation", "keluarga")[0]["rows_received"] == 0


def test_nothing_of_an_earlier_version_survives(layout):
    Submission(layout).sheet("keluarga", [{}, {"desil": 99}]).fault("unreadable_file", "x.xlsx").write()
    check(layout, "keluarga")
    check_files(layout, semester=SEMESTER, institution_codes=["DINSOS"])
    Submission(layout).sheet("mentas", [{}]).write()
    report = check(layout, "keluarga")
    check_files(layout, semester=SEMESTER, institution_codes=["DINSOS"])
    assert counted(report) == (0, 0, 0)
    left = [
        path for zone in ("accepted", "private/validation_finding") for path in (layout.root / zone).rglob("*.parquet")
    ]
    assert left == []


def test_only_the_institutions_asked_for_are_touched(layout):
    for code in ("A", "B"):
        Submission(layout, code).sheet("keluarga", [{}]).write()
    check(layout, "keluarga", ["A", "B"])
    before = layout.accepted("keluarga", SEMESTER.key, "B").stat().st_mtime_ns
    Submission(layout, "A").sheet("keluarga", [{"desil": 99}]).write()
    report = check(layout, "keluarga", ["A"])
    assert layout.accepted("keluarga", SEMESTER.key, "B").stat().st_mtime_ns == before
    assert [reconciliation.institution_code for reconciliation in report.institutions] == ["A"]


def test_an_institution_of_which_nothing_was_received_is_no_fault(layout):
    report = check(layout, "penerima", ["NOBODY"])
    assert counted(report) == (0, 0, 0)
    assert not layout.private_findings(SEMESTER.key, "NOBODY", "penerima").exists()


def test_of_the_rules_that_a_cell_breaks_one_is_reported(layout):
    faulty = ({"desil": 99, "no_kk": f"357401010108{number:04d}"} for number in range(7))
    Submission(layout).sheet("keluarga", [{}, *faulty]).write()
    assert counted(check(layout, "keluarga")) == (8, 1, 7)
    # The same cells break decile_not_poor too.
    assert reported(layout, "keluarga") == [("out_of_range", row, "desil") for row in range(3, 10)]


@pytest.mark.slow
def test_chunks_change_nothing(layout):
    rows = [{"no_kk": f"357401010108{number:04d}", "desil": number % 13} for number in range(5_000)]
    Submission(layout).sheet("keluarga", rows).write()
    whole = check(layout, "keluarga")
    accepted, found = part(layout, "keluarga"), findings(layout, "keluarga")
    in_chunks = check(layout, "keluarga", settings=ValidationSettings(chunk_rows=700))
    assert in_chunks == whole
    assert (part(layout, "keluarga"), findings(layout, "keluarga")) == (accepted, found)


def test_findings_keep_their_ids_and_have_different_ones(layout):
    Submission(layout).sheet("keluarga", [{"desil": 99}, {"desil": 98, "nik_kepala": None}]).write()
    check(layout, "keluarga")
    first = [row["finding_id"] for row in findings(layout, "keluarga")]
    # Another institution beside it, and another row before the run, change no id.
    Submission(layout, "A").sheet("keluarga", [{"desil": 99}]).write()
    check(layout, "keluarga", ["A", "DINSOS"])
    assert [row["finding_id"] for row in findings(layout, "keluarga")] == first
    others = [row["finding_id"] for row in findings(layout, "keluarga", "A")]
    assert len({*first, *others}) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", identity) for identity in first)


def test_lost_rows_stop_the_run_before_anything_is_written(layout):
    Submission(layout).sheet("keluarga", [{}, {}]).write()
    path = layout.received(SEMESTER.key, "DINSOS") / "keluarga.parquet"
    write_table(path, read_part(path).slice(0, 1))
    with pytest.raises(RowReconciliationError) as caught:
        check(layout, "keluarga")
    assert (caught.value.announced, caught.value.found) == (2, 1)
    assert not layout.root.joinpath("accepted").exists()


def test_rows_of_an_unknown_sheet_stop_the_run(layout):
    Submission(layout).sheet("keluarga", [{}]).write()
    path = layout.received(SEMESTER.key, "DINSOS") / "sheet.parquet"
    write_table(path, read_part(path).slice(0, 0))
    with pytest.raises(RowReconciliationError):
        check(layout, "keluarga")


def test_a_reading_fault_that_no_check_answers_stops_the_run(layout):
    Submission(layout).sheet("keluarga", [{"desil": None, "desil__fault": "overspent"}]).write()
    with pytest.raises(UnknownReadingFaultError):
        check(layout, "keluarga")


def test_nothing_is_left_in_the_scratch_folder(layout):
    Submission(layout).sheet("keluarga", [{}]).write()
    check(layout, "keluarga")
    assert list(layout.validation_scratch.iterdir()) == []


def test_faults_of_files_become_findings(layout):
    submission = Submission(layout).fault("unreadable_file", "rusak.xlsx").fault("unreadable_file", "rusak.xlsx")
    submission.fault("missing_column", "laporan.xlsx", "kegiatan", "anggaran")
    submission.fault("missing_column", "penerima.csv", "penerima", "kode_wilayah").write()
    report = check_files(layout, semester=SEMESTER, institution_codes=["DINSOS", "NOBODY"])
    assert report.findings == (
        FileFinding("DINSOS", "missing_column", "laporan.xlsx", "kegiatan", "anggaran"),
        FileFinding("DINSOS", "missing_column", "penerima.csv", "penerima", "kode_wilayah"),
        FileFinding("DINSOS", "unreadable_file", "rusak.xlsx", None, None),
    )
    public = part(layout, "validation_finding", "file")
    assert {row["severity"] for row in public} == {"file"}
    assert len({row["finding_id"] for row in public}) == 3
    assert [row["message_id"] for row in findings(layout, "file")] == [
        "Lembar kegiatan tidak mempunyai kolom wajib anggaran.",
        "Lembar penerima tidak mempunyai kolom wajib kode_wilayah (atau kelurahan + kecamatan).",
        "Berkas tidak dapat dibaca.",
    ]


def test_a_warning_about_a_sheet_or_the_submission_rejects_no_row(layout):
    submission = Submission(layout).sheet("kegiatan", [{}]).fault("missing_dataset", None, "penerima")
    # Whatever warning names a file or its sheet: none of them refuses it.
    submission.fault("missing_dataset", "laporan.xlsx").fault("missing_dataset", "laporan.xlsx", "kegiatan").write()
    (counts,) = check(layout, "kegiatan").institutions
    assert (counts.rows_accepted, counts.rows_rejected) == (1, 0)
    report = check_files(layout, semester=SEMESTER, institution_codes=["DINSOS"])
    assert report.findings[0] == FileFinding("DINSOS", "missing_dataset", None, "penerima", None)
    assert {row["severity"] for row in part(layout, "validation_finding", "file")} == {"warning"}
    assert "lembar penerima" in findings(layout, "file")[0]["message_id"]


AMOUNT = st.one_of(st.none(), st.decimals(-(10**9), 10**9, places=2))
ANY_ACTIVITY = st.fixed_dictionaries(
    {
        "kode_kegiatan": st.sampled_from([None, "1", "2"]),
        "kode_wilayah": st.sampled_from([None, "35.74.01.1001", "Jakarta"]),
        "anggaran": AMOUNT,
        "realisasi": AMOUNT,
        "strategi": st.sampled_from(["1", "5"]),
    }
)


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(sheets=st.lists(st.tuples(st.lists(ANY_ACTIVITY, max_size=8), st.booleans()), min_size=1, max_size=3))
def test_rows_and_rupiah_are_conserved(layout, sheets):
    submission = Submission(layout)
    for number, (rows, is_rejected) in enumerate(sheets):
        submission.sheet("kegiatan", rows, file=f"{number}.xlsx")
        if is_rejected:
            submission.fault("wrong_semester", f"{number}.xlsx")
    submission.write()
    report = check(layout, "kegiatan")
    reconciled = {row["source_file"]: row for row in part(layout, "sheet_reconciliation", "kegiatan")}
    accepted, rejected_rows = part(layout, "kegiatan"), set()
    for finding in findings(layout, "kegiatan"):
        if finding["severity"] == "error":
            rejected_rows.add((finding["source_file"], finding["source_row"]))
    for number, (rows, is_rejected) in enumerate(sheets):
        file, reconciliation = f"{number}.xlsx", reconciled[f"{number}.xlsx"]
        assert (
            reconciliation["rows_received"]
            == len(rows)
            == reconciliation["rows_accepted"] + reconciliation["rows_rejected"]
        )
        assert reconciliation["rows_accepted"] == sum(row["source_file"] == file for row in accepted)
        named = sum(place[0] == file for place in rejected_rows)
        assert reconciliation["rows_rejected"] == (len(rows) if is_rejected else named)
    for reconciliation in part(layout, "control_total", "kegiatan"):
        rows, _ = sheets[int(reconciliation["source_file"].removesuffix(".xlsx"))]
        assert reconciliation["received_idr"] == sum(row[reconciliation["amount_column"]] or 0 for row in rows)
        assert reconciliation["received_idr"] == reconciliation["accepted_idr"] + reconciliation["rejected_idr"]
        name = {"anggaran": "budget_idr", "realisasi": "realised_idr"}[reconciliation["amount_column"]]
        let_through = [row[name] for row in accepted if row["source_file"] == reconciliation["source_file"]]
        assert reconciliation["accepted_idr"] == sum(let_through)
    assert counted(report)[:2] == (sum(len(rows) for rows, _ in sheets), len(accepted))
    keys = [(row["activity_code"], row["region_code"]) for row in accepted]
    assert len(keys) == len(set(keys)), "a key stands among the accepted rows twice"
    assert all(row["strategy_no"] in SOUND["kegiatan"]["strategi"] for row in accepted)


def test_parts_of_a_data_set_that_is_not_known_any_more_go(layout: DataLayout) -> None:
    left = layout.accepted("sheet_reconciliation", SEMESTER.key, "DINSOS", "pelatihan")
    kept = layout.accepted("sheet_reconciliation", SEMESTER.key, "DINSOS", "kegiatan")
    for path in (left, kept):
        write_table(path, SHEET_RECONCILIATION.empty_table())
    check_files(layout, semester=SEMESTER, institution_codes=["DINSOS"])
    assert not left.exists()
    assert kept.exists()
