"""The comparisons of two heads of households, and the priors of each.

A level's `m` is the probability that two rows of one household agree like that, `u` that rows of two households do.
`m` is stated here: in any block that a training could use, twins and neighbours outnumber the pairs that match.
`u` is sampled from random pairs; the figures here are the priors that small data are shrunk towards, and a lower bound.
"""

from collections.abc import Sequence

from linkage.levels import BIRTH_DATE, FAMILY_CARD, NAME, NIK, PLACE, SEX, Level
from linkage.matching.plan import Comparison, MatchPlan

#: A typo leaves the beginning, the end or both ends of a number as they are, which costs less to compare than edits.
_HAVE_NEAR_CARDS = "coalesce(l.kk_start = r.kk_start or l.kk_end = r.kk_end or l.kk_ends = r.kk_ends, false)"
_HAVE_NEAR_NIKS = "coalesce(l.nik_start = r.nik_start or l.nik_end = r.nik_end or l.nik_ends = r.nik_ends, false)"
_LIVE_IN_ONE_HOUSE = "coalesce(l.region_code = r.region_code and l.address = r.address, false)"

#: Cannot-link constraint, whatever else agrees: SQL over `l` and `r`. Names that differ in a figure behind them
#: (`Siti 1`, `Siti 2`) are of two people whom the list itself distinguishes. All else is evidence.
ARE_TWO_HOUSEHOLDS = "coalesce(l.name_figures <> r.name_figures, false)"

#: Which rows are compared: registry rows of different clusters; one that continues no household by its numbers (`new`)
#: with households of earlier semesters (`known`); a graduation without a match by number with all of these; a recipient
#: with unknown numbers (`recipient`) with every `household`, registered or known. Name and kelurahan alone are enough
#: for a graduation only, because its household usually exists.
IS_CANDIDATE = f"""
    case
        when l.unit = r.unit then false
        when l.kind = r.kind and l.kind in ('known', 'graduation', 'recipient', 'household') then false
        when least(l.kind, r.kind) = 'continued' and greatest(l.kind, r.kind) = 'known' then false
        when {ARE_TWO_HOUSEHOLDS} then false
        -- A case stops at the first condition that decides; every operand of an `or` would be computed for every pair.
        when jaro_winkler_similarity(l.name_written, r.name_written) >= 0.8 or list_has_any(l.name_list, r.name_list)
            then
                case
                    when 'graduation' in (l.kind, r.kind) or l.kk = r.nik or l.nik = r.kk then true
                    when l.birth_year = r.birth_year and l.name_key = r.name_key then true
                    when
                        l.birth_date = r.birth_date
                        and (l.name_initials = r.name_initials or l.kecamatan_code = r.kecamatan_code)
                        then true
                    when {_LIVE_IN_ONE_HOUSE} then true
                    when
                        l.region_code = r.region_code
                        and (l.birth_date is null or r.birth_date is null)
                        and l.rt = r.rt
                        and l.rw = r.rw
                        then true
                    when {_HAVE_NEAR_CARDS} or {_HAVE_NEAR_NIKS} then true
                    when l.region_code = r.region_code then damerau_levenshtein(l.birth_digits, r.birth_digits) <= 1
                    else false
                end
        -- A recipient need not be the head, and who is said to have left must be named, so the name must agree.
        when 'recipient' in (l.kind, r.kind) or 'graduation' in (l.kind, r.kind) then false
        -- No name of the other in any spelling: birth date or house, and another thing.
        when l.birth_date = r.birth_date
            then {_LIVE_IN_ONE_HOUSE} or {_HAVE_NEAR_CARDS} or coalesce(l.nik_ends = r.nik_ends, false)
        when {_LIVE_IN_ONE_HOUSE} then {_HAVE_NEAR_CARDS} or {_HAVE_NEAR_NIKS}
        else false
    end
"""

