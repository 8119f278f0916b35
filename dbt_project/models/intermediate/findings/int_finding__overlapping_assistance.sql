with compatible_kinds as (
    select distinct {{ fold_kind('kind_a') }} as assistance_kind
    from {{ ref('compatible_assistance') }}
    where {{ fold_kind('kind_a') }} = {{ fold_kind('kind_b') }}
),

-- Comparing first excludes the many kinds that come from one institution from the expensive part.
shared_kinds as (
    select
        receipt.semester_key,
        receipt.household_key,
        receipt.assistance_kind
    from {{ ref('int_receipt__resolve') }} as receipt
    left join compatible_kinds as compatible on receipt.assistance_kind = compatible.assistance_kind
    where
        receipt.household_key is not null
        and {{ household_probability('receipt') }} >= {{ var('least_accusing_probability') }}
        and compatible.assistance_kind is null
    group by receipt.semester_key, receipt.household_key, receipt.assistance_kind
    having min(receipt.institution_code) <> max(receipt.institution_code)
),

receipts as (
    select
        receipt.record_id,
        receipt.semester,
        receipt.semester_key,
        receipt.household_key,
        receipt.assistance_kind,
        receipt.assistance_type,
        receipt.institution_code,
        receipt.region_code,
        receipt.amount_idr,
        receipt.received_date,
        kind.months_covered as covered_months,
        {{ covered_until('receipt.received_date', 'kind.months_covered') }} as covered_until
    from {{ ref('int_receipt__resolve') }} as receipt
    inner join shared_kinds as shared
        on
            receipt.semester_key = shared.semester_key
            and receipt.household_key = shared.household_key
            and receipt.assistance_kind = shared.assistance_kind
            and {{ household_probability('receipt') }} >= {{ var('least_accusing_probability') }}
    inner join {{ ref('int_assistance_kind__conform') }} as kind
        on
            receipt.semester_key = kind.semester_key
            and receipt.assistance_kind = kind.assistance_kind
),

overlapping_kinds as (
    select
        semester,
        semester_key,
        household_key,
        assistance_kind,
        min(assistance_type) as assistance_type,
        {{ only_value('region_code') }} as region_code,
        {{ distinct_list('institution_code') }} as institution_codes,
        {{ distinct_list('record_id') }} as record_ids,
        count(*) as receipt_count,
        sum(amount_idr) as amount_idr,
        max(covered_months) as covered_months
    from receipts
    group by semester, semester_key, household_key, assistance_kind
),

-- Days that any two receipts of two institutions both cover; below one, the distance between them.
shared_times as (
    select
        one.semester_key,
        one.household_key,
        one.assistance_kind,
        greatest(one.received_date, other.received_date) as shared_from,
        least(one.covered_until, other.covered_until) as shared_until,
        least(one.covered_until, other.covered_until) - greatest(one.received_date, other.received_date) + 1 as days
    from receipts as one
    inner join receipts as other
        on
            one.semester_key = other.semester_key
            and one.household_key = other.household_key
            and one.assistance_kind = other.assistance_kind
            and one.institution_code < other.institution_code
),

longest_times as (
    select
        *,
        row_number() over (
            partition by semester_key, household_key, assistance_kind
            order by days desc, shared_from asc
        ) as time_rank
    from shared_times
),

named as (
    select
        overlap.semester,
        overlap.semester_key,
        overlap.household_key,
        coalesce(registry.household_id, entity.household_id) as household_id,
        overlap.assistance_kind,
        overlap.assistance_type,
        overlap.region_code,
        overlap.institution_codes,
        overlap.record_ids,
        overlap.receipt_count,
        overlap.amount_idr,
        overlap.covered_months,
        greatest(longest.days, 0) as shared_days,
        case when longest.days > 0 then longest.shared_from end as shared_from,
        case when longest.days > 0 then longest.shared_until end as shared_until,
        greatest(1 - longest.days, 0) as days_apart
    from overlapping_kinds as overlap
    left join longest_times as longest
        on
            overlap.semester_key = longest.semester_key
            and overlap.household_key = longest.household_key
            and overlap.assistance_kind = longest.assistance_kind
            and longest.time_rank = 1
    left join {{ ref('stg_household_entity') }} as entity on overlap.household_key = entity.household_key
    left join {{ ref('int_registry__assess') }} as registry
        on
            overlap.semester_key = registry.semester_key
            and overlap.household_key = registry.household_key
            and registry.cluster_rank = 1
)

select
    {{ finding_row('overlapping_assistance', ['household_key', 'assistance_kind'], {
        'subject': 'record_ids',
    }, {
        'region_code': 'region_code',
        'entity_type': "'household'",
        'entity_id': 'household_id',
        'evidence': json_object({
            'assistance_type': 'assistance_type',
            'institutions': 'institution_codes',
            'receipt_count': 'receipt_count',
            'amount_idr': 'amount_idr',
            'covered_months': 'covered_months',
            'shared_days': 'shared_days',
            'shared_from': 'shared_from',
            'shared_until': 'shared_until',
            'days_apart': 'days_apart',
        }),
    }) }}
from named
