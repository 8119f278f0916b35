-- By the KK of a receipt or of its household, or by the recipient's NIK, where that is the head's in the refused row.
{% set numbers = {
    'receipt.household_id': 'household_id', 'entity.household_id': 'household_id', 'receipt.person_id': 'head_person_id'
} -%}
{% for number, refused_number in numbers.items() %}
    select
        receipt.semester_key,
        receipt.assisted_unit_type,
        receipt.assisted_unit_id
    from {{ ref('int_receipt__resolve') }} as receipt
    left join {{ ref('stg_household_entity') }} as entity on receipt.household_key = entity.household_key
    inner join {{ ref('int_rejected_household__read') }} as refused
        on
            receipt.semester_key = refused.semester_key
            and {{ number }} = refused.{{ refused_number }}
    where not receipt.is_registered
    {% if not loop.last %}union{% endif %}
{% endfor %}
