"""Made-up names as in Probolinggo: Javanese and Madurese, often a single name, and the ways to write them.

Every base name differs from all others by more than spelling, so that a name and a birth date identify a person.
"""

from functools import cache
from random import Random


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text."""
    return tuple(text.split())


_MALE_STEMS = words(
    "Su Mar Kar Sar Tar War Nar Har Dar Par Was Tu Sam Mul Kas Ras Sla Nga Jum Mis As Ab Mus Sun Kus Bam Bu Tos Sat "
    "Pon Leg Pur Wir Wag Sug Sad Mat Mad Bus"
)
_MALE_ENDINGS = words(
    "man min to no di yono yanto tono wanto jo rip kan liman mat nadi sono tijo pardi giyo riyo jiman rejo kari din "
    "duki wi lan toha rat hari yadi tomo gito darma"
)
_FEMALE_STEMS = words(
    "Su Mar Kar Sar Tar War Nar Har Dar Par Wak Tu Sam Mul Kas Ras Sla Nga Jum Mis As Ab Mus Sun Kus Am Bu Tos Sat "
    "Pon Leg Pur Wir Wag Sug Sad Mat Mad Bus"
)
_FEMALE_ENDINGS = words(
    "ni ti mi yati yani tin min inah iyah sih nem tun kem lah siyam tik rah wati yem tiani nik rika una ijah sanah "
    "tini nah ginem warni jilah rukmi lastri diah enah"
)
_MALE_FIRST = words(
    "Abdul Achmad Agus Ali Arif Bambang Budi Dedi Didik Edi Eko Fathur Ghofur Hadi Hasan Hendra Heri Husni Imam Irfan "
    "Joko Khoirul Lukman Mahfud Mohammad Mukhlis Nanang Nur Rachmad Rizal Rudi Saiful Samsul Slamet Sugeng Taufik "
    "Teguh Totok Untung Usman Wahyu Yudi Yusuf Zainal Zaki"
)
_FEMALE_FIRST = words(
    "Aisyah Anik Aminah Astutik Dewi Diah Endang Erna Evi Faridah Fatimah Halimah Hanifah Ida Indah Istiqomah Khotijah "
    "Kurnia Lailatul Lilik Luluk Maimunah Mufidah Nanik Nurul Nuri Puji Ratna Rini Rohmah Romlah Rukmini Sholihah Siti "
    "Sri Sulastri Sumiati Titik Ummi Uswatun Wiwik Yayuk Yuliana Zubaidah Zulaikha"
)
_LAST = words(
    "Abadi Afandi Amin Anwar Arifin Asmara Aziz Basuki Cahyono Darmawan Effendi Fadli Fauzi Firmansyah Ghozali Hakim "
    "Hamid Handoko Hariyanto Hidayat Holil Ibrahim Ismail Jailani Junaidi Kadir Kurniawan Laksono Latif Maulana "
    "Mahmud Mansur Mubarok Mulyadi Munir Mustofa Nasir Nugroho Prasetyo Prayogo Purnomo Qodir Rahman Ramadhan Ridwan "
    "Rohim Rosyid Sabar Salam Santoso Saputra Setiawan Subagyo Sucipto Sudirman Suhartono Sukamto Sunaryo Supriyadi "
    "Susanto Sutrisno Syafii Syamsuri Tohir Utomo Wahid Wibowo Widodo Wijaya Yulianto Zaenuri"
)
_FEMALE_LAST = words(
    "Agustin Aini Ambarwati Andayani Anggraini Astuti Azizah Badriyah Cahyani Damayanti Dwiyanti Fadilah Farida "
    "Fitriani Hasanah Handayani Hartatik Hidayati Holifah Ismawati Jamilah Jannah Khasanah Kholifah Komariyah Kusuma "
    "Laela Lestari Mardiana Maryam Masruroh Mukarromah Munawaroh Mutmainah Nafisah Ningsih Nurhayati Oktavia Permata "
    "Pertiwi Pratiwi Purwanti Qomariyah Rahayu Rahmawati Ramadhani Rofiah Rosidah Safitri Saidah Setyowati Sofiyah "
    "Suhartini Sukarsih Susanti Susilowati Syarifah Tumiati Umamah Utami Wahyuni Wardani Widayati Wijayanti Wulandari "
    "Yulianti Yuniarti Zahra Zakiyah"
)

#: Old to new spelling, so that no two names of the table are equal after folding.
_OLD_TO_NEW = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ch", "h"), ("kh", "h"))


def fold_spelling(name: str) -> str:
    """Fold a base name over old and new spelling, case and spaces."""
    folded = name.casefold().replace(" ", "")
    for old, new in _OLD_TO_NEW:
        folded = folded.replace(old, new)
    return folded


@cache
def name_table(sex: str, size: int) -> tuple[str, ...]:
    """Give `size` distinct base names of a sex (L or P), about a third of them single names."""
    male = sex == "L"
    stems, endings = (_MALE_STEMS, _MALE_ENDINGS) if male else (_FEMALE_STEMS, _FEMALE_ENDINGS)
    first, last = (_MALE_FIRST, _LAST) if male else (_FEMALE_FIRST, _FEMALE_LAST)
    singles = [stem + ending for stem in stems for ending in endings]
    doubles = [f"{given} {family}" for given in first for family in last]
    triples = [f"{given} {stem}{ending}" for given in first for stem in stems for ending in endings[:8]]
    names: dict[str, str] = {}
    for name in (*singles, *doubles, *triples):
        names.setdefault(fold_spelling(name), name)
        if len(names) == size:
            break
    if len(names) < size:
        raise ValueError(f"the syllables make {len(names)} distinct names, and {size} are asked for")
    shuffled = list(names.values())
    Random(sex).shuffle(shuffled)
    return tuple(shuffled)


_SHORT_FORMS = {
    "Mohammad": ("Moch.", "Muhammad", "Moh.", "Mohamad"),
    "Siti": ("St.", "Sitti"),
    "Achmad": ("Ahmad", "A."),
}


def spell(name: str, sex: str, manner: str) -> str:
    """Write a base name the way an institution does: `plain`, `capitals`, `titles`, `short` or `old` spelling.

    A person is written the same way each time by those who share a manner.
    """
    if manner == "plain":
        return name
    if manner == "capitals":
        return name.upper()
    draw = Random(name)
    is_titled = any(mark in name for mark in (".", ",", " bin"))
    if manner == "titles" and not is_titled and draw.random() < 0.15:
        title = draw.choice(("H. {}", "{}, S.Pd.", "{} bin Abdullah") if sex == "L" else ("Hj. {}", "{} binti Salim"))
        return title.format(name)
    if manner == "short":
        given, _, rest = name.partition(" ")
        return f"{draw.choice(_SHORT_FORMS.get(given, (given,)))} {rest}".strip()
    if manner == "old" and draw.random() < 0.5:
        return name.replace("Su", "Soe", 1).replace("ju", "djoe")
    return name
