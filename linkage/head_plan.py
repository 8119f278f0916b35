"""What two heads of households are compared by, and the prior of each comparison.

A level's `m` is how often two rows of one household look like that, `u` how often rows of two households do. Both are
learned from the data at hand; the figures here are where learning starts, and towards what small data are shrunk. No
level is taken to be rarer by chance than they say.
"""

from collections.abc import Sequence

from linkage.levels import ARE_TURNED_ROUND, BIRTH_DATE, FAMILY_CARD, NAME, NIK, PLACE, SEX, Level
from linkage.matching.plan import Comparison, MatchPlan, TrainingBlocks

#: So few are born, or registered, in one kecamatan with one birth date.
_NEIGHBOURING_SERIALS = 100

#: A graduation says no more of a place than its kelurahan.
_ARE_NEIGHBOURS = """(
    l.region_code = r.region_code
    and (
        'graduation' in (l.kind, r.kind)
        or coalesce(l.street = r.street or (l.rt = r.rt and l.rw = r.rw), false)
    )
)"""

#: What keeps two rows apart however much else agrees: SQL over `l` and `r`.
#: Two NIKs that are both right for their person name two persons, unless the one is a slip of the pen for the other, of
#: one name, and no neighbour: who was born on one day in one kecamatan has a neighbouring NIK, be it a twin or a
#: namesake, and only living in one house makes a slip of that. Two birth dates that no slip explains are two persons
#: where no number speaks for one (father and son). Who is told apart by a figure behind the name is meant to be apart.
ARE_TWO_HOUSEHOLDS = f"""(
    -- A case asks one question after the other; of what stands within `or`, all would be computed for every pair.
    case
        when l.name_figures <> r.name_figures then true
        when l.is_nik_plausible and r.is_nik_plausible and l.nik <> r.nik then
            case
                when
                    l.name_key = r.name_key
                    and damerau_levenshtein(l.nik, r.nik) <= 1
                    and (
                        (left(l.nik, 6) = left(r.nik, 6) and abs(l.nik_serial - r.nik_serial) > {_NEIGHBOURING_SERIALS})
                        or {_ARE_NEIGHBOURS}
                    )
                    then false
                else true
            end
        when l.birth_date <> r.birth_date then
            case
                when
                    l.birth_year = r.birth_year
                    and (right(l.birth_digits, 4) in ('0101', '0701') or right(r.birth_digits, 4) in ('0101', '0701'))
                    then false
                when {ARE_TURNED_ROUND} then false
                when damerau_levenshtein(l.birth_digits, r.birth_digits) <= 1 then false
                when damerau_levenshtein(l.kk, r.kk) <= 1 then false
                when damerau_levenshtein(l.nik, r.nik) <= 1 then false
                else true
            end
        else false
    end
)"""

#: Which rows are compared at all: a row of the registry with one of another household of the registry; one that
#: continues no household by its numbers (`new`) with those that are known from before (`known`); a graduation that
#: names nobody by its numbers with all of them; a recipient whose numbers nobody knows (`recipient`) with every
#: `household` of the registry or of before. A name and a kelurahan alone are enough for a graduation, whose household
#: is there as a rule, and not for others.
IS_CANDIDATE = f"""
    case
        when l.unit = r.unit then false
        when l.kind = r.kind and l.kind in ('known', 'graduation', 'recipient', 'household') then false
        when least(l.kind, r.kind) = 'continued' and greatest(l.kind, r.kind) = 'known' then false
        -- Most strangers go by this, before anything that costs: no slip changes both ends of a NIK.
        when
            l.is_nik_plausible and r.is_nik_plausible
            and left(l.nik, 7) <> left(r.nik, 7) and right(l.nik, 7) <> right(r.nik, 7)
            then false
        when {ARE_TWO_HOUSEHOLDS} then false
        -- Whoever receives something need not be a head: it takes the name to tell.
        when
            'recipient' in (l.kind, r.kind)
            and not (
                jaro_winkler_similarity(l.name_words, r.name_words) >= 0.92
                or len(list_intersect(string_split(l.name_key, ' '), string_split(r.name_key, ' '))) > 0
            )
            then false
        when 'graduation' in (l.kind, r.kind) or l.birth_year = r.birth_year or l.kk = r.nik or l.nik = r.kk then true
        when {_ARE_NEIGHBOURS} then true
        when damerau_levenshtein(l.birth_digits, r.birth_digits) <= 1 then true
        when damerau_levenshtein(l.kk, r.kk) <= 1 then true
        when damerau_levenshtein(l.nik, r.nik) <= 1 then true
        else false
    end
"""

#: Each meets a few rows for a row, however many there are; one that met a share of all would grow with their square.
_BLOCKING_RULES = (
    "l.kk_start = r.kk_start and l.name_start = r.name_start",
    "l.kk_end = r.kk_end and l.name_start = r.name_start",
    "l.kk_end = r.kk_end and l.birth_date = r.birth_date",
    "l.nik_end = r.nik_end and l.name_start = r.name_start",
    "l.kk = r.nik",
    # A slip in month or day leaves the other one; 1 January and 1 July leave neither.
    "l.name_key = r.name_key and l.birth_year = r.birth_year and ("
    "month(l.birth_date) = month(r.birth_date) or day(l.birth_date) = day(r.birth_date)"
    " or l.birth_pair = r.birth_pair"
    " or right(l.birth_digits, 4) in ('0101', '0701') or right(r.birth_digits, 4) in ('0101', '0701'))",
    # A graduation has neither birth date nor house; rows of a registry meet by these.
    "l.name_key = r.name_key and l.region_code = r.region_code and 'graduation' in (l.kind, r.kind)",
    "l.birth_date = r.birth_date and l.name_start = r.name_start",
    "l.birth_date = r.birth_date and l.name_initials = r.name_initials",
    "l.birth_date = r.birth_date and l.region_code = r.region_code",
    "l.birth_pair = r.birth_pair and l.name_start = r.name_start",
    "l.name_start = r.name_start and l.region_code = r.region_code and l.rt = r.rt and l.rw = r.rw",
    "l.region_code = r.region_code and l.street = r.street and l.rt = r.rt",
)
#: What is learned from: pairs that agree in some columns, by how they agree in all others. A comparison does not learn
#: from a rule that speaks of its columns, so the numbers have no place here.
_TRAINING_RULES = tuple(
    TrainingBlocks(columns, "l.unit <> r.unit")
    for columns in (("birth_date", "sex"), ("name_key", "region_code"), ("region_code", "street"))
)


def head_plan(*, of_few: bool = False) -> MatchPlan:
    """Give the plan by which heads of households are compared.

    `of_few`: from a handful of rows nothing is learned of those that match, and every name is a common one.
    """
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
        training_rules=() if of_few else _TRAINING_RULES,
        certain_rules=(),
        pseudo_count=20,
        sampled_pairs=5e4,
        trained_pairs=5e4,
    )


def _comparison(name: str, column: str, parts: Sequence[Level], *, with_frequencies: bool = True) -> Comparison:
    """Build a comparison whose last level is everything else; null where either row does not say `column`."""
    learned = [part for part in parts if not part.is_m_known]
    rest = {"m_probability": 1 - sum(part.m for part in learned), "u_probability": 1 - sum(part.u for part in learned)}
    unsaid = {"sql_condition": f"{column}_l is null or {column}_r is null", "is_null_level": True}
    return {
        "output_column_name": name,
        "comparison_levels": [
            unsaid | {"label_for_charts": "not said"},
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
        "fix_m_probability": part.is_m_known,
    }
    return level | ({"tf_adjustment_column": part.term} if part.term and with_frequencies else {})
