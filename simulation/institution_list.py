"""The city's `institutions.yml`: who must report what."""

from pathlib import Path

import yaml

from foundation.semester import Semester
from simulation.catalogue import CIVIL_REGISTRY, REGISTRY_KEEPER, SECRETARIAT, institutions, programmes


def write_institution_list(path: Path, *, since: Semester) -> None:
    """Write the list; every institution reports from the semester `since`, the secretariat owes nothing."""
    givers = {programme.institution for programme in programmes() if programme.kind}
    entries = []
    for institution in institutions():
        datasets = ["kegiatan"]
        if institution.code in givers:
            datasets.append("penerima")
        if institution.code == REGISTRY_KEEPER:
            datasets += ["keluarga", "mentas"]
        if institution.code == CIVIL_REGISTRY:
            datasets.append("mentas")
        entries.append(_entry(institution.code, institution.name, institution.type, datasets, since))
    entries.append(_entry(SECRETARIAT, "Sekretariat Tetap TKPK Kota Probolinggo", "lainnya", [], since))
    text = yaml.safe_dump({"institutions": entries}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def _entry(code: str, name: str, kind: str, datasets: list[str], since: Semester) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "type": kind,
        "datasets": datasets,
        "since": since.key,
        "channel": {"kind": "folder", "url": "inbox"},
    }
