with registry_rows as (
    select
        household_key,
        member_count,
        row_number() over (partition by household_key order by semester_key desc) as recency
    from {{ ref('int_registry__assess') }}
    where cluster_rank = 1
),

entities as (
    select
        household_key,
        household_id
    from {{ ref('stg_household_entity') }}
    union all
    -- Told apart by people: named after the first row that was said to be another household.
    select
        separate_household_key as household_key,
        {{ first_by('household_id', ['semester', 'separate_rank', 'record_id']) }} as household_id
    from {{ ref('int_duplicate__decide') }}
    where separate_household_key is not null
    group by separate_household_key
)

select
    entity.household_key,
    entity.household_id,
    registry.member_count
from entities as entity
left join registry_rows as registry
    on
        entity.household_key = registry.household_key
        and registry.recency = 1
