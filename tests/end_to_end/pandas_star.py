"""The mayor's questions about people, leaving, money and places, answered a second time in pandas."""

from collections.abc import Callable

import pandas as pd

from tests.end_to_end.published_frames import Marts


def _receipts_by(marts: Marts, *columns: str) -> pd.DataFrame:
    """Give receipts, persons, households and rupiah of the semester by columns of the receipts or their dimensions."""
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_region"), on="region_key")
    groups = receipts.groupby(list(columns))
    return pd.DataFrame(
        {
            "receipts": groups.size(),
            "persons": groups["person_key"].nunique(),
            "households": groups["household_key"].nunique(),
            "amount_idr": groups["amount_idr"].sum(),
            "receipts_without_nik": groups["person_id"].agg(lambda ids: ids.isna().sum()),
        }
    ).reset_index()


def helped_by_sex_and_age(marts: Marts) -> pd.DataFrame:
    return _receipts_by(marts, "age_band", "sex")[["age_band", "sex", "persons", "receipts", "amount_idr"]]


def children_without_nik(marts: Marts) -> pd.DataFrame:
    return _receipts_by(marts, "age_band")[["age_band", "receipts", "receipts_without_nik"]]


def help_by_programme_group(marts: Marts) -> pd.DataFrame:
    table = _receipts_by(marts, "program_group_key").rename(columns={"program_group_key": "program_group_no"})
    return table[["program_group_no", "receipts", "households", "amount_idr"]]


