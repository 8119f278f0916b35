-- A returned row is a household of a semester that is verified as poor by more than one registry row.
select
    semester_key,
    household_key,
    count(*) as verified_rows
from {{ ref('fct_household_poverty') }}
where is_verified_poor
group by semester_key, household_key
having count(*) > 1
