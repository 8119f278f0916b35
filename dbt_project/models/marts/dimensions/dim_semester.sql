-- The dates are those with which a semester's marts were made; whether it is closed is its present state.
with semesters as (
    select
        semester_key,
        semester,
        start_date,
        end_date,
        deadline
    from {{ ref('stg_semester') }}
    where {{ is_built() }}
    union all
    select
        semester_key,
        semester,
        start_date,
        end_date,
        deadline
    from {{ standing('semester') }}
)

select
    semester.semester_key,
    semester.semester,
    semester.start_date,
    semester.end_date,
    semester.deadline,
    known.is_closed
from semesters as semester
inner join {{ ref('stg_semester') }} as known on semester.semester_key = known.semester_key
