"""Stories of households that look like one and are two, or that become two, and of one whose head changes."""

from datetime import date

from tests.end_to_end.story_telling import (
    CIVIL_REGISTRY,
    NOW,
    REGISTRY_KEEPER,
    THEN,
    Story,
    card,
    household,
    nik,
    story,
)


@story("Wonoasih")
def twins(tell: Story) -> None:
    """Twin brothers live next door to each other, with neighbouring NIKs and nearly one name."""
    born = date(1984, 2, 2)
    elder = household("Wonoasih", "Hasan Basri", born, members=4, house="Jl. Progo No. 10", serial=3)
    younger = household("Wonoasih", "Hasin Basri", born, members=6, house="Jl. Progo No. 12", serial=4)
    younger |= {"rt": elder["rt"], "rw": elder["rw"]}
    tell.lists(THEN, elder=elder, younger=younger)
    tell.lists(NOW, elder=elder, younger=younger)


@story("Mayangan")
def father_and_son(tell: Story) -> None:
    """A father and his son of the same name keep two households in one house; the son's row has no NIK."""
    father = household("Mayangan", "Ahmad Fauzi", date(1958, 9, 13), members=2, house="Jl. Tanjung Tembaga No. 6")
    son = father | {"no_kk": card("Mayangan", date(2021, 4, 7), 15), "nik_kepala": None, "jumlah_anggota": 3}
    son |= {"tanggal_lahir_kepala": date(1986, 1, 24)}
    tell.lists(THEN, father=father)
    tell.lists(NOW, father=father, son=son)


@story("Mangunharjo", "Tisnonegaran")
def namesakes(tell: Story) -> None:
    """Two men of one name and one birth date live in two kecamatan and have nothing to do with each other."""
    name, born = "Mohammad Ridwan", date(1979, 12, 12)
    one = household("Mangunharjo", name, born, members=5, house="Jl. Ikan Tongkol No. 4")
    other = household("Tisnonegaran", name, born, members=2, house="Jl. Dr. Saleh No. 31", rt="008", rw="007")
    other |= {"no_kk": card("Tisnonegaran", date(2016, 5, 31), 18)}
    tell.lists(NOW, one=one, other=other)


@story("Jati")
def child_that_splits_off(tell: Story) -> None:
    """A son founds a household of his own in his parents' house, which has two members fewer from then on."""
    house = "Jl. Hayam Wuruk No. 70"
    parents = household("Jati", "Suparman", date(1957, 4, 3), members=5, house=house)
    child = household("Jati", "Eko Suparman", date(1990, 9, 9), members=3, house=house)
    tell.lists(THEN, parents=parents)
    child |= {"rt": parents["rt"], "rw": parents["rw"]}
    tell.lists(NOW, parents=parents | {"jumlah_anggota": 3}, child=child)


@story("Sukabumi")
def marriage_out(tell: Story) -> None:
    """A daughter marries the neighbour, who moves in with her under a new card; she is assisted in her own name."""
    parents = household("Sukabumi", "Totok Lestari", date(1962, 6, 18), members=4, house="Jl. Pattimura No. 22")
    groom = household("Sukabumi", "Dedi Kurniawan", date(1994, 5, 27), members=1, house="Jl. Pahlawan No. 9")
    couple = groom | {"no_kk": card("Sukabumi", date(2022, 12, 28), 2), "jumlah_anggota": 2}
    couple |= {"alamat": parents["alamat"], "rt": parents["rt"], "rw": parents["rw"]}
    tell.lists(THEN, parents=parents, groom=groom)
    tell.lists(NOW, parents=parents | {"jumlah_anggota": 3}, couple=couple)
    born = date(1996, 8, 8)
    bride = {"nik": nik("Sukabumi", born, "P", 1), "nama": "Dewi Lestari", "tanggal_lahir": born, "jenis_kelamin": "P"}
    tell.receives(NOW, couple, "Sembako", date(2023, 4, 12), by=REGISTRY_KEEPER, **bride)


@story("Wiroborang")
def new_head_after_a_death(tell: Story) -> None:
    """A husband dies, as the civil registry says; a later survey finds his widow poor, head under the same card."""
    husband = household("Wiroborang", "Zaenal Arifin", date(1948, 7, 30), members=3, house="Jl. Mawar No. 16")
    widow = household("Wiroborang", "Sumiati", date(1953, 10, 14), sex="P", members=2, house="Jl. Mawar No. 16")
    tell.lists(THEN, husband=husband)
    numbers = {"nik_kepala": husband["nik_kepala"]}
    tell.leaves(THEN, husband, "meninggal", date(2022, 12, 3), by=CIVIL_REGISTRY, **numbers)
    tell.lists(NOW, widow=widow | {"no_kk": husband["no_kk"]})
