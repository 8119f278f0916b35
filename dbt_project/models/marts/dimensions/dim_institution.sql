-- The name is that of the present list; the type is part of the key, so that a change leaves earlier semesters alone.
with versions as (
    select
        institution_code,
        institution_type,
        min(semester) as first_semester,
        max(semester) as last_semester
    from {{ ref('int_institution__see') }}
    group by institution_code, institution_type
)

select
    {{ surrogate_key(['version.institution_code', 'version.institution_type']) }} as institution_key,
    version.institution_code,
    coalesce(listed.institution_name, version.institution_code) as institution_name,
    version.institution_type,
    version.first_semester,
    version.last_semester,
    coalesce(listed.institution_type = version.institution_type, false) as is_current
from versions as version
left join {{ ref('stg_institution') }} as listed on version.institution_code = listed.institution_code
union all
select
    'unknown' as institution_key,
    'unknown' as institution_code,
    'Tidak diketahui' as institution_name,
    'unknown' as institution_type,
    cast(null as varchar) as first_semester,
    cast(null as varchar) as last_semester,
    false as is_current
