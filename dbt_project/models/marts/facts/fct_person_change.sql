-- Whom no receipt and no registry has ever named by a key is in no mart, and need not be followed.
select
    found.semester_key,
    found.household_key,
    found.person_key,
    found.other_person_key,
    found.match_probability
from {{ ref('stg_person_change') }} as found
inner join {{ ref('dim_person') }} as kept on found.person_key = kept.person_key
inner join {{ ref('dim_person') }} as ended on found.other_person_key = ended.person_key
