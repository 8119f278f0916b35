"""Stories of households that have left poverty, the city or this life, and of what is still said of them."""

from datetime import date

from tests.end_to_end.story_telling import (
    CIVIL_REGISTRY,
    NOW,
    OTHER_GIVER,
    REGISTRY_KEEPER,
    SURVEYED,
    THEN,
    Story,
    card,
    household,
    mistyped,
    story,
)

#: A registry that repeats what a survey of the earlier semester said.
_STALE = {"tanggal_pendataan": SURVEYED[THEN]}


@story("Sukoharjo")
def died(tell: Story) -> None:
    """A widower who lived alone has died, as the civil registry says by his NIK, and is still counted."""
    widower = household("Sukoharjo", "Karso Wiryo", date(1939, 1, 8), members=1, house="Gang Delima No. 1")
    tell.lists(THEN, widower=widower)
    tell.lists(NOW, widower=widower)
    numbers = {"nik_kepala": widower["nik_kepala"]}
    tell.leaves(NOW, widower, "meninggal", date(2023, 3, 2), by=CIVIL_REGISTRY, **numbers)


@story("Kanigaran")
def moved_out(tell: Story) -> None:
    """A family has moved to another city, as the civil registry says by its card, and is still counted."""
    family = household("Kanigaran", "Hendra Wijaya", date(1985, 11, 3), members=5, house="Jl. Cempaka No. 38")
    tell.lists(THEN, family=family)
    tell.lists(NOW, family=family)
    tell.leaves(NOW, family, "pindah", date(2023, 5, 20), by=CIVIL_REGISTRY, no_kk=family["no_kk"])


@story("Kebonsari Wetan")
def risen_by_a_mistyped_card(tell: Story) -> None:
    """A household has risen, as a graduation says that names it by a card with one digit wrong and nothing else."""
    family = household("Kebonsari Wetan", "Untung Subagyo", date(1973, 8, 29), members=4, house="Jl. Kaca Piring No. 5")
    tell.lists(NOW, family=family)
    tell.leaves(NOW, family, "ekonomi_meningkat", date(2023, 4, 1), no_kk=mistyped(family["no_kk"]))


@story("Curahgrinting")
def risen_and_returned(tell: Story) -> None:
    """A household has risen in the earlier semester; a survey of the later one finds it poor again."""
    family = household("Curahgrinting", "Samsul Munir", date(1981, 2, 26), members=6, house="Jl. Ijen No. 11")
    tell.lists(THEN, family=family)
    tell.leaves(THEN, family, "ekonomi_meningkat", date(2022, 10, 1), no_kk=family["no_kk"])
    tell.lists(NOW, family=family)


@story("Kebonsari Kulon")
def graduation_of_a_namesake(tell: Story) -> None:
    """Of two namesakes in one kelurahan one has risen, as a graduation says that has a digit of his card wrong."""
    name = "Teguh Santoso"
    risen = household("Kebonsari Kulon", name, date(1970, 5, 5), members=3, house="Jl. Sunan Ampel No. 2")
    poor = household("Kebonsari Kulon", name, date(1977, 9, 17), members=5, house="Jl. Letjen Sutoyo No. 60")
    poor |= {"no_kk": card("Kebonsari Kulon", date(2019, 6, 24), 9), "rt": "009", "rw": "008"}
    tell.lists(NOW, poor=poor, risen=risen)
    tell.leaves(NOW, risen, "ekonomi_meningkat", date(2023, 3, 8), no_kk=mistyped(risen["no_kk"]))


@story("Jrebeng Kulon")
def left_under_an_old_card(tell: Story) -> None:
    """A household has risen by its old card in the earlier semester; the later registry lists it under a new one."""
    old = household("Jrebeng Kulon", "Misnadi", date(1968, 12, 31), members=4, house="Jl. Raya Bromo No. 120")
    new = old | {"no_kk": card("Jrebeng Kulon", date(2022, 12, 5), 27), "nik_kepala": None}
    tell.lists(THEN, old=old)
    tell.leaves(THEN, old, "ekonomi_meningkat", date(2022, 11, 15), no_kk=old["no_kk"])
    tell.lists(NOW, new=new | _STALE)


@story("Sumber Wetan")
def listed_twice_and_left(tell: Story) -> None:
    """A household is listed under two cards and has risen, as a graduation says by the second of them."""
    old = household("Sumber Wetan", "Jumadi", date(1964, 3, 19), members=3, house="Jl. Argopuro No. 44")
    new = old | {"no_kk": card("Sumber Wetan", date(2022, 9, 27), 6), "nik_kepala": None, "jumlah_anggota": 4}
    tell.lists(NOW, old=old, new=new)
    tell.leaves(NOW, old, "mengundurkan_diri", date(2023, 6, 30), no_kk=new["no_kk"])


@story("Jrebeng Lor")
def struck_off_as_a_second_card(tell: Story) -> None:
    """A wife has kept a card of her own beside her husband's; the civil registry strikes it off as a double."""
    house = "Jl. Lumajang No. 17"
    husband = household("Jrebeng Lor", "Rizal Mansur", date(1987, 6, 6), members=4, house=house)
    wife = household("Jrebeng Lor", "Nurul Hidayati", date(1989, 10, 20), sex="P", members=3, house=house)
    tell.lists(NOW, husband=husband, wife=wife | {"rt": husband["rt"], "rw": husband["rw"]})
    tell.leaves(NOW, wife, "ganda", date(2023, 3, 15), by=CIVIL_REGISTRY, no_kk=wife["no_kk"])


@story("Kedopok")
def struck_off_and_found(tell: Story) -> None:
    """A household is listed under its old and its new card, and the registry's keeper strikes the old one off."""
    old = household("Kedopok", "Ngatemin", date(1959, 11, 10), members=2, house="Jl. Sunan Giri No. 25")
    new = old | {"no_kk": card("Kedopok", date(2022, 10, 31), 14), "nik_kepala": None}
    tell.lists(NOW, new=new, old=old)
    tell.leaves(NOW, old, "ganda", date(2023, 3, 15), no_kk=old["no_kk"])


@story("Jrebeng Wetan")
def assisted_after_leaving(tell: Story) -> None:
    """A household has risen, named by a mistyped NIK; it was assisted before and, by somebody else, after that day."""
    family = household(
        "Jrebeng Wetan", "Joko Purnomo", date(1975, 7, 7), members=5, house="Jl. Sriwijaya No. 13", serial=4
    )
    tell.lists(NOW, family=family)
    tell.leaves(NOW, family, "ekonomi_meningkat", date(2023, 3, 1), nik_kepala=mistyped(family["nik_kepala"]))
    tell.receives(NOW, family, "PKH", date(2023, 2, 10), by=REGISTRY_KEEPER)
    tell.receives(NOW, family, "Zakat Fitrah", date(2023, 4, 18), by=OTHER_GIVER)
