"""How another clerk writes, or mistypes, the same name of a person or an activity, address, date or number."""

from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from simulation.households import City

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
_OTHER_WORDS = {
    "Rehabilitasi": "Bedah",
    "Perbaikan": "Renovasi",
    "Pelatihan": "Diklat",
    "lanjut usia": "lansia",
    "penyandang disabilitas": "difabel",
    "usaha mikro": "UMKM",
    "pedagang kaki lima": "PKL",
    "kelompok usaha bersama": "KUBE",
    "makanan tambahan": "PMT",
    "rumah tidak layak huni": "RTLH",
    "Bantuan langsung tunai": "BLT",
    "pajak bumi dan bangunan": "PBB",
}
_AROUND = (
    "Kegiatan {} bagi warga miskin", "Penyaluran {} Kota Probolinggo", "{} untuk masyarakat kurang mampu",
    "Pelaksanaan program {}",
)  # fmt: skip
_OF_A_COMPANY = ("CSR {}", "{} (TJSL)", "Program CSR {}", "Dukungan {} bersama warga")
_LONG = 4


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


def reworded(name: str, draw: Random) -> str:
    """Name an activity in other words: the usual short form of a term, words around it, or another order."""
    for words, other in _OTHER_WORDS.items():
        if words in name:
            return draw.choice(_AROUND).format(name.replace(words, other))
    if draw.random() < 0.5:
        return draw.choice(_AROUND).format(name[0].lower() + name[1:])
    first, *others = name.split()
    return " ".join((*others, first.lower()))


def beside(name: str, draw: Random) -> str:
    """Name an activity as the company that pays for it does."""
    return draw.choice(_OF_A_COMPANY).format(name)


def with_other_word(name: str) -> str:
    """Replace the last word of an activity's name by one with another meaning."""
    return " ".join((*name.split()[:-1], "terpadu"))


def with_slip(name: str, draw: Random) -> str:
    """Mistype one of the long words of an activity's name."""
    words = name.split()
    at = draw.choice([place for place, word in enumerate(words) if len(word) > _LONG])
    words[at] = mistyped_name(words[at], draw)
    return " ".join(words)


class WrongNumbers:
    """Makes wrong numbers for one city, and records whose they are, so that no two people share one."""

    def __init__(self, city: City) -> None:
        """Begin with none."""
        self._city = city
        self._right_number: dict[str, str] = {}

    def mistype(self, digits: str, draw: Random) -> str:
        """Give the number with one digit wrong or two neighbours transposed."""
        return next(wrong for wrong in mistyped_digits(digits, draw) if self._assign(wrong, digits))

    def cut(self, digits: str) -> str | None:
        """Give the number with its last digit lost and a 0 instead; null where that is a number of somebody."""
        wrong = digits[:-1] + "0"
        return wrong if wrong != digits and self._assign(wrong, digits) else None

    def _assign(self, wrong: str, right: str) -> bool:
        """Assign the wrong number to the right one, unless it is somebody's, was assigned to another, or is no number.

        A serial 0000 is a stand-in, by which no reader knows anybody.
        """
        if wrong.endswith("0000") or self._right_number.get(wrong, right) != right or self._city.holds(wrong):
            return False
        self._right_number[wrong] = right
        return True
