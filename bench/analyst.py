"""What an analyst would write: the same facts from the same files, in plain pandas.

`python -m bench.analyst INBOX SEMESTER OUT.json`. Nothing is checked; the digest of the pseudonyms is left out, because
an analyst would use the numbers themselves.
"""

import json
import sys
from pathlib import Path

import pandas as pd

_NUMBERS = {"nik": str, "no_kk": str, "nik_kepala": str}


def _load(inbox: Path, semester: str, dataset: str) -> pd.DataFrame:
    parts = []
    for path in sorted(inbox.glob(f"*/{semester}/{dataset}.csv")):
        parts.append(pd.read_csv(path, dtype=_NUMBERS).assign(institution=path.parent.parent.name))
    for path in sorted(inbox.glob(f"*/{semester}/*.xlsx")):
        with pd.ExcelFile(path, engine="calamine") as book:
            if dataset in book.sheet_names:
                sheet = pd.read_excel(book, sheet_name=dataset, dtype=_NUMBERS)
                parts.append(sheet.assign(institution=path.parent.parent.name))
    return pd.concat(parts, ignore_index=True)


def main(inbox: Path, semester: str, out: Path) -> None:
    """Load the files, compute the facts, write them."""
    activities = _load(inbox, semester, "kegiatan")
    receipts = _load(inbox, semester, "penerima")
    registry = _load(inbox, semester, "keluarga")
    graduations = _load(inbox, semester, "mentas")

    spending = activities.groupby(["strategi", "kelompok_program", "kode_wilayah"], as_index=False)["realisasi"].sum()
    by_place = receipts.groupby("kode_wilayah", as_index=False).agg(
        receipts=("nik", "size"),
        rupiah=("nilai_bantuan", "sum"),
        persons=("nik", "nunique"),
        cards=("no_kk", "nunique"),
    )

    registry["household"] = registry.groupby("nik_kepala")["no_kk"].transform("min")
    registry["household"] = registry.groupby("no_kk")["household"].transform("min")
    registry["is_counted"] = registry["status"] == "miskin"
    ordered = registry.sort_values("is_counted", ascending=False, kind="stable")
    registry["is_duplicate"] = ordered.duplicated("household")
    household_of = registry.drop_duplicates("no_kk").set_index("no_kk")["household"]

    graduations["household"] = graduations["no_kk"].map(household_of).fillna(graduations["no_kk"])
    left_on = pd.to_datetime(graduations["tanggal_berlaku"]).groupby(graduations["household"]).max()
    poor = registry[registry["is_counted"]]
    seen_poor = pd.to_datetime(poor["tanggal_pendataan"]).groupby(poor["household"]).max()
    left = left_on[~(seen_poor.reindex(left_on.index) > left_on)].index
    registry["has_left"] = registry["household"].isin(left)

    poor = registry[registry["is_counted"]]
    single = poor[~poor["is_duplicate"]]
    verified = single[~single["has_left"]]
    headcount = pd.DataFrame(
        {
            "reported": poor.groupby("kode_wilayah").size(),
            "persons": poor.groupby("kode_wilayah")["jumlah_anggota"].sum(),
            "twice": poor[poor["is_duplicate"]].groupby("kode_wilayah").size(),
            "left": single[single["has_left"]].groupby("kode_wilayah").size(),
            "verified": verified.groupby("kode_wilayah").size(),
            "verified_persons": verified.groupby("kode_wilayah")["jumlah_anggota"].sum(),
        }
    )
    headcount = headcount.fillna(0).astype(int).reset_index()

    receipts["household"] = receipts["no_kk"].map(household_of).fillna(receipts["no_kk"])
    receipts["kind"] = receipts["jenis_bantuan"].str.lower().str.replace(" ", "")
    kinds = receipts.groupby(["household", "kind"]).agg(givers=("institution", "nunique"), receipts=("nik", "size"))
    shared = kinds[kinds["givers"] > 1]

    facts = {
        "spending": spending.values.tolist(),
        "receipts": by_place.values.tolist(),
        "headcount": headcount.values.tolist(),
        "overlap": [[len(shared), int(shared["receipts"].sum())]],
    }
    out.write_text(json.dumps(facts, default=int), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
