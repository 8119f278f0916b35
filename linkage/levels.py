"""Ways in which two rows can agree on a number, a name, a birth date, a place, with the prior probabilities of each.

Imports no library: comparing two rows without training does not need Splink, whose import takes a second.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One way in which two rows can agree, its SQL, and its prior probabilities."""

    label: str
    condition: str
    m: float
    u: float
    #: Rows reach this level because a field is missing, so that its probabilities are no shares beside the others'.
    lacks_a_field: bool = False
    term: str | None = None


def near(column: str) -> str:
    """Give SQL for one edit: a digit or letter wrong, missing or extra, or two neighbours swapped."""
    return f"damerau_levenshtein({column}_l, {column}_r) <= 1"


#: Serials at most so far apart are of people, or cards, that were registered one after the other.
NEIGHBOURING_SERIALS = 3

#: A kecamatan has only a few births a day, so that many people have these serials.
_SMALL_SERIAL = 20
_SAME_BUT_SERIAL = "nik_area_l = nik_area_r and nik_birth_l = nik_birth_r"

#: A card's number is kecamatan, day of issue and a small serial, so that numbers one edit apart are common, and cards
#: issued one after the other (a family that has split, two neighbours) have neighbouring serials.
FAMILY_CARD = (
    Level("the same", "kk_l = kk_r", 0.02, 1e-7),
    Level(
        "issued one after the other",
        f"kk_start_l = kk_start_r and abs(kk_serial_l - kk_serial_r) <= {NEIGHBOURING_SERIALS}",
        0.012,
        2e-5,
    ),
    Level("one edit apart", near("kk"), 0.27, 3e-5),
    Level("two edits apart", "damerau_levenshtein(kk_l, kk_r) <= 2", 0.03, 6e-4),
)
#: A NIK is area, birth part and serial. The birth part repeats birth date and sex, which are comparisons of their own:
#: the levels are about area and serial, given that the birth dates are compared. People registered one after the other,
#: as twins are, have neighbouring serials, so that these say little; a serial with two digits swapped, or with another
#: digit than the last wrong, says much.
NIK = (
    Level("the same", "nik_l = nik_r", 0.05, 1e-4),
    # Many people of one kecamatan have one small serial, each with the own birth date; a typo is in one of the two.
    Level(
        "born on two days, with the same small serial",
        "nik_area_l = nik_area_r and nik_serial_l = nik_serial_r and birth_date_l <> birth_date_r"
        " and is_nik_plausible_l and is_nik_plausible_r and says_birth_date_l and says_birth_date_r"
        f" and nik_serial_l <= {_SMALL_SERIAL}",
        0.02,
        0.1,
    ),
    Level(
        "the same area and serial, a typo in the birth part",
        f"nik_area_l = nik_area_r and nik_serial_l = nik_serial_r and {near('nik')}",
        0.33,
        1e-3,
    ),
    # Who is born on one day in another kecamatan has the same small serial, or the next.
    Level(
        "born on one day, registered in two kecamatan",
        "nik_birth_l = nik_birth_r and nik_area_l <> nik_area_r and is_nik_local_l and is_nik_local_r"
        " and abs(nik_serial_l - nik_serial_r) between 1 and 9",
        3e-4,
        0.3,
    ),
    Level(
        "born on one day, with the same small serial in two kecamatan",
        "nik_birth_l = nik_birth_r and is_nik_local_l and is_nik_local_r"
        f" and nik_serial_l = nik_serial_r and nik_serial_l <= {_SMALL_SERIAL}",
        0.015,
        0.1,
    ),
    Level(
        "the same birth part and serial, a typo in the area",
        f"nik_birth_l = nik_birth_r and nik_serial_l = nik_serial_r and {near('nik')}",
        0.26,
        2e-3,
    ),
    Level(
        "registered one after the other",
        f"{_SAME_BUT_SERIAL} and abs(nik_serial_l - nik_serial_r) <= {NEIGHBOURING_SERIALS}",
        0.015,
        0.02,
    ),
    Level("the same but for a typo in the serial", f"{_SAME_BUT_SERIAL} and {near('nik')}", 0.20, 4e-3),
    Level("two edits apart", "damerau_levenshtein(nik_l, nik_r) <= 2", 0.08, 0.05),
)

NAME = (
    Level("the same", "name_words_l = name_words_r", 0.60, 1e-3, term="name_words"),
    Level("sounds the same", "name_key_l = name_key_r", 0.10, 5e-4, term="name_key"),
    Level("initials", "(has_initial_l or has_initial_r) and name_initials_l = name_initials_r", 0.03, 5e-4),
    Level("one edit apart", f"{near('name_words')} or {near('name_written')}", 0.13, 1e-3),
    Level(
        "alike",
        "jaro_winkler_similarity(name_words_l, name_words_r) >= 0.92"
        " or (damerau_levenshtein(name_words_l, name_words_r) <= 2 and length(name_words_l) >= 8)",
        0.07,
        5e-3,
    ),
    Level(
        "one within the other",
        "len(list_intersect(name_list_l, name_list_r)) = least(len(name_list_l), len(name_list_r))",
        0.03,
        4e-3,
    ),
    Level("a word in common", "len(list_intersect(name_list_l, name_list_r)) > 0", 0.02, 0.02),
)
BIRTH_DATE = (
    Level("the same", "birth_date_l = birth_date_r", 0.84, 7e-5),
    Level("the same in the NIKs", "nik_birth_l = nik_birth_r", 0.02, 5e-5),
    Level(
        "day and month turned round",
        "birth_digits_l = left(birth_digits_r, 4) || right(birth_digits_r, 2) || substr(birth_digits_r, 5, 2)",
        0.02,
        5e-5,
    ),
    Level(
        "a date for want of a better one",
        "birth_year_l = birth_year_r and"
        " (right(birth_digits_l, 4) in ('0101', '0701') or right(birth_digits_r, 4) in ('0101', '0701'))",
        0.05,
        3e-4,
    ),
    Level("one edit apart", near("birth_digits"), 0.05, 1e-3),
    Level("within a month", "abs(birth_date_l - birth_date_r) <= 31", 0.012, 3e-3),
)
#: The house is its street and its number; an RT has dozens of houses.
PLACE = (
    # A row with nothing but the kelurahan may be of the same house: the sum of all levels below.
    Level(
        "the same kelurahan, and no more is said",
        "region_code_l = region_code_r and (coalesce(address_l, rt_l) is null or coalesce(address_r, rt_r) is null)",
        0.80,
        0.035,
        lacks_a_field=True,
    ),
    Level(
        "the same house",
        "region_code_l = region_code_r and house_l = house_r"
        " and (street_l = street_r or jaro_winkler_similarity(street_l, street_r) >= 0.9)",
        0.55,
        3e-5,
    ),
    Level(
        "the same street and RT",
        "region_code_l = region_code_r and rt_l = rt_r and rw_l = rw_r and street_l = street_r",
        0.05,
        5e-5,
    ),
    Level(
        "the same neighbourhood",
        "region_code_l = region_code_r and rt_l = rt_r and rw_l = rw_r",
        0.07,
        3e-4,
    ),
    Level("the same kelurahan", "region_code_l = region_code_r", 0.13, 0.035),
    Level("the same kecamatan", "kecamatan_code_l = kecamatan_code_r", 0.08, 0.17),
)
SEX = (Level("the same", "sex_l = sex_r", 0.98, 0.7),)

#: The two birth dates differ by day and month being swapped.
ARE_TURNED_ROUND = (
    "l.birth_digits = left(r.birth_digits, 4) || right(r.birth_digits, 2) || substr(r.birth_digits, 5, 2)"
)
