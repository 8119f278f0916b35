"""What institutions do, as rows of `kegiatan`."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from foundation.semester import Semester
from simulation.catalogue import Institution, Programme
from simulation.chance import stream
from simulation.rows import Row
from sources.regions import Region, kelurahan


def activity_rows(
    programme: Programme, institution: Institution, semester: Semester, seed: int, households: int
) -> Iterator[Row]:
    """Give the rows of one activity: all kelurahan where it gives aid to many, some of them where it does not."""
    draw = stream(seed, "activity", semester.key, programme.code)
    places = [place for place in kelurahan() if institution.kecamatan_code in (None, place.kecamatan_code)]
    if programme.share == 0:
        places = sorted(draw.sample(places, min(len(places), draw.randint(4, 9))), key=lambda place: place.code)
    started = _start(semester, draw)
    for place in places:
        yield _activity_row(programme, place, started, semester, households, draw)


def _start(semester: Semester, draw: Random) -> date:
    """Most activities begin in the semester; one in five has run since the half-year before."""
    if draw.random() < 0.2:
        return semester.start - timedelta(days=draw.randint(10, 150))
    return semester.start + timedelta(days=draw.randint(3, 60))


def _activity_row(
    programme: Programme, place: Region, started: date, semester: Semester, households: int, draw: Random
) -> Row:
    share = programme.share or 0.02
    target = max(1, round(households / len(kelurahan()) * share * draw.uniform(0.8, 1.3)))
    reached = max(1, round(target * draw.uniform(0.7, 1.0)))
    budget = (target * programme.amount if programme.share else programme.amount) + draw.randint(1, 900) * 1_000
    return Row(
        "kegiatan",
        {
            "kode_kegiatan": programme.code,
            "nama_kegiatan": programme.name,
            "strategi": programme.strategy,
            "kelompok_program": programme.group,
            "kode_wilayah": place,
            "sumber_dana": programme.fund,
            "anggaran": budget,
            "realisasi": round(budget * draw.uniform(0.75, 1.0) / 1000) * 1000,
            "satuan_sasaran": programme.unit,
            "target": target,
            "capaian": reached,
            "tanggal_mulai": started,
            "tanggal_selesai": semester.end - timedelta(days=draw.randint(0, 25)) if draw.random() < 0.8 else None,
            "keterangan": draw.choice((None, None, "selesai", "berjalan")),
        },
    )
