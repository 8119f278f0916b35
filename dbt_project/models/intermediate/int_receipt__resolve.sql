{{ config(materialized='view') }}
select
    record_id,
    semester,
    semester_key,
    institution_code,
    region_code,
    activity_key,
    activity_number,
    strategy_key,
    program_group_key,
    household_key,
    is_registered,
    household_match_probability,
    household_id,
    person_id,
    person_key,
    person_match_probability,
    -- The assisted unit: the household, else the person, else this receipt.
    case
        when household_key is not null then 'household'
        when person_key is not null then 'person'
        else 'receipt'
    end as assisted_unit_type,
    coalesce(household_key, person_key, record_id) as assisted_unit_id,
    assistance_type,
    assistance_kind,
    amount_idr,
    received_date
from {{ ref('int_receipt__link') }}
