-- Households that have left poverty by a semester's end and have not come back. The latest graduation decides: if a
-- survey found the household poor after it, then also after every earlier one.
with graduations as (
    select
        graduation_match.semester_key,
        graduation_match.semester,
        graduation_match.household_key,
        graduation_match.mentas_institution_code,
        graduation_match.matched_by,
        graduation_match.match_probability,
        graduated.effective_date,
        graduated.left_reason,
        graduated.document_number,
        row_number() over (
            partition by graduation_match.semester_key, graduation_match.household_key
            order by
                graduated.effective_date desc,
                graduation_match.match_probability desc,
                graduated.semester_key desc,
                graduated.institution_code asc,
                graduated.record_id asc
        ) as graduation_rank
    from {{ ref('stg_graduation_match') }} as graduation_match
    inner join {{ ref('stg_mentas') }} as graduated
        on graduation_match.mentas_record_id = graduated.record_id
    inner join {{ ref('stg_semester') }} as semester
        on graduation_match.semester_key = semester.semester_key
    where graduated.effective_date <= semester.end_date
),

latest_graduations as (
    select *
    from graduations
    where graduation_rank = 1
),

poor_surveys as (
    select
        membership.household_key,
        listed.semester_key,
        max(listed.surveyed_date) as surveyed_date
    from {{ ref('stg_keluarga') }} as listed
    inner join {{ ref('stg_household_membership') }} as membership
        on listed.record_id = membership.record_id
    where
        membership.dataset = 'keluarga'
        and listed.poverty_status = 'miskin'
    group by membership.household_key, listed.semester_key
),

returned_households as (
    select distinct
        left_household.semester_key,
        left_household.household_key
    from latest_graduations as left_household
    inner join poor_surveys as survey
        on
            left_household.household_key = survey.household_key
            and left_household.semester_key >= survey.semester_key
            and left_household.effective_date < survey.surveyed_date
)

select
    left_household.semester_key,
    left_household.semester,
    left_household.household_key,
    left_household.effective_date,
    left_household.left_reason,
    left_household.document_number,
    left_household.mentas_institution_code,
    left_household.matched_by,
    left_household.match_probability
from latest_graduations as left_household
left join returned_households as returned
    on
        left_household.semester_key = returned.semester_key
        and left_household.household_key = returned.household_key
where returned.household_key is null
