-- When a semester's registry found its households poor.
select
    semester_key,
    household_key,
    poor_surveyed_date
from {{ ref('int_listing__summarise') }}
where poor_surveyed_date is not null
