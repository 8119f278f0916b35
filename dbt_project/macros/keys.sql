{#- Keys of the star schema. Portable: built on dbt's own cross-database macros. -#}

{#- Whole-number key of a semester: 2023S1 is 20231. -#}
{% macro semester_key(column) -%}
    cast(replace({{ column }}, 'S', '') as integer)
{%- endmacro %}

{#- Key of the semester after one, of its key: 20231 is followed by 20232, and that by 20241. -#}
{% macro following_semester(column) -%}
    ({{ column }} + case when {{ column }} % 10 = 1 then 1 else 9 end)
{%- endmacro %}

{#- Whole-number key of a region: 35.74.01.1001 is 3574011001. -#}
{% macro region_key(column) -%}
    cast(replace({{ column }}, '.', '') as bigint)
{%- endmacro %}

{#- Whole-number key of a day: 15 March 2023 is 20230315. -#}
{% macro date_key(column) -%}
    cast(
        extract('year' from {{ column }}) * 10000
        + extract('month' from {{ column }}) * 100
        + extract('day' from {{ column }})
        as integer
    )
{%- endmacro %}

{#- 32 hex digits over the given expressions, in their order. A null differs from an empty text. -#}
{% macro surrogate_key(expressions) -%}
    {%- set parts = [] -%}
    {%- for expression in expressions -%}
        {%- do parts.append("coalesce(cast(" ~ expression ~ " as varchar), '~')") -%}
        {%- if not loop.last -%}{%- do parts.append("'|'") -%}{%- endif -%}
    {%- endfor -%}
    md5({{ parts | join(' || ') }})
{%- endmacro %}

{#-
    Id of a finding: the same in every run that finds it. `identity` are the expressions that distinguish the rule's
    findings of a semester; none may hold a possible number of a person in clear text.
-#}
{% macro finding_id(rule_code, semester, identity) -%}
    {{ surrogate_key(["'" ~ rule_code ~ "'", semester] + identity) }}
{%- endmacro %}

{#- One row per value of a table's key that is in more than one row. -#}
{% macro repeated_key(table, columns) -%}
    select
        '{{ table.name }} repeats {{ columns | join(', ') }}' as broken,
        concat_ws(', ', {{ columns | join(', ') }}) as broken_value,
        count(*) as row_count
    from {{ table }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{%- endmacro %}

{#- The same for many models, each with the columns of its key. -#}
{% macro repeated_keys(grains) -%}
    {% for name, columns in grains.items() -%}
        {{ repeated_key(ref(name), columns) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
{%- endmacro %}
