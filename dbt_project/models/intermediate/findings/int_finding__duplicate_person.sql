-- Counting first excludes the many receipts that are no duplicate from the expensive part.
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
        receipt.person_match_probability,
        receipt.received_date,
        receipt.amount_idr,
        row_number() over (
            partition by receipt.semester_key, receipt.activity_number, receipt.assistance_kind, receipt.person_key
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

-- The finding is on the first receipt that repeats an earlier one; its evidence lists them all.
repeated_receipts as (
    select
        receipt.semester,
        receipt.semester_key,
        receipt.institution_code,
        receipt.activity_number,
        receipt.assistance_kind,
        receipt.person_key,
        {{ only_value('receipt.region_code') }} as region_code,
        max(receipt.record_id) filter (where receipt.receipt_number = 2) as record_id,
        {{ distinct_list('receipt.record_id') }} filter (where receipt.receipt_number <> 2) as other_record_ids,
        max(located.source_file) filter (where receipt.receipt_number = 2) as source_file,
        max(located.source_sheet) filter (where receipt.receipt_number = 2) as source_sheet,
        max(located.source_row) filter (where receipt.receipt_number = 2) as source_row,
        min(located.assistance_type) as assistance_type,
        min(located.activity_code) as activity_code,
        count(*) as receipt_count,
        sum(receipt.amount_idr) as amount_idr,
        -- The probability is that of the least certain receipt.
        min(coalesce(receipt.person_match_probability, 1)) as match_probability,
        {{ object_list({
            'source_file': mask_numbers('located.source_file'),
            'source_sheet': mask_numbers('located.source_sheet'),
            'source_row': 'located.source_row',
            'received_date': 'receipt.received_date',
        }, 'receipt.receipt_number') }} as receipts
    from receipts as receipt
    inner join {{ ref('stg_penerima') }} as located on receipt.record_id = located.record_id
    group by all
),

identified as (
    select
        repeated.*,
        activity.activity_code_key,
        {{ mask_numbers('repeated.activity_code') }} as published_activity_code
    from repeated_receipts as repeated
    inner join {{ ref('int_activity__identify') }} as activity
        on
            repeated.activity_number = activity.activity_number
            and activity.region_rank = 1
)

select
    {{ finding_row('duplicate_person', ['activity_code_key', 'assistance_kind', 'person_key'], {
        'subject': '[record_id]',
        'related': 'other_record_ids',
    }, {
        'entity_type': "'person'",
        'entity_id': 'person_key',
        'match_probability': 'match_probability',
        'evidence': json_object({
            'activity_code': 'published_activity_code',
            'assistance_type': 'assistance_type',
            'receipt_count': 'receipt_count',
            'amount_idr': 'amount_idr',
            'receipts': 'receipts',
        }),
    }, is_placed=true) }}
from identified
