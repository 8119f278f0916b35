with repeated_receipts as (
    select
        semester,
        semester_key,
        institution_code,
        activity_code_key,
        assistance_kind,
        person_key,
        {{ only_value('region_code') }} as region_code,
        {{ first_by('record_id', ['received_date', 'record_id']) }} as first_record_id,
        count(*) as receipt_count,
        sum(amount_idr) as amount_idr,
        {{ distinct_list('received_date') }} as received_dates
    from {{ ref('int_receipt__resolve') }}
    where person_key is not null
    group by semester, semester_key, institution_code, activity_code_key, assistance_kind, person_key
    having count(*) > 1
),

-- The finding points at the first receipt that repeats an earlier one.
repeating_receipts as (
    select
        receipt.semester_key,
        receipt.activity_code_key,
        receipt.assistance_kind,
        receipt.person_key,
        {{ first_by('receipt.record_id', ['receipt.received_date', 'receipt.record_id']) }} as record_id
    from {{ ref('int_receipt__resolve') }} as receipt
    inner join repeated_receipts as repeated
        on
            receipt.semester_key = repeated.semester_key
            and receipt.activity_code_key = repeated.activity_code_key
            and receipt.assistance_kind = repeated.assistance_kind
            and receipt.person_key = repeated.person_key
            and receipt.record_id <> repeated.first_record_id
    group by receipt.semester_key, receipt.activity_code_key, receipt.assistance_kind, receipt.person_key
),

located as (
    select
        repeated.semester,
        repeated.semester_key,
        repeated.institution_code,
        repeated.activity_code_key,
        repeated.assistance_kind,
        repeated.person_key,
        repeated.region_code,
        repeated.receipt_count,
        repeated.amount_idr,
        repeated.received_dates,
        source_receipt.source_file,
        source_receipt.source_sheet,
        source_receipt.source_row,
        source_receipt.assistance_type,
        {{ mask_numbers('source_receipt.activity_code') }} as activity_code
    from repeated_receipts as repeated
    inner join repeating_receipts as repeating
        on
            repeated.semester_key = repeating.semester_key
            and repeated.activity_code_key = repeating.activity_code_key
            and repeated.assistance_kind = repeating.assistance_kind
            and repeated.person_key = repeating.person_key
    inner join {{ ref('stg_penerima') }} as source_receipt on repeating.record_id = source_receipt.record_id
)

select
    {{ finding_row('duplicate_person', ['activity_code_key', 'assistance_kind', 'person_key'], {
        'institution_code': 'institution_code',
        'region_code': 'region_code',
        'source_file': 'source_file',
        'source_sheet': 'source_sheet',
        'source_row': 'source_row',
        'entity_type': "'person'",
        'entity_id': 'person_key',
        'evidence': json_object({
            'activity_code': 'activity_code',
            'assistance_type': 'assistance_type',
            'receipts': 'receipt_count',
            'amount_idr': 'amount_idr',
            'received_dates': 'received_dates',
        }),
    }) }}
from located