#: Each pairs a row with a few others, however many there are; a rule that met a share of all would grow quadratically.
_BLOCKING_RULES = (
    "l.kk_start = r.kk_start and l.name_start = r.name_start",
    "l.kk_end = r.kk_end and l.name_start = r.name_start and l.birth_year = r.birth_year",
    "l.kk_end = r.kk_end and l.birth_date = r.birth_date",
    "l.nik_end = r.nik_end and l.name_start = r.name_start",
    "l.kk = r.nik",
    # A typo in month or day leaves the other one unchanged; 1 January and 1 July (placeholders) leave neither.
    "l.name_key = r.name_key and l.birth_year = r.birth_year and ("
    "month(l.birth_date) = month(r.birth_date) or day(l.birth_date) = day(r.birth_date)"
    " or l.birth_pair = r.birth_pair"
    " or right(l.birth_digits, 4) in ('0101', '0701') or right(r.birth_digits, 4) in ('0101', '0701'))",
    # A graduation has neither birth date nor address; registry rows are paired by these.
    "l.name_key = r.name_key and l.region_code = r.region_code and l.other_side = r.side",
    "l.birth_date = r.birth_date and l.name_start = r.name_start",
    "l.birth_date = r.birth_date and l.name_initials = r.name_initials",
    "l.birth_date = r.birth_date and l.name_end = r.name_end",
    "l.birth_date = r.birth_date and l.nik_serial = r.nik_serial",
    "l.birth_date = r.birth_date and l.region_code = r.region_code",
    # Graduations are few, so that what is left of a number without its typo is enough.
    "l.kk_start = r.kk_start and l.other_side = r.side",
    "l.kk_end = r.kk_end and l.other_side = r.side",
    "l.kk_ends = r.kk_ends and l.other_side = r.side",
    "l.kk_day = r.kk_day and l.region_code = r.region_code and l.other_side = r.side",
    "l.nik_end = r.nik_end and l.other_side = r.side",
    "l.nik_ends = r.nik_ends and l.region_code = r.region_code and l.other_side = r.side",
    "l.birth_pair = r.birth_pair and l.name_start = r.name_start and l.kecamatan_code = r.kecamatan_code",
    "l.name_start = r.name_start and l.region_code = r.region_code and l.rt = r.rt and l.rw = r.rw",
    "l.region_code = r.region_code and l.address = r.address and coalesce(l.rt = r.rt, l.house = r.house)",
    "l.region_code = r.region_code and l.house = r.house and l.rt = r.rt and l.rw = r.rw",
)


def head_plan(*, of_few: bool = False) -> MatchPlan:
    """Give the plan for comparing heads of households; with `of_few` rows, name frequencies are left out."""
    return MatchPlan(
        comparisons=[
            _comparison("kk", "kk", FAMILY_CARD),
            _comparison("nik", "nik", NIK),
            _comparison("name", "name_words", NAME, with_frequencies=not of_few),
            _comparison("birth_date", "birth_date", BIRTH_DATE),
            _comparison("place", "region_code", PLACE),
            _comparison("sex", "sex", SEX),
        ],
        blocking_rules=_BLOCKING_RULES,
        pseudo_count=200,
        sampled_pairs=5e4,
        keeps_levels=True,
    )


def _comparison(name: str, column: str, parts: Sequence[Level], *, with_frequencies: bool = True) -> Comparison:
    """Build a comparison whose last level is everything else; null where either row lacks `column`."""
    shares = [part for part in parts if not part.lacks_a_field]
    rest = {"m_probability": 1 - sum(part.m for part in shares), "u_probability": 1 - sum(part.u for part in shares)}
    missing = {"sql_condition": f"{column}_l is null or {column}_r is null", "is_null_level": True}
    return {
        "output_column_name": name,
        "comparison_levels": [
            missing | {"label_for_charts": "not said"},
            *(_level(part, with_frequencies=with_frequencies) for part in parts),
            rest | {"sql_condition": "ELSE", "label_for_charts": "All other comparisons"},
        ],
    }


def _level(part: Level, *, with_frequencies: bool) -> dict[str, object]:
    level: dict[str, object] = {
        "sql_condition": part.condition,
        "label_for_charts": part.label,
        "m_probability": part.m,
        "u_probability": part.u,
    }
    return level | ({"tf_adjustment_column": part.term} if part.term and with_frequencies else {})
