{{ config(schema='carried', alias='departure') }}
-- Households that have left poverty by a semester's end and have not come back. The latest graduation decides: if a
-- survey found the household poor after it, then also after every earlier one.
with graduations as (
    select
        graduation_match.semester_key,
        graduation_match.semester,
        coalesce(separate.separate_household_key, graduation_match.household_key) as household_key,
        graduation_match.mentas_institution_code,
        graduation_match.mentas_record_id,
        graduation_match.matched_by,
        graduation_match.match_probability,
        graduated.effective_date,
        graduated.left_reason,
        graduated.document_number,
        graduated.head_person_id is not null as has_nik,
        row_number() over (
            partition by
                graduation_match.semester_key,
                coalesce(separate.separate_household_key, graduation_match.household_key)
            order by
                graduated.effective_date desc,
                graduation_match.match_probability desc,
                graduated.semester_key desc,
                graduated.institution_code asc,
                graduated.record_id asc
        ) as graduation_rank
    from {{ ref('stg_graduation_match') }} as graduation_match
    inner join {{ ref('stg_mentas') }} as graduated
        on graduation_match.mentas_record_id = graduated.record_id
    inner join {{ ref('stg_semester') }} as semester
        on graduation_match.semester_key = semester.semester_key
    left join {{ ref('int_household__separate') }} as separate
        on
            graduation_match.semester_key = separate.semester_key
            and graduation_match.household_key = separate.household_key
            and case graduation_match.matched_by
                when 'kk' then graduated.household_id
                when 'nik' then graduated.head_person_id
            end = separate.number_id
    left join {{ ref('int_listing__summarise') }} as listing
        on
            graduation_match.semester_key = listing.semester_key
            and coalesce(separate.separate_household_key, graduation_match.household_key) = listing.household_key
    where
        graduated.effective_date <= semester.end_date
        -- `ganda` removes a listing and not a household: where the listing is gone already, or is found to be a
        -- duplicate, the household is still counted once.
        and (
            graduated.left_reason <> 'ganda'
            or listing.household_key is null
            or (
                listing.listing_count = 1
                and (
                    graduation_match.matched_by = 'probable'
                    or graduated.household_id = listing.household_id
                    or graduated.head_person_id = listing.head_person_id
                )
            )
        )
),

latest_graduations as (
    select *
    from graduations
    where graduation_rank = 1
),

surveys as (
    {% for listings in [ref('int_listing__summarise'), standing('listing')] %}
        select
            semester_key,
            household_key,
            poor_surveyed_date
        from {{ listings }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

returned_households as (
    select distinct
        left_household.semester_key,
        left_household.household_key
    from latest_graduations as left_household
    inner join surveys as survey
        on
            left_household.household_key = survey.household_key
            and left_household.semester_key >= survey.semester_key
            and left_household.effective_date < survey.poor_surveyed_date
)

select
    left_household.*,
    {{ finding_id(
        'left_poverty_still_counted', 'left_household.semester', ['left_household.household_key']
    ) }} as finding_id
from latest_graduations as left_household
left join returned_households as returned
    on
        left_household.semester_key = returned.semester_key
        and left_household.household_key = returned.household_key
where returned.household_key is null
