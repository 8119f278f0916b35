"""How another clerk writes, or mistypes, the same name, address, date or number."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

_INITIALS = {
    "Mohammad": ("M.", "Moh.", "Muh.", "Mochamad"),
    "Achmad": ("A.", "Ahmad", "Akhmad"),
    "Abdul": ("Abd.", "Abd"),
    "Siti": ("St.", "S.", "Sitti"),
    "Nur": ("N.", "Noor"),
    "Sri": ("S.", "Srie"),
}
_TITLES = {
    "L": ("H. {}", "Bpk. {}", "Drs. {}", "{}, S.Pd.", "{} bin Abdullah"),
    "P": ("Hj. {}", "Ibu {}", "Ny. {}", "{}, S.Pd.", "{} binti Salim"),
}
#: Letters that are written either way: old and new spelling, Arabic sounds, and letters that sound the same.
_SAME_SOUND = (("j", "dj"), ("u", "oe"), ("sy", "s"), ("c", "tj"), ("kh", "h"), ("f", "p"), ("z", "s"), ("th", "t"))
_DOUBLED = "lmnrst"
_BESIDE = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "ko", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip
_STREET_WORDS = {
    "Jl.": ("Jalan", "Jln.", "JL"),
    "Gang": ("Gg.", "Gg"),
    "Dusun": ("Dsn.", "Dsn"),
}
_EARLIEST_BIRTH_YEAR = 1925


def another_manner(name: str, sex: str, draw: Random) -> str:
    """Write a name as somebody else might, always differently."""
    manners = list(_MANNERS)
    draw.shuffle(manners)
    written = (manner(name, sex, draw) for manner in manners)
    return next(other for other in written if other != name)


def _with_initial(name: str, _sex: str, draw: Random) -> str:
    given, _, rest = name.partition(" ")
    return f"{draw.choice(_INITIALS[given])} {rest}" if rest and given in _INITIALS else name


def _with_title(name: str, sex: str, draw: Random) -> str:
    return draw.choice(_TITLES[sex]).format(name)


def _turned_round(name: str, _sex: str, _draw: Random) -> str:
    *others, last = name.split()
    return " ".join((last, *others))


def _in_other_letters(name: str, _sex: str, draw: Random) -> str:
    folded = name.casefold()
    pairs = [pair for one, other in _SAME_SOUND for pair in ((one, other), (other, one)) if pair[0] in folded]
    if not pairs:
        return name
    one, other = draw.choice(pairs)
    return folded.replace(one, other, 1).title()


def _with_letter_doubled(name: str, _sex: str, draw: Random) -> str:
    folded = name.casefold()
    doubled = [at for at in range(1, len(folded)) if folded[at] == folded[at - 1]]
    if doubled:
        return (folded[: doubled[0]] + folded[doubled[0] + 1 :]).title()
    between = [at for at in range(1, len(folded) - 1) if folded[at] in _DOUBLED]
    if not between:
        return name
    at = draw.choice(between)
    return (folded[:at] + folded[at] + folded[at:]).title()


_Manner = Callable[[str, str, Random], str]
_MANNERS: tuple[_Manner, ...] = (
    _with_initial, _with_title, _turned_round, _in_other_letters, _with_letter_doubled
)  # fmt: skip


def mistyped_name(name: str, draw: Random) -> str:
    """Give the name with one typing error behind its first letter: a letter wrong, left out, or two transposed."""
    letters = [at for at in range(1, len(name)) if name[at].isalpha() and name[at - 1].isalpha()]
    while True:
        at = draw.choice(letters)
        kind = draw.choice(("wrong", "left out", "transposed"))
        if kind == "wrong":
            wrong = name[:at] + draw.choice(_BESIDE[name[at].casefold()]) + name[at + 1 :]
        elif kind == "left out":
            wrong = name[:at] + name[at + 1 :]
        else:
            wrong = (name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]).title()
        if wrong != name:
            return wrong


def another_address(address: str, draw: Random) -> str:
    """Write an address as somebody else might: the street's kind otherwise, `No.` otherwise or dropped."""
    kind, _, rest = address.partition(" ")
    street, _, number = rest.partition(" No. ")
    written = f"{draw.choice(_STREET_WORDS.get(kind, (kind,)))} {street}"
    return f"{written}{draw.choice((' ', ' No ', ' Nomor ', ' no. '))}{number}"


def without_zeros(number: str) -> str:
    """Write an RT or RW as `3` instead of `003`."""
    return number.lstrip("0")


def mistyped_birth_date(born: date, latest: date, draw: Random) -> date:
    """Give another date up to `latest`: day and month swapped where that gives one, else one digit wrong."""
    if born.day <= 12 and born.day != born.month and draw.random() < 0.7:
        return born.replace(day=born.month, month=born.day)
    digits = f"{born:%d%m%Y}"
    while True:
        at = draw.choice((0, 1, 2, 3, 6, 7))
        wrong = digits[:at] + str(draw.randrange(10)) + digits[at + 1 :]
        try:
            day = date(int(wrong[4:]), int(wrong[2:4]), int(wrong[:2]))
        except ValueError:
            continue
        if day != born and day.year >= _EARLIEST_BIRTH_YEAR and day <= latest:
            return day


def default_birth_date(born: date, draw: Random) -> date | None:
    """Give the placeholder of an unknown day in the year of birth; None for a birth date that is such a day."""
    days = (date(born.year, 1, 1), date(born.year, 7, 1))
    return None if born in days else draw.choice(days)


def mistyped_digits(digits: str, draw: Random) -> Iterator[str]:
    """Give, in random order and without end, the number with one digit wrong or two neighbours transposed."""
    while True:
        at = draw.randrange(1, len(digits))
        if draw.random() < 0.35:
            wrong = digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :]
        else:
            wrong = digits[:at] + str(draw.randrange(10)) + digits[at + 1 :]
        if wrong != digits:
            yield wrong
