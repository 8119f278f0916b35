"""The oracle of findings across institutions, rule by rule, on rows written by hand."""

from datetime import date

from foundation.semester import Semester
from simulation.households import City
from simulation.oracle import Memory, findings_of, warnings_of
from simulation.people import Household
from simulation.rows import Location, PlacedRow, Row

SEMESTER = Semester(2022, 2)
HOUSEHOLD: Household = City(50, [SEMESTER], seed=2).household(3)
HEAD = "3574010101700001"


def placed(
    dataset: str,
    institution: str = "DINSOS",
    *,
    at: int = 2,
    accepted: bool = True,
    kind: str | None = None,
    **values: object,
) -> PlacedRow:
    defaults = {
        "keluarga": {
            "no_kk": HOUSEHOLD.no_kk, "nik_kepala": HEAD, "status": "miskin", "tanggal_pendataan": date(2022, 1, 5)
        },
        "mentas": {"no_kk": HOUSEHOLD.no_kk, "nik_kepala": HEAD, "tanggal_berlaku": date(2022, 9, 1)},
        "penerima": {
            "no_kk": HOUSEHOLD.no_kk, "nik": HEAD, "kode_kegiatan": "1", "nama": "Contoh", "tanggal_lahir": None,
            "jenis_bantuan": "Sembako", "tanggal_terima": date(2022, 10, 1),
        },
    }[dataset]  # fmt: skip
    row = Row(dataset, defaults | values, match_kind=kind)
    return PlacedRow(row, Location(institution, "laporan.xlsx", dataset, at), accepted)


def rules(*rows: PlacedRow, memory: Memory | None = None) -> list[str]:
    found = findings_of(HOUSEHOLD, rows, SEMESTER, memory or Memory())
    return sorted(finding["rule_code"] for finding in found)


def test_a_registered_household_with_one_receipt_is_no_finding() -> None:
    assert rules(placed("keluarga"), placed("penerima")) == []


def test_rejected_rows_take_no_part() -> None:
    assert rules(placed("keluarga"), placed("keluarga", accepted=False)) == []


def test_whom_a_refused_row_lists_is_no_stranger_where_its_numbers_can_be_read() -> None:
    refused = placed("keluarga", accepted=False)
    assert rules(refused, placed("penerima")) == []
    assert rules(refused, placed("penerima", no_kk=None)) == []
    assert rules(refused, placed("penerima", nik=None)) == []
    other = placed("penerima", no_kk=HOUSEHOLD.other_kk, nik="3574010101700099")
    assert rules(refused, other) == ["recipient_not_in_registry"]
    assert rules(refused, other, placed("penerima", kode_kegiatan="2")) == []
    refused.row.written["no_kk"] = "12"
    assert rules(refused, placed("penerima", nik=None)) == ["recipient_not_in_registry"]
    assert rules(refused, placed("penerima")) == []


def test_household_listed_twice_by_kk_and_by_nik() -> None:
    same_kk = placed("keluarga", nik_kepala=None, at=3)
    same_nik = placed("keluarga", no_kk=HOUSEHOLD.other_kk, at=4)
    found = findings_of(HOUSEHOLD, [placed("keluarga"), same_kk, same_nik], SEMESTER, Memory())
    assert [finding["no_kk"] + finding["related_no_kk"] for finding in found] == [
        [HOUSEHOLD.no_kk] * 2,
        sorted((HOUSEHOLD.no_kk, HOUSEHOLD.other_kk)),
    ]
    assert rules(placed("keluarga", nik_kepala=None), placed("keluarga", nik_kepala=None, no_kk="1" * 16)) == []


def test_a_household_listed_twice_is_known_by_the_number_that_the_rows_share_or_by_their_slip() -> None:
    def match_of(**values: object) -> list[tuple[str, str]]:
        found = findings_of(HOUSEHOLD, [placed("keluarga"), placed("keluarga", **values)], SEMESTER, Memory())
        return [(finding["matched_by"], finding["kind"]) for finding in found]

    assert match_of(nik_kepala=None) == [("kk", "same_kk")]
    assert match_of(no_kk=HOUSEHOLD.other_kk, kind="moved") == [("nik", "same_nik")]
    assert match_of(no_kk="1" * 16, nik_kepala=None, kind="mistyped_kk") == [("probable", "mistyped_kk")]
    assert match_of(no_kk="1" * 16, nik_kepala=None) == []


def test_a_departure_that_names_the_household_probably_counts_and_is_remembered() -> None:
    memory = Memory()
    departure = placed("mentas", no_kk="2" * 16, nik_kepala=None, kind="mistyped_kk")
    for rows in ([placed("keluarga"), departure], [placed("keluarga")]):
        (finding,) = findings_of(HOUSEHOLD, rows, SEMESTER, memory)
        assert (finding["matched_by"], finding["kind"]) == ("probable", "mistyped_kk")
        assert finding["no_kk"] == sorted((HOUSEHOLD.no_kk, HOUSEHOLD.other_kk, "2" * 16))