def children_and_elderly(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance").merge(marts.table("dim_region"), on="region_key")
    persons = receipts.dropna(subset="person_key").groupby("kelurahan")
    table = pd.DataFrame(
        {
            "children": persons.apply(
                lambda rows: rows[rows["age_band"].isin(["0-4", "5-17"])]["person_key"].nunique()
            ),
            "elderly": persons.apply(lambda rows: rows[rows["age_band"] == "60+"]["person_key"].nunique()),
            "persons": persons["person_key"].nunique(),
        }
    )
    return table.reset_index().sort_values("kelurahan")


def help_by_month(marts: Marts) -> pd.DataFrame:
    receipts = marts.of_semester("fct_assistance")
    months = receipts.groupby(pd.to_datetime(receipts["received_date"]).dt.month.rename("month"))
    table = pd.DataFrame(
        {
            "receipts": months.size(),
            "households": months["household_key"].nunique(),
            "amount_idr": months["amount_idr"].sum(),
        }
    )
    return table.reset_index()


def how_much_a_household_receives(marts: Marts) -> pd.DataFrame:
    helped = marts.of_semester("fct_assistance").dropna(subset="household_key").groupby("household_key")["amount_idr"]
    table = helped.agg(receipts="size", amount_idr="sum").groupby("receipts")["amount_idr"]
    return table.agg(households="size", amount_idr="sum").reset_index()


def who_has_left_and_why(marts: Marts) -> pd.DataFrame:
    left = marts.of_semester("fct_graduation").groupby("reason")["household_key"].nunique()
    registered = marts.of_semester("fct_household_poverty")[["household_key"]].drop_duplicates()
    still = marts.of_semester("fct_graduation").merge(registered, on="household_key").groupby("reason")
    table = pd.DataFrame(
        {"households": left, "still_registered": still["household_key"].nunique().reindex(left.index).fillna(0)}
    ).reset_index()
    return table.sort_values(["households", "reason"], ascending=[False, True])


def who_says_that_they_have_left(marts: Marts) -> pd.DataFrame:
    left = marts.of_semester("fct_graduation").merge(marts.table("dim_institution"), on="institution_key")
    table = left.groupby("institution_code")["household_key"].agg(reports="size", households="nunique").reset_index()
    return table.sort_values(["reports", "institution_code"], ascending=[False, True])


def poor_again(marts: Marts) -> pd.DataFrame:
    left = marts.table("fct_graduation")
    rows = []
    for key, poor in marts.table("fct_household_poverty").query("is_verified_poor").groupby("semester_key"):
        earlier = set(left[left["semester_key"] <= key]["household_key"])
        rows.append((poor["household_key"].nunique(), len(earlier & set(poor["household_key"]))))
    return pd.DataFrame(rows, columns=["poor_households", "poor_again"])


def spending_less_doubles(marts: Marts) -> pd.DataFrame:
    """From the rows of activities themselves, by what the activity is a repetition of."""
    rows = marts.table("fct_program_activity").merge(
        marts.table("dim_activity")[["activity_key", "duplicate_of_activity_key"]], on="activity_key"
    )
    counts = rows["duplicate_of_activity_key"].isna()
    semesters = rows["semester_key"]
    return pd.DataFrame(
        {
            "reported_idr": rows["realised_idr"].groupby(semesters).sum(),
            "realised_idr": rows["realised_idr"].where(counts, 0).groupby(semesters).sum(),
            "budget_idr": rows["budget_idr"].where(counts, 0).groupby(semesters).sum(),
        }
    ).reset_index(drop=True)


def budget_and_spending_of_a_year(marts: Marts) -> pd.DataFrame:
    semesters = spending_less_doubles(marts)
    semesters["calendar_year"] = [
        key // 10 for key in sorted(marts.table("fct_program_activity")["semester_key"].unique())
    ]
    years = semesters.groupby("calendar_year")
    return pd.DataFrame(
        {"budget_idr": years["budget_idr"].last(), "realised_idr": years["realised_idr"].sum()}
    ).reset_index()


def what_each_type_of_institution_spends(marts: Marts) -> pd.DataFrame:
    rows = marts.of_semester("fct_program_activity").merge(marts.table("dim_institution"), on="institution_key")
    return rows.groupby("institution_type")["realised_idr"].sum().sort_values(ascending=False).reset_index()


def spending_by_kecamatan(marts: Marts) -> pd.DataFrame:
    regions = marts.table("dim_region").query("region_level == 'kelurahan'").set_index("region_key")
    spent = marts.of_semester("fct_program_activity").groupby("region_key")["realised_idr"].sum()
    poor = marts.of_semester("fct_household_poverty").groupby("region_key")["is_verified_poor"].sum()
    table = regions[["kecamatan_code"]].assign(realised_idr=spent, poor_households=poor).fillna(0)
    return table.groupby("kecamatan_code").sum().reset_index(drop=True)


def spent_and_received(marts: Marts) -> pd.DataFrame:
    spent = marts.of_semester("fct_program_activity").groupby("activity_key")["realised_idr"].sum()
    received = (
        marts.of_semester("fct_assistance")
        .groupby("activity_key")["amount_idr"]
        .agg(received_idr="sum", receipts="size")
    )
    return received.join(spent).sort_values(["realised_idr", "received_idr"])[
        ["realised_idr", "received_idr", "receipts"]
    ]


def widest_activities(marts: Marts) -> pd.DataFrame:
    rows = marts.of_semester("fct_program_activity").merge(marts.table("dim_institution"), on="institution_key")
    table = rows.groupby(["institution_code", "activity_code"]).size().rename("kelurahan_count").reset_index()
    return table.sort_values(["institution_code", "activity_code"])[
        ["institution_code", "activity_code", "kelurahan_count"]
    ]


#: As `pandas_answers.IN_PANDAS`.
STAR_IN_PANDAS: dict[str, tuple[Callable[[Marts], pd.DataFrame], list[str]]] = {
    "31_helped_by_sex_and_age": (helped_by_sex_and_age, []),
    "32_who_has_left_and_why": (who_has_left_and_why, []),
    "33_who_says_that_they_have_left": (who_says_that_they_have_left, []),
    "34_spending_less_doubles": (spending_less_doubles, []),
    "36_children_and_elderly": (children_and_elderly, ["kelurahan"]),
    "38_spending_by_kecamatan": (spending_by_kecamatan, []),
    "39_help_by_month": (help_by_month, []),
    "41_budget_and_spending_of_a_year": (budget_and_spending_of_a_year, []),
    "42_widest_activities": (widest_activities, ["institution_code", "activity_code"]),
    "44_spent_and_received": (spent_and_received, ["realised_idr", "received_idr"]),
    "46_children_without_nik": (children_without_nik, []),
    "47_how_much_a_household_receives": (how_much_a_household_receives, []),
    "48_what_each_type_of_institution_spends": (what_each_type_of_institution_spends, []),
    "49_help_by_programme_group": (help_by_programme_group, []),
    "50_poor_again": (poor_again, []),
}
