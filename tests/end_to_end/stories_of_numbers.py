"""Stories of the second city: numbers that differ in one household, that nearly agree in two, and that are nobody's."""

from datetime import date

from tests.end_to_end.story_telling import (
    NOW,
    REGISTRY_KEEPER,
    SECOND_CITY,
    THEN,
    Story,
    card,
    code_of,
    household,
    mistyped,
    turned,
)


@SECOND_CITY.story("Ketapang")
def slip_in_every_column(tell: Story) -> None:
    """A household is listed again with a digit of the NIK, a digit of the card and a letter of the name wrong."""
    right = household(
        "Ketapang", "Wahyudi Pranata", date(1967, 5, 18), members=4, house="Jl. Mastrip No. 63", serial=12
    )
    wrong = right | {"nama_kepala": "Wahyuti Pranata", "jumlah_anggota": 5}
    wrong |= {"nik_kepala": mistyped(right["nik_kepala"]), "no_kk": mistyped(right["no_kk"], -2)}
    tell.lists(THEN, right=right)
    tell.lists(NOW, right=right, wrong=wrong)


@SECOND_CITY.story("Triwung Lor", "Triwung Kidul")
def moved_with_a_turned_nik(tell: Story) -> None:
    """A household moves within its kecamatan; its new row has the last two digits of the NIK turned round."""
    old = household(
        "Triwung Lor", "Kusnadi Raharjo", date(1973, 8, 14), members=3, house="Jl. Bengawan Solo No. 17", serial=12
    )
    new = old | {"no_kk": card("Triwung Kidul", date(2022, 12, 7), 11), "nik_kepala": turned(old["nik_kepala"], 14)}
    new |= {"kode_wilayah": code_of("Triwung Kidul"), "alamat": "Gang Kenanga No. 19", "rt": "009", "rw": "008"}
    tell.lists(THEN, old=old)
    tell.lists(NOW, old=old, new=new | {"jumlah_anggota": 4})


@SECOND_CITY.story("Pohsangit Kidul")
def slip_between_two_semesters(tell: Story) -> None:
    """The later registry lists a household once, with a digit of NIK and card and a letter of the name wrong."""
    right = household(
        "Pohsangit Kidul", "Darmaji Kuncoro", date(1959, 4, 25), members=3, house="Jl. Brantas No. 14", serial=13
    )
    wrong = {"nik_kepala": mistyped(right["nik_kepala"], -2), "no_kk": mistyped(right["no_kk"])}
    tell.lists(THEN, right=right)
    tell.lists(NOW, wrong=right | {"nama_kepala": "Darmaji Kuncora"} | wrong)


@SECOND_CITY.story("Kedung Asem", "Sumber Taman")
def move_between_two_semesters(tell: Story) -> None:
    """A household moves within its kecamatan; the later registry lists it there alone, the NIK turned round."""
    old = household("Kedung Asem", "Paimin Suroso", date(1971, 6, 8), members=4, house="Jl. Cokro No. 52", serial=21)
    new = old | {"no_kk": card("Sumber Taman", date(2022, 11, 15), 19), "nik_kepala": turned(old["nik_kepala"], 14)}
    tell.lists(THEN, old=old)
    elsewhere = {"kode_wilayah": code_of("Sumber Taman"), "alamat": "Jl. Citarum No. 77", "rt": "009", "rw": "008"}
    tell.lists(NOW, new=new | elsewhere)


@SECOND_CITY.story("Wonoasih")
def twins_of_two_names(tell: Story) -> None:
    """Twin brothers have neighbouring NIKs and live in one RT; name, house and card have nothing in common."""
    born = date(1983, 3, 27)
    elder = household("Wonoasih", "Gunawan Saputra", born, members=4, house="Jl. Progo No. 34", serial=3)
    younger = household("Wonoasih", "Rahmat Hidayat", born, members=2, house="Gang Anyelir No. 6", serial=4)
    younger |= {"rt": elder["rt"], "rw": elder["rw"]}
    tell.lists(THEN, elder=elder, younger=younger)
    tell.lists(NOW, elder=elder, younger=younger)


