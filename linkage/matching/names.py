"""Indonesian personal names, normalised.

`normalise_name` removes variants of writing: titles, degrees, case, old spelling, usual short forms of given names, and
the father's name. `Name.key` is phonetic, for names that were heard and then typed.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from foundation.yaml_text import load_yaml

#: The contents of `names.yml`.
LANGUAGE: dict[str, Any] = load_yaml(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
_TITLES = frozenset(LANGUAGE["titles"].split())
_DEGREES = frozenset(LANGUAGE["degrees"].split())
_SHORT_FORMS: dict[str, str] = {
    short: name for name, forms in LANGUAGE["short_forms"].items() for short in forms.split()
}
_INITIALS = frozenset(LANGUAGE["initials"].split())
_OLD_SPELLING = tuple(LANGUAGE["old_spelling"].items())
_SOUNDS = tuple(pair for step in LANGUAGE["sounds"] for pair in step.items())
_LAST_SOUNDS: dict[str, str] = LANGUAGE["last_sounds"]
_LETTERS_OF_FIGURES: dict[str, str] = LANGUAGE["letters_of_figures"]

_PATRONYM = re.compile(r"\b(?:BIN|BINTI|BT|BTE)\b")
_DOTTED = re.compile(r"(?<=[A-Z])\.(?=[A-Z])")
_NO_LETTER = re.compile(r"[^A-Z ]+")
_FIGURES_IN_A_WORD = re.compile(r"(?<=[A-Z])[0-9]+|[0-9]+(?=[A-Z])")
_FIGURES_ALONE = re.compile(r"\b[0-9]+\b")

_DOUBLED = re.compile(r"(.)\1+")


class Name(NamedTuple):
    """A normalised name: its words in their order."""

    words: tuple[str, ...]

    @property
    def sorted_text(self) -> str:
        """The words in alphabetical order, the same for any order of writing."""
        return " ".join(sorted(self.words))

    @property
    def key(self) -> str:
        """The phonetic key: the sounds of the words in alphabetical order."""
        return " ".join(sorted(_sound(word) for word in self.words))


@lru_cache(maxsize=200_000)
def normalise_name(text: str) -> Name:
    """Normalise a name as an institution wrote it, by `names.yml`. A name of titles alone keeps them."""
    plain = _plain(text)
    # What follows a comma is a degree; `S.Pd` and `A. Rahman` differ in what follows the dot.
    plain = plain.partition(",")[0]
    plain = _DOTTED.sub("", plain.replace("'", "").replace("`", ""))
    plain = _FIGURES_IN_A_WORD.sub(lambda figures: _LETTERS_OF_FIGURES.get(figures[0], ""), plain)
    plain = _NO_LETTER.sub(" ", plain)
    words = _PATRONYM.split(plain)[0].split()
    kept = _without_titles(words) or words
    return Name(tuple(_word(word, is_last=place == len(kept)) for place, word in enumerate(kept, start=1)))


def figures_of_name(text: str) -> str:
    """Give the figures that stand alone in a name, by which a list distinguishes namesakes: `1` of `Siti 1`.

    A figure inside a word is a letter that was read or typed wrong, and is none of them.
    """
    return " ".join(_FIGURES_ALONE.findall(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()


def _without_titles(words: list[str]) -> list[str]:
    first, last = 0, len(words)
    while first < last and words[first] in _TITLES:
        first += 1
    while last > first and words[last - 1] in _DEGREES:
        last -= 1
    return words[first:last]


def _word(word: str, *, is_last: bool) -> str:
    if word in _SHORT_FORMS and not (is_last and word in _INITIALS):
        return _SHORT_FORMS[word]
    return _modern(word)


@lru_cache(maxsize=50_000)
def _modern(word: str) -> str:
    for old, new in _OLD_SPELLING:
        word = word.replace(old, new)
    return word


@lru_cache(maxsize=50_000)
def _sound(word: str) -> str:
    for heard, written in _SOUNDS:
        word = word.replace(heard, written)
    word = _DOUBLED.sub(r"\1", word)
    return word[:-1] + _LAST_SOUNDS.get(word[-1], word[-1]) if word else word
