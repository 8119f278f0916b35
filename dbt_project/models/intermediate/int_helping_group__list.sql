{{ config(materialized='view') }}
select
    'strategy' as breakdown,
    cast(strategy_no as varchar) as group_code,
    strategy_name_id as group_name,
    strategy_no as group_number
from {{ ref('strategy') }}
union all
select
    'program_group' as breakdown,
    cast(program_group_no as varchar) as group_code,
    program_group_name_id as group_name,
    program_group_no as group_number
from {{ ref('program_group') }}
union all
select distinct
    'institution_type' as breakdown,
    institution.institution_type as group_code,
    type_name.institution_type_name_id as group_name,
    institution.institution_type_number as group_number
from {{ ref('stg_institution') }} as institution
left join {{ ref('institution_type') }} as type_name
    on institution.institution_type = type_name.institution_type
