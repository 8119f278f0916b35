"""A small city of two semesters in which every rule across institutions has something to find."""

from datetime import UTC, date, datetime
from typing import Any

from tests.dbt.warehouse import KETAPANG, PILANG, WONOASIH, Zones, pseudonym

S1, S2 = "2022S2", "2023S1"
NIK_LIKE = "3574015708800001"
RECEIVED_AT = datetime(2023, 7, 10, 2, 0, tzinfo=UTC)


def _submissions(zones: Zones) -> None:
    for institution, institution_type in (("DINSOS", "perangkat_daerah"), ("BAZNAS", "baznas"), ("BANK", "bank")):
        zones.institution(institution, institution_type)
    for semester in (S1, S2):
        zones.semester(semester, {"35.74": 1000, "35.74.01": 600, KETAPANG: 100, PILANG: 200, WONOASIH: 50})
        for institution in ("DINSOS", "BAZNAS"):
            came = {"channel_state": "received", "is_expected": True, "version": 1, "files": 1}
            came |= {"due_datasets": ["keluarga"] if institution == "DINSOS" else ["penerima"]}
            zones.add("submission", semester, institution, **came, received_at=RECEIVED_AT, is_late=False)
            content = {"sha256": pseudonym(f"bytes of {institution}"), "content_digest": pseudonym(institution)}
            file = {"source_file": "laporan.xlsx", "size_bytes": 10, "received_at": RECEIVED_AT, "rows_received": 5}
            zones.add("file", semester, institution, **file, **content)
    zones.add("submission", S2, "BANK", channel_state="missing", is_expected=True, version=0, files=0)


def _registry(zones: Zones) -> None:
    """Four households: poor twice over, poor, left, and left but back."""
    for semester in (S1, S2):
        for label, region, members in (("poor", KETAPANG, 4), ("left", PILANG, 3), ("back", WONOASIH, 2)):
            if semester == S1:
                zones.household(label)
            surveyed = date(2023, 5, 1) if (label, semester) == ("back", S2) else date(2022, 1, 20)
            values = {"household_id": pseudonym(label), "region_code": region, "member_count": members}
            row = zones.add("keluarga", semester, "DINSOS", **values, surveyed_date=surveyed)
            zones.link(row, "keluarga", semester, "DINSOS", household_key=pseudonym(label), cluster_rank=1)
    twin = zones.add("keluarga", S2, "DINSOS", household_id=pseudonym("poor, other card"), region_code=PILANG)
    zones.link(twin, "keluarga", S2, "DINSOS", household_key=pseudonym("poor"), cluster_rank=2)
    zones.tables["registry_duplicate"].append(
        {
            "semester": S2,
            "institution_code": "DINSOS",
            "record_id": twin["record_id"],
            "related_record_id": pseudonym(f"keluarga/{S2}/DINSOS/0"),
            "household_id": pseudonym("poor, other card"),
            "related_household_id": pseudonym("poor"),
            "matched_by": "nik",
            "match_probability": 1.0,
        }
    )
    for label in ("left", "back"):
        graduated = zones.add("mentas", S2, "BAZNAS", household_id=pseudonym(label), document_number=f"no {NIK_LIKE}")
        zones.link(graduated, "mentas", S2, "BAZNAS", household_key=pseudonym(label))
        zones.tables["graduation_match"].append(
            {
                "semester": S2,
                "household_key": pseudonym(label),
                "mentas_semester": S2,
                "mentas_institution_code": "BAZNAS",
                "mentas_record_id": graduated["record_id"],
                "matched_by": "kk",
                "match_probability": 1.0,
            }
        )


def _refused_registry_rows(zones: Zones) -> None:
    """Four refused rows: of two households that are helped, by card and by head; a copy; a household that is not poor.

    Another institution's list is no registry.
    """
    by_card = {"household_id": pseudonym("refused"), "region_code": PILANG, "member_count": 5}
    by_head = {"head_person_id": pseudonym("refused head"), "member_count": 2}
    for values in (by_card, by_head, {**by_card, "is_copy": True}, {"poverty_status": "rentan"}):
        zones.add("rejected_household", S2, "DINSOS", **values)
    zones.add("rejected_household", S2, "BAZNAS", household_id=pseudonym("stranger"), region_code=PILANG)


