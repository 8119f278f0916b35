"""Stories of one household that the registry knows under other numbers, another name or another address."""

from datetime import date

from tests.end_to_end.story_telling import (
    NOW,
    OTHER_GIVER,
    REGISTRY_KEEPER,
    THEN,
    Story,
    card,
    code_of,
    household,
    mistyped,
    story,
    turned,
)


@story("Ketapang", "Kareng Lor")
def moved(tell: Story) -> None:
    """A household moves to another kecamatan and gets a card there; both offices list it, the new one without NIK."""
    old = household("Ketapang", "Sukarno Hadi", date(1960, 8, 17), members=4, house="Jl. Mastrip No. 12")
    new = old | {"no_kk": card("Kareng Lor", date(2022, 11, 22), 456), "nik_kepala": None, "jumlah_anggota": 5}
    new |= {"kode_wilayah": code_of("Kareng Lor"), "alamat": "Gang Buntu No. 3", "rt": "009", "rw": "006"}
    tell.lists(THEN, old=old)
    tell.lists(NOW, old=old, new=new)


@story("Triwung Lor")
def card_issued_anew(tell: Story) -> None:
    """A card is issued anew in the same house, and the household is listed and given rice under either one."""
    old = household("Triwung Lor", "Mochammad Tohir", date(1971, 5, 23), members=6, house="Jl. Bengawan Solo No. 41")
    new = old | {"no_kk": card("Triwung Lor", date(2023, 1, 9), 12), "nik_kepala": None, "nama_kepala": "Moh. Tohir"}
    new |= {"alamat": "Jalan Bengawan Solo 41", "rt": old["rt"].lstrip("0")}
    tell.lists(THEN, old=old)
    tell.lists(NOW, old=old, new=new)
    tell.receives(NOW, old, "Beras", date(2023, 3, 6), by=REGISTRY_KEEPER)
    tell.receives(NOW, new, "Beras", date(2023, 3, 9), by=OTHER_GIVER)


@story("Triwung Kidul")
def card_issued_between_two_semesters(tell: Story) -> None:
    """A card is issued anew between two semesters: the later registry knows nothing but the new one, and no NIK."""
    old = household("Triwung Kidul", "Ponirah", date(1955, 2, 11), sex="P", members=2, house="Gang Kenanga No. 7")
    new = old | {"no_kk": card("Triwung Kidul", date(2022, 12, 19), 8), "nik_kepala": None, "nama_kepala": "Hj. Ponira"}
    tell.lists(THEN, old=old)
    tell.lists(NOW, new=new)


@story("Pohsangit Kidul")
def mistyped_card(tell: Story) -> None:
    """A household is listed a second time with one digit of its card wrong and without a NIK."""
    right = household("Pohsangit Kidul", "Wagimin", date(1966, 10, 4), members=3, house="Jl. Brantas No. 90")
    wrong = right | {"no_kk": mistyped(right["no_kk"]), "nik_kepala": None, "jumlah_anggota": 4}
    tell.lists(NOW, right=right, wrong=wrong)


@story("Kademangan")
def mistyped_nik(tell: Story) -> None:
    """A household is listed a second time under a new card, with two digits of the NIK turned round."""
    right = household("Kademangan", "Rukmini Astuti", date(1978, 6, 25), sex="P", members=5, house="Jl. Flores No. 3")
    wrong = right | {"no_kk": card("Kademangan", date(2022, 9, 15), 21), "nik_kepala": turned(right["nik_kepala"], 9)}
    tell.lists(NOW, right=right, wrong=wrong)


@story("Pilang")
def cut_nik(tell: Story) -> None:
    """A household is listed a second time under a new card, its NIK cut to the digits that a spreadsheet keeps."""
    right = household("Pilang", "Slamet Riyadi", date(1969, 3, 30), members=7, house="Jl. Anggrek No. 18", serial=3)
    wrong = right | {"no_kk": card("Pilang", date(2022, 10, 3), 5), "nik_kepala": right["nik_kepala"][:-1] + "0"}
    tell.lists(NOW, right=right, wrong=wrong)


@story("Jrebeng Kidul")
def swapped_columns(tell: Story) -> None:
    """A clerk types the NIK into the column of the card and the card into that of the NIK."""
    right = household("Jrebeng Kidul", "Bambang Sutrisno", date(1974, 1, 19), members=4, house="Jl. Kerinci No. 55")
    wrong = right | {"no_kk": right["nik_kepala"], "nik_kepala": right["no_kk"]}
    tell.lists(NOW, right=right, wrong=wrong)


@story("Pakistaji")
def birth_date_turned_round(tell: Story) -> None:
    """A household is listed a second time under a new card, without a NIK, day and month of birth turned round."""
    right = household("Pakistaji", "Nanang Prasetyo", date(1982, 4, 9), members=3, house="Jl. Semeru No. 27")
    wrong = right | {"no_kk": card("Pakistaji", date(2022, 7, 14), 33), "nik_kepala": None}
    tell.lists(NOW, right=right, wrong=wrong | {"tanggal_lahir_kepala": date(1982, 9, 4)})


@story("Kedunggaleng")
def born_on_new_years_day(tell: Story) -> None:
    """A household is listed a second time under a new card, without a NIK, its head born on 1 January by default."""
    right = household("Kedunggaleng", "Kasiyem", date(1951, 7, 16), sex="P", members=1, house="Gang Pepaya No. 2")
    wrong = right | {"no_kk": card("Kedunggaleng", date(2022, 8, 1), 3), "nik_kepala": None, "jumlah_anggota": 2}
    tell.lists(NOW, right=right, wrong=wrong | {"tanggal_lahir_kepala": date(1951, 1, 1)})


@story("Kedung Asem")
def listed_under_the_spouse(tell: Story) -> None:
    """A household is listed under the husband and again, with the same card, under his wife."""
    husband = household("Kedung Asem", "Imam Ghozali", date(1976, 12, 5), members=5, house="Jl. Cokro No. 14")
    wife = household("Kedung Asem", "Siti Romlah", date(1980, 3, 28), sex="P", members=4, house="Jl. Cokro No. 14")
    tell.lists(NOW, husband=husband, wife=wife | {"no_kk": husband["no_kk"]})


@story("Sumber Taman")
def listed_three_times(tell: Story) -> None:
    """A household is listed three times: as it is, with a digit of the card wrong, and with one of the NIK."""
    right = household(
        "Sumber Taman", "Abdul Ghofur", date(1963, 11, 21), members=3, house="Jl. Citarum No. 8", serial=2
    )
    wrong_card = right | {"no_kk": mistyped(right["no_kk"], -2), "nik_kepala": None, "jumlah_anggota": 4}
    wrong_nik = right | {"no_kk": card("Sumber Taman", date(2023, 1, 17), 40), "jumlah_anggota": 5}
    tell.lists(NOW, right=right, card=wrong_card, nik=wrong_nik | {"nik_kepala": mistyped(right["nik_kepala"])})
