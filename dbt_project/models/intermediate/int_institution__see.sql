{{ config(schema='carried', alias='institution') }}
-- A semester that is not made anew keeps the types with which its rows were made.
select
    semester.semester,
    semester.semester_key,
    institution.institution_code,
    institution.institution_type
from {{ ref('stg_semester') }} as semester
cross join {{ ref('stg_institution') }} as institution
where {{ is_built('semester.semester') }}
union all
select
    semester,
    semester_key,
    institution_code,
    institution_type
from {{ standing('institution') }}
