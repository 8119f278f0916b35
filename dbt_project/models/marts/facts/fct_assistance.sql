select
    receipt.record_id as receipt_key,
    receipt.semester_key,
    institution.institution_key,
    receipt.region_key,
    receipt.activity_key,
    receipt.strategy_key,
    receipt.program_group_key,
    kind.assistance_kind_key,
    {{ date_key('receipt.received_date') }} as date_key,
    coalesce(receipt.household_key, 'unknown') as household_key,
    coalesce(receipt.person_key, 'unknown') as person_key,
    receipt.person_id,
    receipt.household_id,
    receipt.sex,
    receipt.age_band,
    receipt.assistance_type,
    receipt.amount_idr,
    receipt.received_date,
    receipt.is_registered,
    receipt.household_match_probability,
    receipt.person_match_probability
from {{ ref('int_receipt__link') }} as receipt
left join {{ ref('stg_institution') }} as institution on receipt.institution_code = institution.institution_code
left join {{ ref('int_assistance_kind__conform') }} as kind
    on
        receipt.semester_key = kind.semester_key
        and receipt.assistance_kind = kind.assistance_kind
