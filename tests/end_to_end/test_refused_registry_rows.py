"""A refused registry row, from the inbox to the headcount: what it takes off, and what its correction gives back."""

import pytest

from operations.summary import semester_summary
from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import KETAPANG, LATE, SEMESTER, family, hand_in, receipt, write_institutions
from tests.installation import Installation

pytestmark = pytest.mark.slow

OF_BAZNAS = sound("kegiatan", kode_kegiatan="Z1", nama_kegiatan="Zakat", sumber_dana="ZIS")
#: Two are good; of the refused one can be placed, one has a head alone, one repeats a good row, one is not poor.
REGISTRY = [
    family(1),
    family(2, jumlah_anggota=3),
    family(3, tanggal_pendataan="kemarin", jumlah_anggota=5),
    family(4, no_kk="12", kode_wilayah="Kampung Baru", jumlah_anggota="banyak"),
    family(1),
    family(6, tanggal_pendataan="kemarin", status="tidak_miskin"),
]
CORRECTED = [family(1), family(2, jumlah_anggota=3), family(3, jumlah_anggota=5), family(4), family(6, status="rentan")]
RECEIPTS = [receipt(number) for number in (1, 3, 9)] + [receipt(4, no_kk=None), receipt(6, nik=None)]
HEADCOUNT = """
    select received_households, received_persons, rejected_households, rejected_persons, unplaced_rejected_households,
        reported_households, reported_persons, verified_households
    from marts.agg_poverty_headcount where semester = '2023S1' and region_code = '{region}'
"""
ASSISTED = """
    select assisted_households, poor_assisted_households, near_poor_assisted_households, refused_assisted_households,
        unregistered_assisted_households, ineligible_assisted_households
    from marts.agg_targeting where semester = '2023S1' and region_level = 'city'
"""
STRANGERS = """
    select count(*) from marts.fct_quality_finding where rule_code = 'recipient_not_in_registry' and status = 'open'
"""
OF_BAZNAS_TYPE = """
    select expected_institutions, received_institutions, usable_institutions, assisted_households, exclusion_error
    from marts.agg_targeting_breakdown
    where semester = '2023S1' and region_level = 'city' and group_code = 'baznas'
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give the city after a run of a registry with refused rows. The last test corrects it."""
    city = Installation(tmp_path_factory.mktemp("refused"), [SEMESTER])
    write_institutions(city)
    hand_in(city, "DINSOS", {"kegiatan": [sound("kegiatan")], "penerima": RECEIPTS, "keluarga": REGISTRY})
    without_funds = {name: cell for name, cell in OF_BAZNAS.items() if name != "sumber_dana"}
    hand_in(city, "BAZNAS", {"kegiatan": [without_funds]})
    city.run(SEMESTER)
    return city


def test_what_came_less_what_was_refused_is_reported(city: Installation) -> None:
    assert city.query(HEADCOUNT.format(region="35.74")) == [(4, 12, 2, 5, 1, 2, 7, 2)]
    assert city.query(HEADCOUNT.format(region=KETAPANG)) == [(3, 12, 1, 5, 0, 2, 7, 2)]
    assert "4 keluarga miskin masuk, 2 ditolak, 2 tercatat" in semester_summary(city.layout, SEMESTER)


def test_whom_a_refused_row_lists_is_no_stranger(city: Installation) -> None:
    assert city.query(ASSISTED) == [(5, 1, 0, 3, 1, 0)]
    assert city.query(STRANGERS) == [(1,)]


def test_of_a_refused_report_nobody_knows_whom_it_leaves_out(city: Installation) -> None:
    assert city.query(OF_BAZNAS_TYPE) == [(1, 1, 0, 0, None)]


def test_a_correction_counts_in_full(city: Installation) -> None:
    sheets = {"kegiatan": [sound("kegiatan")], "penerima": RECEIPTS, "keluarga": CORRECTED}
    hand_in(city, "DINSOS", sheets, at=LATE)
    hand_in(city, "BAZNAS", {"kegiatan": [OF_BAZNAS]}, at=LATE)
    city.run(SEMESTER)
    assert city.query(HEADCOUNT.format(region="35.74")) == [(4, 16, 0, 0, 0, 4, 16, 4)]
    assert city.query(ASSISTED) == [(5, 3, 1, 0, 1, 0)]
    assert city.query(STRANGERS) == [(1,)]
    assert city.query(OF_BAZNAS_TYPE) == [(1, 1, 1, 0, 1.0)]
