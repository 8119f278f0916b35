"""Households that become one or two, and a person who is written in two ways; told aside: nobody in them is poor."""

from datetime import date

from tests.end_to_end.story_telling import NOW, OTHER_GIVER, REGISTRY_KEEPER, THEN, Story, card, household, nik, story


@story("Jati", is_aside=True)
def widow_who_remarries(tell: Story) -> None:
    """A widow and her neighbour marry: both stand on his card from then on, and one office still uses her old one."""
    house, status = "Jl. Hayam Wuruk No. 31", {"status": "rentan", "desil": 5}
    widow = household("Jati", "Endang Susilowati", date(1975, 5, 6), sex="P", members=2, house=house, **status)
    groom = household("Jati", "Joko Purnomo", date(1971, 11, 3), members=1, house="Jl. Hayam Wuruk No. 35", **status)
    tell.lists(THEN, widow=widow, groom=groom)
    tell.lists(NOW, groom=groom, wife=widow | {"no_kk": groom["no_kk"], "alamat": groom["alamat"]})
    tell.receives(NOW, widow, "Sembako", date(2023, 4, 3), by=OTHER_GIVER, nik=None, nama="Bagas Susilo")


@story("Sukabumi", is_aside=True)
def couple_that_parts(tell: Story) -> None:
    """A couple, each of whom was listed, divorces: he keeps the card, she founds a household on a new one."""
    house, status = "Jl. Pattimura No. 51", {"status": "rentan", "desil": 5}
    he = household("Sukabumi", "Agus Harianto", date(1977, 1, 29), members=3, house=house, **status)
    she = household("Sukabumi", "Yuni Kartika", date(1981, 6, 2), sex="P", members=3, house=house, **status)
    tell.lists(THEN, he=he, she=she | {"no_kk": he["no_kk"]})
    alone = she | {"no_kk": card("Sukabumi", date(2022, 11, 8), 14), "jumlah_anggota": 2, "alamat": "Gang Delima No. 8"}
    tell.lists(NOW, he=he | {"jumlah_anggota": 1}, she=alone)


@story("Wonoasih", is_aside=True)
def rice_for_a_daughter(tell: Story) -> None:
    """A daughter is given rice twice, the second time without her NIK and in another spelling; her twin once."""
    home = household(
        "Wonoasih", "Sutikno Hadi", date(1970, 4, 9), members=4, house="Jl. Anyelir No. 4", status="rentan", desil=5
    )
    born = date(2001, 9, 14)
    child = {"tanggal_lahir": born, "jenis_kelamin": "P"}
    daughter = child | {"nama": "Zulaikha Wardani", "nik": nik("Wonoasih", born, "P", 3)}
    twin = child | {"nama": "Zubaidah Wardani", "nik": None}
    tell.lists(THEN, home=home)
    tell.lists(NOW, home=home)
    tell.receives(NOW, home, "Beras", date(2023, 4, 3), by=REGISTRY_KEEPER, **daughter)
    again = daughter | {"nama": "Zulaicha Wardani", "nik": None}
    tell.receives(NOW, home, "Beras", date(2023, 5, 8), by=REGISTRY_KEEPER, **again)
    tell.receives(NOW, home, "Beras", date(2023, 4, 3), by=REGISTRY_KEEPER, **twin)
