-- Households that have left poverty by a semester's end, and the decisions on them.
with found as (
    {% for departures in [ref('int_departure__identify'), standing('departure')] %}
        select
            semester_key,
            household_key,
            mentas_record_id,
            matched_by,
            finding_id
        from {{ departures }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

decided as (
    select
        found.semester_key,
        found.household_key,
        found.mentas_record_id,
        found.matched_by,
        decision.finding_status
    from found
    inner join {{ ref('int_decision__settle') }} as decision on found.finding_id = decision.finding_id
),

-- A waiver of an earlier semester applies, the newest first, as long as the graduation is the same and its evidence has
-- not grown.
earlier_decisions as (
    select
        later.semester_key,
        later.household_key,
        earlier.finding_status = 'waived'
        and later.mentas_record_id = earlier.mentas_record_id
        and {{ match_strength('later.matched_by') }} <= {{ match_strength('earlier.matched_by') }} as is_waived,
        row_number() over (
            partition by later.semester_key, later.household_key
            order by earlier.semester_key desc
        ) as recency
    from {{ ref('int_departure__identify') }} as later
    inner join decided as earlier
        on
            later.household_key = earlier.household_key
            and later.semester_key > earlier.semester_key
)

select
    left_household.semester_key,
    left_household.semester,
    left_household.household_key,
    left_household.mentas_record_id,
    left_household.effective_date,
    left_household.left_reason,
    left_household.document_number,
    left_household.mentas_institution_code,
    left_household.has_nik,
    left_household.matched_by,
    left_household.match_probability,
    case when earlier.is_waived then 'waived' end as carried_status,
    coalesce(decided.finding_status, case when earlier.is_waived then 'waived' end, 'open') as finding_status
from {{ ref('int_departure__identify') }} as left_household
left join decided
    on
        left_household.semester_key = decided.semester_key
        and left_household.household_key = decided.household_key
left join earlier_decisions as earlier
    on
        left_household.semester_key = earlier.semester_key
        and left_household.household_key = earlier.household_key
        and earlier.recency = 1
