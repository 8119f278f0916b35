"""Stories of the second city: what is refused and then corrected, and what is decided on and then met again."""

from datetime import date

from tests.end_to_end.story_telling import (
    NOW,
    OTHER_GIVER,
    REGISTRY_KEEPER,
    SECOND_CITY,
    SURVEYED,
    THEN,
    Story,
    card,
    household,
)


@SECOND_CITY.story("Sukoharjo")
def refused(tell: Story) -> None:
    """A row is refused, and again in the second version; its household is assisted, and so is one that nobody lists."""
    poor = household("Sukoharjo", "Kasmadi", date(1961, 3, 5), members=3, house="Gang Delima No. 22")
    refused = household("Sukoharjo", "Winarsih", date(1972, 8, 30), sex="P", members=4, house="Jl. Sawo No. 8")
    unlisted = household("Sukoharjo", "Sugeng Priyono", date(1969, 11, 12), members=2, house="Jl. Nangka No. 50")
    tell.lists(NOW, poor=poor, refused=refused | {"desil": 14})
    for row in (poor, refused, unlisted):
        tell.receives(NOW, row, "Beras", date(2023, 4, 3), by=REGISTRY_KEEPER)


@SECOND_CITY.story("Curahgrinting")
def refused_and_corrected(tell: Story) -> None:
    """A row is refused for its date, which the second version has right; its household is assisted all the while."""
    poor = household("Curahgrinting", "Marsudi", date(1957, 10, 21), members=2, house="Jl. Ijen No. 30")
    late = household("Curahgrinting", "Lilik Andayani", date(1985, 2, 7), sex="P", members=5, house="Jl. Ijen No. 4")
    tell.lists(NOW, poor=poor, late=late | {"tanggal_pendataan": "kemarin"})
    tell.receives(NOW, late, "Sembako", date(2023, 5, 2), by=OTHER_GIVER)
    tell.corrects(NOW, "late", tanggal_pendataan=SURVEYED[NOW])


@SECOND_CITY.story("Kebonsari Wetan")
def waived_and_met_again(tell: Story) -> None:
    """Cousins of one name share a house, and the secretariat finds two households; the later list is in another order.

    It has the first name of one of them written out, and its second version the members of the other one corrected.
    """
    one = household("Kebonsari Wetan", "Mochamad Sholeh", date(1968, 9, 22), members=4, house="Jl. Kaca Piring No. 31")
    other = one | {"no_kk": card("Kebonsari Wetan", date(2019, 5, 6), 17), "nik_kepala": None}
    other |= {"nama_kepala": "Moh. Soleh", "jumlah_anggota": 2}
    tell.lists(THEN, one=one, other=other)
    tell.waives(THEN)
    tell.lists(NOW, other=other | {"nama_kepala": "Mochamad Soleh"}, one=one)
    tell.corrects(NOW, "one", jumlah_anggota=3)
    tell.receives(NOW, other, "Zakat Fitrah", date(2023, 4, 18), by=OTHER_GIVER)


@SECOND_CITY.story("Jrebeng Kulon")
def waived_until_a_number_agrees(tell: Story) -> None:
    """The secretariat finds two households in a pair; the later list's second version gives both heads one NIK."""
    one = household("Jrebeng Kulon", "Soekarno Widodo", date(1964, 7, 11), members=5, house="Jl. Raya Bromo No. 88")
    other = one | {"no_kk": card("Jrebeng Kulon", date(2020, 3, 16), 29), "nik_kepala": None}
    other |= {"nama_kepala": "H. Sukarno Widodo", "jumlah_anggota": 3}
    tell.lists(THEN, one=one, other=other)
    tell.waives(THEN)
    tell.lists(NOW, other=other, one=one)
    tell.corrects(NOW, "other", nik_kepala=one["nik_kepala"])
