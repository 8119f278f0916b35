-- How many households became poor since the last semester, and how many ceased to be?
-- A row: a semester, compared with the one before; the first one is left out. A household is followed by its key, also
-- when its family card was re-issued.
with poor as (
    select distinct
        poverty.household_key,
        semester.semester,
        dense_rank() over (order by semester.semester_key) as semester_number
    from marts.fct_household_poverty as poverty
    inner join marts.dim_semester as semester on poverty.semester_key = semester.semester_key
    where poverty.is_verified_poor
),

labels as (
    select distinct
        semester,
        semester_number
    from poor
),

pairs as (
    select
        coalesce(later.semester_number, earlier.semester_number + 1) as semester_number,
        earlier.household_key as earlier_household_key,
        later.household_key as later_household_key
    from poor as later
    full outer join poor as earlier
        on
            later.household_key = earlier.household_key
            and later.semester_number = earlier.semester_number + 1
)

select
    labels.semester,
    count(pairs.earlier_household_key) as poor_before,
    count(*) filter (where pairs.later_household_key is null) as ceased,
    count(*) filter (where pairs.earlier_household_key is null) as became,
    count(pairs.later_household_key) as poor_now
from pairs
inner join labels on pairs.semester_number = labels.semester_number
where labels.semester_number > 1
group by labels.semester
order by labels.semester
