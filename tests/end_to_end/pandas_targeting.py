"""The analyst's questions about who is helped and who is not, answered a second time in pandas."""

import pandas as pd

from tests.end_to_end.published_frames import Marts


def inclusion_and_exclusion_error(marts: Marts) -> pd.DataFrame:
    """Of the city: whoever is assisted is counted as agg_targeting does, by household, else person, else receipt."""
    registry = marts.of_semester("fct_household_poverty")
    poor = set(registry.query("is_verified_poor")["household_key"])
    near_poor, not_poor = (
        set(registry[registry["poverty_status"] == status]["household_key"])
        - set(registry[registry["is_counted"]]["household_key"])
        for status in ("rentan", "tidak_miskin")
    )
    receipts = marts.of_semester("fct_assistance")
    assisted = set(receipts["household_key"].fillna(receipts["person_id"]).fillna(receipts["receipt_key"]))
    return pd.DataFrame(
        {
            "region_name": ["Kota Probolinggo"],
            "poor_households": [len(poor)],
            "assisted_households": [len(assisted)],
            "near_poor_assisted_households": [len(assisted & near_poor)],
            "not_poor_assisted_households": [len(assisted & not_poor - near_poor)],
            "inclusion_error_pct": [100 * len(assisted - poor) / len(assisted)],
            "exclusion_error_pct": [100 * len(poor - assisted) / len(poor)],
        }
    )


def targeting_by_group(marts: Marts) -> pd.DataFrame:
    """Of the city; whoever is assisted is counted as for inclusion and exclusion error."""
    poor = set(marts.of_semester("fct_household_poverty").query("is_verified_poor")["household_key"])
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_institution"), on="institution_key")
    receipts["assisted"] = receipts["household_key"].fillna(receipts["person_id"]).fillna(receipts["receipt_key"])
    columns = {
        "institution_type": ("institution_type", set(marts.table("dim_institution")["institution_type"]) - {"unknown"}),
        "program_group": ("program_group_key", range(1, 4)),
        "strategy": ("strategy_key", range(1, 5)),
    }
    rows = []
    for breakdown, (column, groups) in columns.items():
        for group in sorted(groups):
            assisted = set(receipts[receipts[column] == group]["assisted"])
            inclusion = 100 * len(assisted - poor) / len(assisted) if assisted else None
            rows.append((breakdown, str(group), len(assisted), inclusion, 100 * len(poor - assisted) / len(poor)))
    names = ["breakdown", "group_code", "assisted_households", "inclusion_error_pct", "exclusion_error_pct"]
    return pd.DataFrame(rows, columns=names)


def helped_by_none_one_or_several(marts: Marts) -> pd.DataFrame:
    poor = marts.of_semester("fct_household_poverty").query("is_verified_poor")
    receipts = marts.of_semester("fct_assistance").dropna(subset="household_key")
    helping = receipts.groupby("household_key")["institution_key"].nunique()
    counted = poor["household_key"].map(helping).fillna(0).astype(int).value_counts().sort_index()
    table = counted.rename_axis("assisting_institutions").rename("households").reset_index()
    return table.assign(share_pct=100 * table["households"] / len(poor))
