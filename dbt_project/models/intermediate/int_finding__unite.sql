{{ config(materialized='view') }}
{%- for model in finding_models() %}
    select
        finding_id,
        semester,
        semester_key,
        rule_code,
        severity,
        {%- for name in finding_column_types() %}
            {{ name }},
        {%- endfor %}
        {%- for role in row_roles() %}
            {{ role }}_record_ids,
        {%- endfor %}
        {{ finding_private_types().keys() | join(',\n        ') }}
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
