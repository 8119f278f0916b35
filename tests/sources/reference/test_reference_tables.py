"""Reference and submission tables as SQL reads them, and Parquet files that are whole or not there."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from foundation.atomic_files import atomic_write, write_rows, write_table
from foundation.data_layout import DataLayout
from foundation.linkage_schemas import LINKAGE_TABLES
from foundation.schemas import FILE, REFERENCE_TABLES, RUN_CONTEXT
from foundation.semester import Semester
from operations.zones import ensure_zones, remove_unfinished
from sources import reference_tables
from sources.archive import Submission
from sources.channels import ChannelSpec
from sources.contract_schemas import accepted_tables
from sources.institutions import Institution, InstitutionList

SEMESTER = Semester(2023, 1)
DINSOS = Institution(
    code="DINSOS",
    name="Dinas Sosial",
    type="perangkat_daerah",
    datasets=("kegiatan",),
    since=SEMESTER,
    channel=ChannelSpec(kind="folder", url="inbox"),
)


@pytest.fixture
def layout(tmp_path: Path) -> DataLayout:
    return DataLayout(tmp_path / "data")


def rows(path: Path) -> list[dict[str, object]]:
    return pq.ParquetFile(path).read().to_pylist()


def submission_received(moment: datetime | None) -> Submission:
    state = "missing" if moment is None else "received"
    return Submission("DINSOS", SEMESTER, state, 0 if moment is None else 2, moment, ())


def test_every_zone_can_be_read_before_anything_is_in_it(layout: DataLayout) -> None:
    ensure_zones(layout)
    for table, schema in accepted_tables().items():
        found = duckdb.sql(f"""
            from read_parquet(
                '{layout.accepted_zone(table)}/*/*/*.parquet', hive_partitioning=true, hive_types_autocast=false
            )
        """)
        assert found.columns == [*schema.names, "institution_code", "semester"]
        assert found.fetchall() == []
    for table, schema in LINKAGE_TABLES.items():
        assert pq.read_schema(layout.linkage("none", table)) == schema
    for table, schema in REFERENCE_TABLES.items():
        assert pq.read_schema(layout.reference(table)) == schema


def test_zones_keep_what_stands_in_them_and_follow_a_change_of_columns(layout: DataLayout) -> None:
    ensure_zones(layout)
    reference_tables.write_run_context(layout, datetime(2023, 8, 1, tzinfo=UTC))
    outdated = layout.accepted("submission", "none", "none")
    write_table(outdated, pa.table({"old": pa.array([], pa.string())}))
    ensure_zones(layout)
    assert rows(layout.reference("run_context")) == [
        {"run_started_at": datetime(2023, 8, 1, tzinfo=UTC), "run_date": date(2023, 8, 1), "assessed_pairs": 50}
    ]
    assert pq.read_schema(outdated) == accepted_tables()["submission"]


def test_a_table_that_can_not_be_written_leaves_the_old_one(layout: DataLayout) -> None:
    path = layout.reference("run_context")
    reference_tables.write_run_context(layout, datetime(2023, 8, 1, tzinfo=UTC))
    before = path.read_bytes()

    def fail_half_way() -> None:
        with atomic_write(path) as unfinished:
            unfinished.write_bytes(b"half")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["run_context.parquet"]


def test_what_a_killed_run_left_is_removed(layout: DataLayout) -> None:
    ensure_zones(layout)
    left = layout.accepted("kegiatan", "2023S1", "DINSOS").parent / ".rows.parquet.abc.unfinished"
    left.parent.mkdir(parents=True)
    left.write_text("half")
    assert remove_unfinished(layout) == 1
    assert not left.exists()
    assert remove_unfinished(layout) == 0


def test_private_leftovers_and_halves_of_the_history_are_removed(layout: DataLayout) -> None:
    received = layout.received("2023S1", "DINSOS")
    kept = [received / "sheet.parquet", layout.history / "semester=2023S1" / "state.parquet"]
    siblings = [received.with_name(f".{received.name}.{purpose}") for purpose in ("building", "unpacked", "replaced")]
    left = [
        *(folder / "rows.parquet" for folder in siblings),
        layout.validation_scratch / "tmpabc" / "spilled.tmp",
        layout.validation_scratch / "loose.tmp",
        layout.history / "semester=2023S1" / ".state.parquet.abc.unfinished",
    ]
    for path in [*kept, *left]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("rows")
    assert remove_unfinished(layout) == 6
    assert {path for path in layout.root.rglob("*") if path.is_file()} == set(kept)
    assert list(layout.validation_scratch.iterdir()) == []
    assert [path.name for path in received.parent.iterdir()] == [received.name]


def test_a_submission_killed_between_two_names_is_put_back(layout: DataLayout) -> None:
    received = layout.received("2023S1", "DINSOS")
    replaced = received.with_name(f".{received.name}.replaced")
    replaced.mkdir(parents=True)
    (replaced / "sheet.parquet").write_text("only copy")
    assert remove_unfinished(layout) == 0
    assert (received / "sheet.parquet").read_text() == "only copy"
    assert not replaced.exists()


def test_a_column_that_may_not_be_empty_is_not_written_empty(layout: DataLayout) -> None:
    with pytest.raises(pa.ArrowInvalid, match=r"run_started_at of run_context\.parquet may not be empty"):
        write_rows(layout.reference("run_context"), [{}], RUN_CONTEXT)


def test_institutions_that_left_the_list_keep_their_reports(layout: DataLayout) -> None:
    listed = InstitutionList(institutions=(DINSOS,), base=layout.root)
    reference_tables.write_institutions(layout, listed, former_codes={"DINSOS", "OLD"})
    assert [tuple(row.values()) for row in rows(layout.reference("institution"))] == [
        ("DINSOS", "Dinas Sosial", "perangkat_daerah"),
        ("OLD", "OLD", "lainnya"),
    ]


def test_semesters_carry_bounds_deadline_and_whether_they_are_closed(layout: DataLayout) -> None:
    reference_tables.write_semesters(layout, [Semester(2023, 2), SEMESTER, SEMESTER], None, closed={SEMESTER})
    assert [tuple(row.values()) for row in rows(layout.reference("semester"))] == [
        ("2023S1", date(2023, 1, 1), date(2023, 6, 30), date(2023, 7, 31), True),
        ("2023S2", date(2023, 7, 1), date(2023, 12, 31), date(2024, 1, 31), False),
    ]
    reference_tables.write_semesters(layout, [SEMESTER], 10)
    assert rows(layout.reference("semester"))[0]["deadline"] == date(2023, 7, 10)


def test_population_is_written_for_every_semester_and_follows_the_file(layout: DataLayout) -> None:
    layout.population_file.parent.mkdir(parents=True)
    layout.population_file.write_text("semester,region_code,population\n2023S2,35.74,250000\n", encoding="utf-8")
    reference_tables.write_population(layout, [SEMESTER, Semester(2023, 2)])
    found = rows(layout.reference("population"))
    assert len(found) == 2 * 35
    city = {row["semester"]: row["population"] for row in found if row["region_level"] == "city"}
    assert city == {"2023S1": 243_054, "2023S2": 250_000}


@pytest.mark.parametrize(
    ("received_at", "is_late"),
    [
        (datetime(2023, 7, 31, 16, 59, tzinfo=UTC), False),  # 23:59 in Probolinggo
        (datetime(2023, 7, 31, 17, 0, tzinfo=UTC), True),
        (None, None),
    ],
)
def test_a_submission_is_late_by_the_citys_clock(
    layout: DataLayout, received_at: datetime | None, is_late: bool | None
) -> None:
    reference_tables.write_submission(layout, submission_received(received_at), DINSOS, SEMESTER, None)
    [row] = rows(layout.accepted("submission", "2023S1", "DINSOS"))
    assert (row["received_at"], row["is_late"], row["is_expected"]) == (received_at, is_late, True)


def test_nobody_is_late_with_what_nobody_has_to_report(layout: DataLayout) -> None:
    not_due = DINSOS.model_copy(update={"since": SEMESTER.next()})
    received_at = datetime(2023, 12, 1, tzinfo=UTC)
    reference_tables.write_submission(layout, submission_received(received_at), not_due, SEMESTER, None)
    [row] = rows(layout.accepted("submission", "2023S1", "DINSOS"))
    assert (row["is_late"], row["is_expected"]) == (False, False)


def test_the_files_of_a_submission_come_from_the_reader_and_go_with_them(layout: DataLayout) -> None:
    listing = layout.received("2023S1", "DINSOS") / "file.parquet"
    file = {
        "source_file": "a.csv",
        "sha256": "0" * 64,
        "size_bytes": 1,
        "received_at": datetime(2023, 7, 1, tzinfo=UTC),
        "rows_received": 1,
        "content_digest": None,
    }
    write_rows(listing, [file], FILE)
    reference_tables.write_files(layout, DINSOS, SEMESTER)
    assert rows(layout.accepted("file", "2023S1", "DINSOS")) == [file]
    listing.unlink()
    reference_tables.write_files(layout, DINSOS, SEMESTER)
    assert rows(layout.accepted("file", "2023S1", "DINSOS")) == []


def test_who_corrects_on_request_is_not_late(layout: DataLayout) -> None:
    corrected = replace(
        submission_received(datetime(2023, 8, 9, tzinfo=UTC)), first_received_at=datetime(2023, 7, 30, tzinfo=UTC)
    )
    reference_tables.write_submission(layout, corrected, DINSOS, SEMESTER, None)
    (row,) = rows(layout.accepted("submission", "2023S1", "DINSOS"))
    assert (row["is_late"], row["first_received_at"], row["received_at"]) == (
        False,
        corrected.first_received_at,
        corrected.received_at,
    )
    assert row["due_datasets"] == list(DINSOS.datasets)
