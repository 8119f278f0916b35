-- The latest survey in a semester's registry that found each household poor.
select
    semester_key,
    household_key,
    poor_surveyed_date
from {{ ref('int_listing__summarise') }}
where poor_surveyed_date is not null