def test_the_latest_departure_says_how_it_was_matched() -> None:
    earlier = placed("mentas", no_kk="2" * 16, nik_kepala=None, kind="mistyped_kk", tanggal_berlaku=date(2022, 8, 1))
    (finding,) = findings_of(HOUSEHOLD, [placed("keluarga"), placed("mentas"), earlier], SEMESTER, Memory())
    assert (finding["matched_by"], finding["kind"]) == ("kk", "same_kk")


def test_left_household_still_counted_and_assisted() -> None:
    assert rules(placed("keluarga"), placed("mentas")) == ["left_poverty_still_counted"]
    assert rules(placed("keluarga", status="rentan"), placed("mentas")) == []
    assert rules(placed("keluarga", status="rentan"), placed("mentas"), placed("penerima")) == [
        "left_poverty_still_assisted"
    ]
    before = placed("penerima", tanggal_terima=date(2022, 9, 1))
    assert rules(placed("keluarga", status="rentan"), placed("mentas"), before) == []


def test_leaving_after_the_semester_is_not_yet_in_force() -> None:
    assert rules(placed("keluarga"), placed("mentas", tanggal_berlaku=date(2023, 1, 1))) == []


def test_a_later_survey_brings_a_household_back_and_an_earlier_one_does_not() -> None:
    assert rules(placed("keluarga", tanggal_pendataan=date(2022, 9, 2)), placed("mentas"), placed("penerima")) == []
    assert rules(placed("keluarga", tanggal_pendataan=date(2022, 9, 1)), placed("mentas")) == [
        "left_poverty_still_counted"
    ]


def test_leaving_is_remembered_from_earlier_semesters() -> None:
    memory = Memory()
    findings_of(HOUSEHOLD, [placed("mentas")], SEMESTER, memory)
    assert rules(placed("penerima"), memory=memory) == ["left_poverty_still_assisted", "recipient_not_in_registry"]


def test_overlap_compares_kinds_without_case_and_space_and_spares_compatible_ones() -> None:
    listed, one = placed("keluarga"), placed("penerima", jenis_bantuan="Modal Usaha")
    assert rules(listed, one, placed("penerima", "BAZNAS", jenis_bantuan="MODAL  usaha")) == ["overlapping_assistance"]
    assert rules(listed, one, placed("penerima", "BAZNAS", jenis_bantuan="Modal Ternak")) == []
    fitrah = [placed("penerima", giver, jenis_bantuan="Zakat Fitrah") for giver in ("BAZNAS", "LAZ-ALUN")]
    assert rules(listed, *fitrah) == []


def test_one_person_twice_from_one_activity_and_kind() -> None:
    listed, one = placed("keluarga"), placed("penerima")
    again = {"at": 3, "tanggal_terima": date(2022, 11, 1)}
    assert rules(listed, one, placed("penerima", **again)) == ["duplicate_person"]
    assert rules(listed, one, placed("penerima", kode_kegiatan="2", **again)) == []
    nameless = {"nik": None, "tanggal_lahir": date(1970, 1, 1)}
    twice = [placed("penerima", **nameless), placed("penerima", **nameless, **again)]
    assert rules(listed, *twice) == ["duplicate_person"]


def test_one_person_twice_under_two_numbers_is_known_by_the_true_one() -> None:
    one, again = placed("penerima"), placed("penerima", nik=None, at=3, tanggal_terima=date(2022, 11, 1))
    assert rules(placed("keluarga"), one, again) == []
    again.row.true_nik, again.row.match_kind = one.row.text("nik"), "no_nik"
    (found,) = findings_of(HOUSEHOLD, [placed("keluarga"), one, again], SEMESTER, Memory())
    assert found["nik"] == [one.row.text("nik")]
    assert (found["matched_by"], found["fault_kind"]) == ("probable", "no_nik")


def test_receipts_without_a_card_lead_home_by_the_heads_nik_alone() -> None:
    listed = placed("keluarga")
    assert rules(listed, placed("penerima", no_kk=None)) == []
    found = findings_of(HOUSEHOLD, [listed, placed("penerima", no_kk=None, nik=None, at=9)], SEMESTER, Memory())
    assert [(finding["rule_code"], finding["source_row"]) for finding in found] == [("recipient_not_in_registry", 9)]


def test_warnings_of_a_nik() -> None:
    def rule(nik: str | None, **values: object) -> list[str]:
        row = Row("penerima", {"nik": nik, "tanggal_lahir": date(1970, 1, 1), "jenis_kelamin": "L"} | values)
        return [warning for warning, _ in warnings_of(row)]

    assert rule(HEAD) == []
    assert rule(None) == ["nik_missing"]
    assert rule(HEAD, tanggal_lahir=date(1970, 1, 2)) == ["nik_birth_date_mismatch"]
    assert rule(HEAD, jenis_kelamin="P") == ["nik_sex_mismatch"]
    assert rule("3574013102700001") == ["nik_impossible_date"]
    assert rule("3574012902000001", tanggal_lahir=date(2000, 2, 29)) == []
