"""A run that died on one semester is taken up by the next run, of whichever semester that is."""

import pyarrow.parquet as pq
import pytest

from foundation.semester import Semester
from operations.run_marker import begin, load_marker, open_markers
from tests.installation import FEW_INSTITUTIONS, Installation


def die_at_validation(city: Installation, semester: Semester) -> None:
    """Leave what a killed run leaves: the plan open, the accepted rows of one institution gone, of another halved."""
    begin(city.layout, semester, ["DINSOS", "DINKES"], ["DINSOS", "DINKES"])
    city.layout.accepted("penerima", semester.key, "DINSOS").unlink()
    kegiatan = city.layout.accepted("kegiatan", semester.key, "DINKES")
    pq.write_table(pq.read_table(kegiatan, partitioning=None).slice(0, 1), kegiatan)


@pytest.mark.slow
def test_a_correction_after_a_dead_run_takes_the_whole_semester(small_city: Installation) -> None:
    later = small_city.semesters[-1]
    before = small_city.marts()
    die_at_validation(small_city, later)
    assert open_markers(small_city.layout) == [later]
    small_city.run(later, "BAZNAS")
    assert small_city.marts() == before
    assert open_markers(small_city.layout) == []


@pytest.mark.slow
def test_a_semester_whose_first_run_died_is_not_published_by_another_one(small_city: Installation) -> None:
    earlier, later = small_city.semesters
    before = small_city.marts()
    new = later.next()
    begin(small_city.layout, new, [], ["DINSOS"])
    submission = small_city.layout.accepted("submission", new.key, "DINSOS")
    submission.parent.mkdir(parents=True)
    submission.write_bytes(small_city.layout.accepted("submission", later.key, "DINSOS").read_bytes())
    small_city.run(earlier)
    assert small_city.marts() == before
    assert load_marker(small_city.layout, new) is None


@pytest.mark.slow
def test_the_first_run_of_a_semester_takes_every_institution(small_city: Installation) -> None:
    new = small_city.semesters[-1].next()
    small_city.run(new, "DINSOS")
    ((submissions,),) = small_city.query(f"""
        select count(*) from marts.fct_submission
        inner join marts.dim_semester using (semester_key) where dim_semester.semester = '{new.key}'
    """)
    # The secretariat owes nothing, and has handed in nothing.
    assert submissions == len(FEW_INSTITUTIONS) - 1
