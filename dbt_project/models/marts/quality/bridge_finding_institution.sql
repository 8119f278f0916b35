-- The institutions that reported a row of the finding, or whose finding it is where it has no row.
with concerned as (
    select
        finding_id,
        semester_key,
        institution_key,
        role = 'subject' as is_subject
    from {{ ref('bridge_finding_row') }}
    union all
    {% for column in ['institution_code', 'related_institution_code'] %}
        select
            found.finding_id,
            found.semester_key,
            institution.institution_key,
            {{ column == 'institution_code' }} as is_subject
        from {{ ref('int_finding__unite') }} as found
        inner join {{ ref('stg_institution') }} as institution on found.{{ column }} = institution.institution_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    finding_id,
    semester_key,
    institution_key,
    case when bool_or(is_subject) then 'subject' else 'related' end as role
from concerned
group by finding_id, semester_key, institution_key
