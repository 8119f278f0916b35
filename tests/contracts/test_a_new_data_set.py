"""A new data set is one contract: it is read, validated, published and described without other code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

CONTRACT = """
dataset: pelatihan
position: 6
title_id: Pelatihan
description: One row per participant of a training.
description_id: Satu baris untuk setiap peserta pelatihan.
kept_by_id: lembaga yang menyelenggarakan pelatihan
sheet_aliases: [pelatihan, peserta pelatihan]
key: [kode_kegiatan, nik]
dated_by: [tanggal_pelatihan]
matched: {role: recipient, kk: no_kk, nik: nik, name: nama, region_code: kode_wilayah, birth_date: tanggal_lahir}
columns:
  - {name: kode_kegiatan, type: text, required: true, publish: value, warehouse_name: activity_code,
     description: Activity., description_id: Kode kegiatan., example: K-01, aliases: [kode keg]}
  - {name: nik, type: nik, publish: person_id, warehouse_name: person_id,
     description: NIK., description_id: NIK., example: "3574015708800001", aliases: [no ktp]}
  - {name: no_kk, type: kk, publish: household_id, warehouse_name: household_id,
     description: KK., description_id: Nomor KK., example: "3574010101080001"}
  - {name: nama, type: text, required: true, personal: true, publish: private,
     description: Name., description_id: Nama., example: Contoh Peserta}
  - {name: tanggal_lahir, type: date, personal: true, birth_date: true, publish: private,
     description: Birth date., description_id: Tanggal lahir., example: "1980-08-17"}
  - {name: kode_wilayah, type: region, publish: value, warehouse_name: region_code,
     description: Kelurahan., description_id: Kelurahan., example: "35.74.01.1001",
     name_columns: {kelurahan: [nama kelurahan], kecamatan: [nama kecamatan]}}
  - {name: tanggal_pelatihan, type: date, required: true, publish: value, warehouse_name: training_date,
     description: Day., description_id: Tanggal., example: "2023-03-15", aliases: [hari]}
checks:
  - {rule: orphan_activity, column: kode_kegiatan, kind: accepted_in, other: kegiatan.kode_kegiatan}
  - {rule: outside_semester, column: tanggal_pelatihan, kind: inside_semester}
"""

ACTIVITIES = """kode_kegiatan;nama_kegiatan;strategi;kelompok_program;kode_wilayah;sumber_dana;anggaran;realisasi;\
satuan_sasaran;target;capaian;tanggal_mulai
K-01;Menjahit;2;2;35.74.01.1001;CSR;100;90;INDIVIDU;2;2;2023-02-01
"""
PARTICIPANTS = """Kode Keg.;No. KTP;nama;tanggal_lahir;Hari
K-01;3574015708800001;Siti Contoh;17/08/1980;15/03/2023
K-01;;Budi Contoh;01/01/1975;16 Maret 2023
K-99;;Ani Contoh;01/01/1975;16/03/2023
K-01;;Edi Contoh;01/01/1975;16/03/2022
"""

SCRIPT = """
import json, sys
from pathlib import Path
from expectations.received import read_part
from feedback.template.columns import template_datasets
from foundation.data_layout import DataLayout
from sources.contract_document import data_sets_document
from tests.end_to_end.contract_cases import validate

inbox, root = Path(sys.argv[1]), Path(sys.argv[2])
due = ("kegiatan", "pelatihan")
holds = validate(root, {"DUE": inbox}, due=due)["DUE"]
others = validate(root, {"NOT": inbox}, due=("kegiatan",))["NOT"]
earlier = validate(root, {"OLD": inbox.with_name("old")}, due=due)["OLD"]
print(json.dumps({
    "findings": holds.reported["pelatihan"],
    "accepted": holds.accepted["pelatihan"],
    "refused": [rule for rule, *_ in others.file_rules],
    "of another semester": [rule for rule, *_ in earlier.file_rules],
    "template": template_datasets(),
    "document": data_sets_document(),
}, default=str))
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Give what a copy of the code makes of the data set, of which only the contract has been added."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("foundation", "sources", "expectations", "feedback", "tests"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "sources" / "contracts" / "pelatihan.yml").write_text(CONTRACT)
    for name, participants in (("new", PARTICIPANTS), ("old", PARTICIPANTS.replace("2023", "2021"))):
        (folder / name).mkdir()
        (folder / name / "kegiatan.csv").write_text(ACTIVITIES)
        (folder / name / "peserta pelatihan.csv").write_text(participants)
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(folder / "new"), str(folder / "data")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_its_rows_are_read_and_validated(outcome: dict) -> None:
    assert outcome["findings"] == [
        ["orphan_activity", 4, "kode_kegiatan"],
        ["outside_semester", 5, "tanggal_pelatihan"],
    ]


def test_its_accepted_rows_have_english_names_and_pseudonyms(outcome: dict) -> None:
    first, second = outcome["accepted"]
    assert first.keys() >= {"activity_code", "person_id", "household_id", "region_code", "training_date"}
    assert (first["activity_code"], first["training_date"]) == ("K-01", "2023-03-15")
    assert len(first["person_id"]) > 16
    assert (first["person_match_id"], second["person_id"]) == (None, None)
    assert second["person_match_id"]
    assert not {"nama", "tanggal_lahir"} & first.keys()


def test_it_comes_only_from_those_of_whom_it_is_due_and_from_the_semester(outcome: dict) -> None:
    assert outcome["refused"] == ["unexpected_dataset"]
    assert outcome["of another semester"] == ["wrong_semester"]


def test_it_stands_in_the_blank_workbook_and_in_the_documentation(outcome: dict) -> None:
    assert outcome["template"][-1] == "pelatihan"
    assert "## pelatihan" in outcome["document"]
    assert "lembaga yang menyelenggarakan pelatihan" in outcome["document"]
