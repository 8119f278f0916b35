"""A run that died on one semester is taken up by the next run, of whichever semester that is."""

import pyarrow.parquet as pq
import pytest

from foundation.semester import Semester
from operations.run_marker import begin, load_marker, open_markers
from tests.installation import Installation


def die_at_validation(city: Installation, semester: Semester) -> None:
    """Leave what a killed run leaves: the plan open, the accepted rows of one institution gone, of another halved."""
    begin(city.layout, semester, ["DINSOS", "DINKES"], ["DINSOS", "DINKES"])
    city.layout.accepted("penerima", semester.key, "DINSOS").unlink()
    kegiatan = city.layout.accepted("kegiatan", semester.key, "DINKES")
    pq.write_table(pq.read_table(kegiatan, partitioning=None).slice(0, 1), kegiatan)


@pytest.mark.slow
def test_a_published_semester_is_whole_again_after_a_run_of_another_one(copied_city: Installation) -> None:
    earlier, later = copied_city.semesters
    before = copied_city.marts()
    die_at_validation(copied_city, later)
    assert open_markers(copied_city.layout) == [later]
    copied_city.run(earlier)
    assert copied_city.marts() == before
    assert open_markers(copied_city.layout) == []


@pytest.mark.slow
def test_a_correction_after_a_dead_run_takes_the_whole_semester(copied_city: Installation) -> None:
    later = copied_city.semesters[-1]
    before = copied_city.marts()
    die_at_validation(copied_city, later)
    copied_city.run(later, "BAZNAS")
    assert copied_city.marts() == before


@pytest.mark.slow
def test_a_semester_whose_first_run_died_is_not_published_by_another_one(copied_city: Installation) -> None:
    earlier, later = copied_city.semesters
    before = copied_city.marts()
    new = later.next()
    begin(copied_city.layout, new, [], ["DINSOS"])
    submission = copied_city.layout.accepted("submission", new.key, "DINSOS")
    submission.parent.mkdir(parents=True)
    submission.write_bytes(copied_city.layout.accepted("submission", later.key, "DINSOS").read_bytes())
    copied_city.run(earlier)
    assert copied_city.marts() == before
    assert load_marker(copied_city.layout, new) is None


@pytest.mark.slow
def test_the_first_run_of_a_semester_takes_every_institution(copied_city: Installation) -> None:
    new = copied_city.semesters[-1].next()
    copied_city.run(new, "DINSOS")
    ((submissions,),) = copied_city.query(f"""
        select count(*) from marts.fct_submission
        inner join marts.dim_semester using (semester_key) where dim_semester.semester = '{new.key}'
    """)
    assert submissions >= 60
