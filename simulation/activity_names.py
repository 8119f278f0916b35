"""How another institution would name the same activity."""

from random import Random

from simulation.slips import mistyped_name

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
_BESIDE = ("CSR {}", "{} (TJSL)", "Program CSR {}", "Dukungan {} bersama warga")
_LONG = 4


def reworded(name: str, draw: Random) -> str:
    """Say the same in other words: the usual short form of a term, words around it, or another order."""
    for words, other in _OTHER_WORDS.items():
        if words in name:
            return draw.choice(_AROUND).format(name.replace(words, other))
    if draw.random() < 0.5:
        return draw.choice(_AROUND).format(name[0].lower() + name[1:])
    first, *others = name.split()
    return " ".join((*others, first.lower()))


def beside(name: str, draw: Random) -> str:
    """Name it as the company that pays for it does."""
    return draw.choice(_BESIDE).format(name)


def with_other_word(name: str) -> str:
    """Replace the last word by one with another meaning."""
    return " ".join((*name.split()[:-1], "terpadu"))


def with_slip(name: str, draw: Random) -> str:
    """Mistype one of the long words."""
    words = name.split()
    at = draw.choice([place for place, word in enumerate(words) if len(word) > _LONG])
    words[at] = mistyped_name(words[at], draw)
    return " ".join(words)
