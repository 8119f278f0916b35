"""A draft changes nothing that anybody reads, says what its publication would change, and is published as it is."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.contract_cases import sound
from tests.end_to_end.contract_city import LATE, ON_TIME, SEMESTER, family, hand_in, write_institutions
from tests.installation import Installation

pytestmark = pytest.mark.slow

BEFORE = {"kegiatan": [sound("kegiatan", realisasi=1_000_000)], "keluarga": [family(number) for number in (1, 2, 3)]}
#: A household more, another one twice, and twice the money.
AFTER = {
    "kegiatan": [sound("kegiatan", realisasi=2_000_000)],
    "keluarga": [*(family(number) for number in (1, 2, 3, 4)), family(1, alamat="Jl. Lain No. 9")],
}


def what_is_read(city: Installation) -> dict[str, str]:
    """Give the digest of every file that analysts, institutions or the secretariat read."""
    zones = (city.layout.published_database.parent, city.layout.feedback_zone)
    files = [file for zone in zones for file in zone.rglob("*") if file.is_file() and file.suffix != ".json"]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def poor_households(city: Installation) -> list[tuple[Any, ...]]:
    return city.query("""
        select received_households, duplicate_households, verified_households
        from marts.agg_poverty_headcount where region_level = 'city'
    """)


def test_a_draft_is_compared_and_published(tmp_path: Path) -> None:
    city = Installation(tmp_path, [SEMESTER])
    write_institutions(city, leave_out=("DINKES", "BAZNAS", "CSR", "PDF", "MATI"))
    hand_in(city, "DINSOS", BEFORE, at=ON_TIME)
    assert "nothing was built for 2023S1" in city.sektap("publish", "2023S1", check=False).stderr
    first = city.sektap("run", "2023S1", "--draft").stdout
    assert not city.layout.published_database.exists()
    assert "keadaan - → diterima, versi 0 → 1, baris diterima 0 → 4" in " ".join(first.split())
    city.sektap("publish", "2023S1")
    assert poor_households(city) == [(3, 0, 3)]
    assert city.sektap("diff").stdout == "Tidak ada perubahan: yang disusun terakhir sudah terbit.\n"

    read_before = what_is_read(city)
    hand_in(city, "DINSOS", AFTER, at=LATE)
    city.sektap("run", "2023S1", "--draft", "--institution", "DINSOS")
    assert what_is_read(city) == read_before
    (semester,) = json.loads(city.sektap("diff", "--json").stdout)
    (institution,) = semester["institutions"]
    assert institution["name"] == "DINSOS"
    assert [(institution[when]["version"], institution[when]["realised_idr"]) for when in ("before", "after")] == [
        (1, 1_000_000),
        (2, 2_000_000),
    ]
    assert {region["region_level"] for one in semester["regions"] for region in (one["before"], one["after"])} == {
        "city",
        "kecamatan",
        "kelurahan",
    }
    of_city = next(one for one in semester["regions"] if one["after"]["region_level"] == "city")
    assert [of_city["after"][f"{step}_households"] for step in ("received", "duplicate", "verified")] == [5, 1, 4]
    assert {"name": "duplicate_household", "findings_before": 0, "findings_after": 1, "new": 1, "gone": 0} in semester[
        "rules"
    ]

    # As after a kill in the middle of the build.
    kept = city.layout.built_semesters.read_text()
    city.layout.built_semesters.unlink()
    refused = city.sektap("publish", "2023S1", check=False)
    assert (refused.returncode, what_is_read(city)) == (1, read_before)
    assert "Run the semester again" in refused.stderr
    city.layout.built_semesters.write_text(kept)

    city.sektap("publish", "2023S1")
    assert poor_households(city) == [(5, 1, 4)]
    assert what_is_read(city).keys() >= read_before.keys()
    assert city.sektap("diff").stdout.startswith("Tidak ada perubahan")
