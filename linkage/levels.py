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
    #: m is fixed, not trained: rows reach this level because a field is missing, not because it agrees.
    is_m_known: bool = False
    term: str | None = None


def near(column: str) -> str:
    """Give SQL for one edit: a digit or letter wrong, missing or extra, or two neighbours swapped."""
    return f"damerau_levenshtein({column}_l, {column}_r) <= 1"


#: A card's number is kecamatan, day of issue and a small serial, so that numbers one edit apart are common.
FAMILY_CARD = (
    Level("the same", "kk_l = kk_r", 0.02, 1e-7),
    Level("one edit apart", near("kk"), 0.28, 3e-5),
)
#: A NIK holds the birth date, which is a comparison of its own: a level adds only what that does not cover. People born
#: on one day in one kecamatan have neighbouring NIKs; a wrong digit in the date is a typo and rarely another person.
NIK = (
    Level("the same", "nik_l = nik_r", 0.05, 1e-3),
    Level(
        "one edit apart, not in the date",
        f"{near('nik')} and substr(nik_l, 7, 6) = substr(nik_r, 7, 6)",
        0.30,
        0.1,
    ),
    Level("one edit apart", near("nik"), 0.30, 1e-3),
)

NAME = (
    Level("the same", "name_words_l = name_words_r", 0.62, 1e-3, term="name_words"),
    Level("sounds the same", "name_key_l = name_key_r", 0.10, 5e-4, term="name_key"),
    Level("initials", "(has_initial_l or has_initial_r) and name_initials_l = name_initials_r", 0.04, 5e-4),
    Level("one edit apart", near("name_words"), 0.12, 1e-3),
    Level("alike", "jaro_winkler_similarity(name_words_l, name_words_r) >= 0.92", 0.06, 5e-3),
    Level(
        "a word in common",
        "len(list_intersect(string_split(name_key_l, ' '), string_split(name_key_r, ' '))) > 0",
        0.03,
        0.02,
    ),
)
BIRTH_DATE = (
    Level("the same", "birth_date_l = birth_date_r", 0.86, 7e-5),
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
)
PLACE = (
    # A row with nothing but the kelurahan may be of the same house: the sum of all levels below.
    Level(
        "the same kelurahan, and no more is said",
        "region_code_l = region_code_r and (coalesce(street_l, rt_l) is null or coalesce(street_r, rt_r) is null)",
        0.80,
        0.035,
        is_m_known=True,
    ),
    Level(
        "the same house",
        "region_code_l = region_code_r and street_l = street_r",
        0.55,
        3e-5,
    ),
    Level(
        "the same neighbourhood",
        "region_code_l = region_code_r and rt_l = rt_r and rw_l = rw_r",
        0.10,
        3e-4,
    ),
    Level("the same kelurahan", "region_code_l = region_code_r", 0.15, 0.035),
    Level("the same kecamatan", "kecamatan_code_l = kecamatan_code_r", 0.06, 0.17),
)
SEX = (Level("the same", "sex_l = sex_r", 0.98, 0.7),)

#: The two birth dates differ by day and month being swapped.
ARE_TURNED_ROUND = (
    "l.birth_digits = left(r.birth_digits, 4) || right(r.birth_digits, 2) || substr(r.birth_digits, 5, 2)"
)
