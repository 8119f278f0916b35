-- The strategies, programme groups and types of institutions that assist a household are bits of a number, because
-- lists would cost several times as much with millions of receipts. Of the receipts that hold against a household, the
-- last one tells: a household stays what it has become.
{%- set holds = household_probability('receipt') ~ ' >= ' ~ var('least_accusing_probability') %}
with units as (
    select
        receipt.semester_key,
        receipt.assisted_unit_type,
        receipt.assisted_unit_id,
        case when receipt.assisted_unit_type = 'household' then receipt.assisted_unit_id end as household_key,
        count(distinct receipt.institution_code) as institutions,
        bit_or(1 << receipt.strategy_key) as strategy_bits,
        bit_or(1 << receipt.program_group_key) as program_group_bits,
        bit_or(1 << cast(institution.institution_type_number as integer)) as institution_type_bits,
        {{ first_by('receipt.region_code', ['receipt.received_date', 'receipt.record_id']) }}
            as first_receipt_region_code,
        max(receipt.received_date) filter (where {{ holds }}) as last_received,
        max(receipt.received_date) filter (where {{ holds }} and kind.serves <> 'semua') as last_received_by_need,
        max(receipt.received_date) filter (where {{ holds }} and kind.serves = 'miskin') as last_received_by_the_poor
    from {{ ref('int_receipt__resolve') }} as receipt
    left join {{ ref('stg_institution') }} as institution on receipt.institution_code = institution.institution_code
    left join {{ ref('int_assistance_kind__conform') }} as kind
        on
            receipt.semester_key = kind.semester_key
            and receipt.assistance_kind = kind.assistance_kind
    group by receipt.semester_key, receipt.assisted_unit_type, receipt.assisted_unit_id
),

poor_before as (
    {% for listings in [ref('int_listing__summarise'), standing('listing')] %}
        select
            {{ following_semester('semester_key') }} as semester_key,
            household_key
        from {{ listings }}
        where poor_surveyed_date is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- What the registry says of a household holds from the survey on; before that what the registry before it said.
registered_households as (
    select
        registry.semester_key,
        registry.household_key,
        registry.region_code,
        registry.is_verified_poor,
        registry.poverty_status,
        case when before.household_key is not null then registry.surveyed_date end as poor_until
    from {{ ref('int_registry__assess') }} as registry
    left join poor_before as before
        on
            registry.semester_key = before.semester_key
            and registry.household_key = before.household_key
            and registry.poverty_status <> 'miskin'
    where registry.cluster_rank = 1
),

departures as (
    select
        semester_key,
        household_key,
        effective_date
    from {{ ref('int_departure__resolve') }}
    where finding_status <> 'waived'
)

select
    unit.semester_key,
    unit.assisted_unit_type,
    unit.assisted_unit_id,
    unit.institutions,
    unit.strategy_bits,
    unit.program_group_bits,
    unit.institution_type_bits,
    coalesce(registered.region_code, unit.first_receipt_region_code) as region_code,
    registered.household_key is not null as is_registered,
    recognised.assisted_unit_id is not null as is_refused,
    registered.poverty_status,
    coalesce(registered.is_verified_poor, false) as is_verified_poor,
    coalesce(unit.last_received > departure.effective_date, false) as has_received_after_leaving,
    -- Of whom the registry says nothing, nobody knows.
    coalesce(unit.last_received_by_need > departure.effective_date, false)
    or coalesce(
        case registered.poverty_status
            when 'rentan' then unit.last_received_by_the_poor
            when 'tidak_miskin' then unit.last_received_by_need
        end >= coalesce(registered.poor_until, cast('0001-01-01' as date)),
        false
    ) as is_ineligible
from units as unit
left join registered_households as registered
    on
        unit.semester_key = registered.semester_key
        and unit.household_key = registered.household_key
left join departures as departure
    on
        unit.semester_key = departure.semester_key
        and unit.household_key = departure.household_key
left join {{ ref('int_assisted_unit__recognise') }} as recognised
    on
        unit.semester_key = recognised.semester_key
        and unit.assisted_unit_type = recognised.assisted_unit_type
        and unit.assisted_unit_id = recognised.assisted_unit_id
