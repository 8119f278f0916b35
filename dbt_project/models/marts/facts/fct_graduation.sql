-- An event belongs to the semester that reports it, and says what that semester knows.
with surveys as (
    {% for listings in [ref('int_listing__summarise'), standing('listing')] %}
        select
            semester_key,
            household_key,
            poor_surveyed_date
        from {{ listings }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

returned as (
    select distinct graduated.record_id
    from {{ ref('stg_mentas') }} as graduated
    inner join {{ ref('stg_household_membership') }} as membership on graduated.record_id = membership.record_id
    inner join surveys as survey
        on
            membership.household_key = survey.household_key
            and graduated.semester_key >= survey.semester_key
            and graduated.effective_date < survey.poor_surveyed_date
    where {{ is_built('graduated.semester') }}
),

removed as (
    select distinct
        semester_key,
        mentas_record_id
    from {{ ref('int_departure__resolve') }}
    where finding_status <> 'waived'
)

select
    graduated.record_id as graduation_key,
    graduated.semester_key,
    membership.household_key,
    institution.institution_key,
    graduated.left_reason as reason,
    graduated.effective_date,
    membership.is_registered as is_still_registered,
    returned.record_id is not null as is_back,
    removed.mentas_record_id is not null as has_left_poverty
from {{ ref('stg_mentas') }} as graduated
inner join {{ ref('stg_household_membership') }} as membership on graduated.record_id = membership.record_id
left join {{ ref('stg_institution') }} as institution on graduated.institution_code = institution.institution_code
left join returned on graduated.record_id = returned.record_id
left join removed
    on
        graduated.record_id = removed.mentas_record_id
        and graduated.semester_key = removed.semester_key
where {{ is_built('graduated.semester') }}
