-- One finding per household; without a household, per person; without either, per receipt. Whom a refused row of the
-- registry lists is no stranger.
with unregistered_units as (
    select
        receipt.semester,
        receipt.semester_key,
        receipt.assisted_unit_type as entity_type,
        receipt.assisted_unit_id,
        coalesce(entity.household_id, receipt.assisted_unit_id) as entity_id,
        {{ only_value('receipt.institution_code') }} as institution_code,
        {{ only_value('receipt.region_code') }} as region_code,
        {{ distinct_list('receipt.institution_code') }} as institution_codes,
        {{ distinct_list('receipt.record_id') }} as record_ids,
        {{ first_by('receipt.record_id', ['receipt.received_date', 'receipt.record_id']) }} as first_record_id,
        count(*) as receipt_count,
        sum(receipt.amount_idr) as amount_idr
    from {{ ref('int_receipt__resolve') }} as receipt
    left join {{ ref('stg_household_entity') }} as entity on receipt.household_key = entity.household_key
    left join {{ ref('int_assisted_unit__recognise') }} as recognised
        on
            receipt.semester_key = recognised.semester_key
            and receipt.assisted_unit_type = recognised.assisted_unit_type
            and receipt.assisted_unit_id = recognised.assisted_unit_id
    where
        not receipt.is_registered
        and recognised.assisted_unit_id is null
    group by all
),

located as (
    select
        unit.*,
        case when unit.receipt_count = 1 then receipt.source_file end as source_file,
        case when unit.receipt_count = 1 then receipt.source_sheet end as source_sheet,
        case when unit.receipt_count = 1 then receipt.source_row end as source_row
    from unregistered_units as unit
    inner join {{ ref('stg_penerima') }} as receipt on unit.first_record_id = receipt.record_id
)

select
    {{ finding_row('recipient_not_in_registry', ['entity_type', 'assisted_unit_id'], {
        'subject': 'record_ids',
    }, {
        'entity_type': 'entity_type',
        'entity_id': 'entity_id',
        'evidence': json_object({
            'institutions': 'institution_codes',
            'receipt_count': 'receipt_count',
            'amount_idr': 'amount_idr',
        }),
    }, is_placed=true) }}
from located
