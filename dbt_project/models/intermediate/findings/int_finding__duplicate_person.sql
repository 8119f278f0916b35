-- Counting first keeps the many receipts that are no duplicate out of the costly part.
with repeated_keys as (
    select
        semester_key,
        activity_number,
        assistance_kind,
        person_key
    from {{ ref('int_receipt__resolve') }}
    where person_key is not null
    group by semester_key, activity_number, assistance_kind, person_key
    having count(*) > 1
),

receipts as (
    select
        receipt.record_id,
        receipt.semester,
        receipt.semester_key,
        receipt.institution_code,
        receipt.region_code,
        receipt.activity_number,
        receipt.assistance_kind,
        receipt.person_key,
        receipt.received_date,
        receipt.amount_idr,
        row_number() over (
            partition by
                receipt.semester_key, receipt.activity_number, receipt.assistance_kind, receipt.person_key
            order by receipt.received_date, receipt.record_id
        ) as receipt_number
    from {{ ref('int_receipt__resolve') }} as receipt
    inner join repeated_keys as repeated
        on
            receipt.semester_key = repeated.semester_key
            and receipt.activity_number = repeated.activity_number
            and receipt.assistance_kind = repeated.assistance_kind
            and receipt.person_key = repeated.person_key
),

repeated_receipts as (
    select
        semester,
        semester_key,
        institution_code,
        activity_number,
        assistance_kind,
        person_key,
        {{ only_value('region_code') }} as region_code,
        -- The finding points at the first receipt that repeats an earlier one.
        max(record_id) filter (where receipt_number = 2) as repeating_record_id,
        count(*) as receipt_count,
        sum(amount_idr) as amount_idr,
        {{ distinct_list('received_date') }} as received_dates
    from receipts
    group by semester, semester_key, institution_code, activity_number, assistance_kind, person_key
),

located as (
    select
        repeated.semester,
        repeated.semester_key,
        repeated.institution_code,
        activity.activity_code_key,
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
    inner join {{ ref('stg_penerima') }} as source_receipt
        on repeated.repeating_record_id = source_receipt.record_id
    inner join {{ ref('int_activity__identify') }} as activity
        on
            repeated.activity_number = activity.activity_number
            and activity.region_rank = 1
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
