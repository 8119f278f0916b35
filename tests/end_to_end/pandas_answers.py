"""The analyst's questions answered a second time, in pandas, from the published Parquet files; nothing is rounded."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tests.end_to_end.pandas_star import STAR_IN_PANDAS
from tests.end_to_end.pandas_targeting import (
    helped_by_none_one_or_several,
    inclusion_and_exclusion_error,
    targeting_by_group,
)
from tests.end_to_end.published_frames import SEMESTER, Marts

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"


def who_has_not_reported(marts: Marts) -> pd.DataFrame:
    due = marts.submissions().query("is_expected")
    silent = due[~due["status"].isin(["accepted", "accepted_with_rejects"])]
    return silent.sort_values(["status", "institution_code"])[["institution_code", "status"]]


def who_was_late(marts: Marts) -> pd.DataFrame:
    late = marts.submissions().query("is_expected").merge(marts.table("dim_semester"), on="semester_key")
    received = pd.to_datetime(late["first_received_at"], utc=True).dt.tz_convert("Asia/Jakarta").dt.tz_localize(None)
    late["days_late"] = (received.dt.normalize() - pd.to_datetime(late["deadline"])).dt.days
    late = late[late["days_late"] > 0].sort_values(["days_late", "institution_code"], ascending=[False, True])
    return late[["institution_code", "days_late"]]


def reporting_by_institution_type(marts: Marts) -> pd.DataFrame:
    submissions = marts.submissions()
    due = submissions[submissions["is_expected"]]
    came = due["status"].isin(["accepted", "accepted_with_rejects", "rejected"])
    counted = pd.DataFrame(
        {
            "institution_type": due["institution_type"],
            "expected": 1,
            "received": came.astype(int),
            "usable": due["status"].isin(["accepted", "accepted_with_rejects"]).astype(int),
            "on_time": (came & ~due["is_late"].eq(True)).astype(int),
        }
    )
    table = counted.groupby("institution_type").sum()
    table["reporting_pct"] = 100 * table["received"] / table["expected"]
    table["usable_pct"] = 100 * table["usable"] / table["expected"]
    rows = submissions.groupby("institution_type")[["rows_received", "rows_rejected"]].sum()
    table["rows_rejected_pct"] = 100 * rows["rows_rejected"] / rows["rows_received"]
    return table.reset_index()


def budget_and_spending_by_strategy(marts: Marts) -> pd.DataFrame:
    table = marts.of_semester("fct_program_activity").groupby("strategy_key")[["budget_idr", "realised_idr"]].sum()
    table["realised_pct"] = 100 * table["realised_idr"] / table["budget_idr"]
    return table.rename_axis("strategy_no").reset_index()


def spending_by_programme_group(marts: Marts) -> pd.DataFrame:
    table = marts.of_semester("fct_program_activity").groupby("program_group_key")[["realised_idr"]].sum()
    table["share_pct"] = 100 * table["realised_idr"] / table["realised_idr"].sum()
    return table.rename_axis("program_group_no").reset_index()


def spending_by_kelurahan(marts: Marts) -> pd.DataFrame:
    regions = marts.table("dim_region").query("region_level == 'kelurahan'").set_index("region_key")
    regions = regions.sort_values("region_code")
    spent = marts.of_semester("fct_program_activity").groupby("region_key")["realised_idr"].sum()
    poor = marts.of_semester("fct_household_poverty").groupby("region_key")["is_verified_poor"].sum()
    table = regions[["region_code"]].assign(
        realised_idr=spent.reindex(regions.index).fillna(0.0), poor_households=poor.reindex(regions.index).fillna(0)
    )
    return table.reset_index(drop=True)


def fund_sources(marts: Marts) -> pd.DataFrame:
    activities = marts.of_semester("fct_program_activity").groupby("fund_source")
    table = pd.DataFrame(
        {"institutions": activities["institution_key"].nunique(), "realised_idr": activities["realised_idr"].sum()}
    )
    return table.sort_values("realised_idr", ascending=False).reset_index()


def target_and_reached(marts: Marts) -> pd.DataFrame:
    activities = marts.of_semester("fct_program_activity").groupby("target_unit")
    return activities[["target_count", "reached_count"]].sum().reset_index()


def average_aid_by_kind(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance")
    spellings = pd.read_csv(SEEDS / "assistance_spelling.csv").set_index("spelling")["assistance_kind_code"]
    labels = pd.read_csv(SEEDS / "assistance_kind.csv").set_index("label_id")["assistance_kind_code"]
    codes = pd.concat([spellings, labels])
    known_names = dict(zip(_folded(codes.index.to_series()), codes, strict=True))
    receipts = receipts.assign(assistance_kind_key=_folded(receipts["assistance_type"]).replace(known_names))
    kinds = receipts.groupby("assistance_kind_key")
    known = receipts.dropna(subset="household_key").groupby("assistance_kind_key")
    table = pd.DataFrame(
        {
            "receipts": kinds.size(),
            "households": known["household_key"].nunique(),
            "amount_idr": kinds["amount_idr"].sum(),
            "amount_idr_per_household": known["amount_idr"].sum() / known["household_key"].nunique(),
        }
    )
    return table.reset_index().sort_values("assistance_kind_key")


def _folded(names: "pd.Series[str]") -> "pd.Series[str]":
    """Fold names of kinds to their letters and digits, in lower case."""
    return names.str.lower().str.replace(r"[\W_]+", "", regex=True)


def most_assisted_kelurahan(marts: Marts) -> pd.DataFrame:
    received = marts.of_semester("fct_assistance").groupby("region_key")["amount_idr"].agg(["size", "sum"])
    poor = marts.of_semester("fct_household_poverty").groupby("region_key")["is_verified_poor"].sum()
    table = received.join(marts.table("dim_region").set_index("region_key"))
    table["amount_idr_per_poor_household"] = table["sum"] / poor.reindex(table.index)
    table = table.rename(columns={"size": "receipts", "sum": "amount_idr"})
    return table.sort_values("kelurahan")[["kelurahan", "receipts", "amount_idr", "amount_idr_per_poor_household"]]


def helped_by_several_institutions(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_household"), on="household_key")
    helped = receipts.groupby("household_id_y").agg(
        institutions=("institution_key", "nunique"), receipts=("receipt_key", "size"), amount_idr=("amount_idr", "sum")
    )
    helped = helped[helped["institutions"] > 1].rename_axis("household_id").reset_index()
    return helped.sort_values(["institutions", "amount_idr", "household_id"], ascending=[False, False, True])


def poor_without_assistance(marts: Marts) -> pd.DataFrame:
    poor = marts.of_semester("fct_household_poverty").query("is_verified_poor")
    helped = set(marts.of_semester("fct_assistance")["household_key"].dropna())
    return poor[~poor["household_key"].isin(helped)].sort_values("household_id")[["household_id", "member_count"]]


def left_poverty_still_counted(marts: Marts) -> pd.DataFrame:
    rows = marts.of_semester("fct_household_poverty").query("is_counted and has_left_poverty and not is_duplicate")
    table = rows.groupby("left_reason")["member_count"].agg(households="size", persons="sum").reset_index()
    return table.sort_values(["households", "left_reason"], ascending=[False, True])


def reported_verified_official(marts: Marts) -> pd.DataFrame:
    rows = marts.table("fct_household_poverty").merge(marts.table("dim_semester"), on="semester_key")
    table = pd.DataFrame(
        {
            "reported_persons": rows[rows["is_counted"]].groupby("semester")["member_count"].sum(),
            "verified_persons": rows[rows["is_verified_poor"]].groupby("semester")["member_count"].sum(),
        }
    )
    return table.reset_index()


def trend_over_semesters(marts: Marts) -> pd.DataFrame:
    poverty = marts.table("fct_household_poverty").groupby("semester_key")["is_verified_poor"].sum()
    receipts = marts.table("fct_assistance").groupby("semester_key")["amount_idr"]
    table = pd.DataFrame(
        {
            "verified_households": poverty,
            "change_in_households": poverty.diff(),
            "realised_idr": marts.table("fct_program_activity").groupby("semester_key")["realised_idr"].sum(),
            "receipts": receipts.size(),
            "assistance_idr": receipts.sum(),
        }
    )
    return table.reset_index(drop=True)


def entries_and_exits(marts: Marts) -> pd.DataFrame:
    poor = marts.table("fct_household_poverty").query("is_verified_poor").groupby("semester_key")["household_key"]
    before, now = (set(households) for _, households in poor)
    return pd.DataFrame(
        {
            "semester": [SEMESTER],
            "poor_before": [len(before)],
            "ceased": [len(before - now)],
            "became": [len(now - before)],
            "poor_now": [len(now)],
        }
    )


def findings_by_rule(marts: Marts) -> pd.DataFrame:
    findings = marts.standing_findings().groupby(["severity", "rule_code"]).size().rename("findings").reset_index()
    findings = findings.assign(gravity=findings["severity"].map({"file": 1, "error": 2, "warning": 3}))
    findings = findings.sort_values(["gravity", "findings", "rule_code"], ascending=[True, False, True])
    return findings[["rule_code", "severity", "findings"]]


def findings_by_institution(marts: Marts) -> pd.DataFrame:
    rows = marts.submissions().query("status in ('accepted_with_rejects', 'rejected')")
    errors = marts.standing_findings().query("severity != 'warning'").groupby(["institution_code", "rule_code"]).size()
    most = errors.groupby("institution_code").max()
    table = rows.assign(
        rejected_pct=100 * rows["rows_rejected"] / rows["rows_received"],
        findings_of_that_rule=rows["institution_code"].map(most),
    )
    table = table.sort_values("institution_code")
    return table[["institution_code", "rows_rejected", "rejected_pct", "findings_of_that_rule"]]


def people_without_nik(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_region"), on="region_key")
    missing = receipts["person_id"].isna().groupby(receipts["kelurahan"])
    table = pd.DataFrame({"receipts": missing.size(), "receipts_without_nik": missing.sum()}).reset_index()
    return table.sort_values(["receipts_without_nik", "kelurahan"], ascending=[False, True])


def overlapping_assistance(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance").dropna(subset="household_key")
    kind = receipts["assistance_type"].str.lower().str.replace(r"\s+", "", regex=True)
    meant_to_go_together = ["zakatfitrah", "dagingkurban"]
    receipts = receipts.assign(kind=kind)[~kind.isin(meant_to_go_together)]
    table = receipts.groupby(["household_key", "kind"]).agg(
        institutions=("institution_key", "nunique"), receipts=("receipt_key", "size"), amount_idr=("amount_idr", "sum")
    )
    return table[table["institutions"] > 1].sort_values(["amount_idr", "receipts"])[["receipts", "amount_idr"]]


def recipients_outside_the_registry(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_institution"), on="institution_key")
    findings = marts.standing_findings("recipient_not_in_registry")["finding_id"]
    concerned = marts.of_semester("bridge_finding_row")
    outside = receipts["receipt_key"].isin(concerned[concerned["finding_id"].isin(findings)]["record_id"])
    registered = set(marts.of_semester("fct_household_poverty")["household_key"])
    assert not receipts[outside]["household_key"].isin(registered).any()
    table = pd.DataFrame(
        {
            "receipts": receipts.groupby("institution_code").size(),
            "receipts_outside": outside.groupby(receipts["institution_code"]).sum(),
            "amount_idr_outside": receipts[outside].groupby("institution_code")["amount_idr"].sum(),
        }
    )
    return table[table["receipts_outside"] > 0].reset_index().sort_values("institution_code")


def duplicate_households(marts: Marts) -> pd.DataFrame:
    registry = marts.of_semester("fct_household_poverty")
    return registry[registry["is_duplicate"]][["registry_row_key"]].assign(status="open")[["status"]]


#: Each question that pandas answers too; where the order is a matter of ties, by the columns that both are sorted by.
IN_PANDAS: dict[str, tuple[Callable[[Marts], pd.DataFrame], list[str]]] = {
    "01_who_has_not_reported": (who_has_not_reported, []),
    "02_who_was_late": (who_was_late, []),
    "03_reporting_by_institution_type": (reporting_by_institution_type, []),
    "04_budget_and_spending_by_strategy": (budget_and_spending_by_strategy, []),
    "05_spending_by_programme_group": (spending_by_programme_group, []),
    "06_spending_by_kelurahan": (spending_by_kelurahan, []),
    "07_fund_sources": (fund_sources, []),
    "08_target_and_reached": (target_and_reached, []),
    "09_average_aid_by_kind": (average_aid_by_kind, ["assistance_kind_key"]),
    "10_most_assisted_kelurahan": (most_assisted_kelurahan, ["kelurahan"]),
    "11_helped_by_several_institutions": (helped_by_several_institutions, []),
    "12_poor_without_assistance": (poor_without_assistance, ["household_id"]),
    "13_duplicate_households": (duplicate_households, []),
    "14_left_poverty_still_counted": (left_poverty_still_counted, []),
    "15_reported_verified_official": (reported_verified_official, []),
    "16_inclusion_and_exclusion_error": (inclusion_and_exclusion_error, []),
    "17_trend_over_semesters": (trend_over_semesters, []),
    "18_entries_and_exits": (entries_and_exits, []),
    "19_findings_by_rule": (findings_by_rule, []),
    "20_findings_by_institution": (findings_by_institution, ["institution_code"]),
    "21_people_without_nik": (people_without_nik, []),
    "23_overlapping_assistance": (overlapping_assistance, ["amount_idr", "receipts"]),
    "25_recipients_outside_the_registry": (recipients_outside_the_registry, ["institution_code"]),
    "26_targeting_by_group": (targeting_by_group, ["breakdown", "group_code"]),
    "28_helped_by_none_one_or_several": (helped_by_none_one_or_several, []),
    **STAR_IN_PANDAS,
}
