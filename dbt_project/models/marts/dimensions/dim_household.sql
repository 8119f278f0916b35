with registry_rows as (
    select
        household_key,
        member_count,
        row_number() over (partition by household_key order by semester_key desc) as recency
    from {{ ref('int_registry__assess') }}
    where cluster_rank = 1
)

select
    entity.household_key,
    entity.household_id,
    registry.member_count
from {{ ref('stg_household_entity') }} as entity
left join registry_rows as registry
    on
        entity.household_key = registry.household_key
        and registry.recency = 1
