-- The largest table: it holds each receipt's links once; a view on it adds what follows from them.
with memberships as (
    select
        record_id,
        household_key,
        is_registered,
        match_probability
    from {{ ref('stg_household_membership') }}
    where dataset = 'penerima'
)

select
    receipt.record_id,
    receipt.semester,
    receipt.semester_key,
    receipt.institution_code,
    receipt.region_code,
    receipt.region_key,
    first_region.activity_code_key as activity_key,
    first_region.activity_number,
    coalesce(same_region.strategy_key, first_region.strategy_key) as strategy_key,
    coalesce(same_region.program_group_key, first_region.program_group_key) as program_group_key,
    coalesce(separate.separate_household_key, membership.household_key) as household_key,
    coalesce(membership.is_registered, false) as is_registered,
    membership.match_probability as household_match_probability,
    receipt.person_id,
    coalesce(person.person_key, receipt.person_id, receipt.person_match_id) as person_key,
    person.match_probability as person_match_probability,
    receipt.household_id,
    receipt.sex,
    receipt.age_band,
    receipt.assistance_type,
    receipt.assistance_kind,
    receipt.amount_idr,
    receipt.received_date
from {{ ref('stg_penerima') }} as receipt
left join memberships as membership on receipt.record_id = membership.record_id
left join {{ ref('stg_person_match') }} as person on receipt.record_id = person.record_id
left join {{ ref('int_household__separate') }} as separate
    on
        receipt.semester_key = separate.semester_key
        and membership.household_key = separate.household_key
        and coalesce(receipt.household_id, receipt.person_id) = separate.number_id
left join {{ ref('int_activity__identify') }} as same_region
    on
        receipt.semester_key = same_region.semester_key
        and receipt.institution_code = same_region.institution_code
        and receipt.activity_code = same_region.activity_code
        and receipt.region_code = same_region.region_code
left join {{ ref('int_activity__identify') }} as first_region
    on
        receipt.semester_key = first_region.semester_key
        and receipt.institution_code = first_region.institution_code
        and receipt.activity_code = first_region.activity_code
        and first_region.region_rank = 1
