select
    receipt.record_id as receipt_key,
    receipt.semester_key,
    institution.institution_key,
    receipt.region_key,
    receipt.activity_key,
    receipt.household_key,
    receipt.person_key,
    receipt.person_id,
    receipt.household_id,
    receipt.assistance_type,
    receipt.amount_idr,
    receipt.received_date,
    receipt.is_registered,
    receipt.household_match_probability,
    receipt.person_match_probability
from {{ ref('int_receipt__link') }} as receipt
left join {{ ref('stg_institution') }} as institution on receipt.institution_code = institution.institution_code
