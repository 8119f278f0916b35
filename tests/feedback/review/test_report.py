"""What stands in a list for review, and in which order."""

import datetime as dt
from dataclasses import replace

from feedback.review.messages import certainty_in_words, kind_in_words, probability_in_words, status_in_words
from feedback.review.report import KnownDecision
from tests.feedback.review.made_up import AGREEMENTS, finding, report_of

WAIVED = KnownDecision("abaikan", None, None, dt.date(2023, 8, 1), None)


def test_what_needs_a_look_most_stands_first() -> None:
    by_number = finding(1, matched_by="nik", probability=1.0, weights=None)
    alike = finding(2, matched_by="kk", probability=1.0, agreements=dict.fromkeys(AGREEMENTS, "same"))
    unlike = finding(3, matched_by="kk", probability=1.0, agreements=AGREEMENTS | {"name": "differs"})
    has_left = finding(4, rule_code="left_poverty_still_counted", probability=0.8)
    sure, unsure = finding(5, probability=0.999), finding(6, probability=0.91)
    decided = finding(7, probability=0.9, status="waived", decision=WAIVED)
    carried = finding(8, probability=0.9, status="waived")
    reopened = finding(9, probability=0.9, decision=replace(WAIVED, has_new_evidence=True))
    listed = report_of(by_number, alike, unlike, has_left, sure, unsure, decided, carried, reopened)
    numbers = [int(one.finding_id, 16) for one in listed.findings]
    assert numbers == [9, 6, 5, 4, 3, 1, 2, 7, 8]
    assert listed.undecided == 7


def test_too_many_are_counted_and_what_is_decided_always_stands_there() -> None:
    decided = [finding(number, status="waived", decision=WAIVED) for number in (1, 2)]
    undecided = [finding(number, probability=0.9 + number / 1000) for number in range(10, 15)]
    listed = report_of(*decided, *undecided, most=3)
    assert [int(one.finding_id, 16) for one in listed.findings] == [10, 11, 12, 1, 2]
    assert listed.left_out == 2


def test_the_fingerprint_follows_all_content() -> None:
    same = report_of(finding(1)).fingerprint()
    assert report_of(finding(1)).fingerprint() == same
    decided = finding(1, status="waived", decision=WAIVED)
    others = [report_of(finding(1, probability=0.98)), report_of(decided), report_of(finding(1), is_closed=True)]
    assert len({same, *(other.fingerprint() for other in others)}) == 4


def test_the_state_of_a_finding_is_given_in_words() -> None:
    expired = KnownDecision("abaikan", None, None, None, dt.date(2023, 8, 1), has_expired=True)
    expected = {
        "belum diputuskan": finding(1),
        "disahkan": finding(1, status="confirmed", decision=WAIVED),
        "diabaikan": finding(1, status="waived", decision=WAIVED),
        "diabaikan sejak semester sebelumnya": finding(1, status="waived"),
        "masa berlaku abaikan habis": finding(1, decision=expired),
        "terbuka lagi: ada bukti baru": finding(1, decision=replace(WAIVED, has_new_evidence=True)),
        "belum dihitung: semester ditutup": finding(1, decision=WAIVED),
    }
    assert {status_in_words(one): one for one in expected.values()} == expected


def test_certainty_is_given_in_words_and_never_rounded_up_to_all() -> None:
    assert probability_in_words(0.99999) == "hampir pasti (99,9%)"
    assert probability_in_words(0.992) == "sangat mungkin (99,2%)"
    assert probability_in_words(0.93) == "mungkin (93,0%)"
    assert probability_in_words(0.61) == "masih ragu (61,0%)"
    assert certainty_in_words(finding(1, matched_by="kk", probability=1.0)) == "nomor sama"
    assert kind_in_words(finding(1)) == "keluarga ganda: nomor tidak sama"