def _assistance(zones: Zones) -> None:
    for semester in (S1, S2):
        start = date(2022, 8, 1) if semester == S1 else date(2023, 2, 1)
        for region in (KETAPANG, PILANG):
            zones.add("kegiatan", semester, "DINSOS", activity_code="D.1", region_code=region, start_date=start)
    zones.add("kegiatan", S2, "BAZNAS", activity_code=NIK_LIKE, activity_name=f"Zakat {NIK_LIKE}", fund_source="ZIS")
    zones.add("kegiatan", S2, "BAZNAS", activity_code="3574015708800002", activity_name="Beasiswa", fund_source="ZIS")
    zones.household("stranger", S2)

    def receipt(institution: str, household: str | None, **values: Any) -> None:
        code = "D.1" if institution == "DINSOS" else NIK_LIKE
        values = {"household_id": household and pseudonym(household), "activity_code": code, **values}
        row = zones.add("penerima", S2, institution, **values)
        if household is not None:
            registered = household not in ("stranger", "refused")
            zones.link(row, "penerima", S2, institution, household_key=pseudonym(household), is_registered=registered)

    receipt("DINSOS", "poor", person_id=pseudonym("p"), received_date=date(2023, 1, 10))
    receipt("DINSOS", "poor", person_id=pseudonym("p"), received_date=date(2023, 2, 10), assistance_type="SEMBAKO ")
    receipt("BAZNAS", "poor", person_id=pseudonym("q"), assistance_type="Sem bako")
    receipt("BAZNAS", "left", person_id=pseudonym("l"), assistance_type="Zakat Fitrah", region_code=PILANG)
    receipt("DINSOS", "left", person_id=pseudonym("l"), assistance_type="zakat fitrah", region_code=WONOASIH)
    receipt("DINSOS", "stranger", person_id=pseudonym("s"), region_code=WONOASIH)
    receipt("DINSOS", None, person_match_id=pseudonym("name and birth date"))
    receipt("DINSOS", None)
    zones.household("refused", S2)
    receipt("DINSOS", "refused", person_id=pseudonym("r"), region_code=PILANG)
    receipt("DINSOS", None, person_id=pseudonym("refused head"), region_code=PILANG)


def _changes(zones: Zones) -> None:
    """Two persons of the poor household are one; of two others nothing is in any mart."""
    for key, other in (("p", "q"), ("of no mart", "nor this one")):
        change = {"person_key": pseudonym(key), "other_person_key": pseudonym(other), "match_probability": 0.97}
        zones.tables["person_change"].append({"semester": S2, "household_key": pseudonym("poor"), **change})


def _validation_findings(zones: Zones) -> None:
    fault = {"rule_code": "bad_nik", "severity": "error", "dataset": "penerima", "source_column": "nik"}
    place = {"source_file": f"penerima {NIK_LIKE}.xlsx", "source_sheet": "penerima", "source_row": 9}
    zones.add(
        "validation_finding",
        S2,
        "DINSOS",
        finding_id=pseudonym("validation"),
        record_id=pseudonym("r"),
        **fault,
        **place,
    )
    zones.tables["finding_history"].append(
        {
            "finding_id": pseudonym("old"),
            "semester": S1,
            "rule_code": "bad_kk",
            "severity": "error",
            "institution_code": "SINCE_REMOVED",
            "first_seen_at": RECEIVED_AT,
            "last_seen_at": RECEIVED_AT,
            "is_in_lineage": True,
        }
    )


def fill(zones: Zones) -> None:
    """Write the city into the zones."""
    _submissions(zones)
    _registry(zones)
    _refused_registry_rows(zones)
    _assistance(zones)
    _changes(zones)
    _validation_findings(zones)
    zones.reconcile(rejected={("penerima", S2, "DINSOS"): 1})
