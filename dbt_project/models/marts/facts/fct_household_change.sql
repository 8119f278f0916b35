-- A pair that is split by decision is split in every semester that lists it; the first one is the change.
with split_by_decision as (
    select
        decided.semester_key,
        listed.region_key,
        'split' as change,
        decided.household_key,
        decided.separate_household_key as other_household_key,
        'decision' as matched_by,
        1 as match_probability,
        row_number() over (
            partition by decided.separate_household_key
            order by decided.semester_key, decided.separate_rank
        ) as recurrence
    from {{ ref('int_duplicate__decide') }} as decided
    inner join {{ ref('stg_keluarga') }} as listed on decided.record_id = listed.record_id
    left join {{ standing('separated') }} as earlier
        on
            decided.separate_household_key = earlier.separate_household_key
            and decided.semester_key > earlier.semester_key
    where
        decided.separate_household_key is not null
        and earlier.separate_household_key is null
)

select
    found.semester_key,
    listed.region_key,
    found.change,
    -- Where a decision has split what linkage had merged, the other one continues as the household of the decision.
    case
        when found.change = 'merged' then coalesce(decided.separate_household_key, found.household_key)
        else found.household_key
    end as household_key,
    found.other_household_key,
    found.matched_by,
    found.match_probability
from {{ ref('stg_household_change') }} as found
inner join {{ ref('stg_keluarga') }} as listed on found.record_id = listed.record_id
left join {{ ref('int_duplicate__decide') }} as decided on found.record_id = decided.record_id
union all
select
    semester_key,
    region_key,
    change,
    household_key,
    other_household_key,
    matched_by,
    match_probability
from split_by_decision
where recurrence = 1