@SECOND_CITY.story("Mayangan", "Mangunharjo")
def namesakes_registered_one_after_the_other(tell: Story) -> None:
    """Two men of one name were born on one day and registered one after the other; they live in two kelurahan."""
    name, born = "Mohammad Yusuf", date(1981, 10, 6)
    one = household("Mayangan", name, born, members=5, house="Jl. Tanjung Tembaga No. 40", serial=1)
    other = household("Mangunharjo", name, born, members=2, house="Jl. Ikan Tongkol No. 21", serial=2)
    other |= {"no_kk": card("Mangunharjo", date(2017, 2, 23), 31), "rt": "008", "rw": "007"}
    tell.lists(THEN, one=one, other=other)
    tell.lists(NOW, one=one, other=other)


@SECOND_CITY.story("Jati")
def neighbours_with_consecutive_cards(tell: Story) -> None:
    """Two women of nearly one name live next door to each other; their cards were issued one after the other."""
    issued = date(2015, 9, 8)
    one = household("Jati", "Siti Aminah", date(1976, 4, 11), sex="P", members=3, house="Jl. Hayam Wuruk No. 12")
    other = household("Jati", "Siti Aminatun", date(1976, 11, 2), sex="P", members=5, house="Jl. Hayam Wuruk No. 14")
    one |= {"no_kk": card("Jati", issued, 7)}
    other |= {"no_kk": card("Jati", issued, 8), "rt": one["rt"], "rw": one["rw"]}
    tell.lists(THEN, one=one, other=other)
    tell.lists(NOW, one=one, other=other)


@SECOND_CITY.story("Kademangan")
def one_stand_in_for_two_heads(tell: Story) -> None:
    """A clerk types one counting row for the NIK of two heads that have none; both are given rice."""
    stand_in = {"nik_kepala": "1234567890123456"}
    one = household("Kademangan", "Tukiman", date(1950, 6, 3), members=2, house="Jl. Flores No. 28") | stand_in
    other = household("Kademangan", "Sulastri", date(1962, 9, 15), sex="P", members=4, house="Jl. Sumba No. 5")
    tell.lists(THEN, one=one, other=other | stand_in)
    tell.lists(NOW, one=one, other=other | stand_in)
    tell.receives(NOW, one, "Beras", date(2023, 4, 5), by=REGISTRY_KEEPER)
    tell.receives(NOW, other | stand_in, "Beras", date(2023, 4, 5), by=REGISTRY_KEEPER)


@SECOND_CITY.story("Pilang")
def one_stand_in_for_two_cards(tell: Story) -> None:
    """A clerk types one digit over and over for the cards of two households; a third has its own number."""
    stand_in = {"no_kk": "9" * 16}
    sound = household("Pilang", "Basuki Rahmat", date(1965, 1, 24), members=6, house="Jl. Anggrek No. 2")
    one = household("Pilang", "Hariyanto", date(1979, 7, 13), members=3, house="Jl. Anggrek No. 40") | stand_in
    other = household("Pilang", "Sunarti", date(1958, 12, 9), sex="P", members=1, house="Jl. Kamboja No. 9")
    tell.lists(NOW, sound=sound, one=one, other=other | stand_in)
    tell.receives(NOW, one, "Beras", date(2023, 4, 6), by=REGISTRY_KEEPER, no_kk=None)


@SECOND_CITY.story("Kanigaran")
def graduation_with_two_slips(tell: Story) -> None:
    """A household has risen, as a graduation says that has a digit of the NIK wrong and the name in old spelling."""
    family = household(
        "Kanigaran", "Mohammad Syafii Sucipto", date(1970, 2, 16), members=5, house="Jl. Cempaka No. 71", serial=6
    )
    tell.lists(NOW, family=family)
    written = family | {"nama_kepala": "H. Moch. Sjafi'i Soetjipto"}
    numbers = {"nik_kepala": mistyped(family["nik_kepala"])}
    tell.leaves(NOW, written, "ekonomi_meningkat", date(2023, 4, 1), **numbers)
