import re

from hypothesis import given
from hypothesis import strategies as st

from feedback.sheet_names import sheet_names


def test_a_lone_name_stays_as_the_sender_wrote_it() -> None:
    assert sheet_names([("laporan.xlsx", "Kegiatan (rev)"), ("laporan.xlsx", "Penerima")]) == [
        "Kegiatan (rev)",
        "Penerima",
    ]


def test_equal_names_say_their_file_and_case_makes_no_difference() -> None:
    names = sheet_names([("mayangan.xlsx", "Kegiatan"), ("wonoasih.xlsx", "KEGIATAN")])
    assert names == ["Kegiatan (mayangan)", "KEGIATAN (wonoasih)"]


def test_a_name_that_is_cut_ends_well() -> None:
    names = sheet_names([("Laporan BPJSTK (lama).xlsx", "kegiatan"), ("Laporan BPJSTK semester satu.xlsx", "kegiatan")])
    assert names == ["kegiatan (Laporan BPJSTK lama)", "kegiatan (Laporan BPJSTK seme…)"]


def test_a_name_that_is_taken_forbidden_or_empty_gets_a_number() -> None:
    places = [("a.csv", "Ringkasan"), ("b.csv", "History"), ("c.csv", "'[]:*?/\\'"), ("d.csv", "lembar")]
    assert sheet_names(places, ("Ringkasan",)) == ["Ringkasan (2)", "History (2)", "lembar", "lembar (2)"]


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=12))
def test_any_names_give_names_that_spreadsheets_take(places: list[tuple[str, str]]) -> None:
    names = sheet_names(places, ("Ringkasan", "Temuan"))
    assert len({name.casefold() for name in [*names, "Ringkasan", "Temuan"]}) == len(places) + 2
    for name in names:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
