"""Names as clerks write them: what is only writing is undone, and what tells two people apart stays."""

import pytest

from linkage.matching.names import figures_of_name, normalise_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H. Moch. Ali", "MUHAMMAD ALI"),
        ("M. Ali", "Mohamad  Ali"),
        ("Soekarno", "sukarno, S.Pd."),
        ("Tjokro", "Cokro"),
        ("Djumadi", "Jumadi"),
        ("Hj. St. Aminah", "Siti Aminah"),
        ("Drs. H. Abd. Rahman M.Si", "Abdul Rahman"),
        ("Ach. Noer", "Achmad Nur"),
        ("Nur'aini", "Nuraini"),
        ("Alm. Bpk. Sutrisno", "Sutrisno"),
        ("Chamim", "Khamim"),
        ("SITI  FÁTIMAH", "Siti Fatimah"),
        ("5iti Am1nah", "Siti Aminah"),
        ("8agy0", "Bagyo"),
        ("Siti 2", "Siti"),
    ],
)
def test_the_same_name_written_in_two_ways(one: str, other: str) -> None:
    assert normalise_name(one).words == normalise_name(other).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Aminah", "Sri Aminah"),
        ("Sutini", "Sutinah"),
        ("Ali M", "Ali"),
        ("A. Rahman", "Abdul Rahman"),
        ("St", "Siti"),
        ("13udi", "Budi"),
    ],
)
def test_names_that_are_not_the_same_stay_apart(one: str, other: str) -> None:
    assert normalise_name(one).words != normalise_name(other).words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sholihah", "Solihah"),
        ("Zainal Abidin", "Jaenal Abidin"),
        ("Choirul Anam", "Khoirul Anam"),
        ("Yusuf", "Yusup"),
        ("Fathonah", "Patonah"),
        ("Joko Widodo", "Widodo Djoko"),
        ("Ahmad Rosyid", "Achmat Rosid"),
    ],
)
def test_names_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert normalise_name(one).key == normalise_name(other).key


@pytest.mark.parametrize(
    ("name", "figures"),
    [("Siti 1", "1"), ("Siti 12.", "12"), ("2. Siti (3)", "2 3"), ("5iti Am1nah", ""), ("Siti2", ""), ("Siti", "")],
)
def test_figures_that_stand_alone_distinguish_namesakes(name: str, figures: str) -> None:
    assert figures_of_name(name) == figures


def test_the_fathers_name_is_left_out() -> None:
    assert normalise_name("Moh. Hasan bin H. Abdullah").words == ("MUHAMMAD", "HASAN")


def test_words_may_stand_in_any_order() -> None:
    assert normalise_name("Joko Widodo").sorted_text == normalise_name("Widodo Joko").sorted_text


@pytest.mark.parametrize("text", ["", "H.", "...", "123", "Haji", "bin Ali"])
def test_a_name_of_nothing_is_no_error(text: str) -> None:
    name = normalise_name(text)
    assert name.key == " ".join(sorted(name.key.split()))
